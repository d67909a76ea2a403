"""A blog of static pages with Atom feeds, as Blogger writes them, and no engine that Earshot knows: comments come by feed and
by signed push, an answer is proven by a profile, another by the person's own word, and readers see both. Then comments come
in from Disqus and go out and in again. Usage: static_blog_test.py PROGRAM"""
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from earshot import Earshot
from front import Place, check
from mail import MailServer
from process import Daemon, RigError, answers_on, free_port, wait_for
from server import Server
from web import Visitor

KEY = b"a key of thirty-two bytes, or so"
PROFILE = "05771234567890123456"


class OwnPage(Server):
    """A page that says which others are its owner's."""

    def __init__(self):
        super().__init__(get=lambda request: request.answer(200, "".join(
            f'<a rel="me" href="{other}">me</a>' for other in self.others).encode()))
        self.others = []
        self.start()


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
feed = "{url}/posts.xml"
comments = "{url}/comments.xml"
send = false
roster = "{folder}/roster.toml"
ingest_secret = "whsec_{key}"
"""
ROSTER = """\
[[company]]
id = "acme"
name = "Acme"
[[person]]
id = "ana-ruiz"
company = "acme"
name = "Ana Ruiz"
email = "ana@acme.example"
accounts = ["blogger:{profile}", "disqus:ana_r", "ghost:7"]
profiles = ["{home}"]
"""
NGINX = """\
user www-data; worker_processes 1; pid {run}/nginx.own.pid; error_log {run}/nginx.error.log warn;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {run}/t1; fastcgi_temp_path {run}/t2; proxy_temp_path {run}/t3; scgi_temp_path {run}/t4;
  uwsgi_temp_path {run}/t5;
  {http}
  server {{ listen 127.0.0.1:{port}; root {run}/pages; ssi on; {server} }}
}}
"""
PAGE = """<!DOCTYPE html><html><head><title>The sled</title></head><body><h1>The sled</h1>{comments}
<!--# include virtual="/earshot/fragment?target={url}" --></body></html>
"""
FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-77{what}</id><title>The Acme Blog</title>{entries}</feed>
"""


def stamp(seconds=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).isoformat()


class StaticBlog:
    def __init__(self, folder, program):
        self.run, self.port = folder, free_port()
        self.pages = folder / "pages"
        self.pages.mkdir()
        self.mail = MailServer(folder / "mail", free_port())
        self.blog = Place(self.port)
        self.post = self.blog.url + "/2026/01/sled.html"
        self.comments, self.newer = [], ""
        self.home, self.profile, self.stranger = OwnPage(), OwnPage(), OwnPage()
        self.home.others = [self.profile.url + "/@ana", self.stranger.url + "/"]
        self.profile.others = [self.home.url + "/"]
        self.earshot = Earshot(program, folder / "earshot", self.blog, self.mail.url,
                               ROSTER.format(profile=PROFILE, home=self.home.url + "/"))
        self.earshot.config.write_text(CONFIG.format(
            folder=self.earshot.folder, store=self.earshot.store, mail=self.mail.url, url=self.blog.url,
            key=base64.b64encode(KEY).decode()))
        self.daemons = []

    def start(self):
        self.write()
        self.mail.start()
        shutil.copy("/etc/nginx/fastcgi_params", self.run)
        conf = self.run / "nginx.conf"
        conf.write_text(NGINX.format(run=self.run, port=self.port, **{
            place: text for place, text in self.earshot.nginx_pieces().items() if place != "page"}))
        nginx = Daemon("nginx", self.run, ["/usr/sbin/nginx", "-c", conf, "-g", "daemon off;"])
        nginx.start(lambda: answers_on(("127.0.0.1", self.port)))
        self.daemons = [nginx]
        self.earshot.start()
        self.daemons.append(self.earshot)

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.stop()
        self.mail.stop()
        for page in (self.home, self.profile, self.stranger):
            page.stop()

    def say(self, number, author, text, profile=None, parent=None):
        """As Blogger's comment form does it: who is logged in has a profile, who types a name has the empty picture."""
        image = "//www.blogger.com/img/blogger_logo_round_35.png" if profile else "https://img1.blogblog.com/img/blank.gif"
        uri = f"<uri>https://www.blogger.com/profile/{profile}</uri>" if profile else ""
        related = f"<link rel='related' type='application/atom+xml' href='https://www.blogger.com/feeds/77/5/comments/default/{parent}'/>"
        self.comments.insert(0, f"""<entry><id>tag:blogger.com,1999:blog-77.post-{number}</id><published>{stamp()}</published>
<title type='text'>{text}</title><content type='html'>{text}</content>
<link rel='alternate' type='text/html' href='{self.post}?showComment=1#c{number}'/>{related if parent else ""}
<author><name>{author}</name>{uri}<gd:image rel='http://schemas.google.com/g/2005#thumbnail' src='{image}'/></author>
<thr:in-reply-to href='{self.post}' ref='tag:blogger.com,1999:blog-77.post-5' type='text/html'/></entry>""")
        self.write()

    def write(self):
        page = self.pages / "2026/01/sled.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE.format(comments="<p>…</p>", url=self.post))
        (self.pages / "index.html").write_text("<p>home</p>")
        entry = (f"<entry><id>tag:blogger.com,1999:blog-77.post-5</id><published>{stamp(-600)}</published><title>The sled</title>"
                 f"<link rel='alternate' type='text/html' href='{self.post}'/><content type='html'>Fast.</content></entry>")
        (self.pages / "posts.xml").write_text(FEED.format(what="", entries=self.newer + entry))
        (self.pages / "comments.xml").write_text(FEED.format(what=".comments", entries="".join(self.comments[:10])))

    def publish(self, name, text):
        address = f"{self.blog.url}/2026/01/{name}.html"
        (self.pages / f"2026/01/{name}.html").write_text(f"<title>{name}</title><p>{text}</p>")
        self.newer = (f"<entry><id>tag:blogger.com,1999:blog-77.post-{name}</id><published>{stamp()}</published><title>{name}</title>"
                      f"<link rel='alternate' type='text/html' href='{address}'/><content type='html'>…</content></entry>")
        self.write()
        return address

    def push(self, records, number="msg_1", key=KEY, at=None):
        body = records if isinstance(records, bytes) else json.dumps(records).encode()
        seconds = str(at or int(time.time()))
        signed = hmac.new(key, f"{number}.{seconds}.".encode() + body, hashlib.sha256).digest()
        return Visitor().request("POST", self.blog.url + "/earshot/hook/ingest", body, {
            "Content-Type": "application/json", "webhook-id": number, "webhook-timestamp": seconds,
            "webhook-signature": "v1," + base64.b64encode(signed).decode()})

    def replies(self):
        return {one["id"]: one for one in self.earshot.records("replies", "--site", "blog", "--json")}

    def engagement(self):
        return json.loads(Visitor().get(f"{self.blog.url}/earshot/api/engagement?target={self.post}").text)


def by_feed(blog):
    blog.say(900, "Rosa", "Does it fit?")
    blog.say(901, "Ana Ruiz", "It fits.", profile=PROFILE, parent=900)
    blog.say(902, "Tom", "Does it float?")
    blog.say(903, "Ana Ruiz", "It does not float.", parent=902)
    wait_for("the answer in the feed", lambda: "901" in blog.replies(), 40)
    replies = blog.replies()
    check(replies["901"]["person"] == "ana-ruiz", f"who: {replies['901']}")
    check([(one["id"], one["rule"]) for one in replies["901"]["answers"]] == [("900", "parent")], f"whom: {replies['901']}")
    check("903" not in replies, "a name alone counts as an answer")

    def counted():
        report = blog.earshot.records("report", "--site", "blog", "--json")[0]
        return report["needing"], report["answered"]
    wait_for("the report of all four", lambda: counted() == (3, 1), 40)  # who signs 903 is a reader like any other
    check("903" not in blog.replies(), "a name alone counts as an answer")
    print("ok      comments of a static blog come by Blogger's feed, an answer is proven by its profile", flush=True)


def by_word(blog):
    letter = wait_for("the mail about the borrowed name", lambda: blog.mail.letters("ana@"), 30)[0]
    check("This is mine:" in letter.text, letter.text)
    said = blog.earshot.records("staff", "claim", "--json", "ana-ruiz", f"{blog.post}#c903")[0]
    page = Visitor().get(said["url"])
    check(page.status == 200 and "Did you write this comment?" in page.text, page.text[:300])
    check("903" not in blog.replies(), "looking at the link confirmed it")
    mine = re.search(r"This is mine: +(\S+)", letter.text).group(1)
    done = Visitor().post_form(mine, {})
    check(done.status == 200 and "Noted" in done.text, done.text[:300])
    wait_for("the confirmed answer", lambda: "903" in blog.replies(), 20)
    check("noted already" in Visitor().post_form(said["url"], {}).text, "the other link does not know of it")
    why = blog.earshot.say("why", "--site", "blog", f"{blog.post}#c903")
    check("confirmed" in why and "ana-ruiz (claimed) → ana-ruiz (confirmed)" in why, why)
    marks = wait_for("both badges", lambda: len(blog.engagement()["comments"]) == 4 and blog.engagement(), 15)["comments"]
    check(marks["c901"]["staff"]["level"] == "proven" and marks["c903"]["staff"]["level"] == "confirmed", f"marks: {marks}")
    check(marks["c902"]["answered"]["at"] == "c903", f"marks: {marks}")
    wait_for("the figures in the page", lambda: "<b>2</b> of <b>2</b>" in Visitor().get(blog.post).text, 15)
    blog.earshot.say("staff", "contradict", "--because", "asked her", "ana-ruiz", f"{blog.post}#c903")
    wait_for("the end of the answer", lambda: "903" not in blog.replies(), 20)
    blog.earshot.say("staff", "confirm", "ana-ruiz", f"{blog.post}#c903")
    wait_for("the answer again", lambda: "903" in blog.replies(), 20)
    print("ok      a mail's link confirms a comment, the page shows it, the operator's word goes before it", flush=True)


def by_push(blog):
    question = {"post": blog.post, "id": "p1", "author": "Bo", "text": "And in snow?", "date": stamp()}
    answer = {"post": blog.post, "id": "p2", "parent": "p1", "author": "Ana", "account": "ghost:7", "text": "Yes.", "date": stamp(1)}
    first = blog.push([question, answer, {"id": "p3"}])
    told = json.loads(first.text)
    check(first.status == 202 and told["new"] == 2 and told["bad"] == [{"index": 2, "reason": "post is missing"}], first.text)
    wait_for("the pushed answer", lambda: "p2" in blog.replies(), 20)
    again = blog.push([{**question, "action": "delete"}])  # the same message id
    check(again.status == 202 and again.text == first.text, "a message taken twice")
    check("p2" in blog.replies() and blog.replies()["p2"]["answers"], "a repeated message had an effect")
    check(blog.push([question], "msg_2", key=b"wrong").status == 401, "a wrong key")
    check(blog.push([question], "msg_2", at=int(time.time()) - 3600).status == 401, "an old message")
    check(blog.push(b"x" * (1024 * 1024 + 1), "msg_3").status == 413, "a body over 1 MiB")
    check(blog.push([question] * 1001, "msg_4").status == 400, "1,001 records")
    lines = "\n".join(json.dumps({"post": blog.post, "id": f"m{n}", "author": "Bo", "text": "x" * 900}) for n in range(1000))
    many = blog.push(lines.encode(), "msg_5")
    check(many.status == 202 and json.loads(many.text)["new"] == 1000, f"{many.status}: {many.text[:200]}")
    gone = blog.push([{"post": blog.post, "id": "p2", "action": "hold"}], "msg_6")
    check(json.loads(gone.text)["gone"] == 1, gone.text)
    wait_for("the held answer's end", lambda: "p2" not in blog.replies(), 30)
    blog.push([{**answer, "id": "p4", "account": f"url:{blog.profile.url}/@ana"},
               {**answer, "id": "p5", "account": f"url:{blog.stranger.url}/"}], "msg_7")
    wait_for("the answer of whose page and Ana's name each other", lambda: "p4" in blog.replies(), 30)
    check("p5" not in blog.replies(), "a page that does not name Ana's back proves something")
    print("ok      signed pushes are taken once, alert and match; others are refused", flush=True)


def by_itself(blog):
    fresh = blog.publish("snow", f'More of <a href="{blog.post}">the sled</a>.')
    sent = Visitor().post_form(blog.blog.url + "/earshot/webmention", {"source": fresh, "target": blog.post},
                               {"Accept": "*/*"})
    check(sent.status == 201, f"a ping of a post published just now: {sent.status} {sent.text}")
    receipt = sent.headers["Location"]
    wait_for("the ping of the blog's own new post", lambda: json.loads(Visitor().get(receipt + ".json").text)["state"] == "shown", 90)
    print("ok      a post that was published this moment may ping an older one of its blog", flush=True)


def disqus(post):
    one = ("<post dsq:id=\"{id}\"><message><![CDATA[<p>{text} <a href=\"https://a.example/\">this</a></p>]]></message>"
           "<createdAt>2017-01-22T23:3{n}:22Z</createdAt><isDeleted>{gone}</isDeleted><isSpam>false</isSpam>"
           "<author><name>{name}</name><isAnonymous>false</isAnonymous><username>{user}</username></author>"
           "<thread dsq:id=\"{thread}\" />{parent}</post>\n")
    return ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<disqus xmlns=\"http://disqus.com\" "
            "xmlns:dsq=\"http://disqus.com/disqus-internals\">\n<thread dsq:id=\"7\"><id>5</id>"
            f"<link>{post}</link><title>Old &amp; good</title></thread>\n"
            + one.format(id=501, n=1, text="Is it", gone="false", name="Rosa", user="rosa", thread=7, parent="")
            + one.format(id=502, n=2, text="See", gone="false", name="A.", user="ana_r", thread=7, parent='<parent dsq:id="501" />')
            + one.format(id=503, n=3, text="spam", gone="true", name="X", user="x", thread=7, parent="")
            + one.format(id=504, n=4, text="lost", gone="false", name="X", user="x", thread=8, parent="") + "</disqus>\n")


def command(place, *words):
    return subprocess.run([str(place.program), "--config", str(place.config), *words], capture_output=True, text=True, timeout=60)


def by_import(program, folder):
    def place(name):
        out = Earshot(program, folder / name, Place(8099), "smtp://127.0.0.1:9", ROSTER.format(profile=PROFILE, home="https://ana.example/"))
        out.user = None
        return out
    here, there = place("here"), place("there")
    file = folder / "disqus.xml"
    file.write_text(disqus("http://127.0.0.1:8099/old/"))
    first = command(here, "import", "comments", str(file))
    check(first.returncode == 1 and f"{file}:7: the comment's thread is not in the file" in first.stderr, first.stderr)
    check("2 new comments" in first.stdout, first.stdout)
    again = command(here, "import", "comments", "--format", "disqus", str(file))
    check("0 new comments, 0 changed, 2 known already" in again.stdout, again.stdout)
    replies = here.records("replies", "--json")
    check([(one["id"], one["answers"][0]["id"]) for one in replies] == [("502", "501")], f"replies: {replies}")
    here.say("reply", "set", "502", "--answers", "post")
    here.say("staff", "contradict", "--because", "a namesake", "ana-ruiz", "http://127.0.0.1:8099/old/#comment-501")
    here.say("work", "--once")  # the word is heeded
    here.say("waiting", "--no-answer-needed", "501")
    replies = here.records("replies", "--json")
    check(replies[0]["answers"] == [], f"replies: {replies}")
    lines = here.say("export", "comments")
    check("a.example" in lines and "Old & good" in lines, lines)
    said = [json.loads(line)["by_hand"] for line in lines.splitlines()]
    check((said[0]["written_by"]["identity"], said[0]["needs_answer"], said[1]) == ("contradicted", False, {"answers": []}), lines)
    copy = folder / "comments.jsonl"
    copy.write_text(lines)
    there.say("import", "comments", str(copy))
    check(there.say("export", "comments") == lines, "comments do not come in as they went out")
    check(there.records("replies", "--json") == replies, "the copy answers otherwise")
    told = there.records("why", "501", "--json") + there.records("why", "502", "--json")
    check("501" not in [one["id"] for one in there.records("waiting", "--json")], told)
    there.say("import", "comments", str(copy))
    check(there.records("why", "501", "--json") + there.records("why", "502", "--json") == told, "a second import says things again")
    print("ok      Disqus's comments come in once, and go out and in again the same, with what people said about them", flush=True)


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-static-"))
    folder.chmod(0o755)
    blog = StaticBlog(folder, program)
    try:
        blog.start()
        by_feed(blog)
        by_word(blog)
        by_push(blog)
        by_itself(blog)
        by_import(program, folder)
    except RigError as trouble:
        print(f"FAILED  {trouble}\nkept for you to look at: {folder}")
        return 1
    finally:
        blog.stop()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
