"""What readers of the blog see, in a page of 1,000 comments behind a real nginx: with JavaScript in Chromium (marks, time,
shifts, accessibility, cookies) and without (the fragment by a server-side include that commenters cannot use).
Usage: readers_test.py PROGRAM"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from browser import Hand
from nginx_front_test import PARTS, World, check, failures, wait_for
from npm import from_npm

READERS = 500
UNPROVEN = 2 * READERS + 1  # written under Ana's name by somebody without an account
AXE = "axe-core@4.10.2"
INJECTIONS = (b'<!--#include virtual="/earshot/health" -->', b'<!--#echo var="document_root" -->',
              b'<!--#<!--#echo var="document_root" -->')


def comment_html(number, name, text, inner=b""):
    return (b'<li id="comment-%d" class="comment"><div class="comment-body"><div class="comment-author"><b class="fn">%s</b>'
            b'</div><div class="comment-content"><p>%s</p></div></div>%s</li>\n' % (number, name, text, inner))


def page():
    """Each reader asks, every answer is nested below its question."""
    comments = b"".join(
        comment_html(2 * k + 1, b"Reader %d" % k, b"How do I switch sled %d on?" % k,
                     b'<ol class="children">' + comment_html(2 * k + 2, b"Ana Ruiz", b"With the knob.") + b"</ol>")
        for k in range(READERS))
    comments += comment_html(UNPROVEN, b"Ana Ruiz", b"Great, thanks!")
    return (b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sleds</title></head><body><main><h1>Sleds</h1>'
            b"<p>A post.</p></main><section aria-label=\"Comments\" id=\"comments\"><ol>" + comments + b"</ol>" +
            b"".join(INJECTIONS) + b"</section></body></html>\n")


def comments(world):
    post = f"http://127.0.0.1:{world.port}/sleds/"
    for k in range(READERS):
        yield {"post": post, "id": str(2 * k + 1), "parent": None, "author": f"Reader {k}", "author_url": "", "account": None,
               "date": f"2026-01-05T{k // 60:02}:{k % 60:02}:00Z", "text": f"How do I switch sled {k} on?"}
        yield {"post": post, "id": str(2 * k + 2), "parent": str(2 * k + 1), "author": "Ana Ruiz", "author_url": "",
               "account": "wordpress:7", "date": f"2026-01-05T{k // 60 + 3:02}:{k % 60:02}:00Z", "text": "With the knob."}
    yield {"post": post, "id": str(UNPROVEN), "parent": None, "author": "Ana Ruiz", "author_url": "", "account": None,
           "date": "2026-01-05T20:00:00Z", "text": "Great, thanks!"}


def take_in(world):
    lines = world.run / "comments.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in comments(world)))
    done = subprocess.run([world.program, "--config", world.run / "earshot.toml", "import", "comments", "--site", "blog", lines],
                          capture_output=True, text=True)
    check("1,001 comments are taken in", done.returncode == 0 and f"{UNPROVEN} new comments" in done.stdout + done.stderr,
          done.stdout + done.stderr)


def without_javascript(world):
    body = world.ask("/sleds/")[2]
    check("without JavaScript: who was answered, by whom, how fast", b'<a href="#comment-1"><bdi>Reader 0</bdi></a> was answered by '
          b'<a href="#comment-2">Ana Ruiz</a>, staff of Acme, after 3 h' in body, body[-1500:])
    check("without JavaScript: whose name is not confirmed", b'<a href="#comment-1001"><bdi>Ana Ruiz</bdi></a> (not confirmed '
          b"to be Ana Ruiz of Acme)" in body, body[-2500:])
    check("without JavaScript: the figures", b"Staff answered <b>500</b> of <b>500</b>" in body, body[-1500:])
    check("includes that a commenter wrote are no includes", b"<!--#" not in body and body.count(b"<!-- #") == 4, body[-3000:-1200])
    plain = world.ask("/other/")[2]
    check("a page that Earshot does not know gets nothing but the script", b"earshot-answered" not in plain, plain[-300:])
    quote = world.ask('/sleds/?a="--><!--#echo%20var="document_root"-->')[2]
    check("nor are those in the address", str(world.run).encode() not in quote and b"/etc/nginx" not in quote, quote[-300:])


def with_javascript(world, axe):
    with Hand() as hand:
        hand.open(f"http://127.0.0.1:{world.port}/sleds/")
        hand.wait("performance.getEntriesByName('earshot marks').length > 0 && !!document.querySelector('#earshot')")
        took = hand.evaluate("performance.getEntriesByName('earshot marks')[0].duration")
        check(f"1,000 comments are marked in under 50 ms ({took:.1f})", took < 50)
        check("every staff comment has its badge, in words",
              hand.evaluate("document.querySelectorAll('.earshot-badge').length") == READERS and
              hand.evaluate("document.querySelector('.earshot-badge').textContent") == "Staff of Acme")
        check("the badge stands outside the comment's text",
              hand.evaluate("document.querySelectorAll('.comment-content .earshot-badge, .comment-content .earshot-answered').length") == 0)
        line = hand.evaluate("document.querySelector('#comment-1 .earshot-answered').textContent")
        check("an answered comment says by whom and how fast", line.startswith("Answered by Ana Ruiz after 3 h"), line)
        unproven = f"document.querySelector('#comment-{UNPROVEN}')"
        check("a comment under her name that nobody proved says so, in words outside of it, and is folded away",
              hand.evaluate(f"{unproven}.querySelector('.earshot-unproven').firstChild.textContent") == "Not confirmed to be Ana Ruiz of Acme"
              and hand.evaluate(f"{unproven}.querySelector('.comment-content').hidden") is True
              and not hand.evaluate(f"!!{unproven}.querySelector('.comment-content .earshot-unproven, .earshot-badge')"))
        hand.evaluate(f"{unproven}.querySelector('.earshot-unproven button').click()")
        check("a click shows it", hand.evaluate(f"{unproven}.querySelector('.comment-content').hidden") is False)
        check("the list for readers without JavaScript is gone", not hand.evaluate("!!document.querySelector('.earshot-answered-list')"))
        hand.evaluate("window.shifts = 0; new PerformanceObserver(l => l.getEntries().forEach(e => shifts += e.value))"
                      ".observe({type: 'layout-shift', buffered: true})")
        hand.evaluate("setTimeout(() => window.counted = true, 300)")
        hand.wait("window.counted")
        shift = hand.evaluate("shifts")
        check(f"nothing worth naming moves ({shift:.4f})", shift < 0.05)
        check("no cookie, nothing stored", hand.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00")
        others = hand.evaluate("performance.getEntriesByType('resource').filter(e => !e.name.startsWith(location.origin)).length")
        check("nobody else is asked", others == 0, others)
        for path in ("/sleds/", "/earshot/answers"):
            hand.open(f"http://127.0.0.1:{world.port}{path}")
            if path == "/sleds/":
                hand.wait("performance.getEntriesByName('earshot marks').length > 0 && !!document.querySelector('#earshot')")
            hand.evaluate(axe + ";axe.run({resultTypes: ['violations']}).then(r => window.found = JSON.stringify(r.violations.map("
                          "v => v.id + ' ' + v.nodes[0].html)))")
            found = json.loads(hand.wait("window.found", seconds=90))
            check(f"axe finds nothing in {path}", not found, found)


def main():
    run = pathlib.Path(tempfile.mkdtemp(prefix="earshot-readers-"))
    world = World(run, sys.argv[1])
    world.engine.own[b"/sleds/"] = (200, b"text/html; charset=UTF-8", page())
    try:
        world.write_config(attached=(*PARTS, "ssi"))
        config = run / "earshot.toml"
        config.write_text(config.read_text().replace("[[site]]\n", '[[site]]\nunproven_names = "hide"\n'))
        world.start_nginx()
        check("never started: the page is the engine's, but for includes", world.ask("/sleds/")[2] == page().replace(b"<!--#", b"<!-- #"))
        take_in(world)
        world.start_earshot()
        wait_for("the pages to have the script", lambda: b"widget.js" in world.ask("/sleds/")[2])
        check("the script has under 6 KB", len(world.ask("/earshot/widget.js")[2]) < 6 * 1024)
        without_javascript(world)
        listed = subprocess.run([world.program, "--config", config, "replies", "--unproven", "--json"], capture_output=True, text=True)
        check("and the host may list such comments", [(one["id"], one["person"], one["identity"]) for one in
              map(json.loads, listed.stdout.splitlines())] == [(str(UNPROVEN), "ana-ruiz", "claimed")], listed.stdout + listed.stderr)
        answers = json.loads(world.ask("/earshot/answers.json")[2])
        check("the JSON feed says what was answered", answers["items"][0]["_earshot"]["answers"][0]["name"].startswith("Reader"), answers)
        check("nobody has a page who did not agree", world.ask("/earshot/answers/ana-ruiz")[0] == 404)
        fault = from_npm(str(run), [AXE])
        check("axe-core comes from npm", not fault, fault)
        with_javascript(world, (run / "node_modules/axe-core/axe.min.js").read_text() if not fault else "")
    finally:
        for process in (world.earshot, world.nginx):
            world.end(process)
    if failures:
        print(f"{len(failures)} failed; kept for you to look at: {run}")
        return 1
    shutil.rmtree(run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
