"""A real engine that Earshot knows nothing of: ikiwiki as Debian packages it, with its comments, beside nginx and Earshot as the README
says, watched by the feeds that its front page names. Usage: ikiwiki_test.py PROGRAM"""
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

from earshot import Earshot
from front import Place, check
from mail import MailServer
from outside import OutsideSite, send_webmention
from process import Daemon, RigError, answers_on, free_port, wait_for
from roster import ROSTER
from web import Visitor

CONFIG = """\
[store]
url = "sqlite:{store}/earshot.db"
[mail]
url = "{mail}"
from = "Earshot <earshot@acme.example>"
[fetch]
allow = ["127.0.0.0/8"]
[[site]]
name = "blog"
url = "{url}/"
engine = "feed"
roster = "{folder}/roster.toml"
"""
WIKI = """\
# IkiWiki::Setup::Yaml - YAML formatted setup file
wikiname: The Acme Blog
adminemail: ana@acme.example
srcdir: {src}
destdir: {web}
url: {url}
cgiurl: {url}/ikiwiki.cgi
cgi_wrapper: {web}/ikiwiki.cgi
cgi_wrappermode: 06755
rcs: ''
add_plugins: [goodstuff, comments, anonok]
rss: 1
atom: 1
usedirs: 1
comments_pagespec: posts/* and !*/Discussion
comments_allowauthor: 1
comments_commit: 0
"""
NGINX = """\
user www-data; worker_processes 1; pid {run}/nginx.own.pid; error_log {run}/nginx.error.log warn;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {run}/t1; fastcgi_temp_path {run}/t2; proxy_temp_path {run}/t3; scgi_temp_path {run}/t4;
  uwsgi_temp_path {run}/t5;
  {http}
  server {{ listen 127.0.0.1:{port}; root {run}/web; index index.html; {server}
    location / {{ {page} }}
    location = /ikiwiki.cgi {{ {page}
      fastcgi_param HTTP_HOST $http_host;
      include fastcgi_params;
      fastcgi_param SCRIPT_FILENAME {run}/web/ikiwiki.cgi;
      fastcgi_pass unix:{run}/cgi/cgi.sock;
    }}
  }}
}}
"""


class Wiki:
    def __init__(self, folder, program):
        self.run, self.port = folder, free_port()
        self.src, self.web, self.cgi = (folder / name for name in ("src", "web", "cgi"))
        self.blog = Place(self.port)
        self.mail = MailServer(folder / "mail", free_port())
        self.outside = OutsideSite()
        self.earshot = Earshot(program, folder / "earshot", self.blog, self.mail.url, ROSTER)
        self.earshot.config.write_text(CONFIG.format(folder=self.earshot.folder, store=self.earshot.store, mail=self.mail.url,
                                                     url=self.blog.url))
        self.daemons = []

    def start(self):
        (self.src / "posts").mkdir(parents=True)
        self.cgi.mkdir()
        (self.src / "index.mdwn").write_text('[[!inline pages="page(./posts/*) and !*/Discussion" show="10"]]\n')
        (self.run / "wiki.setup").write_text(WIKI.format(src=self.src, web=self.web, url=self.blog.url))
        self.write("old", "Twenty years of sleds", "Ana Ruiz built the first.", "2006-01-05 10:00:00 UTC")
        self.mail.start()
        self.outside.start()
        as_nobody = {"user": self.earshot.user}
        shutil.copy("/etc/nginx/fastcgi_params", self.run)
        conf = self.run / "nginx.conf"
        conf.write_text(NGINX.format(run=self.run, port=self.port, **self.earshot.nginx_pieces()))
        socket = self.cgi / "cgi.sock"
        if self.earshot.user:
            shutil.chown(self.cgi, self.earshot.user)
        wrap = Daemon("fcgiwrap", self.run, ["/usr/sbin/fcgiwrap", "-f", "-c", "2", "-s", f"unix:{socket}"], **as_nobody)
        nginx = Daemon("nginx", self.run, ["/usr/sbin/nginx", "-c", conf, "-g", "daemon off;"])
        for daemon, ready in ((wrap, str(socket)), (nginx, ("127.0.0.1", self.port))):
            daemon.start(lambda at=ready: answers_on(at))
            self.daemons.append(daemon)
        self.earshot.start()
        self.daemons.append(self.earshot)

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.stop()
        self.mail.stop()
        self.outside.stop()

    def write(self, name, title, text, date):
        (self.src / "posts" / f"{name}.mdwn").write_text(
            f'[[!meta title="{title}"]]\n[[!meta date="{date}"]]\n[[!meta author="Lionel"]]\n{text}\n')
        done = subprocess.run(["ikiwiki", "--setup", str(self.run / "wiki.setup")], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"ikiwiki: {done.stdout}{done.stderr}")
        if self.earshot.user:
            for path in (self.src, self.web):
                for one in (path, *path.rglob("*")):
                    shutil.chown(one, self.earshot.user, self.earshot.user)
            (self.web / "ikiwiki.cgi").chmod(0o6755)  # a change of owner takes the bits away
        return f"{self.blog.url}/posts/{name}/"

    def say(self, name, text):
        """The form for comments as a browser sends it; returns the comment's place."""
        reader = Visitor()
        form = reader.get(f"{self.blog.url}/ikiwiki.cgi?do=comment&page=posts/sled").text
        fields = {"editcontent": text, "author": name, "url": "", "subject": "", "type": "mdwn", "_submit": "Post comment"}
        for field in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
            one = {key: html.unescape(value) for key, value in re.findall(r'(name|value)="([^"]*)"', field)}
            fields[one["name"]] = one.get("value", "")
        answer = reader.post_form(self.blog.url + "/ikiwiki.cgi", fields)
        place = answer.headers.get("Location", "")
        self.earshot.look_at_engine()
        check(answer.status == 302 and "#comment-" in place, f"the wiki did not take the comment: {answer.status} {answer.text[-900:]}")
        return place.replace("?updated", "")

    def engagement(self, post):
        target = urllib.parse.quote(post, safe="")
        return json.loads(Visitor().get(f"{self.blog.url}/earshot/api/engagement?target={target}").text)

    def is_told_of(self, part):
        return [letter for letter in self.mail.letters("ana@") if part in letter.text]


def play(wiki):
    findings = wiki.earshot.records("check", "--json", "--socket", str(wiki.earshot.socket))
    feeds = [one["text"] for one in findings if one["about"] == "feeds"]
    check(feeds == [f"the front page names the feed of posts {wiki.blog.url}/index.atom, it holds 1"], f"check says: {feeds}")
    friend = wiki.outside.publish("/friend/wax/", "On wax", "<p>Wax well.</p>", "Friend", "Friend's")
    wiki.outside.pages["/friend/wax/"] += (("Link", f'<{wiki.outside.url}/hear>; rel="webmention"'),)
    wait_for("the first look", lambda: "look at the engine: 2" in wiki.earshot.say("site"), 20)
    now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() + 1))
    post = wiki.write("sled", "The sled is out", f"It is fast, if you [wax]({friend}) it. Tom Becker knows more.", now)
    wiki.earshot.look_at_engine()
    told = wait_for("the mail about the post", lambda: wiki.mail.letters("tom@"), 40)[0]
    check("The sled is out" in told.subject, told.subject)
    heard = wait_for("the webmention that the post sends", lambda: wiki.outside.posts, 20)[0]
    check(urllib.parse.parse_qs(heard[1].decode()) == {"source": [post], "target": [friend]}, f"sent: {heard}")
    check(not wiki.is_told_of("built the first"), "an old post alerts")
    print("ok      posts of ikiwiki are found by the feed its front page names, alert, and tell whom they link to", flush=True)

    asked = wiki.say("Rosa", "Does the runner fit? I would ask Ana Ruiz.")
    wait_for("the mail about the comment", lambda: wiki.is_told_of("Does the runner fit?"), 60)
    answered = wiki.say("Ana Ruiz", "Rosa: it does fit.")
    wait_for("the comment under a borrowed name", lambda: wiki.is_told_of("This is mine"), 60)
    check(wiki.earshot.records("replies", "--site", "blog", "--json") == [], "a name alone answers")
    wiki.earshot.say("staff", "confirm", "ana-ruiz", answered)
    reply = wait_for("the answer", lambda: wiki.earshot.records("replies", "--site", "blog", "--json"), 20)[0]
    check(reply["person"] == "ana-ruiz" and [(one["id"], one["rule"]) for one in reply["answers"]] ==
          [(asked.rpartition("#comment-")[2], "address")], f"whom: {reply}")
    marks = wait_for("the badge", lambda: wiki.engagement(post)["comments"].get(answered.rpartition("#")[2]), 20)
    check(marks["staff"]["name"] == "Ana Ruiz", f"marks: {marks}")
    page = Visitor().get(post).text
    check(f'id="{answered.rpartition("#")[2]}"' in page and "/earshot/widget.js" in page, "the page has no place for the badge")
    print("ok      comments of ikiwiki come by the feed of each post, alert, and are answers once they are confirmed", flush=True)

    source = wiki.outside.publish("/joe/sleds/", "Sleds", f'<p>See <a href="{post}">this</a>.</p>', "Joe", "Joe's")
    receipt = send_webmention(source, post).headers["Location"]
    wait_for("the shown webmention", lambda: json.loads(Visitor().get(receipt, {"Accept": "application/json"}).text)["status"] == "success", 20)
    fragment = Visitor().get(f"{wiki.blog.url}/earshot/fragment?target={urllib.parse.quote(post, safe='')}").text
    check(source in fragment, fragment)
    print("ok      a webmention to a page of ikiwiki is verified and shown", flush=True)


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-ikiwiki-"))
    folder.chmod(0o755)
    wiki = Wiki(folder, program)
    try:
        wiki.start()
        play(wiki)
    except RigError as trouble:
        print(f"FAILED  {trouble}\nkept for you to look at: {folder}")
        return 1
    finally:
        wiki.stop()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
