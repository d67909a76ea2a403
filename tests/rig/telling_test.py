"""How people are told, through the real program, nginx and a real mail server: bursts, digests, a server that misbehaves, one
click that unsubscribes, answers and bounces by mail, feeds. Usage: telling_test.py PROGRAM"""
import sqlite3
import subprocess

from bad_smtp import BadServer
from front import check, receipt
from parts import front_with_mail, play, run
from process import wait_for
from roster import ROSTER
from web import Visitor

ANA, TOM = "ana@acme.example", "tom@acme.example"


class Staff:
    def __init__(self, front, mail):
        self.front, self.mail, self.pages = front, mail, 0

    def named(self, who):
        """A new page elsewhere names somebody and links to the blog; returns its address once readers see it."""
        self.pages += 1
        html = f'<p>{who} wrote <a href="{self.front.post}">there</a>.</p>'
        source = self.front.outside.publish(f"/t/{self.pages}", f"Note {self.pages}", html, "Priya", "Notes")
        answer = Visitor().post_form(self.front.ours("webmention"), {"source": source, "target": self.front.post},
                                     {"Accept": "application/json"})
        check(answer.status == 201, f"the ping is answered with {answer.status}")
        wait_for("the page to be shown", lambda: receipt(answer.headers["Location"])["state"] == "shown")
        return source

    def records(self, *words):
        return self.front.earshot.records(*words, "--site", "blog", "--json")

    def letters(self):
        return [line for line in self.records("outbox") if "letter" in line]

    def alerts(self):
        """How many alerts wait for the letters of the outbox."""
        return sum(letter["alerts"] for letter in self.letters())

    def let_time_pass(self):
        """What waits for its time is due now: ten minutes later, or tomorrow."""
        with sqlite3.connect(self.front.earshot.store / "earshot.db", timeout=20) as store:
            store.execute("update job set due_at = 0 where kind = 'send_letter' and state = 'ready'")

    def mail_in(self, text):
        earshot = self.front.earshot
        done = subprocess.run([str(earshot.program), "--config", str(earshot.config), "mail-in"], input=text.encode(),
                              capture_output=True, timeout=60, cwd=earshot.folder, user=earshot.user)
        check(done.returncode == 0, f"mail-in ended with {done.returncode}: {done.stderr}")
        return done.stderr.decode()


def storm(staff):
    for _ in range(9):
        staff.named("Ana Ruiz")
    wait_for("four mails", lambda: len(staff.mail.letters(ANA)) == 4)
    wait_for("the other five to gather", lambda: staff.alerts() == 5)
    staff.let_time_pass()
    wait_for("the one with the rest", lambda: len(staff.mail.letters(ANA)) == 5)
    last = staff.mail.letters(ANA)[-1]
    check("5 mentions of you" in last.subject and last.text.count("/t/") == 5 and last.html.count("/t/") == 5, last.text)
    check(not staff.letters(), f"the outbox holds {staff.letters()}")


def digest(staff):
    for _ in range(3):
        staff.named("Tom Becker")
    wait_for("three alerts to gather", lambda: staff.alerts() == 3)
    check(not staff.mail.letters(TOM), "he was told before his digest")
    staff.let_time_pass()
    letter = wait_for("the digest", lambda: staff.mail.letters(TOM))[0]
    check("your digest" in letter.text and "3 mentions" in letter.subject, letter.text)


def form(staff):
    """Python's parser reads what RFC 2919, 3834, 5322 and 8058 ask for."""
    message = staff.mail.letters(ANA)[0].message
    for name, wanted in (("Auto-Submitted", "auto-generated"), ("Precedence", "list"), ("X-Auto-Response-Suppress", "All"),
                         ("List-Id", "<alerts.127.0.0.1>")):
        check(message[name] == wanted, f"{name}: {message[name]}")
    check("+r" in message["Reply-To"] and "/act/unsubscribe." in message["List-Unsubscribe"], str(message))
    check("<mailto:earshot+u" in message["List-Unsubscribe"], message["List-Unsubscribe"])
    check([part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"], "its parts")
    check(not message.defects, f"{message.defects}")


def answers(staff):
    letter = staff.mail.letters(ANA)[0]
    source = next(word for word in letter.text.split() if "/t/" in word)
    reply = (f"From: Ana Ruiz <{ANA}>\r\nTo: earshot@acme.example\r\nIn-Reply-To: {letter.message['Message-ID']}\r\n"
             "Message-ID: <1@acme.example>\r\n\r\nmine\r\n\r\nI call her today.\r\n\r\nOn Monday Earshot wrote:\r\n> You are named\r\n")
    check("what=claim" in staff.mail_in(reply), "the answer takes no case")
    check("heard before" in staff.mail_in(reply), "the answer counts twice")
    check("what=dropped" in staff.mail_in("Auto-Submitted: auto-replied\r\n" + reply.replace("<1@", "<2@")), "an answering machine")
    told = staff.front.earshot.say("why", source, "--site", "blog")
    check("I call her today." in told and "You are named\n" not in told, told)
    check("case" in told and "claimed" in told, told)
    gathered = staff.mail.letters(ANA)[4]
    check(gathered.message["Reply-To"] and "+r" not in gathered.message["Reply-To"], str(gathered.message["Reply-To"]))
    said = staff.mail_in(reply.replace(letter.message["Message-ID"], gathered.message["Message-ID"]).replace("<1@", "<3@"))
    check("what=note" in said and "noted with each of the cases" in said, f"an answer to a mail about several: {said}")
    sources = [word for word in gathered.text.split() if "/t/" in word]
    for source in sources:
        told = staff.front.earshot.say("why", source, "--site", "blog")
        check("mail about 5 conversations" in told and "I call her today." in told and "claimed" not in told, told)
    check(len(sources) == 5, f"{sources}")


def one_click(staff):
    letter = staff.mail.letters(ANA)[1]
    address = letter.message["List-Unsubscribe"].split("<", 1)[1].split(">", 1)[0]
    page = Visitor().get(address)
    check(page.status == 200 and "No more mails about it" in page.text and "<script" not in page.text, page.text)
    check(page.headers["Cache-Control"] == "no-store", str(page.headers))
    for _ in range(2):
        answer = Visitor().post_form(address, {"List-Unsubscribe": "One-Click"})
        check(answer.status == 200 and "no m" in answer.text, f"{answer.status}: {answer.text}")


def feeds(staff):
    feed = next(line["feed"] for line in staff.records("staff", "--feeds") if line["id"] == "ana-ruiz")
    got = Visitor().get(feed)
    check(got.status == 200 and got.text.count("<entry>") >= 9, f"{got.status}: {got.text[:400]}")
    check(got.headers["Cache-Control"] == "no-store" and got.headers["X-Robots-Tag"] == "noindex", str(got.headers))
    staff.records("staff", "--renew", "ana-ruiz")
    check(Visitor().get(feed).status == 404, "the old address still tells")


def bad_server(staff):
    """Each trouble: it waits with the server's words, and the repeat is the same mail."""
    staff.mail.stop()
    front = staff.front
    people = (front.earshot.folder / "roster.toml").read_text()
    front.earshot.stop()
    (front.earshot.folder / "roster.toml").write_text(people.replace('role = "support"', 'role = "support"\nalerts = "each"'))
    front.earshot.start()
    bad = BadServer(staff.mail.port)
    try:
        for script, words in (({"BANNER": "421 4.3.2 closing"}, "421"), ({"RCPT": "450 4.2.0 greylisted"}, "greylisted"),
                              ({"RCPT": "451 4.7.1 later"}, "451"), ({"DATA": None}, ""), ({"END": None}, ""),
                              ({"END": "451 4.3.0 not now"}, "not now"), ({"MAIL": "550 5.7.1 sender unknown"}, "sender unknown")):
            bad.script, seen = script, len(bad.seen)
            staff.named("Ana Ruiz")
            waiting = wait_for(f"a letter that met {script}", lambda: [one for one in staff.letters() if one["tries"]])
            check(len(waiting) == 1 and words in waiting[0]["why"], f"{script}: {waiting}")
            bad.script = {}
            front.earshot.say("queue", "--retry")
            wait_for("the repeat", lambda: not staff.letters())
            names = {name.decode() for name in bad.seen[seen:]}
            check(names == {waiting[0]["message_id"]}, f"{script}: {names} and {waiting}")
        bad.script = {"RCPT": "550 5.1.1 no such user"}
        staff.named("Ana Ruiz")
        held = wait_for("the address to be suspended", lambda: [one for one in staff.records("outbox") if one.get("suspended")])
        check(held[0]["address"] == ANA and "no such user" in held[0]["why"], str(held))
        asked, bad.script = bad.asked, {}
        staff.named("Ana Ruiz")
        wait_for("both to wait", lambda: len(staff.letters()) == 2)
        check(bad.asked == asked, "it was written to a suspended address")
        front.earshot.say("outbox", "--site", "blog", "--forgive", ANA)
        wait_for("both to leave", lambda: not staff.letters())
    finally:
        bad.stop()


def with_wishes(front):
    people = ROSTER.replace('alerts = "each"\n', "", 1).replace('alerts = "each"', 'alerts = "daily"')
    (front.earshot.folder / "roster.toml").write_text(people)
    config = front.earshot.config.read_text()
    front.earshot.config.write_text(config.replace("[mail]\n", '[mail]\nreplies = "earshot@acme.example"\n'))


def main(program):
    with front_with_mail(program, "telling", with_wishes) as (front, mail):
        play((storm, digest, form, answers, one_click, feeds, bad_server), Staff(front, mail))

if __name__ == "__main__":
    run(main)
