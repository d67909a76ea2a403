"""One script of requests for both ways in: FastCGI (the program stays) and CGI (a process a request, by fcgiwrap).

Both stand behind nginx with the shipped parts; every answer must be right, and the same both ways.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from earshot import Earshot
from outside import OutsideSite, send_webmention
from process import Daemon, RigError, answers_on, free_port, wait_for
from web import Visitor

NGINX = """\
user www-data; worker_processes 1; pid {run}/nginx.own.pid; error_log {run}/nginx.error.log warn;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {run}/t1; fastcgi_temp_path {run}/t2; proxy_temp_path {run}/t3; scgi_temp_path {run}/t4;
  uwsgi_temp_path {run}/t5;
  {http}
  server {{ listen 127.0.0.1:{port}; root {run}; {server} }}
}}
"""
ROSTER = """\
[[company]]
id = "acme"
name = "Acme"
[[person]]
id = "ana-ruiz"
company = "acme"
name = "Ana Ruiz"
accounts = ["wordpress:7"]
"""
PINGBACK = """<?xml version="1.0"?><methodCall><methodName>pingback.ping</methodName><params>
<param><value><string>{source}</string></value></param><param><value><string>{target}</string></value></param>
</params></methodCall>"""


class Place:
    """Where the blog would be: only its address matters here."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"


class Front:
    def __init__(self, folder, program, way):
        self.way, self.run = way, folder / way
        self.run.mkdir()
        self.run.chmod(0o755)
        self.port = free_port()
        self.blog = Place(self.port)
        self.post = self.blog.url + "/a-post/"
        self.outside = OutsideSite()
        self.earshot = Earshot(program, self.run / "earshot", self.blog, "smtp://127.0.0.1:9", ROSTER)
        self.daemons = []

    def start(self):
        self.outside.start()
        lines = self.earshot.folder / "comments.jsonl"
        lines.write_text("".join(json.dumps(line) + "\n" for line in (
            {"post": self.post, "id": "1", "parent": None, "author": "Rosa", "author_url": "", "account": None,
             "date": "2026-01-02T10:00:00Z", "text": "Does it fit?"},
            {"post": self.post, "id": "2", "parent": "1", "author": "Ana Ruiz", "author_url": "", "account": "wordpress:7",
             "date": "2026-01-02T10:30:00Z", "text": "It fits."})))
        self.earshot.say("import", "comments", "--site", "blog", str(lines))
        socket = self.earshot.socket
        if self.way == "fastcgi":
            self.earshot.start()
            self.daemons.append(self.earshot)
        else:
            worker = Daemon("work", self.run, [self.earshot.program, "--config", self.earshot.config, "work"],
                            user=self.earshot.user)
            wrap = Daemon("fcgiwrap", self.run, ["/usr/sbin/fcgiwrap", "-f", "-c", "4", "-s", f"unix:{socket}"],
                          user=self.earshot.user)
            wrap.start(lambda: answers_on(str(socket)))
            worker.start(lambda: True)
            self.daemons += [wrap, worker]
        pieces = self.earshot.nginx_pieces()
        if self.way == "cgi":  # what a host adds for a CGI program: which file, and where its configuration is
            own = (f"fastcgi_param SCRIPT_FILENAME {self.earshot.program};\n"
                   f"fastcgi_param EARSHOT_CONFIG {self.earshot.config};\n")
            for place in ("http", "server"):
                pieces[place] = re.sub(r"(fastcgi_param EARSHOT_SITE [^;]*;)", r"\1\n" + own, pieces[place])
                # fcgiwrap serves one kept connection at a time: with keepalive it starves the others.
                pieces[place] = pieces[place].replace("fastcgi_keep_conn on;", "").replace("keepalive 16;", "")
        shutil.copy("/etc/nginx/fastcgi_params", self.run)
        conf = self.run / "nginx.conf"
        conf.write_text(NGINX.format(run=self.run, port=self.port, http=pieces["http"], server=pieces["server"]))
        nginx = Daemon("nginx", self.run, ["/usr/sbin/nginx", "-c", conf, "-g", "daemon off;"])
        nginx.start(lambda: answers_on(("127.0.0.1", self.port)))
        self.daemons.append(nginx)

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.stop()
        self.outside.stop()

    def ours(self, path):
        return f"{self.blog.url}/earshot/{path}"


def check(truth, complaint):
    if not truth:
        raise RigError(complaint)


def told(front, name, answer, status, kind, *parts):
    """What is compared between the ways: all but the addresses, tokens and times that must differ."""
    check(answer.status == status, f"{front.way}: {name} answers {answer.status}, not {status}: {answer.text[:300]}")
    got = answer.headers.get("Content-Type", "")
    check(got.startswith(kind), f"{front.way}: {name} is {got}, not {kind}")
    for part in parts:
        check(part in answer.text, f"{front.way}: {name} lacks “{part}”: {answer.text[:500]}")
    text = answer.text.replace(str(front.port), "PORT").replace(str(front.outside.port), "OUT")
    text = re.sub(r"status/[A-Za-z0-9_-]+", "status/TOKEN", text)
    return name, answer.status, got, re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "WHEN", text)


def receipt(address):
    return json.loads(Visitor().get(address, {"Accept": "application/json"}).text)


def body(front):
    """The script itself."""
    someone, ours, post = Visitor(), front.ours, front.post
    quoted = urllib.parse.quote(post, safe="")
    page = front.outside.publish("/marie/a", "Heard", f'<p>I read <a href="{post}">this</a>.</p>', "Marie", "Marie's")
    bare = front.outside.publish("/marie/b", "Unheard", "<p>No link.</p>", "Marie", "Marie's")
    xml = {"Content-Type": "text/xml"}
    yield told(front, "script", someone.get(ours("widget.js")), 200, "text/javascript", "earshot-badge")
    yield told(front, "nowhere", someone.get(ours("nowhere")), 404, "text/plain")
    yield told(front, "wrong method", someone.get(ours("pingback")), 405, "text/plain", "POST")
    yield told(front, "health", someone.get(ours("health")), 200, "application/json", "writable")
    yield told(front, "answers", someone.get(ours("answers")), 200, "text/html", "It fits.", "Ana Ruiz")
    yield told(front, "engagement", someone.get(ours(f"api/engagement?target={quoted}")), 200, "application/json",
               "Ana Ruiz")
    yield told(front, "unknown target", send_webmention(page, front.blog.url, ours("webmention")), 400, "text/plain")
    yield told(front, "same page", send_webmention(post, post, ours("webmention")), 400, "text/plain")
    yield told(front, "no XML", someone.request("POST", ours("pingback"), b"<methodCall>", xml), 200, "text/xml", "-32700")
    huge = PINGBACK.format(source="http://x/" + "a" * 70000, target=post).encode()
    yield told(front, "huge call", someone.request("POST", ours("pingback"), huge, xml), 200, "text/xml", "faultCode")
    yield told(front, "empty trackback", someone.post_form(post + "trackback/", {}), 200, "text/xml", "<error>1</error>")
    ping = PINGBACK.format(source=page, target=post).encode()
    yield told(front, "pingback", someone.request("POST", ours("pingback"), ping, xml), 200, "text/xml", "<string>")
    accepted = send_webmention(bare, post, ours("webmention"))
    yield told(front, "webmention", accepted, 201, "text/")
    state = wait_for("the forged ping to be refused",
                     lambda: (one := receipt(accepted.headers["Location"]))["state"] == "refused" and one, 30)
    yield "receipt", state["reason"]
    fragment = ours(f"fragment?target={quoted}")
    wait_for("the pingback to be shown", lambda: page in someone.get(fragment).text, 30)
    yield told(front, "fragment", someone.get(fragment), 200, "text/html", "Heard")
    check(bare not in someone.get(fragment).text, f"{front.way}: a forged ping is shown")
    head = someone.request("HEAD", ours("answers"))
    check(head.status == 200 and head.body == b"", f"{front.way}: HEAD answers {head.status} with {len(head.body)} bytes")


def play(folder, program, way):
    front = Front(folder, program, way)
    try:
        front.start()
        return list(body(front))
    finally:
        front.stop()


def main():
    program = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-front-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        ways = {way: play(folder, program, way) for way in ("fastcgi", "cgi")}
        for one, other in zip(*ways.values(), strict=True):
            check(one == other, f"the two ways differ:\n  {one}\n  {other}")
        check(len(ways["cgi"]) == 15, f"{len(ways['cgi'])} answers seen")
    except (RigError, subprocess.SubprocessError) as fault:
        print(f"{fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    print(f"{len(ways['cgi'])} answers, the same by FastCGI and by CGI")
    return 0


if __name__ == "__main__":
    sys.exit(main())
