"""What the crash tests have in common: the real program on a unix socket, no nginx, no engine; sources on loopback, a
real SMTP server; and senders that keep a ledger of what was acknowledged."""
import contextlib
import datetime
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "rig"))

import fastcgi  # noqa: E402
from earshot import Earshot  # noqa: E402
from mail import MailServer  # noqa: E402
from process import RigError, answers_on, free_port, wait_for  # noqa: E402, F401
from roster import ROSTER  # noqa: E402
from server import Server  # noqa: E402

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PINGBACK = ('<?xml version="1.0"?><methodCall><methodName>pingback.ping</methodName><params><param><value><string>{}</string>'
            '</value></param><param><value><string>{}</string></value></param></params></methodCall>')
POSTS = 5
STILL_AT_WORK = {"verify", "scan_linkback", "deliver", "send_letter"}


class Sources:
    """Every number is a page on a host of its own in 127/8, since a host's pages are read in turns; every fourth names
    Ana Ruiz."""

    def __init__(self, blog_url):
        self.blog_url = blog_url
        self.server = Server(self.get, host="0.0.0.0")
        self.server.start()

    def get(self, request):
        if request.client_address[0].startswith("127."):
            request.answer(200, self.page(int(request.path.rpartition("/")[2])).encode())

    def stop(self):
        self.server.stop()

    def url(self, number):
        return f"http://127.{1 + number // 40000}.{1 + number // 200 % 200}.{1 + number % 200}:{self.server.port}/s/{number}"

    def target(self, number):
        return f"{self.blog_url}/post-{number % POSTS}/"

    @staticmethod
    def names_staff(number):
        return number % 4 == 0

    def page(self, number):
        who = "Ana Ruiz" if self.names_staff(number) else "somebody"
        return (f"<!DOCTYPE html><html><head><title>Note {number}</title></head><body><p>As {who} wrote in "
                f'<a href="{self.target(number)}">this post</a>, number {number}.</p></body></html>')


class Place:
    def __init__(self, url):
        self.url = url


class Scene:
    def __init__(self, folder, program):
        self.blog = Place(f"http://127.0.0.1:{free_port()}")
        self.mail = MailServer(folder / "mail", free_port())
        self.sources = Sources(self.blog.url)
        self.earshot = Earshot(program, folder / "earshot", self.blog, self.mail.url, ROSTER)
        # Hundreds of pages link here; that they gather would be told as well.
        self.configure(('engine = "wordpress"', 'engine = "feed"\ngathering_voices = 1000'))
        self.address = str(self.earshot.socket)

    def configure(self, *changes):
        text = self.earshot.config.read_text()
        for old, new in changes:
            check(old in text, f"the configuration has no {old}")
            text = text.replace(old, new)
        self.earshot.config.write_text(text)

    def import_posts(self):
        lines = self.earshot.folder / "comments.jsonl"
        lines.write_text("".join(json.dumps(
            {"post": f"{self.blog.url}/post-{n}/", "id": str(n + 1), "parent": None, "author": "Rosa", "author_url": "",
             "account": None, "date": "2026-01-02T10:00:00Z", "text": "Does it fit?"}) + "\n" for n in range(POSTS)))
        self.earshot.say("import", "comments", "--site", "blog", str(lines))

    def stop(self):
        self.earshot.stop()
        self.mail.stop()
        self.sources.stop()

    def ask(self, method, path, body=b"", headers=None, timeout=30):
        return fastcgi.request(self.address, fastcgi.parameters_of(method, path, body, headers), body, timeout)

    def ping(self, number, protocol):
        """One attempt; the answer as it came."""
        source, target = self.sources.url(number), self.sources.target(number)
        if protocol == "pingback":
            return self.ask("POST", "pingback", PINGBACK.format(source, target).encode(), {"Content-Type": "text/xml"})
        if protocol == "trackback":
            body = urllib.parse.urlencode({"url": source, "title": f"Note {number}", "excerpt": "…", "blog_name": "Notes"})
            path = "trackback/?" + urllib.parse.urlencode({"target": target})
            return self.ask("POST", path, body.encode(), {"Content-Type": FORM["Content-Type"] + "; charset=utf-8"})
        body = urllib.parse.urlencode({"source": source, "target": target})
        return self.ask("POST", "webmention", body.encode(), FORM)

    def stored(self):
        """source → its states; more than one is a double."""
        found = {}
        for line in self.earshot.records("queue", "--json", "--limit", "100000"):
            found.setdefault(line["source"], []).append(line["state"])
        return found

    def jobs(self):
        return [job for job in self.earshot.records("queue", "--jobs", "--json", "--limit", "100000")
                if job["kind"] in STILL_AT_WORK]

    def drained(self, seconds):
        """A repeated ping has its source read again half a minute later; what is asserted of states does not need that."""
        def over():
            return all(job["kind"] == "verify" and not job["running"] and job["tries"] == 0 and
                       datetime.datetime.fromisoformat(job["due"]) > datetime.datetime.now(datetime.timezone.utc)
                       for job in self.jobs())
        wait_for("the queue to be empty", over, seconds)

    def sound(self):
        """The store as SQLite sees it; the program must not run."""
        with contextlib.closing(sqlite3.connect(self.earshot.store / "earshot.db")) as store:
            answer = store.execute("pragma integrity_check").fetchall()
            dangling = store.execute("pragma foreign_key_check").fetchall()
        check(answer == [("ok",)] and not dangling, f"the store is damaged: {answer[:3]} {dangling[:3]}")


def acknowledged(protocol, answer):
    """True, or False for an honest "not now"; everything else is a fault of ours."""
    if answer.status == 503 and answer.headers.get("Retry-After"):
        return False
    taken = "<fault>" not in answer.text or "<int>48</int>" in answer.text  # 48: it is here already
    good = {"pingback": answer.status == 200 and "<methodResponse>" in answer.text and taken,
            "trackback": answer.status == 200 and "<error>0</error>" in answer.text,
            "webmention": answer.status == 201 and bool(answer.headers.get("Location"))}[protocol]
    check(good, f"a good {protocol} was answered {answer.status}: {answer.text[:300]}")
    return True


def mailed(mail):
    """number of the source → Message-IDs of the letters about it."""
    found = {}
    for letter in mail.letters():
        check("ana@acme.example" in letter.to, f"a letter to {letter.to}")
        numbers = set(re.findall(r"/s/(\d+)\b", letter.text))
        check(len(numbers) == 1, f"a letter about {sorted(numbers)}: {letter.text[:400]}")
        found.setdefault(int(numbers.pop()), []).append(str(letter.message["Message-ID"]))
    return found


def check(truth, complaint):
    if not truth:
        raise RigError(complaint)


def run(name, play):
    """The frame of every crash test: a folder of its own, kept when something went wrong."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"earshot-{name}-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        play(folder, pathlib.Path(sys.argv[1]))
    except (RigError, OSError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0
