"""Linkbacks and comments through the command line: a WordPress export comes in with a dry run before and a move of the blog,
twice, broken off once; what goes out comes in again elsewhere the same. Usage: exchange_test.py PROGRAM"""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from earshot import COMES_AGAIN, Earshot
from front import ROSTER, Place, check
from process import RigError

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>http://old.example</link>
"""
ITEM = "<item><title>Post {n}</title><link>http://old.example/{n}/</link><wp:post_id>{n}</wp:post_id>\n{comments}</item>\n"
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_url>{url}</wp:comment_author_url><wp:comment_date_gmt>2009-01-01 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>{type}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent>
<wp:comment_user_id>{user}</wp:comment_user_id></wp:comment>
"""


def wxr(path, posts, pings_a_post):
    """A reader's comment and a staff answer on each post, and pings; one of them says not from where."""
    with path.open("w") as file:
        file.write(HEAD)
        for n in range(1, posts + 1):
            comments = COMMENT.format(id=n * 1000, author="Rosa", url="", text="Does it fit?", type="comment", parent=0, user=0)
            comments += COMMENT.format(id=n * 1000 + 1, author="Ana Ruiz", url="", text="It fits.", type="comment", parent=n * 1000,
                                       user=7)
            comments += "".join(COMMENT.format(
                id=n * 1000 + 2 + ping, author=f"Fan {ping} & <co>", url=f"http://fan.example/{n}/{ping}", text="[...] fits [...]",
                type="pingback" if ping % 2 else "trackback", parent=0, user=0) for ping in range(pings_a_post))
            file.write(ITEM.format(n=n, comments=comments))
        file.write(ITEM.format(n=posts + 1, comments=COMMENT.format(id=1, author="Nobody", url="", text="", type="pingback", parent=0,
                                                                    user=0)) + "</channel></rss>\n")


def run(place, *words):
    return subprocess.run([str(place.program), "--config", str(place.config), *words], capture_output=True, text=True, timeout=120)


def new_place(program, folder, name):
    place = Earshot(program, folder / name, Place(8099), "smtp://127.0.0.1:9", ROSTER)
    place.user = None
    return place


def comes_in(place, folder, posts, pings):
    export, moved = folder / "blog.xml", folder / "moved.txt"
    wxr(export, posts, pings)
    moved.write_text("# the blog moved\nhttp://old.example/* http://127.0.0.1:8099/*\n")
    words = ["import", "linkbacks", "--site", "blog", "--moved", str(moved), str(export)]
    away = run(place, "import", "linkbacks", "--dry-run", str(export))
    check(away.returncode == 1 and "does not lie below" in away.stderr, f"without the move: {away.stderr[-300:]}")
    dry = run(place, *words, "--dry-run")
    check("moved to http://127.0.0.1:8099/1/" in dry.stdout and "nothing written" in dry.stdout, dry.stdout[-600:] + dry.stderr)
    check(run(place, "queue").stdout == "no linkbacks\n", "a dry run wrote")

    child = subprocess.Popen([str(place.program), "--config", str(place.config), *words], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    child.send_signal(signal.SIGKILL)
    child.wait()
    first = run(place, *words)
    check(first.returncode == 1, "a bad entry does not show in the exit status")
    faults = [line for line in first.stderr.splitlines() if line.startswith(str(export))]
    check(len(faults) == 1 and faults[0].endswith("source is missing"), first.stderr)
    again = run(place, *words)
    check(f"0 new linkbacks, {posts * pings} known already, {posts * 2} comments of which 0 new, 1 entries" in again.stdout,
          again.stdout)
    check(len(place.records("queue", "--json", "--all")) == posts * pings, "not every ping came in, or one twice")
    answers = place.records("replies", "--site", "blog", "--json")
    check(len(answers) == posts and all(one["answers"][0]["rule"] == "parent" for one in answers), f"replies: {answers[:2]}")
    check(place.records("queue", "--jobs", "--json") == [] or all(
        one["kind"] in {"match_answer", *COMES_AGAIN} for one in place.records("queue", "--jobs", "--json")),
        "an import asks pages or alerts people")


def told(place, form):
    """What must come through: everything, but for our numbers in WordPress's form, and in that of webmention.io, which also has
    one text where we have two."""
    lines = [json.loads(line) for line in place.say("export", "linkbacks").splitlines()]
    kept = ("source", "target", "protocol", "type", "state", "received", "title")
    if form == "wxr":
        for line in lines:
            line.pop("id")
    return sorted(str({key: line.get(key) for key in kept} if form == "webmention.io" else line) for line in lines)


def goes_out(place, program, folder):
    for form in ("ndjson", "webmention.io", "wxr"):
        text = place.say("export", "linkbacks", "--site", "blog", "--format", form)
        file = folder / f"linkbacks.{form}"
        file.write_text(text)
        other = new_place(program, folder, f"other-{form}")
        other.say("import", "linkbacks", "--site", "blog", str(file))
        check(told(other, form) == told(place, form), f"by {form} something is lost")
    lines = place.say("export", "comments", "--site", "blog")
    (folder / "comments.jsonl").write_text(lines)
    other = new_place(program, folder, "other-comments")
    other.say("import", "comments", "--site", "blog", str(folder / "comments.jsonl"))
    check(sorted(map(str, map(json.loads, other.say("export", "comments").splitlines())))
          == sorted(map(str, map(json.loads, lines.splitlines()))), "comments do not come in as they went out")
    check("<wp:comment_content><![CDATA[Does it fit?]]>" in place.say("export", "comments", "--format", "wxr"), "comments as WXR")
    check(run(place, "export", "comments", "--format", "webmention.io").returncode == 2, "comments have no such form")


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-exchange-"))
    folder.chmod(0o755)
    try:
        place = new_place(program, folder, "place")
        comes_in(place, folder, 40, 25)
        print("ok      a WordPress export comes in: dry run, move, kill, repeat", flush=True)
        goes_out(place, program, folder)
        print("ok      each form goes out and comes in again", flush=True)
    except RigError as trouble:
        print(f"FAILED  {trouble}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
