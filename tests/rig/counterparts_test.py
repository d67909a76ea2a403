"""Senders that others wrote, unchanged, against our receiver through nginx: testpinger with its 14 pages of real sites,
@remy/webmention, send-webmention, Python's xmlrpc.client, curl. What became of each ping is looked at from outside only:
receipts, reading API, fragment. From npm come the versions named here. Usage: counterparts_test.py PROGRAM"""
import html
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree
import xmlrpc.client

from browser import page_as_seen
from front import Front, check, receipt
from nginx_front_test import Engine
from npm import from_npm
from outside import discover_pingback
from process import Daemon, RigError, free_port, wait_for
from web import Visitor

PINGER, REMY, SENDER = "webmention-testpinger@0.7.0", "@remy/webmention@1.5.0", "send-webmention@2.0.0"

# testpinger serves its pages to the whole network; ours stay on loopback.
LOOPBACK = """const { Server } = require("net"), listen = Server.prototype.listen;
Server.prototype.listen = function (port) { return listen.call(this, port, "127.0.0.1"); };
"""
SEND = """require("send-webmention")(process.argv[2], process.argv[3], (fault, told) => {
  if (fault) throw fault;
  const said = JSON.stringify({ success: told.success, status: told.res.statusCode, headers: told.res.headers });
  process.stdout.write(said, () => process.exit());  // it leaves connections open, which would keep node from ending
});
"""
# Each page in a frame of its own, where all that a reader may touch is touched; `alert` is how the hostile pages tell.
FRAMES = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>quiet</title></head>
<body><p>frames: <b id="n">0</b></p><script>
const trap = "<script>window.alert = word => { parent.document.title = 'owned by ' + word; };<\\/script>";
for (const text of TEXTS) {
  const frame = document.createElement("iframe");
  frame.addEventListener("load", () => {
    document.getElementById("n").textContent++;
    for (const one of frame.contentDocument.querySelectorAll("*")) {
      one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      if (/^\\s*javascript:/i.test(one.href)) one.click();
    }
  }, { once: true });
  frame.srcdoc = text.replace(/^(<!doctype[^>]*>)?/i, "$1" + trap);
  document.body.append(frame);
}
</script></body></html>
"""
# What each page of testpinger says of itself: as the reading API tells it, and whose it is.
PAGES = {
    "aaronparecki-com": ("in-reply-to", "Aaron Parecki"),
    "adactio-com": ("mention-of", "Jeremy Keith"),  # he stands outside the entry; the comments below it are entries too
    "basic-like": ("like-of", "localhost"),
    "basic-multi": ("mention-of", "localhost"),
    "basic-reply": ("in-reply-to", "localhost"),
    "basic-with-comments": ("in-reply-to", "localhost"),
    "brid-gy": ("repost-of", "Markus Heurung"),
    "brid-gy-emoji": ("in-reply-to", "Matthias Pfefferle"),
    "checkmention-hcardxss": ("in-reply-to", "Does clicking me alert?"),
    "checkmention-xss": ("in-reply-to", "Checkmention XSS test"),
    "notizblog-org": ("in-reply-to", "Matthias Pfefferle"),
    "sandeep-io": ("mention-of", "Sandeep Shetty"),  # u-like, a draft of u-like-of
    "tantek-com": ("rsvp", "Tantek Çelik"),
    "voxpelli-com": ("mention-of", "Pelle Wessman"),
}
HOSTILE = ("checkmention-hcardxss", "checkmention-xss")


class Live(html.parser.HTMLParser):
    """What of a page could run."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "base", "svg", "math"):
            self.found.append(tag)
        for name, value in attributes:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or name in ("style", "srcdoc") or plain.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


class Town:
    """The blog with two posts, one that knows webmentions only and one with all that the shipped nginx parts add, and node."""

    def __init__(self, folder, program):
        self.folder, self.modules = folder, folder / "node_modules"
        self.front = Front(folder, program)
        self.plain, self.full = self.front.post, self.front.blog.url + "/full.php"
        Engine(str(self.front.run / "no-engine.sock"))
        self.pinger_port = free_port()
        self.daemons = []

    def start(self):
        self.front.start()
        lines = self.front.earshot.folder / "more.jsonl"
        lines.write_text(json.dumps({"post": self.full, "id": "3", "parent": None, "author": "Rosa", "author_url": "",
                                     "account": None, "date": "2026-01-03T10:00:00Z", "text": "And this?"}) + "\n")
        self.front.earshot.say("import", "comments", "--site", "blog", str(lines))
        post = self.front.run / "a-post"
        post.mkdir()
        (post / "index.html").write_text('<link rel="webmention" href="/earshot/webmention"><p>words</p>')
        for each in (post, post / "index.html"):
            each.chmod(0o755)

    def stop(self):
        for daemon in self.daemons:
            daemon.stop()
        self.front.stop()

    def page(self, path, target, title="A note", words="I read"):
        return self.front.outside.publish(path, title, f'<p>{words} <a href="{target}">this</a>.</p>', "Priya", "Notes")

    def node(self, *words):
        done = subprocess.run([shutil.which("node"), *words], capture_output=True, text=True, timeout=30, cwd=self.folder)
        check(done.returncode == 0, f"{words[0]} ended with {done.returncode}: {done.stderr[-600:]}")
        return done.stdout

    def listing(self, target, form="jf2"):
        return Visitor().get(self.front.ours(f"api/mentions.{form}?per-page=100&target={urllib.parse.quote(target, safe='')}"))

    def fragment(self, target):
        return Visitor().get(self.front.ours(f"fragment?target={urllib.parse.quote(target, safe='')}")).text

    def told(self, target):
        return {one["wm-source"]: one for one in json.loads(self.listing(target).text)["children"]}

    def shown(self, source, target, protocol):
        """Waits for it to stand in the reading API; it must then stand under the post too."""
        one = wait_for(f"{source} to be shown", lambda: self.told(target).get(source))
        check(one["wm-protocol"] == protocol, f"{source} is told as {one['wm-protocol']}, not {protocol}")
        check(html.escape(source) in self.fragment(target), f"{source} is told, but not shown under the post")
        return one

    def judged(self, address, state="shown"):
        return wait_for(f"{address} to say {state}", lambda: (one := receipt(address))["state"] == state and one)


def pinger_page(town, name):
    query = urllib.parse.urlencode({"name": name, "target": town.plain})
    return f"http://localhost:{town.pinger_port}/template?{query}"


def testpinger(town):
    (town.folder / "loopback.js").write_text(LOOPBACK)
    pinger = Daemon("testpinger", town.folder, [
        shutil.which("node"), "--require", town.folder / "loopback.js", town.modules / "webmention-testpinger/bin/cli",
        f"--endpoint={town.front.ours('webmention')}", f"--target={town.plain}", "--host=localhost",
        f"--port={town.pinger_port}", "--fetches=0"])
    town.daemons.append(pinger)

    def said(word):
        return set(re.findall(rf"\) (\S+) {word}", pinger.log.read_text()))

    pinger.start(lambda: said("pinged") | said("failed") >= set(PAGES))
    check(said("pinged") == set(PAGES), f"testpinger: {pinger.last_words(20)}")
    wait_for("all 14 to be shown", lambda: len(town.told(town.plain)) == len(PAGES))
    check(said("was fetched") == set(PAGES), f"pages that were not read: {set(PAGES) - said('was fetched')}")
    told, under = town.told(town.plain), town.fragment(town.plain)
    for name, (kind, author) in PAGES.items():
        source = pinger_page(town, name)
        one = told.get(source)
        check(one, f"{name} is not told: {list(told)}")
        check((one["wm-property"], one["author"]["name"]) == (kind, author), f"{name}: {one}")
        check(html.escape(source) in under and author in under, f"{name} is not shown under the post")
        again = Visitor().post_form(town.front.ours("webmention"), {"source": source, "target": town.plain}, {"Accept": "*/*"})
        state = receipt(again.headers["Location"])
        check((state["state"], state["reason"], state["protocol"]) == ("shown", "", "webmention"), f"receipt of {name}: {state}")
    rsvp = told[pinger_page(town, "tantek-com")]  # its clock stands before its day
    check((rsvp["rsvp"], rsvp["published"]) == ("yes", "2014-05-19T10:56:00"), f"the RSVP: {rsvp}")
    check(len(town.told(town.plain)) == len(PAGES), "a ping sent again is listed twice")


def all_outputs(town):
    """name → HTML, of everything that tells of the two hostile pages."""
    out = {"fragment": town.fragment(town.plain), "api html": town.listing(town.plain, "html").text}
    out["answers"] = Visitor().get(town.front.ours("answers")).text
    told = town.told(town.plain)
    for name in HOSTILE:
        source = pinger_page(town, name)
        one = told[source]
        out[f"content of {name}"] = one["content"].get("html", "")
        for place in (one["url"], one["author"]["url"], one["author"]["photo"]):
            check(re.match(r"https?://|$", place), f"{name} brings in {place}")
        answer = Visitor().post_form(town.front.ours("webmention"), {"source": source, "target": town.plain})
        check(answer.status == 303, f"a browser's ping: {answer.status}")
        out[f"receipt of {name}"] = Visitor().get(answer.headers["Location"], {"Accept": "text/html"}).text
        entry = Visitor().get(town.front.ours(f"api/mention/{one['wm-id']}"))  # JSON, its `text` is what the page says
        check(entry.headers["Content-Type"].startswith("application/json"), f"an entry is {entry.headers['Content-Type']}")
    feed = xml.etree.ElementTree.fromstring(town.listing(town.plain, "atom").body)
    xhtml = "{http://www.w3.org/1999/xhtml}div"
    out["atom"] = "".join(xml.etree.ElementTree.tostring(each, "unicode", method="html") for each in feed.iter(xhtml))
    out["atom addresses"] = "".join(f'<a href="{html.escape(each.get("href", each.text or ""))}">x</a>' for each in feed.iter()
                                    if each.tag.endswith(("}link", "}uri")))
    return out


def no_script_in_any_output(town):
    outputs = all_outputs(town)
    own_style = re.compile(r"<style>.*?</style>", re.S)
    for name, text in outputs.items():
        check(text, f"{name} is empty")
        check(not Live(own_style.sub("", text)).found, f"{name} could run {Live(text).found}: {text[:800]}")
    raw = {name: Visitor().get(pinger_page(town, name)).text for name in HOSTILE}
    for name, texts in (("raw", list(raw.values())), ("told", list(outputs.values()))):
        page = FRAMES.replace("TEXTS", json.dumps(texts).replace("</", "<\\/"))
        (town.front.run / f"{name}.html").write_text(page)
    seen = page_as_seen(town.front.blog.url + "/raw.html")
    check("<title>owned by " in seen, "the hostile pages run nothing in this browser: the next check would prove nothing")
    seen = page_as_seen(town.front.blog.url + "/told.html")
    check(f'<b id="n">{len(outputs)}</b>' in seen and "<title>quiet</title>" in seen, f"a script ran in our output: {seen[:300]}")


def remy(town):
    program = town.modules / "@remy/webmention/bin/wm.js"
    source = town.page("/remy/webmention", town.plain)
    said = town.node(program, source, "--send")
    check("(webmention)" in said and "status   = 201" in said, f"@remy/webmention says: {said}")
    town.shown(source, town.plain, "webmention")
    # It prefers X-Pingback to everything, and posts the call as a form.
    source = town.page("/remy/pingback", town.full)
    said = town.node(program, source, "--send")
    check("(pingback)" in said and "status   = 200" in said and "error" not in said, f"@remy/webmention says: {said}")
    town.shown(source, town.full, "pingback")
    said = town.node(program, source, "--send")
    check("status   = 400" in said and "registered before" in said, f"the same pingback again, @remy/webmention says: {said}")


def send_webmention(town):
    script = town.folder / "send.js"
    script.write_text(SEND)
    source = town.page("/sender/a", town.full)
    said = json.loads(town.node(script, source, town.full))
    check(said["success"] and said["status"] == 201, f"send-webmention: {said}")
    town.judged(said["headers"]["location"])
    town.shown(source, town.full, "webmention")
    bare = town.page("/sender/b", "https://elsewhere.example/")
    said = json.loads(town.node(script, bare, town.full))
    state = town.judged(said["headers"]["location"], "refused")
    check(state["reason"] == "no_link" and bare not in town.fragment(town.full), f"a page without link: {state}")
    said = json.loads(town.node(script, town.full, town.full))
    check(not said["success"] and said["status"] == 400, f"a post that links to itself, send-webmention: {said}")


def faults(town, proxy, source, bare):
    """code → a call that must be answered with it."""
    elsewhere = "https://elsewhere.example/"
    return [(48, lambda: proxy.pingback.ping(source, town.full)), (17, lambda: proxy.pingback.ping(bare, town.full)),
            (33, lambda: proxy.pingback.ping(source, elsewhere)), (16, lambda: proxy.pingback.ping("mailto:priya@x", town.full)),
            (33, lambda: proxy.pingback.extensions.getPingbacks(elsewhere)), (-32602, lambda: proxy.pingback.ping(source)),
            (-32602, lambda: proxy.pingback.ping(source, 7)), (-32601, lambda: proxy.wp.getUsersBlogs("ana", "secret")),
            (-32601, lambda: proxy.system.multicall([]))]


def python_client(town):
    source, bare = town.page("/python/ä&b", town.full), town.page("/python/bare", "https://elsewhere.example/")
    source = source.replace("ä", "%C3%A4")
    town.front.outside.pages["/python/%C3%A4&b"] = town.front.outside.pages.pop("/python/ä&b")
    with xmlrpc.client.ServerProxy(discover_pingback(town.full)) as proxy:
        check(sorted(proxy.system.listMethods()) == ["pingback.extensions.getPingbacks", "pingback.ping", "system.listMethods"],
              f"methods: {proxy.system.listMethods()}")
        for page, state in ((source, "shown"), (bare, "refused")):
            thanks = proxy.pingback.ping(page, town.full)
            town.judged(re.search(r"http://\S+/status/[\w-]+", thanks)[0], state)
        town.shown(source, town.full, "pingback")
        check(source in proxy.pingback.extensions.getPingbacks(town.full), "getPingbacks does not name it")
        check(bare not in proxy.pingback.extensions.getPingbacks(town.full), "getPingbacks names a forged one")
        for code, call in faults(town, proxy, source, bare):
            try:
                raise RigError(f"answered {call()}, not with fault {code}")
            except xmlrpc.client.Fault as fault:
                check(fault.faultCode == code and type(fault.faultCode) is int and fault.faultString, f"not {code}: {fault}")


def curl(town):
    source = town.page("/curl/a", town.plain, "Une journée")
    fields = b"url=" + urllib.parse.quote(source, safe="").encode() + b"&title=Caf\xe9+cr%E8me&excerpt=%FCber&blog_name=Caf\xe9"
    (town.folder / "fields").write_bytes(fields)
    words = ["--silent", "--show-error", "--max-time", "20", "--data-binary", f"@{town.folder}/fields"]
    kind = "Content-Type: application/x-www-form-urlencoded; charset=iso-8859-1"
    done = subprocess.run(["curl", *words, "--header", kind, town.plain + "trackback/"], capture_output=True, timeout=30)
    answer = xml.etree.ElementTree.fromstring(done.stdout)
    check((answer.tag, answer.findtext("error")) == ("response", "0"), f"curl was answered: {done.stdout} {done.stderr}")
    told, under = town.shown(source, town.plain, "trackback"), town.fragment(town.plain)
    check(told["name"] == "Café crème", f"in Latin-1: {told}")
    check("Café crème" in under and "<blockquote>über</blockquote>" in under, f"in Latin-1, under the post: {under[-400:]}")
    (town.folder / "fields").write_bytes(fields.replace(b"url=", b"uri="))
    done = subprocess.run(["curl", *words, "--header", kind, town.plain + "trackback/"], capture_output=True, timeout=30)
    answer = xml.etree.ElementTree.fromstring(done.stdout)
    check(answer.findtext("error") == "1" and answer.findtext("message"), f"a trackback without url: {done.stdout}")


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-counterparts-", dir="/var/tmp"))
    folder.chmod(0o755)
    town = None
    try:
        trouble = from_npm(folder, [PINGER, SENDER], "2025-06-01") or from_npm(folder, [REMY], "2025-12-01")
        if trouble:
            print(f"skipped: {trouble}")
            return 77
        town = Town(folder, program)
        town.start()
        for name, part in ((f"{PINGER}: 14 pages", testpinger), ("no script in any output", no_script_in_any_output),
                           (REMY, remy), (SENDER, send_webmention), ("xmlrpc.client of Python", python_client),
                           ("curl, a trackback in iso-8859-1", curl)):
            part(town)
            print(f"ok      {name}", flush=True)
    except (RigError, OSError, subprocess.SubprocessError) as trouble:
        print(f"FAILED  {type(trouble).__name__}: {trouble}")
        return 1
    finally:
        if town:
            town.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
