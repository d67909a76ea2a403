"""Where the figures are taken: the story's parts, and beside them what Earshot is compared with.

One nginx serves the blog twice, with Earshot attached and (on a second port) without, from the same PHP and database;
it also fronts the bare FastCGI program. A second nginx is all the bloggers elsewhere: any name below .localhost, any
path, a page that links to every post.
"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rig"))

from blog import Blog  # noqa: E402
from earshot import COMES_AGAIN, Earshot  # noqa: E402
from process import Daemon, RigError, answers_on, free_port, wait_for  # noqa: E402
from roster import roster_with  # noqa: E402
from web import Visitor  # noqa: E402
from world import STAFF, WISH  # noqa: E402

TEXT = "<p>" + "Below minus ten degrees the battery gives a third of its charge, and we are working on it. " * 20 + "</p>"
POSTS = [{"title": f"Sled note {n}", "name": f"note-{n}", "author": "ana", "html": TEXT} for n in range(10)]
PINGED = [f"note-{n}" for n in range(1, 9)]  # note-0 is read, note-9 is WordPress's own target

WITHOUT = """
upstream bare {{ server unix:{bare}; keepalive 16; }}
server {{
  listen 127.0.0.1:{port};
  root {root};
  index index.php;
  location = /idle {{ return 204; }}
  location = /bare {{
    include fastcgi_params;
    fastcgi_pass bare;
    fastcgi_keep_conn on;
  }}
  location / {{ try_files $uri $uri/ /index.php?$args; }}
  location ~ \\.php$ {{
    try_files $uri =404;
    fastcgi_pass unix:{run}/php.sock;
    fastcgi_buffers 16 16k;
    fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    include fastcgi_params;
    fastcgi_param HTTP_HOST "127.0.0.1:{home}";
    fastcgi_param SERVER_PORT {home};
  }}
}}
"""
ELSEWHERE = """
user www-data; worker_processes 1; pid {run}/elsewhere.own.pid; error_log {run}/elsewhere.error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off; default_type text/html;
  client_body_temp_path {run}/e1; fastcgi_temp_path {run}/e2; proxy_temp_path {run}/e3; scgi_temp_path {run}/e4;
  uwsgi_temp_path {run}/e5;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{page}'; }} }}
  server {{ listen 127.0.0.1:{long_port}; root {run}/long; location / {{ try_files /page.html =404; }} }}
}}
"""


class Place:
    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-bench-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        self.plain_port, self.elsewhere_port, self.long_port = free_port(), free_port(), free_port()
        self.mail_port = free_port()  # nobody listens there but for the figure about mails
        self.blog = Blog(self.folder / "blog", free_port())
        self.with_url, self.plain_url = self.blog.url, f"http://127.0.0.1:{self.plain_port}"
        self.archive = self.with_url + "/archive/"
        self.earshot = None
        self.daemons = []

    def start(self):
        """All but Earshot: until attach() the blog is WordPress alone."""
        # The package of WordPress has no folder for plugins that must be used; the blog's copy is made at its start.
        self.blog.start({**WISH, "posts": POSTS})
        kind = self.blog.root / "wp-content/mu-plugins"
        kind.mkdir(exist_ok=True)
        shutil.copy(HERE / "kind.php", kind)
        roster = roster_with(ana=self.blog.person_id("ana"), tom=self.blog.person_id("tom"))
        self.earshot = Earshot(self.build / "earshot", self.folder / "earshot", self.blog,
                               f"smtp://127.0.0.1:{self.mail_port}", roster)
        self._start_bare()
        self._start_elsewhere()
        self.blog.attach({"http": self._without()})
        wait_for("the blog without Earshot", lambda: answers_on(("127.0.0.1", self.plain_port)))

    def attach(self):
        self.earshot.start()
        pieces = self.earshot.nginx_pieces()
        pieces["http"] += self._without()
        pieces["server"] += "location = /idle { return 204; }\n"
        self.blog.attach(pieces)
        # The old worker would still hand a ping or two to WordPress.
        workers = pathlib.Path(f"/proc/{self.blog.nginx.pid}/task/{self.blog.nginx.pid}/children")
        wait_for("nginx's old worker to end", lambda: len(workers.read_text().split()) == 1)
        wait_for("Earshot to know the posts", lambda: self.count("select count(*) from post") >= len(POSTS), 60)
        self.drained(60)

    def stop(self):
        for part in (self.earshot, *reversed(self.daemons), self.blog):
            if part:
                part.stop()

    def remove(self):
        shutil.rmtree(self.folder)

    def _without(self):
        return WITHOUT.format(bare=self.folder / "bare.sock", port=self.plain_port, root=self.blog.root,
                              run=self.blog.run, home=self.blog.port)

    def _daemon(self, name, command, ready, user=None):
        daemon = Daemon(name, self.folder, command, user=user)
        daemon.start(ready)
        self.daemons.append(daemon)

    def _start_bare(self):
        program, socket = self.folder / "bare_fcgi_bench", self.folder / "bare.sock"
        shutil.copy2(self.build / "bare_fcgi_bench", program)
        group = ["www-data"] if os.geteuid() == 0 else []
        self._daemon("bare", [program, f"unix:{socket}", "8", *group], lambda: answers_on(str(socket)))

    def _start_elsewhere(self):
        links = "".join(f'<p>I tried <a href="{self.blog.post(post["name"])}">this</a>.</p>' for post in POSTS)
        links += "".join(f'<p>And <a href="{self.archive}{n}/">that</a>.</p>' for n in range(3))
        page = f"<!DOCTYPE html><html><head><title>A winter with the sled</title></head><body>{links}</body></html>"
        long_page = self.folder / "long/page.html"
        long_page.parent.mkdir()
        words = "<p>All that we saw on the way up, in the snow and in the sun, and what we ate. </p>\n"
        long_page.write_text(page.replace("</body>", words * (50_000 // len(words)) + "</body>"))
        long_page.parent.chmod(0o755)
        long_page.chmod(0o644)
        conf = self.folder / "elsewhere.conf"
        conf.write_text(ELSEWHERE.format(run=self.folder, port=self.elsewhere_port, long_port=self.long_port, page=page))
        self._daemon("elsewhere", ["/usr/sbin/nginx", "-c", conf, "-g", "daemon off;"],
                     lambda: answers_on(("127.0.0.1", self.elsewhere_port)))

    def count(self, sql):
        store = sqlite3.connect(f"file:{self.earshot.store}/earshot.db?mode=ro", uri=True, timeout=30)
        try:
            return store.execute(sql).fetchone()[0]
        finally:
            store.close()

    def linkbacks(self, condition="1"):
        return self.count(f"select count(*) from linkback where {condition}")

    def waiting_jobs(self):
        """What is due; looks that come round for ever and looks at a later hour are not waited for."""
        soon = int((time.time() + 5) * 1e6)
        kinds = ", ".join(f"'{kind}'" for kind in sorted(COMES_AGAIN))
        return self.count(f"select count(*) from job where kind not in ({kinds}) "
                          f"and (state = 'running' or due_at < {soon})")

    def drained(self, seconds):
        wait_for("the queue to be worked off", lambda: self.waiting_jobs() == 0, seconds)

    def import_comments(self, number, posts, first=0, flat=False):
        """Questions, every third answered by staff, spread over `posts` pages of the archive; `flat`: no line says what it answers.
        Returns the seconds that the import took and the MB that it held at most."""
        lines = self.folder / f"comments-{first}.jsonl"
        staff = f"wordpress:{self.blog.person_id('ana')}"
        with open(lines, "w", encoding="utf-8") as out:
            for n in range(first, first + number):
                group, place = divmod(n // 3, posts)
                answer = n % 3 == 2
                out.write(json.dumps({
                    "post": f"{self.archive}{place + flat * 1_000_000}/", "id": f"c{n}", "parent": f"c{n - 1}" if answer and not flat else None,
                    "author": STAFF[0]["name"] if answer else f"Reader {n % 5000}", "author_url": "",
                    "account": staff if answer else None,
                    "date": f"2025-{group % 12 + 1:02}-{group % 27 + 1:02}T{n % 24:02}:{n % 60:02}:00Z",
                    "text": f"We look into number {n} and tell you on Monday." if answer else
                            f"Does the sled of winter {n} still lose power in the cold? Mine stops after an hour."}) + "\n")
        lines.chmod(0o644)
        words = [str(self.earshot.program), "--config", str(self.earshot.config), "import", "comments", "--site", "blog", lines]
        user = {"user": self.earshot.user, "group": self.earshot.user, "extra_groups": []} if self.earshot.user else {}
        begun = time.monotonic()
        with open(self.folder / "import.log", "w+", encoding="utf-8") as log:
            running = subprocess.Popen(words, stdout=log, stderr=log, cwd=self.folder, **user)
            _, status, used = os.wait4(running.pid, 0)  # subprocess would not tell what it used
            running.returncode = os.waitstatus_to_exitcode(status)
            if running.returncode != 0:
                log.seek(0)
                raise RigError(f"import comments ended with {running.returncode}: {log.read()[-1000:]}")
        lines.unlink()
        return time.monotonic() - begun, used.ru_maxrss * 1024 / 1e6

    def memory(self):
        """Resident now and at its highest, in MB of 10^6 bytes."""
        status = pathlib.Path(f"/proc/{self.earshot.daemon.pid}/status").read_text()
        read = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in status.splitlines()
                if line.startswith(("VmRSS", "VmHWM"))}
        return read["VmRSS"], read["VmHWM"]

    def read_around(self, posts=40):
        """What readers and the host look at; all must be answered."""
        pages = [f"fragment?target={self.archive}{n}/" for n in range(posts)]
        pages += [f"api/engagement?target={self.archive}{n}/" for n in range(posts)]
        pages += [f"fragment?target={self.blog.post(name)}" for name in PINGED]
        for page in pages + ["answers", "answers.atom", "widget.js", "health", "metrics"]:
            answer = Visitor().get(f"{self.with_url}/earshot/{page}")
            if answer.status != 200:
                raise RigError(f"{page} answers {answer.status}")
