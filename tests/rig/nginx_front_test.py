"""The shipped nginx parts with a real nginx, a small engine and the real program: what a page looks like with Earshot
alive, hanging and dead, and that the host's own headers stay. Usage: nginx_front_test.py PROGRAM"""
import http.client
import itertools
import os
import pathlib
import random
import re
import signal
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client
from xml.etree import ElementTree

from roster import ROSTER

ROOT = pathlib.Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PAGE = (b"<!DOCTYPE html><html><head><title>t</title></head><body>" + b"<p>words</p>" * 400 + b"</body></html>\n")

CONFIG = """daemon off; worker_processes 2; pid {run}/pid; error_log {run}/error.log warn; {user}
events {{ worker_connections 256; }}
http {{
  default_type application/octet-stream; access_log off;
  client_body_temp_path {run}/body; fastcgi_temp_path {run}/fastcgi; proxy_temp_path {run}/proxy;
  scgi_temp_path {run}/scgi; uwsgi_temp_path {run}/uwsgi;
  {http}
  server {{
    listen 127.0.0.1:{port};
    add_header Strict-Transport-Security "max-age=7";
    {server}
    location / {{
      include /etc/nginx/fastcgi_params;
      fastcgi_pass unix:{run}/engine.sock;
      {page}
    }}
    {proxied}
  }}
  server {{
    listen unix:{run}/behind.sock;
    location / {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{run}/engine.sock; }}
  }}
}}
"""
# What README.md tells hosts to write beside part 3 where they reach their engine by proxy_pass.
PROXY_LINES = re.findall(r"`(proxy_(?:hide|set)_header [^`]*;)`", (ROOT / "README.md").read_text())
EARSHOT = """[store]
url = "sqlite:{run}/earshot.db"
[[site]]
name = "blog"
url = "http://127.0.0.1:{port}/"
engine = "feed"
roster = "{run}/roster.toml"
"""
PARTS = ("http", "server", "page", "headers")
NUMBERS = {"http": 1, "server": 2, "page": 3, "headers": 4}
failures = []


def check(what, good, seen=""):
    print(("ok      " if good else "FAILED  ") + what + ("" if good else f": {seen!r}"[:400]), flush=True)
    if not good:
        failures.append(what)


def wait_for(what, happened, seconds=20):
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise SystemExit(f"waited too long for {what}")
        time.sleep(0.02)


def record(kind, content):
    return bytes([1, kind, 0, 1]) + len(content).to_bytes(2, "big") + b"\0\0" + content


class Engine:
    """A FastCGI responder that says what WordPress says: a page with headers of its own."""

    def __init__(self, path):
        self.seen = []
        self.own = {}  # part of the address → status, content type, body
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o777)
        self.listener.listen(64)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.answer, args=(peer,), daemon=True).start()

    def answer(self, peer):
        with peer, peer.makefile("rb") as stream:
            params = b""
            while header := stream.read(8):
                size = int.from_bytes(header[4:6], "big")
                content = stream.read(size + header[6])[:size]
                if header[1] == 4:
                    params += content
                if header[1] == 5 and not size:
                    break
            kind = b"application/rss+xml" if b"/feed" in params else b"text/html; charset=UTF-8"
            status = b"Status: 404 Not Found\r\n" if b"/missing" in params else b""
            body = PAGE
            for address, answer in self.own.items():
                if address in params:
                    status, kind, body = b"Status: %d X\r\n" % answer[0], answer[1], answer[2]
            head = (status + b"Content-Type: " + kind + b"\r\nX-Pingback: http://engine/xmlrpc.php\r\n"
                    b"Link: <http://engine/wp-json/>; rel=\"https://api.w.org/\"\r\nLast-Modified: Mon, 05 Jan 2026 10:00:00 GMT\r\n"
                    b"ETag: \"page\"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n")
            self.seen.append(params)
            whole = head + body
            out = b"".join(record(6, whole[at:at + 65528]) for at in range(0, len(whole), 65528))
            peer.sendall(out + record(6, b"") + record(3, b"\0" * 8))


class World:
    def __init__(self, run, program):
        self.run, self.program = run, program
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (run / "earshot.toml").write_text(EARSHOT.format(run=run, port=self.port))
        (run / "roster.toml").write_text(ROSTER)
        self.engine = Engine(str(run / "engine.sock"))
        self.earshot = self.nginx = None
        self.write_config()

    def write_config(self, attached=PARTS, headers="server"):
        parts = {"http": "", "server": "", "page": ""}
        for name, place in (("http", "http"), ("server", "server"), ("page", "page"), ("ssi", "page"), ("headers", headers)):
            text = (ROOT / f"templates/nginx/earshot-{name}.conf").read_text()
            for blank, value in (("@PREFIX@", "/earshot"), ("@SOCKET@", str(self.run / "earshot.sock")), ("@SITE@", "blog")):
                text = text.replace(blank, value)
            if name in attached:
                parts[place] += text
        if attached:
            parts["server"] = parts["server"].replace("include fastcgi_params", "include /etc/nginx/fastcgi_params")
        proxied = ""
        if "page" in attached:
            proxied = (f"location /proxied/ {{ proxy_pass http://unix:{self.run}/behind.sock:/; {parts['page']}\n"
                       f"{' '.join(PROXY_LINES)} }}")
        user = "user root;" if os.getuid() == 0 else ""
        (self.run / "nginx.conf").write_text(CONFIG.format(run=self.run, port=self.port, user=user, proxied=proxied, **parts))

    def start_nginx(self):
        self.nginx = subprocess.Popen([NGINX, "-c", self.run / "nginx.conf", "-e", self.run / "error.log"])
        wait_for("nginx", lambda: socket.socket().connect_ex(("127.0.0.1", self.port)) == 0)

    def start_earshot(self):
        self.earshot = subprocess.Popen(
            [self.program, "--config", self.run / "earshot.toml", "serve", "--no-work", "--listen", f"unix:{self.run}/earshot.sock"],
            stderr=(self.run / "earshot.log").open("a"))
        wait_for("earshot", lambda: socket.socket(socket.AF_UNIX).connect_ex(str(self.run / "earshot.sock")) == 0)

    def end(self, process):
        if process and process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(20)

    def ask(self, path, method="GET", body=None, headers={}):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request(method, path, body, headers)
        answer = link.getresponse()
        return answer.status, answer.getheaders(), answer.read()


def values(answer, name):
    return [value for key, value in answer[1] if key.lower() == name.lower()]


def without_date(answer):
    return answer[0], sorted((k, v) for k, v in answer[1] if k.lower() != "date"), answer[2]


def pages_with_a_living_program(world):
    page = world.ask("/a-post/")
    tag = b'<script src="/earshot/widget.js" defer></script></body>'
    check("the page gets the script", page[2] == PAGE.replace(b"</body>", tag), page[2][-200:])
    public = f"http://127.0.0.1:{world.port}/earshot"
    check("X-Pingback is ours alone", values(page, "X-Pingback") == [public + "/pingback"], page[1])
    check("Link is the engine's and ours", f'<{public}/webmention>; rel="webmention"' in values(page, "Link") and
          len(values(page, "Link")) == 2, page[1])
    check("the host's own header stays", values(page, "Strict-Transport-Security") == ["max-age=7"], page[1])
    check("the engine is asked for an uncompressed page", all(b"gzip" not in seen for seen in world.engine.seen[-1:])
          if world.ask("/a-post/", headers={"Accept-Encoding": "gzip"}) else False)
    feed = world.ask("/feed/")
    check("a feed is left alone", feed[2] == PAGE and not any("webmention" in v for v in values(feed, "Link")), feed[1])
    check("a feed keeps the engine's X-Pingback", values(feed, "X-Pingback") == ["http://engine/xmlrpc.php"], feed[1])
    missing = world.ask("/missing")
    check("a missing page keeps what the engine said of it", values(missing, "X-Pingback") == ["http://engine/xmlrpc.php"], missing[1])
    check("a missing page stays missing", missing[0] == 404 and values(missing, "Strict-Transport-Security") == [], missing[1])
    check("wp-admin gets no script", world.ask("/wp-admin/index.php")[2] == PAGE)
    widget = world.ask("/earshot/widget.js")
    check("the script is there", widget[0] == 200 and values(widget, "X-Pingback") == [], widget[:2])
    check("our own answers keep the host's header", values(widget, "Strict-Transport-Security") == ["max-age=7"], widget[1])
    mentions = f"/earshot/api/mentions.jf2?target={public}"
    asked = world.ask(mentions, "OPTIONS", headers={"Origin": "https://widget.example", "Access-Control-Request-Method": "GET"})
    check("scripts of other pages may ask", asked[0] == 204 and values(asked, "Access-Control-Allow-Methods") == ["GET, HEAD, OPTIONS"]
          and values(asked, "Access-Control-Allow-Origin") == ["*"], asked)
    told, head = world.ask(mentions), world.ask(mentions, "HEAD")
    check("HEAD has the headers of GET and no body", head[0] == 200 and not head[2] and [
        value for name in ("ETag", "Content-Type", "Content-Length", "Access-Control-Allow-Origin") for value in values(head, name)] ==
        [values(told, "ETag")[0], "application/json;charset=UTF-8", str(len(told[2])), "*"], head)
    known = world.ask(mentions, headers={"If-None-Match": values(told, "ETag")[0]})
    check("304 may be read from other pages", known[0] == 304 and values(known, "Access-Control-Allow-Origin") == ["*"], known)
    wrong = world.ask("/earshot/api/mentions.jf2")
    check("so may errors", wrong[0] == 400 and values(wrong, "Access-Control-Allow-Origin") == ["*"], wrong)
    for accept, kind in (("text/html;q=0, */*", "application/json"), ("text/html;q=0.4, application/json", "application/json"),
                         ("application/json;q=0.4, text/html", "text/html")):
        got = world.ask(mentions.replace(".jf2", ""), headers={"Accept": accept})
        check(f"Accept: {accept} is answered as {kind}", values(got, "Content-Type")[0].startswith(kind), got[1])
    check("health is for the machine itself", world.ask("/earshot/health")[0] == 200)
    check("metrics are counted", b"earshot_requests_total" in world.ask("/earshot/metrics")[2])
    check("hints do not come from outside", world.ask("/earshot/hook/comment", "POST", "")[0] == 404)
    before = world.ask("/earshot/metrics")[2].count(b'route="hook/comment"')
    posted = world.ask("/wp-comments-post.php", "POST", "comment=x", {"Content-Type": "application/x-www-form-urlencoded"})
    wait_for("the hint", lambda: world.ask("/earshot/metrics")[2].count(b'route="hook/comment"') > before)
    check("a comment's POST reaches the engine and leaves a hint", posted[0] == 200)
    trackback = world.ask("/2026/01/a-post/trackback/", "POST", "url=http://a.example/", {"Content-Type": "application/x-www-form-urlencoded"})
    check("a permalink's trackback address is ours", b"<response>" in trackback[2], trackback)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for door in ("/2026/01/a-post/?tb=1", "/?p=5&tb=1", "/wp-trackback.php?p=5", "/wp-trackback.php/5"):
        got = world.ask(door, "POST", "url=http://a.example/", form)
        check(f"WordPress's other door {door} is ours", b"<response>" in got[2] and b"<error>" in got[2], got)
    check("a page with tb= in its address is the engine's", world.ask("/2026/01/a-post/?tb=1")[2].startswith(b"<!DOCTYPE"), "")


def pages_by_proxy(world, alive):
    how = "by proxy_pass" if alive else "by proxy_pass, killed"
    page = world.ask("/proxied/a-post/", headers={"Accept-Encoding": "gzip"})
    engine = world.engine.seen[-1]
    own = f"http://127.0.0.1:{world.port}/earshot/pingback" if alive else "http://engine/xmlrpc.php"
    check(f"{how}: README names its lines", len(PROXY_LINES) == 2, PROXY_LINES)
    check(f"{how}: the page gets the script of a living program", (b"widget.js" in page[2]) == alive, page[2][-200:])
    check(f"{how}: the engine may compress what is not changed", (b"gzip" in engine) == (not alive), engine)
    check(f"{how}: one X-Pingback", values(page, "X-Pingback") == [own], page[1])


def what_senders_hear_of_a_dead_program(world):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    before = len(world.engine.seen)
    for door in ("/2026/01/a-post/trackback/", "/earshot/trackback/5", "/wp-trackback.php?p=5", "/2026/01/a-post/?tb=1"):
        got = world.ask(door, "POST", "url=http://a.example/", form)
        root = ElementTree.fromstring(got[2]) if got[2].startswith(b"<?xml") else None
        check(f"dead: {door} answers in the protocol's own words", root is not None and root.tag == "response"
              and root.findtext("error") == "1" and root.findtext("message"), got)
        check(f"dead: {door} asks to come back", got[0] == 503 and values(got, "Retry-After") == ["120"]
              and values(got, "Content-Type") == ["text/xml; charset=utf-8"], got)
    check("dead: the engine, which verifies no trackback, gets none", len(world.engine.seen) == before, world.engine.seen[before:])
    ping = world.ask("/earshot/pingback", "POST", xmlrpc.client.dumps(("http://a.example/", "http://b.example/"), "pingback.ping"))
    try:
        xmlrpc.client.loads(ping[2])
        check("dead: a pingback is a fault", False, ping)
    except xmlrpc.client.Fault as fault:
        check("dead: a pingback is a fault", fault.faultCode == 50 and ping[0] == 503 and values(ping, "Retry-After") == ["120"], ping)
    for path, body in (("/earshot/webmention", "source=x&target=y"), ("/earshot/status/x", None), ("/earshot/api/count", None)):
        got = world.ask(path, "POST" if body else "GET", body, form)
        check(f"dead: {path} asks to come back, without HTML", got[0] == 503 and values(got, "Retry-After") == ["120"]
              and values(got, "Content-Type") == ["text/plain; charset=utf-8"], got)
    check("dead: health tells earshot check what nginx met", world.ask("/earshot/health")[0] == 502)
    got = world.ask("/earshot/fragment?target=x")
    check("dead: the fragment is nothing", got[0] == 204 and not got[2], got)


def pages_as_without_earshot(world, plain, how):
    now = {path: without_date(world.ask(path)) for path in plain}
    check(f"{how}: every byte of body and headers as without Earshot", now == plain, now)


def every_subset_of_the_parts(world, plain):
    """Nothing is refused but part 3 without the parts that it needs, and that says which one is missing."""
    for size in range(1, len(PARTS) + 1):
        for parts in itertools.combinations(PARTS, size):
            name = " and ".join(parts)
            world.write_config(attached=parts)
            tried = subprocess.run([NGINX, "-t", "-c", world.run / "nginx.conf", "-e", world.run / "error.log"],
                                   capture_output=True, text=True)
            missing = [part for part in PARTS if part not in parts]
            if "page" in parts and missing:
                check(f"{name}: refused, the missing part is named", tried.returncode != 0 and any(
                    f"earshot_part_{NUMBERS[part]}_is_included" in tried.stderr for part in missing), tried.stderr)
                continue
            check(f"{name}: nginx takes it", tried.returncode == 0, tried.stderr)
            world.start_nginx()
            pages_as_without_earshot(world, plain, name)
            world.end(world.nginx)
    for place in ("http", "page"):
        world.write_config(headers=place)
        tried = subprocess.run([NGINX, "-t", "-c", world.run / "nginx.conf", "-e", world.run / "error.log"],
                               capture_output=True, text=True)
        check(f"part 4 in {place}{{}}: nginx takes it", tried.returncode == 0, tried.stderr)


def a_hanging_program(world, plain):
    world.earshot.send_signal(signal.SIGSTOP)
    wait_for("every thread to stand still", lambda: all(
        (task / "stat").read_text().rpartition(")")[2].split()[0] in "tT"
        for task in pathlib.Path(f"/proc/{world.earshot.pid}/task").iterdir()))
    times = []
    for _ in range(60):
        before = time.monotonic()
        body = world.ask("/a-post/")[2]
        times.append(time.monotonic() - before)
        if body != PAGE:
            check("hanging: the page is the engine's", False, body[-100:])
    slow = sum(1 for one in times if one > 0.1)
    check(f"hanging: at most 4 of 60 pages wait, none longer than 0.3 s ({slow}, {max(times):.3f} s)",
          slow <= 4 and max(times) < 0.3, times)
    world.earshot.send_signal(signal.SIGCONT)
    wait_for("the pages to have the script again", lambda: b"widget.js" in world.ask("/a-post/")[2])


def bodies_of_all_sizes(world):
    chance = random.Random(1)
    wrong = []

    def caller(seed):
        own = random.Random(seed)
        link = http.client.HTTPConnection("127.0.0.1", world.port, timeout=30)
        for size in [0, 1, 8191, 8192, 8193, 65536, 65537, 150000] + [own.randrange(150001) for _ in range(20)]:
            link.request("POST", "/earshot/webmention", own.randbytes(size), {"Content-Type": "application/x-www-form-urlencoded"})
            answer = link.getresponse()
            answer.read()
            if answer.status not in ((400,) if size <= 8192 else (413,)):
                wrong.append((size, answer.status))

    threads = [threading.Thread(target=caller, args=(chance.randrange(10 ** 6),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("224 POSTs of 0 to 150,000 bytes: each refused for its own reason", not wrong, wrong)


def restarts_under_load(world, rounds=10):
    stop, failed, done = threading.Event(), [], [0]

    def caller():
        link = http.client.HTTPConnection("127.0.0.1", world.port, timeout=30)
        while not stop.is_set():
            link.request("POST", "/earshot/webmention", "source=x&target=y", {"Content-Type": "application/x-www-form-urlencoded"})
            answer = link.getresponse()
            answer.read()
            done[0] += 1
            if answer.status != 400:
                failed.append(answer.status)

    threads = [threading.Thread(target=caller) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(rounds):
        time.sleep(0.2)
        old = world.earshot
        world.start_on_held_socket()
        old.terminate()
        old.wait(20)
    stop.set()
    for thread in threads:
        thread.join()
    check(f"{rounds} restarts under POST load, socket held: {done[0]} requests, none failed", not failed, failed[:10])


def hold_socket(world):
    """As systemd does: the listening socket outlives the program."""
    path = str(world.run / "earshot.sock")
    if os.path.exists(path):
        os.unlink(path)
    held = socket.socket(socket.AF_UNIX)
    held.bind(path)
    held.listen(1024)
    world.held = held

    def start():
        world.earshot = subprocess.Popen(
            [world.program, "--config", world.run / "earshot.toml", "serve", "--no-work"], stdin=held.fileno(),
            stderr=(world.run / "earshot.log").open("a"))
    world.start_on_held_socket = start


def main():
    run = pathlib.Path(tempfile.mkdtemp(prefix="earshot-nginx-"))
    world = World(run, sys.argv[1])
    paths = ["/a-post/", "/feed/", "/missing", "/wp-admin/"]
    try:
        world.write_config(attached=())
        world.start_nginx()
        plain = {path: without_date(world.ask(path)) for path in paths}
        world.end(world.nginx)
        every_subset_of_the_parts(world, plain)
        world.write_config()
        world.start_nginx()
        pages_as_without_earshot(world, plain, "never started")
        world.start_earshot()
        wait_for("the pages to have the script", lambda: b"widget.js" in world.ask("/a-post/")[2])
        pages_with_a_living_program(world)
        pages_by_proxy(world, True)
        bodies_of_all_sizes(world)
        a_hanging_program(world, plain)
        world.earshot.kill()
        world.earshot.wait()
        pages_as_without_earshot(world, plain, "killed")
        what_senders_hear_of_a_dead_program(world)
        pages_by_proxy(world, False)
        hold_socket(world)
        world.start_on_held_socket()
        wait_for("the pages to have the script", lambda: b"widget.js" in world.ask("/a-post/")[2])
        restarts_under_load(world)
    finally:
        for process in (world.earshot, world.nginx):
            world.end(process)
        if failures:
            print((run / "error.log").read_text()[-2000:], (run / "earshot.log").read_text()[-1500:])
        shutil.rmtree(run)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
