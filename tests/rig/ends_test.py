"""How waits end that no comment answers, on an engine that speaks WordPress's REST: a post closes its comments, a later post links to
one of them, a comment is edited behind its answer, a post goes. Usage: ends_test.py PROGRAM"""
import datetime
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from earshot import Earshot
from front import check
from process import RigError, wait_for
from roster import ROSTER
from server import Server

JSON = "application/json"
OLD = "<p>Does the sled turn?</p>"
NEW = "<p>Does the sled come in green, and what does it cost in Norway?</p>"


def moment(minutes):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%dT%H:%M:%S")


class Engine(Server):
    """Posts and comments as WordPress lists them."""

    def __init__(self):
        super().__init__(get=self.list)
        self.posts, self.comments = {}, {}
        self.start()

    def publish(self, number, html="<p>About sleds.</p>", minutes=120, open=True):
        self.posts[number] = {
            "id": number, "date_gmt": moment(minutes), "modified_gmt": moment(minutes), "link": f"{self.url}/post-{number}/",
            "title": {"rendered": f"Post {number}"}, "author": 7, "content": {"rendered": html}, "ping_status": "open",
            "comment_status": "open" if open else "closed", "status": "publish"}

    def comment(self, number, post, html, author=0, parent=0, minutes=60):
        at = self.comments.get(number, {}).get("date_gmt", moment(minutes))
        self.comments[number] = {
            "id": number, "post": post, "parent": parent, "author": author, "author_name": "Ana Ruiz" if author else f"Reader {number}",
            "author_url": "", "date_gmt": at, "content": {"rendered": html}, "link": f"{self.url}/post-{post}/#comment-{number}",
            "type": "comment", "status": "approved"}

    def list(self, request):
        path, _, query = request.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        rows = {"/wp-json/wp/v2/posts": self.posts, "/wp-json/wp/v2/comments": self.comments}.get(path, {})
        if path.startswith("/wp-json/wp/v2/users/"):
            return request.answer(200, b'{"id":7,"name":"Ana Ruiz"}', JSON)
        if "comment_status" not in asked.get("_fields", "") and path.endswith("posts"):
            return request.answer(400, b'{"code":"no","message":"comment_status is not asked for"}', JSON)
        found = [rows[number] for number in sorted(rows, reverse=asked.get("order") == "desc")]
        if "include" in asked:
            found = [row for row in found if str(row["id"]) in asked["include"].split(",")]
        if asked.get("page", "1") != "1":
            found = []
        pages = [("X-WP-Total", str(len(found))), ("X-WP-TotalPages", "1" if found else "0")]
        return request.answer(200, json.dumps(found).encode(), JSON, pages)


class Ends:
    def __init__(self, program, folder):
        self.engine = Engine()
        self.earshot = Earshot(program, folder / "earshot", self.engine, "smtp://127.0.0.1:9", ROSTER)

    def sweep(self):
        """What is looked for every ten minutes is looked for now."""
        store = sqlite3.connect(self.earshot.store / "earshot.db", timeout=30)
        with store:
            store.execute("update job set due_at = 0 where kind = 'sweep' and state = 'ready'")
        store.close()

    def waiting(self):
        return {one["id"] for one in self.earshot.records("waiting", "--site", "blog", "--json")}

    def why(self, about):
        return {one["fact"]: one["text"] for one in self.earshot.records("why", "--site", "blog", about, "--json")}

    def replies(self):
        return {one["id"]: one["answers"] for one in self.earshot.records("replies", "--site", "blog", "--json")}

    def report(self):
        return self.earshot.records("report", "--site", "blog", "--json")[0]


def run(place):
    engine = place.engine
    engine.publish(5)
    engine.publish(6)
    engine.comment(1, 5, OLD)
    engine.comment(2, 5, "<p>It does.</p>", author=7, parent=1, minutes=50)
    engine.comment(3, 5, "<p>How do I switch the Rocket Sled on in the rain?</p>")
    engine.comment(4, 6, "<p>Where is the red knob?</p>")
    engine.comment(5, 6, "<p>Who sells it in Oslo?</p>")
    place.earshot.start()
    wait_for("the questions", lambda: place.waiting() == {"3", "4", "5"}, 30)

    engine.publish(9, f'<p>We were <a href="{engine.url}/post-6/#comment-4">asked</a>: below the seat.</p>', minutes=5)
    wait_for("the later post", lambda: place.waiting() == {"3", "5"}, 30)
    check(place.replies()[f"{engine.url}/post-9/"] == [{"id": "4", "rule": "later-post", "certainty": 0.9}], f"replies: {place.replies()}")
    told = place.why("4")
    check("post-9" in told["answered by"] and "links to it" in told["answered by"], f"why 4: {told}")

    engine.publish(5, open=False)
    wait_for("the end of the wait", lambda: place.waiting() == {"5"}, 30)
    check("closed" in place.why("3")["waits"], f"why 3: {place.why('3')}")
    report = place.report()
    check((report["needing"], report["answered"], report["closed"], report["open"]) == (4, 2, 1, 1), f"report: {report}")

    engine.comment(1, 5, NEW)
    wait_for("the edit", lambda: "edited_after" in place.replies()["2"][0], 30)
    check("new" in place.why("1")["edited"], f"why 1: {place.why('1')}")
    check(place.report()["edited_after_answer"] == 1, "the report does not tell of the edit")
    report = place.report()
    check(sum(one["needing"] for one in report["kinds"]) == 4 and report["kinds"][0]["kind"] == "question", f"kinds: {report['kinds']}")
    check([(one["topic"], one["needing"], one["open"]) for one in report["topics"]] == [("Rocket Sled", 1, 0)], f"topics: {report['topics']}")
    check("by topic" in place.earshot.say("report", "--site", "blog"), "the text does not tell of topics")
    check('"topics","Rocket Sled","needing",1' in place.earshot.say("report", "--site", "blog", "--csv"), "the table does not tell of topics")

    place.earshot.say("waiting", "--site", "blog", "--needs-answer", "4")
    check(place.waiting() == {"4", "5"}, "the later post cannot be undone by hand")
    del engine.posts[6], engine.comments[4], engine.comments[5]
    engine.publish(5)
    place.sweep()
    wait_for("the post that is open again", lambda: place.waiting() == {"3"}, 60)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-ends-", dir="/var/tmp"))
    folder.chmod(0o755)
    place = Ends(pathlib.Path(sys.argv[1]), folder)
    try:
        run(place)
        print("ends: closed posts, later posts, edits and undoing by hand as they should be")
    except (RigError, OSError, subprocess.SubprocessError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    finally:
        place.earshot.stop()
        place.engine.stop()
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
