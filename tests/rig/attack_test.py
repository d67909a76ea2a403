"""What strangers may write, in every field they fill, on every page, feed and mail that shows it: nothing of it may run.

A real browser opens all outputs, pokes what could act and says what ran; opened raw, without us, the same words do run.
Usage: attack_test.py PROGRAM
"""
import html
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

import payloads
from browser import chromium
from front import Front, check, receipt
from mail import MailServer
from outside import send_trackback, send_webmention
from process import RigError, free_port, wait_for
from server import Server
from web import Visitor

HERE = pathlib.Path(__file__).resolve().parent
HOSTS = 16  # one alone would have to wait for its turns
RAW = 10000  # what is added to a payload's number where it stands raw

HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text}</title><meta property="og:title" content="{text}">
<meta property="og:site_name" content="{text}"><meta name="description" content="{text}"><meta name="author" content="{text}">
<meta property="og:image" content="{text}"><link rel="canonical" href="{text}"></head><body>"""
ENTRY = HEAD + """<article class="h-entry"><h1 class="p-name">{text}</h1><a class="p-author h-card" href="{text}"><img class="u-photo"
 src="{text}" alt="{text}"><b class="p-name">{text}</b></a><p class="p-summary">{text}</p><a class="u-syndication" href="{text}">x</a>
<img class="u-photo" src="{text}"><time class="dt-published">{text}</time><data class="p-rsvp" value="{text}"></data><div class="e-content">
<p>{text} Ana Ruiz wrote <a class="{relation}" href="{post}">this</a>. {text}</p> <a href="{text}">x</a> {raw}</div></article></body></html>"""
PLAIN = HEAD + """<p>{text} Ana Ruiz wrote <a href="{post}">this</a>. {text}</p> <script type="application/ld+json">{json}</script>
<p>{text}</p> {raw}</body></html>"""
RAW_PAGES = ("<!DOCTYPE html><meta charset=utf-8><body><a href=\"{raw}\">x</a><p title='{raw}'>x</p><div>{raw}</div>",
             "<!DOCTYPE html><meta charset=utf-8><body><p title=\"{raw}\">x</p><script>var a = \"{raw}\";</script><script>var b = '{raw}';"
             "</script><script>var c = `{raw}`;</script><script>var d = 1; // {raw}\n</script><textarea>{raw}</textarea>",
             "<!DOCTYPE html><meta charset=utf-8><body><div>{decoded}</div><p class={raw}>x</p><title>{raw}</title><style>{raw}</style><!-- {raw} -->")
WIDGET = """<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="canonical" href="{post}"></head><body><main><ol id="comments">
{comments}</ol></main><script src="/earshot/widget.js"></script></body></html>"""
COMMENT = '<li id="comment-{id}"><div class="comment-author"><b class="fn">x</b></div><div class="comment-content"><p>x</p></div></li>\n'


class Strangers:
    """Their pages, at many addresses of loopback, and the address that a payload asks for when it runs."""

    def __init__(self):
        self.pages, self.beacons = {}, set()
        self.servers = [Server(self.get, host=f"127.0.1.{number + 1}") for number in range(HOSTS)]
        # Of its own host: the browser of the rig reaches 127.0.0.1 only.
        self.servers.append(Server(self.get))
        self.beacon = self.servers[-1].url
        for server in self.servers:
            server.start()

    def get(self, request):
        path = request.path.split("?")[0]
        if path.startswith("/beacon/"):
            self.beacons.add(int(re.match(r"\d+", path.split("/")[2])[0]))
        body = self.pages.get(path, b"")
        request.answer(200 if body else 404, body)

    def publish(self, number, way, page, query):
        self.pages[f"/{way}/{number}"] = page.encode("utf-8", "surrogatepass")
        return f"{self.servers[number % HOSTS].url}/{way}/{number}?{query}"

    def stop(self):
        for server in self.servers:
            server.stop()


def as_query(text):
    """In an address as sent, nothing escaped but what would be refused at once."""
    return re.sub(r"[\x00-\x20\x7f]", lambda one: urllib.parse.quote(one[0]), text.replace("\0", "%2500"))


def linkbacks(front, *words):
    """A line separator of Unicode, which JSON leaves as it is, ends no line."""
    return [json.loads(line) for line in front.earshot.say("queue", "--json", "--all", *words).split("\n") if line]


def told_to_us(front, strangers):
    """Each payload comes by webmention, as microformats, and by trackback, as other facts of a page; receipts by payload."""
    receipts = {}
    for number, payload in enumerate(payloads.ALL):
        raw = payloads.loaded(payload, number, strangers.beacon)
        facts = {"text": html.escape(raw, quote=True), "raw": raw, "post": front.post,
                 "relation": "u-in-reply-to" if number % 2 else "u-mention-of",
                 "json": json.dumps({"@type": "Article", "headline": raw, "datePublished": raw, "author": {"name": raw, "url": raw, "image": raw}})}
        entry = strangers.publish(number, "entry", ENTRY.format(**facts), as_query(raw))
        answer = send_webmention(entry, front.post, front.ours("webmention"))
        check(answer.status == 201, f"{payload!r} by webmention: {answer.status} {answer.text}")
        receipts[number] = answer.headers["Location"]
        plain = strangers.publish(number, "plain", PLAIN.format(**facts), as_query(raw))
        answer = send_trackback(front.post + "trackback/", plain, raw + " Ana Ruiz", raw + " says Ana Ruiz. " + raw, raw)
        check("<error>0</error>" in answer.text, f"{payload!r} by trackback: {answer.text}")
    wait_for("all pings to be settled", lambda: not linkbacks(front, "--state", "received"), 30)
    return receipts


def commented(front, strangers):
    lines = []
    for number, payload in enumerate(payloads.ALL):
        raw = payloads.loaded(payload, number, strangers.beacon)
        # The newest fifty answers are on the page: a date in the future of the others brings a payload there.
        when = f"2026-02-{1 + number // 24:02}T{number % 24:02}"
        lines += [{"post": front.post, "id": f"{1000 + number}", "parent": None, "author": raw, "author_url": raw, "account": None,
                   "date": when + ":00:00Z", "text": f"Does it fit? {raw}"},
                  {"post": front.post, "id": f"{3000 + number}", "parent": f"{1000 + number}", "author": "Ana Ruiz", "author_url": "",
                   "account": "wordpress:7", "date": when + ":30:00Z", "text": f"You say {html.escape(raw)}: {raw} It fits."}]
    return lines


class Outputs:
    """What the browser opens: ours by their addresses, and static copies where an output is made of several answers."""

    def __init__(self, front):
        self.front, self.steps, self.browser = front, [], {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    def place(self, name, text):
        path = self.front.run / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        path.chmod(0o644)
        return "/" + name

    def open(self, name, url, **more):
        self.steps.append({"name": name, "url": url, **more})

    def page(self, name, path):
        answer = Visitor().get(self.front.ours(path), self.browser)
        check(answer.status == 200, f"{path}: {answer.status} {answer.text[:200]}")
        return answer


def answers_pages(front, outputs, lines):
    for at in range(0, len(lines), 80):
        batch = front.earshot.folder / "batch.jsonl"
        batch_of = lines[at:at + 80]
        batch.write_text("".join(json.dumps(line) + "\n" for line in batch_of))
        front.earshot.say("import", "comments", "--site", "blog", str(batch))
        last, named = batch_of[-1]["id"], min(50, at // 2 + len(batch_of) // 2)
        page = wait_for("the answers to be counted", lambda: (got := outputs.page("answers", "answers")).text.count("Acme, to ") >= named
                        and f"comment-{last}" in got.text and got)
        outputs.open("answers", outputs.place(f"answers{at}.html", page.body), styles=1, needs="It fits.")
        outputs.open("answers.atom", outputs.place(f"answers{at}.xml", outputs.page("feed", "answers.atom").body), xml=True)


def open_all(front, outputs, receipts, token):
    post = urllib.parse.quote(front.post, safe="")
    feed = outputs.page("feed", f"api/mentions.atom?token={token}&per-page=1000")
    outputs.open("staff", outputs.place("staff.xml", feed.body), xml=True)
    links = sorted(set(re.findall(r"/earshot/(act/[A-Za-z0-9._-]+)", feed.text)))
    check(len(links) > len(payloads.ALL), f"the staff feed has {len(links)} links to decide")
    for link in links[::4]:
        outputs.open("act", "/earshot/" + link, styles=1)
    for one in linkbacks(front):
        if one["state"] in ("waiting", "junk"):
            front.earshot.say("queue", "--approve", str(one["id"]))
    time.sleep(5.1)  # what is kept for readers is that old at most
    comments = "".join(COMMENT.format(id=number) for start in (1000, 3000) for number in range(start, start + len(payloads.ALL)))
    outputs.open("fragment", outputs.place("fragment.html", "<!DOCTYPE html><meta charset=utf-8><body>" +
                                           outputs.page("fragment", f"fragment?target={post}").text), needs="earshot-linkbacks")
    outputs.open("widget", outputs.place("widget.html", WIDGET.format(post=front.post, comments=comments)), rest=1500, styles=1,
                 script="/earshot/widget.js", needs="earshot-linkbacks")
    for number, address in receipts.items():
        outputs.open("status", urllib.parse.urlsplit(address).path, styles=1)
        text = urllib.parse.quote(payloads.loaded(payloads.ALL[number], number, "http://127.0.0.1:1").replace("\0", ""))
        if number % 4 == 0:
            outputs.open("form", f"/earshot/webmention?target={text}", styles=1)
    for form in ("mentions", "links"):
        outputs.open("mentions.html", f"/earshot/api/{form}.html?target={post}&per-page=1000", needs="h-entry mention")
        outputs.open("mentions.atom", f"/earshot/api/{form}.atom?target={post}&per-page=1000", xml=True)
        outputs.open("mentions.json", f"/earshot/api/{form}.jf2?target={post}&per-page=1000", xml=True)
    outputs.open("rss", outputs.place("trackbacks.xml", Visitor().get(front.post + "trackback/?__mode=rss").body), xml=True)


def raw_pages(outputs, strangers):
    """The same words where somebody shows them carelessly: what the browser must notice."""
    steps = []
    for number, payload in enumerate(payloads.ALL):
        raw = payloads.loaded(payload, RAW + number, strangers.beacon)
        for kind, page in enumerate(RAW_PAGES):
            decoded = html.unescape(html.unescape(urllib.parse.unquote(raw)))
            steps.append({"name": "raw", "control": True,
                          "url": outputs.place(f"raw{kind}-{number}.html", page.replace("{raw}", raw).replace("{decoded}", decoded))})
    return steps


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.other = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "href" and tag == "a":
                self.found.append(value)
            elif name in ("href", "src", "srcset", "background", "action") or name.startswith("on"):
                self.other.append((tag, name, value))


def mails(front, mail, sources):
    """HTML parts, each with links to us and to the page it speaks of, and to nobody else."""
    letters = wait_for("mails about what strangers wrote", lambda: len(found := mail.letters()) >= len(payloads.ALL) and found, 30)
    files = []
    for number, letter in enumerate(letters):
        links = Links(letter.html)
        foreign = [link for link in links.found if not link.startswith(front.blog.url + "/") and link.split("?")[0] not in sources]
        check(links.found and not foreign and not links.other, f"links in a mail: {foreign[:3]} {links.other[:3]}")
        check("<img" not in letter.html.lower() and "<script" not in letter.html.lower(), "markup of strangers in a mail")
        check(len(letter.message.get_all("To")) == 1 and "\n" not in letter.subject, "headers of strangers in a mail")
        name = f"mail{number}.html"
        (front.run / name).write_text(letter.html)
        (front.run / name).chmod(0o644)
        files.append("/" + name)
    return files


def judge(told, strangers, steps, letters):
    check("trouble" not in told, f"the page that looks broke: {told.get('trouble')}")
    noticed = {number - RAW for number in [*told["control"], *strangers.beacons] if number >= RAW}
    check(len(noticed) >= 100, f"raw, only {len(noticed)} of {len(payloads.ALL)} ran: the browser notices too little")
    where = {number: "a page" for number in strangers.beacons} | dict(told["ran"])
    for number, place in sorted(where.items()):
        if number < RAW:
            told["found"].append(f"ran in {place}: {payloads.ALL[number]!r}" if number < len(payloads.ALL) else f"ran in {place}: {number}")
    check(not told["found"], f"{len(told['found'])} complaints:\n" + "\n".join(told["found"][:60]))
    shown = 2 * len(payloads.ALL)
    check(told["seen"]["mentions"] == told["seen"]["links"] == shown, f"shown: {told['seen']}")
    print(f"ok      {len(payloads.ALL)} payloads, {len(noticed)} of which run where they stand raw; ours: {len(steps)} pages and feeds, "
          f"{shown} linkbacks as clients show them, {len(letters)} mails, nothing ran; elements looked at: {told['seen']}")


def play(folder, program):
    mail = MailServer(folder / "mail", free_port())
    mail.start()
    front, strangers = Front(folder, program, mail_url=mail.url), Strangers()
    outputs = Outputs(front)
    try:
        front.start()
        began = time.monotonic()
        token = front.earshot.say("site", "token", "blog").strip()
        receipts = told_to_us(front, strangers)
        answers_pages(front, outputs, commented(front, strangers))
        open_all(front, outputs, receipts, token)
        sources = {one["source"].split("?")[0] for one in linkbacks(front)}
        letters = mails(front, mail, sources)
        control = raw_pages(outputs, strangers)
        outputs.place("steps.json", json.dumps({"control": control, "outputs": outputs.steps, "mails": letters, "api": "/earshot/api/"}))
        shutil.copy(HERE / "attack.html", front.run / "attack.html")
        (front.run / "attack.html").chmod(0o644)
        print(f"made in {time.monotonic() - began:.0f} s", flush=True)
        seen = chromium(front.blog.url + "/attack.html", "--virtual-time-budget=600000", "--dump-dom", seconds=120)
        print(f"seen after {time.monotonic() - began:.0f} s", flush=True)
        words = re.search(r'<pre id="told">(.*?)</pre>', seen, re.S)
        check(words and "{" in words[1], f"the browser was not finished: {seen[-500:]}")
        judge(json.loads(html.unescape(words[1])), strangers, outputs.steps, letters)
        check(front.earshot.daemon.alive(), "the program ended")
        print(f"{time.monotonic() - began:.0f} s")
    finally:
        front.stop()
        strangers.stop()
        mail.stop()


def main(program):
    if not shutil.which("chromium"):
        print("skipped: chromium is not installed")
        return 77
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-attack-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        play(folder, pathlib.Path(program))
    except (RigError, OSError, subprocess.SubprocessError) as trouble:
        print(f"FAILED  {type(trouble).__name__}: {trouble}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


sys.exit(main(sys.argv[1]))
