"""Other people's blogs through the real program: a watched feed names staff, staff answer there, a page is heard by hand.
Usage: outside_test.py PROGRAM"""
import json
import time

from blogger import Blogger
from front import check
from parts import front_with_mail, play, run
from process import RigError, wait_for
from server import HTML


class Ears:
    def __init__(self, front, mail):
        self.front, self.mail, self.earshot = front, mail, front.earshot
        self.rosa = Blogger(front.outside, "rosa", "Rosa Klein")

    def wait(self, what, condition):
        def now():
            self.earshot.look_elsewhere()
            return condition()
        return wait_for(what, now, 30, 0.3)

    def feeds(self):
        return self.earshot.records("watch", "list", "--json")

    def case(self, subject="“The sled”"):
        found = [one for one in self.earshot.records("cases", "--json") if one["subject"] == subject]
        check(len(found) <= 1, f"several cases: {found}")
        return found[0] if found else {"state": "none"}


def watching(ears):
    ears.rosa.say("old/", "An old one", "Tom Becker said so.")
    said = ears.earshot.say("watch", "add", ears.rosa.home)
    check("will be read at once" in said, said)
    feed = ears.wait("the feed to be read", lambda: [one for one in ears.feeds() if one["state"] == "read"])[0]
    check(feed["items"] == 1 and feed["feed"] == ears.rosa.home + "feed/", feed)
    ears.rosa.say("sled/", "The sled", "It stops in the cold. Perhaps Ana Ruiz of Acme knows why?")
    letter = ears.wait("a mail to ana", lambda: ears.mail.letters("ana@acme.example"))[0]
    check("You are named on another blog" in letter.text and ears.rosa.post in letter.text, letter.text)
    check(not ears.mail.letters("tom@acme.example"), "what stood there before alerts")
    check(ears.case()["state"] == "new", ears.case())


def answering(ears):
    ears.rosa.comment("Al", "Mine too!")
    place = ears.rosa.comment("Ana Ruiz", "We know it, and mend it.")
    case = ears.wait("the case to be answered", lambda: ears.case()["state"] == "answered" and ears.case())
    check(case["owner"] == "ana-ruiz", case)
    why = ears.earshot.say("why", ears.rosa.post)
    check("answered by" in why and "claimed" in why and place in why, why)
    said = ears.earshot.say("answered", place, "--person", "ana-ruiz")
    check(said.startswith("confirmed: Ana Ruiz answered there; case"), said)
    check(f"{place} (confirmed)" in ears.earshot.say("why", ears.rosa.post), "it is not confirmed")
    time.sleep(1.1)  # comments bear whole seconds
    ears.rosa.comment("Al", "When will that be?")
    ears.wait("the case to wait again", lambda: ears.case()["state"] == "waiting again")


def hearing(ears):
    url = ears.front.outside.publish("/joe/1", "Colours", "<p>Tom Becker of Acme chose the red.</p>", "Joe", "Joe's")
    first = json.loads(ears.earshot.say("hear", url, "--json"))
    check([one["person"] for one in first["told"]] == ["tom-becker"] and not first["told"][0]["before"], first)
    check(first["new"] and first["title"] == "Colours", first)
    wait_for("a mail to tom", lambda: ears.mail.letters("tom@acme.example"))
    again = json.loads(ears.earshot.say("hear", url, "--json"))
    check(not again["new"] and again["told"][0]["before"], again)
    said = ears.earshot.say("hear", url)
    check("Tom Becker (before): mail sent" in said, said)
    check(len(ears.mail.letters("tom@acme.example")) == 1, "he was told twice")
    for bad in (ears.front.post, ears.front.outside.url + "/nothing", ears.rosa.home + "feed/"):
        try:
            ears.earshot.say("hear", bad)
        except RigError as refused:
            check("was not heard: " in str(refused), refused)
        else:
            raise RigError(f"{bad} was heard")


def gathering_before_it_was_heard(ears):
    """Nobody is named there, and all was said before; what stands in <code> is nobody's words."""
    said = "".join(f'<div class="u-comment h-cite" id="c{n}"><b class="p-author">{name}</b> <p class="e-content">Me too.</p>'
                   f'<time class="dt-published" datetime="{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 7200 + n))}">'
                   "</time></div>" for n, name in enumerate(("Marie", "Priya", "Olaf")))
    url = ears.front.outside.publish("/max/cold", "Cold", "<p>My sled stops in the cold.</p><pre>by Ana Ruiz</pre>" + said, "Max", "Max's")
    heard = json.loads(ears.earshot.say("hear", url, "--json"))
    check(heard["told"] == [] and [one["alert"] for one in heard["found"]] == [False], heard)
    ears.earshot.look_elsewhere()
    lines = ears.wait("the voices to be counted", lambda: [one for one in ears.earshot.records("gathering", "--site", "blog", "--json")
                                                          if one["url"] == url])
    check([one["name"] for one in lines[0]["who"]] == ["Marie", "Priya", "Olaf"], lines)
    wait_for("the mail about them", lambda: [one for one in ears.mail.letters() if "three people say the same" in one.text])


def lists(ears):
    opml = ears.earshot.say("watch", "export")
    check(f'xmlUrl="{ears.rosa.home}feed/"' in opml, opml)
    file = ears.earshot.folder / "list.opml"
    file.write_text(opml.replace("</body>", '<outline text="F"><outline type="rss" text="Odd" xmlUrl="feed:x"/><outline '
                                 f'text="Joe" xmlUrl="{ears.front.outside.url}/joe/feed"/></outline></body>'))
    file.chmod(0o644)
    try:
        ears.earshot.say("watch", "import", str(file))
    except RigError as told:
        check("“Odd”: no http or https address" in str(told) and "3 feeds: 1 new, 1 watched already, 1 entries" in str(told), told)
    else:
        raise RigError("a bad entry is no failure")
    ears.earshot.say("watch", "remove", ears.front.outside.url + "/joe/feed")
    ears.front.outside.pages["/rosa/feed/"] = (410, HTML, b"gone")
    gone = ears.wait("the feed to be gone", lambda: [one for one in ears.feeds() if one["state"] == "gone"])
    check("410" in gone[0]["note"] and gone[0]["next"] is None and len(ears.feeds()) == 1, ears.feeds())


def with_a_fallback(front):
    with open(front.earshot.config, "a", encoding="utf-8") as config:
        config.write('fallback = "ana-ruiz"\n')


def main(program):
    with front_with_mail(program, "outside", with_a_fallback) as (front, mail):
        play((watching, answering, hearing, gathering_before_it_was_heard, lists), Ears(front, mail))

if __name__ == "__main__":
    run(main)
