"""Who hears of a product: its owner, while that one is away the deputy; claims that nobody answers, cases that wait too long, and what
is done with a case by hand. Usage: routing_test.py PROGRAM"""
import sqlite3
import subprocess

from front import check, receipt
from parts import front_with_mail, play, run
from process import RigError, wait_for
from web import Visitor

DUTIES = """
[[person]]
id = "kim-lee"
company = "acme"
name = "Kim Lee"
email = "kim@acme.example"

[[route]]
match = ["Rocket Sled"]
to = ["tom-becker"]
then = "kim-lee"
"""
HOUR = 3600 * 1000 * 1000


class Staff:
    def __init__(self, front, mail):
        self.front, self.mail, self.earshot = front, mail, front.earshot

    def page(self, path, words, writer="Priya"):
        """A page elsewhere links to the blog and says this; returns its address once it is shown."""
        html = f'<p>{words} <a href="{self.front.post}">there</a>.</p>'
        source = self.front.outside.publish(path, f"A note at {path}", html, writer, "Notes")
        answer = Visitor().post_form(self.front.ours("webmention"), {"source": source, "target": self.front.post},
                                     {"Accept": "application/json"})
        check(answer.status == 201, f"the ping is answered with {answer.status}")
        wait_for("the page to be shown", lambda: receipt(answer.headers["Location"])["state"] == "shown")
        return source

    def letter(self, to, *parts):
        return wait_for(f"a mail to {to} with {parts}", lambda: next(
            (one for one in self.mail.letters(to) if all(part in one.text for part in parts)), None), 30)

    def case_about(self, source):
        for one in self.earshot.records("cases", "--site", "blog", "--json"):
            whole = self.earshot.records("case", str(one["case"]), "--site", "blog", "--json")[0]
            if any(item["url"] == source for item in whole["items"]):
                return whole
        raise RigError(f"no open case about {source}")

    def refused(self, *words):
        """Standard error of a command that must fail."""
        try:
            self.earshot.say(*words)
        except RigError as trouble:
            return str(trouble)
        raise RigError(f"earshot {' '.join(words)} was taken")

    def age(self, case, hours):
        """The case looks as if all of it had happened so long ago; whoever tends cases looks when the program starts."""
        with sqlite3.connect(self.earshot.store / "earshot.db", timeout=20) as store:
            store.execute("update outreach_case set changed_at = changed_at - ?, waits_since = waits_since - ? where id = ?",
                          (hours * HOUR, hours * HOUR, case))
        store.close()
        self.restart()

    def restart(self):
        self.earshot.stop()
        self.earshot.start()


def to_its_owner(staff):
    source = staff.page("/a/cold", "My Rocket Sled crashes in the cold, as I found")
    letter = staff.letter("tom@acme.example", source)
    check("the route “Rocket Sled” names you" in letter.text, f"the mail gives no reason:\n{letter.text}")
    check("A product is named" in letter.text, letter.text)
    check(not staff.mail.letters("ana@acme.example") and not staff.mail.letters("kim@acme.example"), "others were told too")
    whole = staff.case_about(source)
    check(whole["kind"] == "problem" and "crash" in whole["kind_words"], f"kind: {whole['kind']} {whole['kind_words']}")
    check(whole["told"][0]["reason"] == "product" and whole["contacts"][0]["name"] == "Priya", f"{whole}")
    why = staff.earshot.say("why", source)
    check("problem, by the words" in why and "crash" in why, why)
    for words in (("case", str(whole["case"])), ("cases",), ("cases", "--mine", "tom-becker")):
        check("Tom Becker" in staff.earshot.say(*words), f"earshot {words} does not name him")


def a_claim_runs_out(staff):
    source = staff.page("/b/slow", "Is the Rocket Sled faster now? I asked", "Olaf")
    staff.letter("tom@acme.example", source)
    number = str(staff.case_about(source)["case"])
    staff.earshot.say("case", number, "--claim", "tom-becker")
    check("Tom Becker has it since" in staff.refused("case", number, "--claim", "ana-ruiz"), "it changed hands")
    staff.age(int(number), 9)
    letter = staff.letter("tom@acme.example", "A case is free again", "Tom Becker took it on", source)
    check(letter.message["References"], "it is not in the thread of its case")
    check(staff.case_about(source)["state"] == "new", "it is not free")


def waiting_climbs(staff):
    source = staff.page("/c/broken", "The Rocket Sled is broken, as I said", "Rosa")
    staff.letter("tom@acme.example", source)
    staff.age(staff.case_about(source)["case"], 9)
    letter = staff.letter("kim@acme.example", "A case waits for too long", source)
    check("a problem is to be answered within 8 h" in letter.text, letter.text)


def a_deputy_stands_in(staff):
    roster = staff.earshot.folder / "roster.toml"
    roster.write_text(roster.read_text().replace(
        'name = "Tom Becker"\n', 'name = "Tom Becker"\naway_from = 2020-01-01\ndeputy = "ana-ruiz"\n'))
    staff.restart()
    source = staff.page("/d/away", "Nice colours of the Rocket Sled I saw", "Marie")
    letter = staff.letter("ana@acme.example", source)
    check("Tom Becker is away, you stand in" in letter.text, letter.text)
    roster.write_text(roster.read_text().replace('deputy = "ana-ruiz"\n', ""))
    lines = subprocess.run([str(staff.earshot.program), "--config", str(staff.earshot.config), "check", "--json"],
                           capture_output=True, text=True, timeout=60, check=False).stdout
    check("Tom Becker is away and has no deputy" in lines, f"check does not say so: {lines[:3000]}")


def by_hand(staff):
    source = staff.page("/e/hand", "Ana Ruiz, could the sled have a bell? As I asked", "Joe")
    staff.letter("ana@acme.example", source)
    number = str(staff.case_about(source)["case"])
    check("needs --by" in staff.refused("case", number, "--note", "called him"), "a note of nobody")
    staff.earshot.say("case", number, "--note", "called him", "--by", "ana-ruiz")
    staff.earshot.say("case", number, "--kind", "praise")
    staff.earshot.say("case", number, "--contact", "phone, 3 May", "--by", "ana-ruiz")
    whole = staff.case_about(source)
    check((whole["state"], whole["owner"], whole["kind"]) == ("answered", "ana-ruiz", "praise"), f"{whole}")
    facts = [(one["fact"], one["who"], one["detail"]) for one in whole["history"]]
    check(("note", "ana-ruiz", "called him") in facts and ("answered", "ana-ruiz", "phone, 3 May") in facts, f"{facts}")
    staff.earshot.say("case", number, "--close", "--why", "all said")
    check("--reopen" in staff.refused("case", number, "--claim", "ana-ruiz"), "a closed case was taken")
    staff.earshot.say("case", number, "--reopen")
    check(staff.case_about(source)["state"] == "waiting again", "it is not open again")
    check("there is no" in staff.refused("case", "4711"), "a case that is none")


def muted(staff):
    told = staff.earshot.records("mute", "source", "localhost", "--person", "ana-ruiz", "--json")[0]
    source = staff.page("/f/quiet", "Could Ana Ruiz answer what I asked", "Max")
    wait_for("the item to say so", lambda: "muted: the source localhost" in staff.earshot.say("why", source))
    check(not [one for one in staff.mail.letters("ana@acme.example") if source in one.text], "she is told all the same")
    check("localhost" in staff.earshot.say("mutes"), "it is not listed")
    staff.earshot.say("unmute", str(told["id"]))
    check(not staff.earshot.records("mutes", "--json"), "it is still muted")


def only_what_they_ask_for(staff):
    """Tom, who looks after it, wants problems in English; the rest goes to the fallback, but for his name."""
    roster = staff.earshot.folder / "roster.toml"
    roster.write_text(roster.read_text().replace(
        'name = "Tom Becker"\n', 'name = "Tom Becker"\nkinds = ["problem"]\nlanguages = ["en"]\n').replace("away_from = 2020-01-01\n", ""))
    staff.restart()
    problem = staff.page("/g/crash", "My Rocket Sled crashes each time I turn it to the left, as all of us saw", "Marie")
    staff.letter("tom@acme.example", problem)
    praise = staff.page("/g/red", "The Rocket Sled looks lovely in red, and my children love it, thank you so much", "Marie")
    staff.letter("kim@acme.example", praise, "nobody who looks after the product Rocket Sled wants to hear of it")
    german = staff.page("/g/kaputt", "Unser Rocket Sled ist seit gestern leider kaputt und fährt nicht mehr, wie wir alle gesehen haben", "Marie")
    staff.letter("kim@acme.example", german)
    named = staff.page("/g/name", "The Rocket Sled is red, and Tom Becker knows why, thank you so much", "Marie")
    staff.letter("tom@acme.example", named)
    for source in (praise, german):
        check(not [one for one in staff.mail.letters("tom@acme.example") if source in one.text], f"Tom is told of {source}")
    check("muted: the language de" in staff.earshot.say("why", german), staff.earshot.say("why", german))


def a_name_is_tried(staff):
    found = staff.earshot.records("staff", "preview", "Max", "--json")[0]
    check(found["warnings"], f"no warning for a first name: {found}")
    found = staff.earshot.records("staff", "preview", "Ana Ruiz", "--alias", "--json")[0]
    check(found["hits"] >= 1 and any("ana-ruiz already" in one for one in found["warnings"]), f"{found}")
    check(any("/f/quiet" in one["url"] for one in found["passages"]), f"{found}")
    check(staff.earshot.records("promises", "--json") == [], "nobody promised anything")


def with_duties(front):
    roster = front.earshot.folder / "roster.toml"
    roster.write_text(roster.read_text() + DUTIES)
    with open(front.earshot.config, "a", encoding="utf-8") as config:
        config.write('fallback = "kim-lee"\nanswer_within = ["problem 8h"]\n')


def main(program):
    with front_with_mail(program, "routing", with_duties) as (front, mail):
        play((to_its_owner, a_claim_runs_out, waiting_climbs, a_deputy_stands_in, by_hand, muted, only_what_they_ask_for, a_name_is_tried),
             lambda: Staff(front, mail))

if __name__ == "__main__":
    run(main)
