"""What staff do about an alert by the links in its mail, in a real browser and without: who takes the case, who hears that it is
taken, who is not meant. Usage: cases_test.py PROGRAM"""
import json

from browser import Hand
from front import check, receipt
from parts import front_with_mail, play, run
from process import wait_for
from web import Visitor


class Staff:
    def __init__(self, front, mail):
        self.front, self.mail = front, mail

    def hear_of(self, path, words, person):
        """A page elsewhere links to the blog and says this; returns the mail that the person gets about it."""
        before = len(self.mail.letters(person))
        html = f'<p>{words} <a href="{self.front.post}">there</a>.</p>'
        source = self.front.outside.publish(path, f"A note at {path}", html, "Priya", "Notes")
        answer = Visitor().post_form(self.front.ours("webmention"), {"source": source, "target": self.front.post},
                                     {"Accept": "application/json"})
        check(answer.status == 201, f"the ping is answered with {answer.status}")
        wait_for("the page to be shown", lambda: receipt(answer.headers["Location"])["state"] == "shown")
        return wait_for(f"a mail to {person}", lambda: (now := self.mail.letters(person))[before:] and now[-1])

    def cases(self):
        return [json.loads(line) for line in self.front.earshot.say("cases", "--site", "blog", "--json").splitlines()]

    def case_about(self, letter):
        subject = letter.subject.split("] ", 1)[1]
        return next((one for one in self.cases() if one["subject"] == subject), None)


def taking(staff):
    letters = [staff.hear_of("/a/both", "Ana Ruiz and Tom Becker wrote", "ana@acme.example")]
    letters.append(wait_for("a mail to tom", lambda: (found := staff.mail.letters("tom@acme.example")) and found[-1]))
    ana, tom = (letter.acts() for letter in letters)
    for _ in range(3):  # as scanners of mail do
        check("I take it" in Visitor().get(ana["I take it"]).text, "the page does not ask")
    check(staff.case_about(letters[0])["state"] == "new", "a look at the page took the case")
    answer = Visitor().post_form(ana["I take it"], {})
    check(answer.status == 200 and staff.case_about(letters[0])["owner"] == "ana-ruiz", f"{answer.status}: {answer.text}")
    late = Visitor().post_form(tom["I take it"], {})
    check(late.status == 409 and "Ana Ruiz has it since" in late.text, f"{late.status}: {late.text}")
    check(staff.case_about(letters[0])["owner"] == "ana-ruiz", "the case changed hands")
    forged = Visitor().get(tom["I take it"][:-1] + ("a" if tom["I take it"][-1] != "a" else "b"))
    check(forged.status == 410 and "Ana" not in forged.text, f"a forged link: {forged.status}")
    number = str(staff.case_about(letters[0])["case"])
    staff.front.earshot.say("case", number, "--site", "blog", "--answered", "http://elsewhere.example/1", "--by", "tom-becker")
    told = json.loads(staff.front.earshot.say("case", number, "--site", "blog", "--json").splitlines()[-1])
    check((told["owner"], told["answered_by"]) == ("ana-ruiz", "tom-becker"), f"who answered: {told}")
    text = staff.front.earshot.say("case", number, "--site", "blog")
    check(", by Tom Becker" in text, text)


def closing(staff):
    letter = staff.hear_of("/b/thanks", "Thanks to Ana Ruiz for", "ana@acme.example")
    check(Visitor().post_form(letter.acts()["It needs no answer"], {}).status == 200, "it is not closed")
    check(staff.case_about(letter) is None, "a closed case is listed as open")


def not_meant(staff):
    letter = staff.hear_of("/c/lake", "Tom Becker of the rowing club wrote", "tom@acme.example")
    address = letter.acts()["That is not me"]
    with Hand() as browser:
        browser.open(address)
        check("Is somebody else meant?" in browser.text(), f"the page asks: {browser.text()}")
        seen = browser.press("form button")
    check("that name means somebody else" in seen, f"after the button: {seen[-800:]}")
    check("tom-becker" in staff.front.earshot.say("namesakes", "--site", "blog", "--json"), "no namesake is listed")
    before = len(staff.mail.letters("tom@acme.example"))
    staff.hear_of("/c/lake2", "Tom Becker and Ana Ruiz wrote", "ana@acme.example")
    check(len(staff.mail.letters("tom@acme.example")) == before, "he is told all the same")
    why = staff.front.earshot.say("why", staff.front.outside.url + "/c/lake2", "tom-becker")
    check("means somebody else" in why, f"why: {why}")
    number = json.loads(staff.front.earshot.say("namesakes", "--site", "blog", "--json").splitlines()[0])["id"]
    staff.front.earshot.say("namesakes", "--site", "blog", "--forget", str(number))
    staff.hear_of("/c/lake3", "Tom Becker wrote", "tom@acme.example")


def main(program):
    with front_with_mail(program, "cases") as (front, mail):
        play((taking, closing, not_meant), lambda: Staff(front, mail))

if __name__ == "__main__":
    run(main)
