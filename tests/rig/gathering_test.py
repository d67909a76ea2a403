"""Several people say the same: who counts, what `earshot gathering` lists, which mail tells of it and when not again.
Usage: gathering_test.py PROGRAM"""
import json

from front import check, receipt
from outside import PAGE
from parts import front_with_mail, play, run
from process import wait_for
from server import Server
from web import Visitor


class Bloggers:
    """One server a host, so that each blog has a host of its own."""

    def __init__(self, hosts):
        self.pages, self.hosts = {}, {}
        for name, host in hosts.items():
            self.hosts[name] = Server(self.get, host=host)
            self.hosts[name].start()

    def get(self, request):
        page = self.pages.get((request.server.server_address[0], request.path))
        request.answer(200 if page else 404, (page or "gone").encode())

    def publish(self, name, path, html):
        server = self.hosts[name]
        self.pages[(server.server_address[0], path)] = PAGE.format(
            title=f"{name} on sleds", html=html, author=name, blog=f"{name}'s blog", home=server.url + "/")
        return server.url + path

    def stop(self):
        for server in self.hosts.values():
            server.stop()


class Scene:
    def __init__(self, front, mail, bloggers):
        self.front, self.mail, self.bloggers = front, mail, bloggers

    def link(self, name, path="/sled", words="My sled is broken and does not work."):
        source = self.bloggers.publish(name, path, f'<p>{words} See <a href="{self.front.post}">what they write</a>.</p>')
        answer = Visitor().post_form(self.front.ours("webmention"), {"source": source, "target": self.front.post},
                                     {"Accept": "application/json"})
        check(answer.status == 201, f"the ping of {name} is answered with {answer.status}")
        wait_for(f"the page of {name} to be shown", lambda: receipt(answer.headers["Location"])["state"] == "shown")
        return source

    def gathering(self, *words):
        return [json.loads(line) for line in
                self.front.earshot.say("gathering", "--site", "blog", "--json", *words).splitlines()]

    def names(self, *words):
        return [one["name"] for line in self.gathering(*words) for one in line["who"]]

    def letters(self):
        return [one for one in self.mail.letters("ana@acme.example") if "link to it" in one.text]


def voices_are_counted(scene):
    scene.link("Sam", "/news", "They have news today.")  # who only passes it on is no voice
    for name, path in (("Marie", "/sled"), ("Joe", "/sled"), ("Joe", "/again")):
        scene.link(name, path)
    wait_for("two voices", lambda: scene.names("--all") == ["Marie", "Joe"])
    check(scene.gathering() == [], f"two voices are listed as gathering: {scene.gathering()}")
    check("--all" in scene.front.earshot.say("gathering", "--site", "blog"), "the empty list does not say what else there is")


def the_third_voice_is_told_once(scene):
    source = scene.link("Priya")
    found = wait_for("three voices to gather", scene.gathering)
    check(len(found) == 1 and scene.names() == ["Marie", "Joe", "Priya"], f"gathering: {found}")
    line = found[0]
    check((line["voices"], line["hosts"], line["threshold"], line["days"], line["before"]) == (3, 3, 3, 14, 0), f"{line}")
    check(line["url"] == scene.front.post and line["state"] == "new" and line["who"][2]["url"] == source, f"{line}")
    letter = wait_for("a mail to the one whose role is support", lambda: (got := scene.letters()) and got[0])
    for part in ("Three pages link to it: Marie, Joe and Priya", source, "your role is", "My sled is broken"):
        check(part in letter.text, f"the mail lacks “{part}”:\n{letter.text}")
    check("Priya</bdi></a> links to it" in letter.html, f"the HTML part does not name Priya:\n{letter.html}")
    check(not scene.mail.letters("tom@acme.example"), "somebody else is told too")
    text = scene.front.earshot.say("gathering", "--site", "blog")
    check("3 of 3 voices" in text and "Joe at 127.0.0.12 links to it" in text, f"for people: {text}")


def one_more_is_no_news_and_twice_as_many_are(scene):
    for name in ("Olaf", "Rosa"):
        scene.link(name)
    wait_for("five voices", lambda: len(scene.names()) == 5)
    check(len(scene.letters()) == 1, "the fourth and the fifth voice are told")
    scene.link("Sam")
    second = wait_for("a second mail at six voices", lambda: (got := scene.letters())[1:] and got[1])
    check("Six pages link to it" in second.text, f"the second mail:\n{second.text}")


def what_goes_away_counts_no_more(scene):
    number = json.loads(scene.front.earshot.say("queue", "--json", "--limit", "1").splitlines()[0])["id"]
    scene.front.earshot.say("queue", "--hide", str(number))
    wait_for("the hidden page to be no voice", lambda: len(scene.names()) == 5)
    scene.front.earshot.say("queue", "--undo", str(number))
    wait_for("the page shown again to be a voice again", lambda: len(scene.names()) == 6)
    check(len(scene.letters()) == 2, "a page that was hidden and shown is told again")


def main(program):
    bloggers = Bloggers({name: f"127.0.0.{number}" for number, name in
                         enumerate(("Marie", "Joe", "Priya", "Olaf", "Rosa", "Sam"), 11)})
    try:
        with front_with_mail(program, "gathering") as (front, mail):
            play((voices_are_counted, the_third_voice_is_told_once, one_more_is_no_news_and_twice_as_many_are,
                  what_goes_away_counts_no_more), Scene(front, mail, bloggers))
    finally:
        bloggers.stop()

if __name__ == "__main__":
    run(main)
