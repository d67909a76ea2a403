"""Everything bad that strangers, pages and operators send, against the running program behind nginx: each gets a clear
answer in time, nothing inside is shown or reached, the program stays small and goes on working."""
import http.client
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import fastcgi
from front import Front, check, receipt
from hostile import HostileSite
from outside import send_webmention
from process import RigError, wait_for
from web import Answer, Visitor

MEMORY_KB = 128 * 1024
FORM, XML = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "text/xml"}
CALL = ('<?xml version="1.0"{}?>{}<methodCall><methodName>{}</methodName><params><param><value>{}</value></param>'
        '<param><value>{}</value></param></params></methodCall>')
# Nothing of the machine, the store or the code belongs into an answer.
INSIDE = re.compile(r"/var/|/tmp|/etc/|/root|\.sock\b|\.db\b|sqlite|select |\.cpp|std::|exception|127\.0\.0\.2|www-data", re.I)


class Trial:
    def __init__(self, front):
        self.front, self.count, self.slowest, self.complaints = front, 0, ("", 0.0), []

    def judge(self, name, ask, statuses, *parts):
        """One bad request: the answer, in time, without anything of ours in it."""
        began = time.monotonic()
        answer = ask()
        took = time.monotonic() - began
        self.count += 1
        self.slowest = max(self.slowest, (name, took), key=lambda one: one[1])
        self.expect(answer.status in statuses, f"{name}: {answer.status}, not {statuses}: {answer.text[:300]}")
        for part in parts:
            self.expect(part in answer.text, f"{name} lacks “{part}”: {answer.text[:300]}")
        # What the sender sent may come back to him; our own address is public.
        leak = INSIDE.search(answer.text + str(answer.headers))
        self.expect(not leak, f"{name} tells “{leak and leak[0]}”: {answer.text[:400]}")
        self.expect(took < 3, f"{name} took {took:.1f} s")
        return answer

    def expect(self, truth, complaint):
        """All complaints together tell more than the first."""
        if not truth:
            self.complaints.append(complaint)

    def post(self, name, path, body, headers, statuses, *parts):
        url = self.front.ours(path)
        return self.judge(name, lambda: Visitor().request("POST", url, body, headers), statuses, *parts)


def bad_calls(trial):
    """XML-RPC answers 200 with a fault, whatever it was."""
    front = trial.front
    source, post = front.outside.url + "/nobody/x", front.post

    def call(name, body, *parts):
        trial.post("pingback: " + name, "pingback", body if isinstance(body, bytes) else body.encode(), XML, (200,), "<fault>",
                   *parts)

    def ping(encoding="", doctype="", method="pingback.ping", one=source, two=post):
        return CALL.format(encoding, doctype, method, one, two)

    call("nothing", "", "-32700")
    call("half", ping()[:90], "-32700")
    call("not XML", "source=x&target=y", "-32700")
    call("wrong root", "<methodResponse/>", "faultCode")
    call("unknown method", ping(method="wp.getUsersBlogs"), "-32601")
    call("multicall", ping(method="system.multicall"), "-32601")
    call("unknown charset", ping(' encoding="no-such-charset"'), "-327")
    call("UTF-7", ping(' encoding="UTF-7"', one="+AGg-ttp://fan.example/"), "-327")
    call("wrong charset", ping(one="\u00e9ttp://fan.example/").encode("latin-1"), "<int>16</int>")
    call("line end in an address", ping(one="http://fan.example/&#10;X: y"), "<int>16</int>")
    call("entities", ping(doctype='<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', one="&b;"), "faultCode")
    call("external entity", ping(doctype='<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>', one="&a;"), "faultCode")
    call("attributes", "<methodCall" + "".join(f' a{n}=""' for n in range(7000)) + "/>", "faultCode")
    call("depth", "<methodCall>" + "<value><array>" * 4000, "faultCode")
    call("depth, closed", "<a>" * 9000 + "</a>" * 9000, "faultCode")
    call("too long", ping(one="http://x.example/" + "a" * 70000), "-32600")
    call("huge", b" " * 1_000_000, "-32600")
    call("another host", ping(two="http://elsewhere.example/a-post/"), "<int>33</int>")
    call("own front page", ping(two=front.blog.url + "/"), "<int>33</int>")
    call("a file", ping(one="file:///etc/passwd"), "<int>16</int>")
    call("credentials", ping(one="http://me:secret@fan.example/"), "<int>16</int>")
    call("itself", ping(one=post), "<int>0</int>")
    call("too many values", CALL.format("", "", "pingback.ping", source, post).replace(
        "</params>", "<param><value>x</value></param></params>"), "-32602")


def bad_forms(trial):
    front = trial.front
    source, encode = front.outside.url + "/nobody/x", urllib.parse.urlencode

    def mention(name, fields, *parts, status=400, kind=None):
        body = fields if isinstance(fields, bytes) else encode(fields).encode()
        trial.post("webmention: " + name, "webmention", body, {"Accept": "*/*", **(kind or FORM)}, (status,), *parts)

    mention("nothing", b"", "error")
    mention("no target", {"source": source}, "error")
    mention("relative source", {"source": "/a", "target": front.post}, "error")
    mention("itself", {"source": front.post, "target": front.post}, "error")
    mention("itself by a fragment", {"source": front.post + "#x", "target": front.post}, "error")
    mention("another host", {"source": source, "target": "http://elsewhere.example/"}, "error")
    mention("our own endpoint", {"source": source, "target": front.ours("webmention")}, "error")
    mention("javascript", {"source": "javascript:alert(1)", "target": front.post}, "error")
    mention("control characters", {"source": "http://fan.example/\r\nX: y", "target": front.post}, "error")
    mention("NUL", {"source": "http://\0", "target": front.post}, "error")
    mention("NUL, escaped", {"source": "http://fan.example/a%00b", "target": front.post}, "zero byte")
    mention("lookalike of the blog", {"source": source, "target": front.blog.url + "@evil.example/a-post/"}, "error")
    mention("backslash", {"source": source, "target": front.blog.url.replace("//", "//evil.example\\@")}, "error")
    mention("long source", {"source": "http://fan.example/" + "a" * 6000, "target": front.post}, "error")
    mention("broken escapes", b"source=%zz%&target=%", "error")
    mention("thousand fields", b"&".join(b"a=%d" % n for n in range(1000)), "error")
    mention("too long", b"source=" + b"a" * 9000, status=413)
    mention("JSON", b'{"source":"x"}', status=415, kind={"Content-Type": "application/json"})
    mention("multipart", b"--x", status=415, kind={"Content-Type": "multipart/form-data; boundary=x"})

    def trackback(name, fields, *parts, charset="utf-8", statuses=(200,)):
        body = fields if isinstance(fields, bytes) else encode(fields).encode()
        kind = {"Content-Type": FORM["Content-Type"] + "; charset=" + charset}
        trial.judge("trackback: " + name, lambda: Visitor().request("POST", front.post + "trackback/", body, kind), statuses,
                    *(parts or ("<error>1</error>",)))

    trackback("nothing", b"")
    trackback("no url", {"title": "x"})
    trackback("a file", {"url": "file:///etc/passwd"})
    trackback("UTF-7", {"url": source, "title": "x"}, charset="utf-7")
    other = front.outside.url + "/somebody/x"  # an unknown charset is guessed instead
    trackback("charset of 4000 letters", {"url": other, "title": "x"}, "<error>0</error>", charset="a" * 4000)
    trackback("itself", {"url": front.post})
    trackback("too long", b"url=" + b"a" * 70000, statuses=(413,))


def raw(front, line, headers=""):
    """A request no library would send; what nginx or we answer."""
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as peer:
        peer.sendall(f"{line} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n{headers}\r\n".encode("latin-1"))
        reply = http.client.HTTPResponse(peer)
        reply.begin()
        return Answer(reply.status, reply.headers, reply.read())


def bad_addresses(trial):
    front = trial.front
    refused = (400, 403, 404, 405, 414)
    for path in ("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc/passwd", "status/../../../etc/passwd", "answers%00.php",
                 "status/%00", "status/" + "a" * 6000, "a" * 7000, "a" * 40000, "answers%0d%0aX-Evil:%20yes", "status/%ff%fe",
                 "fragment", "fragment?target=", "fragment?target=%00", "fragment?target=http://elsewhere.example/",
                 "api/engagement?target=%zz", "api/engagement", "hook/comment", "Answers", "answers/nobody", "widget.js/x",
                 "page%3f", "pingback", "status/'%20or%201=1--", "status/<script>alert(1)</script>"):
        answer = trial.judge("GET " + path[:50], lambda: raw(front, f"GET /earshot/{path}"), (*refused, 200))
        trial.expect("root:" not in answer.text and "X-Evil" not in answer.headers, f"{path} reached something")
        trial.expect("evil.example" not in answer.text + str(answer.headers), f"{path}: the Host header comes back")
        trial.expect("<script>alert" not in answer.text, f"{path} comes back as a script")
        if answer.status == 200:
            trial.expect(path.startswith(("fragment", "api/engagement")), f"{path} answers 200: {answer.text[:200]}")
    for line in ("GET //earshot//answers", "GET /earshot/./answers", "GET http://evil.example/earshot/answers"):
        trial.judge(line, lambda: raw(front, line), (200, *refused))
    for method in ("PUT", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "BREW"):
        trial.judge(method, lambda: raw(front, f"{method} /earshot/webmention"), (405,))
        trial.judge(method + " answers", lambda: raw(front, f"{method} /earshot/answers"),
                    (204,) if method == "OPTIONS" else (405,))
    trial.judge("hint from outside", lambda: raw(front, "POST /earshot/hook/comment", "Content-Length: 0\r\n"), (404,))
    for headers in ("X-Forwarded-Host: evil.example\r\n", "Proxy: http://127.0.0.2:1/\r\n", "EARSHOT_SITE: other\r\n",
                    "Accept: " + "text/html," * 700 + "\r\n", "If-None-Match: " + '"x",' * 1500 + "\r\n",
                    "Cookie: " + "a=b;" * 1500 + "\r\n", "User-Agent: \xff\xfe<script>\r\n"):
        answer = trial.judge("header " + headers[:20], lambda: raw(front, "GET /earshot/answers", headers), (200,))
        trial.expect("evil.example" not in answer.text, f"{headers[:30]} comes back")


def bad_parameters(trial):
    """Past nginx, as another program on the machine could: the FastCGI parameters themselves."""
    front, place = trial.front, str(trial.front.earshot.socket)

    def tell(name, statuses, body=b"", **changes):
        parameters = {**fastcgi.parameters_of("POST", "webmention", body, FORM), **changes}
        trial.judge(name, lambda: fastcgi.request(place, parameters, body), statuses)

    body = urllib.parse.urlencode({"source": "http://x.example/", "target": "x"}).encode()
    tell("path upwards", (404,), body, PATH_INFO="/../../etc/passwd")
    tell("path with line ends", (404,), body, PATH_INFO="/webmention\r\nX: y")
    tell("path with NUL", (400, 404), body, PATH_INFO="/webmention\0")
    tell("long path", (404,), body, PATH_INFO="/" + "a" * 30000)
    tell("empty method", (405,), body, REQUEST_METHOD="")
    tell("strange method", (405,), body, REQUEST_METHOD="POST\r\nX: y")
    tell("unknown site", (500,), body, EARSHOT_SITE="no-such-site")
    tell("strange address", (400,), body, REMOTE_ADDR="not an address; drop table")
    tell("length that is a word", (400, 411), body, CONTENT_LENGTH="many")
    tell("negative length", (400, 411), body, CONTENT_LENGTH="-1")
    tell("length beyond numbers", (400, 413), body, CONTENT_LENGTH="9" * 30)
    tell("length without body", (400, 413), body, CONTENT_LENGTH="99999999999")
    for junk in (b"", b"\0" * 64, b"GET / HTTP/1.0\r\n\r\n", b"\x01\x01\x00\x01\xff\xff\x00\x00",
                 fastcgi.record(fastcgi.BEGIN, b"\0\1\0" + b"\0" * 5) + fastcgi.record(fastcgi.PARAMS, b"\xff\xff\xff\xff" * 4)):
        with fastcgi.connect(place) as peer:
            peer.sendall(junk)
    check(front.earshot.daemon.alive(), "the program ended over junk on its socket")


def hostile_sources(trial, site):
    front = trial.front
    sent, began = {}, time.monotonic()
    for name in ("drip", *site.pages):
        answer = trial.judge("ping from " + name, lambda: send_webmention(site.url + name, front.post, front.ours("webmention")),
                             (201,))
        sent[name] = answer.headers["Location"]
    port = site.inside.port
    forms = (f"http://127.0.0.2:{port}/", f"http://127.2:{port}/", f"http://0x7f000002:{port}/", f"http://2130706434:{port}/",
             f"http://[::ffff:127.0.0.2]:{port}/", f"http://0177.0.0.2:{port}/", f"http://127.0.0.2.:{port}/")
    inside = []
    for source in forms:
        answer = send_webmention(source, front.post, front.ours("webmention"))
        check(answer.status in (201, 400), f"{source}: {answer.status}")
        if answer.status == 201:
            inside.append((source, answer.headers["Location"]))
    slowest = ("", 0.0)
    for name, (*_, states, reasons) in site.pages.items():
        one = wait_for(f"the hostile page {name} to be settled",
                       lambda: (got := receipt(sent[name]))["state"] != "received" and got, 10)
        slowest = max(slowest, (name, time.monotonic() - began), key=lambda pair: pair[1])
        trial.expect(one["state"] in states and (reasons is None or (one.get("reason") or "") in reasons),
                     f"the hostile page {name}: {one}")
        trial.expect(not INSIDE.search(str(one)), f"the receipt of {name} tells too much: {one}")
    for source, address in inside:
        one = wait_for(f"{source} to be settled", lambda: (got := receipt(address))["state"] != "received" and got, 10)
        trial.expect(one["state"] in ("refused", "deferred"), f"{source}: {one}")
    one = wait_for("the endless page to be given up",
                   lambda: (got := receipt(sent["drip"]))["state"] != "received" and got, 25)
    trial.expect(one["state"] == "deferred", f"the endless page: {one}")
    trial.expect(not site.inside.calls, f"a private address was called {len(site.inside.calls)} times")
    print(f"{len(sent)} hostile pages and {len(inside)} private sources; all but the endless one settled within {slowest[1]:.1f} s; "
          "nothing inside was called")


def operators_mistakes(front):
    """Exit 1 and the place of the mistake."""
    earshot = front.earshot
    good, roster = earshot.config.read_text(), (earshot.folder / "roster.toml").read_text()
    cases = {
        "a typo": (good.replace("approve =", "aprove ="), roster, r"earshot\.toml:\d+: .*aprove.*approve"),
        "broken TOML": (good + '\nx = "', roster, r"earshot\.toml:\d+"),
        "a wrong word": (good.replace('"verified"', '"sometimes"'), roster, r"earshot\.toml:\d+: .*(manual|verified)"),
        "an unknown table": (good + "\n[sites]\n", roster, r"earshot\.toml:\d+: .*sites"),
        "a number for a text": (good.replace('name = "blog"', "name = 5"), roster, r"earshot\.toml:\d+: .*name"),
        "a person twice": (good, roster + '\n[[person]]\nid = "ana-ruiz"\nname = "Ana Again"\n', r"roster\.toml:\d+: .*ana-ruiz"),
        "a company twice": (good, roster + '\n[[company]]\nid = "acme"\nname = "Acme"\n', r"roster\.toml:\d+: .*acme"),
        "an unknown company": (good, roster + '\n[[person]]\nid = "x"\nname = "X Y"\ncompany = "nobody"\n',
                               r"roster\.toml:\d+: .*nobody"),
        "no roster": (good.replace("roster.toml", "no-such-roster.toml"), roster, r"no-such-roster\.toml"),
    }
    folder = earshot.folder / "mistakes"
    folder.mkdir()
    for name, (config, people, words) in cases.items():
        (folder / "earshot.toml").write_text(config.replace(f"{earshot.folder}/", f"{folder}/").replace(
            f"{folder}/store", f"{earshot.folder}/store"))
        (folder / "roster.toml").write_text(people)
        done = subprocess.run([earshot.program, "--config", folder / "earshot.toml", "serve", "--listen", f"unix:{folder}/x.sock"],
                              capture_output=True, text=True, timeout=20)
        check(done.returncode == 1, f"{name}: the program ended with {done.returncode}: {done.stderr}")
        check(re.search(words, done.stderr), f"{name} is explained so: {done.stderr}")
    missing = subprocess.run([earshot.program, "--config", folder / "none.toml", "check"], capture_output=True, text=True)
    check(missing.returncode == 1 and "none.toml" in missing.stderr, f"no configuration: {missing.stderr}")
    print(f"{len(cases) + 1} mistakes of operators, each explained")


def peak_memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def play(folder, program):
    front = Front(folder, program)
    config = front.earshot.config
    config.write_text(config.read_text().replace("127.0.0.0/8", "127.0.0.1/32"))
    site = HostileSite(front.post)
    try:
        front.start()
        pid, trial = front.earshot.daemon.pid, Trial(front)
        for part in (bad_calls, bad_forms, bad_addresses, bad_parameters):
            part(trial)
        hostile_sources(trial, site)
        check(not trial.complaints, "\n".join(trial.complaints))
        print(f"{trial.count} bad requests, each answered; the slowest, {trial.slowest[0]}, in {trial.slowest[1]:.2f} s")
        page = front.outside.publish("/marie/after", "After all that", f'<p>I read <a href="{front.post}">this</a>.</p>', "M", "M")
        good = send_webmention(page, front.post, front.ours("webmention"))
        check(good.status == 201, f"after all that a good ping gets {good.status}")
        wait_for("a good ping after all that to be shown", lambda: receipt(good.headers["Location"])["state"] == "shown")
        kept = {line["source"] for line in front.earshot.records("queue", "--json", "--limit", "1000")}
        check(page in kept and site.url + "plain" in kept, "an acknowledged ping is lost")
        check(not any("nobody/x" in source for source in kept), "a refused ping is kept")
        check(front.earshot.daemon.alive() and front.earshot.daemon.pid == pid, "the program did not survive")
        log = front.earshot.daemon.log.read_text(errors="replace")
        failures = [line for line in log.splitlines() if "failed" in line and line.startswith("error")]
        check(not failures, f"failures in the log: {failures[:3]}")
        memory = peak_memory(pid)
        check(memory < MEMORY_KB, f"the program took {memory // 1024} MB at its worst")
        print(f"alive, {memory // 1024} MB at its worst")
        operators_mistakes(front)
    finally:
        front.stop()
        site.stop()


def main():
    program = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-bad-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        play(folder, program)
    except (RigError, OSError, subprocess.SubprocessError, http.client.HTTPException) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
