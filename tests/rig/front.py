"""Earshot behind nginx without an engine: for tests of what it answers, by FastCGI or by CGI.

Posts come in by `earshot import`; bloggers elsewhere are those of the story.
"""
import json
import re
import shutil

from earshot import Earshot
from outside import OutsideSite
from process import Daemon, RigError, answers_on, free_port
from roster import ROSTER
from web import Visitor

NGINX = """\
user www-data; worker_processes 1; pid {run}/nginx.own.pid; error_log {run}/nginx.error.log warn;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {run}/t1; fastcgi_temp_path {run}/t2; proxy_temp_path {run}/t3; scgi_temp_path {run}/t4;
  uwsgi_temp_path {run}/t5;
  {http}
  server {{ listen 127.0.0.1:{port}; root {run}; {server}
    location ~ \\.php$ {{ {page} fastcgi_pass unix:{run}/no-engine.sock; }}
  }}
}}
"""


class Place:
    """Where the blog would be: only its address matters here."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"


class Front:
    def __init__(self, folder, program, way="fastcgi", mail_url="smtp://127.0.0.1:9"):
        self.way, self.run = way, folder / way
        self.run.mkdir()
        self.run.chmod(0o755)
        self.port = free_port()
        self.blog = Place(self.port)
        self.post = self.blog.url + "/a-post/"
        self.outside = OutsideSite()
        self.earshot = Earshot(program, self.run / "earshot", self.blog, mail_url, ROSTER)
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
        if self.way == "cgi":  # what a host adds for a CGI program: that it is one, which file, its configuration
            own = (f"fastcgi_param GATEWAY_INTERFACE CGI/1.1;\nfastcgi_param SCRIPT_FILENAME {self.earshot.program};\n"
                   f"fastcgi_param EARSHOT_CONFIG {self.earshot.config};\n")
            for place in ("http", "server"):
                pieces[place] = re.sub(r"(fastcgi_param EARSHOT_SITE [^;]*;)", r"\1\n" + own, pieces[place])
                # fcgiwrap serves one kept connection at a time: with keepalive it starves the others.
                pieces[place] = pieces[place].replace("fastcgi_keep_conn on;", "").replace("keepalive 16;", "")
        shutil.copy("/etc/nginx/fastcgi_params", self.run)
        conf = self.run / "nginx.conf"
        conf.write_text(NGINX.format(run=self.run, port=self.port, **pieces))
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


def receipt(address):
    return json.loads(Visitor().get(address, {"Accept": "application/json"}).text)
