"""The sending side with the real program: to pages that name their endpoints in every way there is, to WordPress, and to
another Earshot; by hand and by itself."""
import datetime
import email.utils
import html
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.sax.saxutils

from front import check, receipt
from hostile import Inside
from outside import OutsideSite
from process import Daemon, RigError, wait_for
from recorder import FAULT, RDF, THANKS, Recorder
from web import Visitor
from world import World

CONFIG = """\
[store]
url = "sqlite:{folder}/sender.db"
[fetch]
allow = ["127.0.0.1/32", "::1/128"]
[[site]]
name = "notes"
url = "{url}/"
engine = "feed"
feed = "{url}/feed.xml"
"""
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Notes</title><link>{url}/</link>
<description>Notes</description>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><guid isPermaLink="true">{link}</guid><pubDate>{date}</pubDate>
<content:encoded>{text}</content:encoded></item>"""
FILTERS = """<?php
// What a blog on loopback needs to accept pings from loopback, and one post that knows trackbacks only.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', function ($ports) { return array_merge($ports, [%d]); });
add_filter('comment_flood_filter', '__return_false', 99);  // else 15 s between two of one sender
add_filter('wp_headers', function ($headers) {
  if (is_single('colours')) unset($headers['X-Pingback']);
  return $headers;
});
add_action('wp', function () {
  if (!is_single('colours')) return;
  remove_action('wp_head', 'twenty_twenty_one_pingback_header');
  add_action('wp_footer', 'trackback_rdf');
});
"""


def link(address, text="this"):
    return f'<a href="{html.escape(address)}">{text}</a>'


class Sender:
    """A second Earshot: it stands beside a small blog of static pages with a feed."""

    def __init__(self, program, folder, pages):
        self.program, self.folder, self.pages = program, folder, pages
        self.config = folder / "sender.toml"
        self.config.write_text(CONFIG.format(folder=folder, url=pages.url))
        self.items = {}
        self.worker = Daemon("sender", folder, [program, "--config", self.config, "work"])

    def run(self, *words):
        return subprocess.run([str(self.program), "--config", str(self.config), *words], capture_output=True, text=True,
                              timeout=120, cwd=self.folder)

    def send(self, *words, status=0):
        """target → what became of it."""
        done = self.run("send", "--json", *words)
        check(done.returncode == status, f"send {words} ended with {done.returncode}, not {status}: {done.stdout}{done.stderr}")
        return {line["target"]: line for line in map(json.loads, done.stdout.splitlines())}

    def publish(self, path, targets, words="I read"):
        text = f"<p>{words} " + ", ".join(link(one) for one in targets) + ".</p>"
        return self.pages.publish(path, "A note", text, "Priya", "Notes")

    def feed(self, path, text):
        """A post comes, changes, or (without text) goes."""
        self.items.pop(path, None)
        if text:
            now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)
            self.items[path] = ITEM.format(title="A note", link=self.pages.url + path, date=email.utils.format_datetime(now),
                                           text=xml.sax.saxutils.escape(text))
        body = FEED.format(url=self.pages.url, items="".join(self.items.values()))
        self.pages.pages["/feed.xml"] = (200, "application/rss+xml", body.encode())


def discovery_pages(recorder):
    """name → (page, endpoint that must hear of it, protocol). Each way an endpoint can be named, over real HTTP."""
    webmention, out = "webmention", {}

    def case(name, body="", headers=(), protocol=webmention, **more):
        at = recorder.endpoint(f"/e/{name}", *{webmention: (202,), "pingback": (200, THANKS), "trackback": (
            200, "<response><error>0</error></response>")}[protocol])
        fill = {"e": at, "path": f"/e/{name}", "page": f"{recorder.url}/p/{name}", "ping": at}
        page = recorder.page(f"/p/{name}", body.format(**fill) if body else "<p>words</p>",
                             [(key, value.format(**fill)) for key, value in headers], **more)
        out[name] = (page, f"/e/{name}", protocol)

    case("header", headers=[("Link", "<{path}>; rel=webmention")])
    case("header-absolute", headers=[("LinK", '<{e}>; title="a, b"; rel="other webmention"')])
    case("header-list", headers=[("Link", "</x>; rel=other, <{path}>; rel=webmention")])
    case("headers", headers=[("Link", "</x>; rel=other"), ("Link", "<{path}>; rel=webmention")])
    case("link", "<head><link rel=webmention href='{path}'></head>")
    case("a", "<p><a href='{path}' rel='webmention'>x</a></p>")
    case("a-first", "<a href='{path}' rel='webmention'>x</a><link rel=webmention href=/wrong>")
    case("decoys", "<!-- <a rel=webmention href=/wrong> --><template><a rel=webmention href=/wrong></a></template>"
                   "<link rel=webmention><b rel=webmention href=/wrong></b><a rel=webmention href='{path}'>x</a>")
    case("base", "<base href='{e}/x/y'><a rel=webmention href='../../base'>x</a>")
    case("picture", headers=[("Link", "<{path}>; rel=webmention")], kind="image/png")
    case("old", "<link rel='http://webmention.org/' href='{path}'>")
    case("all-three", '<link rel="pingback" href="{e}x">' + RDF, [("Link", "<{path}>; rel=webmention"), ("X-Pingback", "{e}y")])
    case("pingback-header", headers=[("X-Pingback", "{e}")], protocol="pingback")
    case("pingback-link", '<link rel="pingback" href="{e}" />', protocol="pingback")
    case("trackback-rdf", RDF, protocol="trackback")
    case("trackback-rel", "<a rel=trackback href='{path}'>x</a>", protocol="trackback")
    return out


def by_hand(sender, recorder):
    cases = discovery_pages(recorder)
    recorder.page("/p/none", "<p>words</p>")
    pages = [page for page, _, _ in cases.values()] + [recorder.url + "/p/none"]
    source = sender.publish("/notes/all", pages)
    would = sender.send("--dry-run", source)
    check(not recorder.posts, "a dry run sent something")
    check({line["state"] for line in would.values()} == {"would send", "no_endpoint"}, f"dry run: {would}")
    told = sender.send(source)
    for name, (page, path, protocol) in cases.items():
        line = told[page]
        check((line["state"], line["protocol"]) == ("sent", protocol), f"{name}: {line}")
        came = recorder.posts_to(path)
        check(len(came) == 1, f"{name}: {len(came)} pings came")
        judge_post(name, protocol, came[0], source, page)
    check(told[recorder.url + "/p/none"]["state"] == "no_endpoint", "a page without endpoint is not said to have none")
    check(len(recorder.posts) == len(cases), f"stray pings: {[post[0] for post in recorder.posts]}")
    again = sender.send(source)
    check(all(line["state"] in ("sent", "no_endpoint") for line in again.values()), f"told again: {again}")
    for name, (_, path, protocol) in cases.items():  # who asks by hand has webmentions and pingbacks repeated
        check(len(recorder.posts_to(path)) == (1 if protocol == "trackback" else 2), f"{name} when told again")


def judge_post(name, protocol, post, source, page):
    _, headers, body = post
    check("Webmention" in headers["User-Agent"] and "Cookie" not in headers, f"{name}: {headers}")
    if protocol == "pingback":
        check(headers["Content-Type"] == "text/xml", f"{name}: {headers}")
        check(body.index(source) < body.index(page) and "pingback.ping" in body, f"{name}: {body}")
        return
    fields = urllib.parse.parse_qs(body, strict_parsing=True)
    if protocol == "webmention":
        check(fields == {"source": [source], "target": [page]}, f"{name}: {fields}")
    else:
        check(headers["Content-Type"] == "application/x-www-form-urlencoded; charset=utf-8", f"{name}: {headers}")
        check(fields["url"] == [source] and fields["title"] == ["A note"], f"{name}: {fields}")


def failures(sender, recorder):
    inside = Inside()
    within = f"http://127.0.0.2:{inside.port}/"
    pages = {
        "inside": recorder.page("/f/inside", headers=[("Link", f"<{within}>; rel=webmention")]),
        "localhost": recorder.page("/f/localhost", headers=[("X-Pingback", within)]),
        "rdf inside": recorder.page("/f/rdf", RDF.format(page=recorder.url + "/f/rdf", ping=within)),
        "ourselves": recorder.page("/f/ours", headers=[("Link", f"<{sender.pages.url}/admin>; rel=webmention")]),
        "redirected inside": recorder.page("/f/moved", headers=[("Location", within)], status=302),
        "endpoint redirects": recorder.page("/f/away", headers=[("Link", "</f/away-e>; rel=webmention")]),
        "refused": recorder.page("/f/refused", headers=[("Link", "</f/refused-e>; rel=webmention")]),
        "fault": recorder.page("/f/fault", headers=[("X-Pingback", recorder.url + "/f/fault-e")]),
    }
    recorder.endpoint("/f/away-e", 307, headers=[("Location", within)])
    recorder.endpoint("/f/refused-e", 400, "no such post here")
    recorder.endpoint("/f/fault-e", 200, FAULT.format(33))
    later = recorder.page("/f/later", headers=[("Link", "</f/later-e>; rel=webmention")])
    recorder.endpoint("/f/later-e", 503, headers=[("Retry-After", "7200")])
    unclear = recorder.page("/f/unclear", "<a rel=trackback href=/f/unclear-e>x</a>")
    recorder.endpoint("/f/unclear-e", 200, "<p>Thank you!</p>")
    told = sender.send(sender.publish("/notes/bad", [*pages.values(), later, unclear]), status=1)
    for name, page in pages.items():
        check(told[page]["state"] == "failed" and told[page]["message"], f"{name}: {told[page]}")
    check(told[pages["refused"]]["message"] == "no such post here", f"{told[pages['refused']]}")
    check(told[later]["state"] == "deferred" and told[later]["next_try"], f"{told[later]}")
    check(told[unclear]["state"] == "unclear", f"{told[unclear]}")
    check(not inside.calls, f"{len(inside.calls)} connections into the host's own network")
    check(not sender.pages.posts, "the blog itself was posted to")
    inside.stop()


def misuse(sender, recorder):
    note = sender.publish("/notes/one", [recorder.url + "/p/header"])
    for words, status, part in (
            (["http://elsewhere.example/a"], 2, "no page of a site"), (["not an address"], 2, "no http"), ([], 2, "name the page"),
            ([note, recorder.url + "/p/link"], 1, "does not link to"), ([sender.pages.url + "/nowhere"], 0, "no page is to be told")):
        done = sender.run("send", *words)
        check(done.returncode == status and part in done.stderr + done.stdout,
              f"send {words}: {done.returncode} {done.stdout}{done.stderr}")
    foreign = recorder.page("/foreign", f"<article>{link(recorder.url + '/p/a')}</article>")
    told = sender.send("--any-source", foreign, recorder.url + "/p/a")
    check([line["state"] for line in told.values()] == ["sent"], f"--any-source: {told}")


def by_itself(sender, recorder):
    """A post in the feed: it comes, changes, loses its link, goes."""
    target = recorder.page("/p/itself", headers=[("Link", "</e/itself>; rel=webmention")])
    recorder.endpoint("/e/itself", 201, headers=[("Location", "/state/1")])

    def came(count, what):
        wait_for(f"{what} to be told", lambda: len(recorder.posts_to("/e/itself")) >= count, 60)

    sender.feed("/notes/other", "<p>no link</p>")
    sender.worker.start(lambda: True)
    wait_for("the feed to be read", lambda: sender.run("site", "--json").stdout.find('"last_sweep":"') > 0, 60)
    sender.feed("/notes/itself", f"<p>I read {link(target)}.</p>")
    came(1, "the new post")
    sender.feed("/notes/itself", f"<p>I read {link(target)} twice.</p>")
    came(2, "the changed post")
    sender.feed("/notes/itself", "<p>I read nothing.</p>")
    came(3, "the lost link")
    sender.worker.stop()
    check(len(recorder.posts_to("/e/itself")) == 3, "told more often than there were changes")
    log = sender.run("send", "--log", sender.pages.url + "/notes/itself")
    check(log.returncode == 0 and log.stdout.count("webmention, 201") == 3 and "withdrawn" in log.stdout
          and recorder.url + "/state/1" in log.stdout, f"log: {log.stdout}{log.stderr}")


def to_wordpress(sender, world):
    plugins = world.blog.root / "wp-content/mu-plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "loopback.php").write_text(FILTERS % sender.pages.port)
    pinged, tracked = world.blog.post("cold-battery"), world.blog.post("colours")
    note = sender.publish("/notes/battery", [pinged])
    told = sender.send(note)[pinged]
    check((told["state"], told["protocol"]) == ("sent", "pingback"), f"pingback to WordPress: {told}")
    check("registered" in told["message"], f"WordPress says: {told['message']}")
    check(note in Visitor().get(pinged).text, "WordPress does not show the pingback")
    told = sender.send(note)[pinged]
    check(told["state"] == "sent" and "48" in told["message"], f"the same pingback again: {told}")
    colours = sender.publish("/notes/colours", [tracked])
    told = sender.send(colours)[tracked]
    check((told["state"], told["protocol"]) == ("sent", "trackback"), f"trackback to WordPress: {told}")
    check(colours in Visitor().get(tracked).text, "WordPress does not show the trackback")


def to_earshot(sender, world):
    world.listen()
    target = world.blog.post("cold-battery")
    note = sender.publish("/notes/again", [target], "Ana Ruiz wrote")
    told = wait_for("the blog's pages to name Earshot",
                    lambda: (one := sender.send(note)[target])["protocol"] == "webmention" and one, 30)
    check(told["state"] == "sent" and told["location"], f"webmention to Earshot: {told}")
    wait_for("the mention to be shown", lambda: receipt(told["location"])["state"] == "shown", 30)


def handed_on(sender, world):
    """forward = true: what Earshot shows reaches WordPress's own receiver, past the parts of nginx that ask Earshot first."""
    config = world.earshot.config
    world.earshot.stop()
    config.write_text(config.read_text().replace("engine =", "forward = true\nengine =", 1))
    world.earshot.start()
    target = world.blog.post("cold-battery")
    note = sender.publish("/notes/handed-on", [target], "Tom Becker wrote")
    told = wait_for("Earshot to take the mention",
                    lambda: (one := sender.send(note)[target])["protocol"] == "webmention" and one, 30)
    check(told["state"] == "sent", f"webmention to Earshot: {told}")
    wait_for("WordPress to show what was handed on", lambda: note in Visitor().get(target).text, 30)
    check("forwarded" in world.earshot.say("why", note), "why does not tell that it was handed on")


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-send-"))
    folder.chmod(0o755)
    recorder, pages = Recorder(), OutsideSite()
    pages.start()
    pages.pages["/"] = (200, "text/html", b"<p>Notes</p>")
    own = folder / "sender"
    own.mkdir()
    sender, world = Sender(program, own, pages), None
    try:
        by_hand(sender, recorder)
        failures(sender, recorder)
        misuse(sender, recorder)
        by_itself(sender, recorder)
        print("sent by hand and by itself: right")
        world = World(folder, program)
        world.start()
        to_wordpress(sender, world)
        to_earshot(sender, world)
        handed_on(sender, world)
        print("WordPress took pingback and trackback, Earshot the webmention and handed it on")
    finally:
        sender.worker.stop()
        if world:
            world.stop()
        recorder.stop()
        pages.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]).resolve())
    except RigError as trouble:
        print(trouble)
        sys.exit(1)
