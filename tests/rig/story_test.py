"""The story as a test: in a folder of its own, on ports of its own; the folder stays when something was wrong. Behind the story
stands what no visitor plays: an editor closes a post's comments and opens them again."""
import json
import pathlib
import shutil
import sys
import tempfile
import time

from process import RigError, wait_for
from story import Story
from web import Visitor
from world import World, password_of


def comments_are_closed_and_opened(story):
    """By the REST interface, as WordPress's own editor does it."""
    blog, earshot = story.blog, story.world.earshot
    story.chapter("Comments are closed under a post, and opened again")
    question = str(blog.comment(Visitor("127.0.0.44"), "colours", "Which red is the darker one, and who sells it in Norway?",
                                author="Nils Aas", email="nils@free.example", url=""))

    def waits():
        return question in {one["id"] for one in earshot.records("waiting", "--site", "blog", "--json")}

    def why():
        return {one["fact"]: one["text"] for one in earshot.records("why", "--site", "blog", question, "--json")}

    wait_for("the question to wait", waits, 30)
    editor = blog.log_in("tom", password_of("tom"))
    nonce = editor.get(blog.url + "/wp-admin/admin-ajax.php?action=rest-nonce").text

    def say(status):
        answer = editor.request("POST", f"{blog.url}/wp-json/wp/v2/posts/{blog.post_id('colours')}",
                                json.dumps({"comment_status": status}).encode(),
                                {"Content-Type": "application/json", "X-WP-Nonce": nonce})
        story.check(answer.status == 200 and json.loads(answer.text)["comment_status"] == status,
                    f"WordPress does not take it: {answer.status} {answer.text[:300]}")

    say("closed")
    begun = time.monotonic()
    wait_for("the wait to end", lambda: not waits(), 60)
    story.check("closed" in why()["waits"], f"why: {why()}")
    report = earshot.records("report", "--site", "blog", "--json")[0]
    story.check(report["closed"] == 1, f"the report counts {report['closed']} closed waits")
    story.did(f"closed: the question waits no more ({time.monotonic() - begun:.1f} s later), and counts as unanswered")
    say("open")
    begun = time.monotonic()
    wait_for("the wait to begin again", waits, 60)
    story.did(f"opened: it waits again ({time.monotonic() - begun:.1f} s later)")


def the_whole_story(story):
    story.play()
    comments_are_closed_and_opened(story)


def main(theme="twentytwentyone", play=the_whole_story):
    program = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-story-", dir="/var/tmp"))
    world = World(folder, program, theme=theme)
    try:
        world.start()
        play(Story(world))
    except RigError as fault:
        print(f"\nNOT AS IT SHOULD BE: {fault}\nkept for you to look at: {folder}")
        return 1
    finally:
        world.stop()
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
