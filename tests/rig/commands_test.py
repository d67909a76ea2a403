"""The commands a host types: what they print, where they send it, how they end; `earshot why` over a ping's whole life."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse

import fastcgi
from earshot import Earshot
from outside import OutsideSite
from process import RigError, wait_for
from roster import ROSTER

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BLOG = "http://blog.example"
POST = BLOG + "/a-post/"
COMMANDS = {
    "serve": ["--listen", "127.0.0.1:0"], "work": ["--once"], "check": [], "site": [], "staff": [], "report": [], "replies": [],
    "waiting": [], "gathering": [], "queue": [], "why": ["http://x.example/"], "import": ["comments", "-"], "backup": ["/nonexistent/copy.db"],
}


def check(truth, complaint):
    if not truth:
        raise RigError(complaint)


class Place:
    url = BLOG


class Desk:
    def __init__(self, folder, program):
        self.folder = folder
        self.earshot = Earshot(program, folder / "earshot", Place, "smtp://127.0.0.1:9", ROSTER)
        self.server = None
        lines = [{"post": POST, "id": str(number), "parent": parent, "author": author, "author_url": "", "account": account,
                  "date": f"2026-01-02T10:0{number}:00Z", "text": text} for number, parent, author, account, text in (
                      (1, None, "Rosa", None, "Does the rocket sled of Ana Ruiz fit?"),
                      (2, "1", "Ana Ruiz", "wordpress:7", "It fits."),
                      (3, None, "Max", None, "And where can I buy one?"))]
        self.comments = folder / "earshot/comments.jsonl"
        self.comments.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def run(self, *words, config=None, stdin="", user=None):
        """Returns exit status, standard output, standard error."""
        done = subprocess.run([self.earshot.program, "--config", config or self.earshot.config, *words], input=stdin,
                              capture_output=True, text=True, timeout=120, cwd=self.folder, user=user or self.earshot.user,
                              group=user or self.earshot.user, extra_groups=[] if self.earshot.user else None)
        return done.returncode, done.stdout, done.stderr

    def start(self):
        log = self.folder / "serve.log"
        with open(log, "wb") as out:
            self.server = subprocess.Popen(
                [self.earshot.program, "--config", self.earshot.config, "serve", "--no-work", "--listen", "127.0.0.1:0"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, user=self.earshot.user, group=self.earshot.user,
                extra_groups=[] if self.earshot.user else None)
        line = wait_for("the chosen port to be told",
                        lambda: re.search(r"^listening on 127\.0\.0\.1:(\d+)$", log.read_text(), re.M))
        self.place = ("127.0.0.1", int(line[1]))

    def ping(self, source, target=POST):
        body = urllib.parse.urlencode({"source": source, "target": target}).encode()
        return fastcgi.request(self.place, fastcgi.parameters_of("POST", "webmention", body, FORM), body)

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(20)


def words_that_are_no_commands(desk):
    for words in (["nonsense", "--help"], ["nonsense"], ["--config", "x", "nonsense"], ["import", "nonsense", "--help"]):
        status, out, said = desk.run(*words)
        check(status == 2 and "unknown command nonsense" in said, f"{words}: {status} {out}{said}")
    status, _, said = desk.run("chek", "--help")
    check(status == 2 and "did you mean check?" in said, f"chek: {said}")
    status, out, _ = desk.run("--help")
    listed = re.findall(r"^  ([a-z]+) +\S", out, re.M)
    check(status == 0 and set(COMMANDS) < set(listed), f"--help lists {listed}")
    for command in listed:
        status, out, said = desk.run(command, "--help")
        check(status == 0 and "--help" in out, f"{command} --help: {status} {said}")
    check(desk.run("queue", "--limit", "many")[0] == 2 and desk.run("queue", "--no-such-option")[0] == 2, "wrong options")


def missing_files(desk):
    """No configuration, no roster: exit 1 and the name of the file, whatever the command."""
    broken = desk.earshot.folder / "broken.toml"
    broken.write_text(desk.earshot.config.read_text().replace("roster.toml", "gone.toml"))
    line = broken.read_text().splitlines().index(f'roster = "{desk.earshot.folder}/gone.toml"') + 1
    for command, words in COMMANDS.items():
        status, _, said = desk.run(command, *words, config=desk.folder / "none.toml")
        check(status == 1 and "none.toml: cannot be read" in said, f"{command} without a configuration: {status} {said}")
        status, _, said = desk.run(command, *words, config=broken)
        check(status == 1 and f"broken.toml:{line}: " in said and "gone.toml" in said,
              f"{command} without its roster: {status} {said}")
    status, _, said = desk.run("scan", "--roster", "gone.toml")
    check(status == 1 and "gone.toml" in said, f"scan without its roster: {said}")


def a_group_that_is_none(desk):
    config, path = desk.earshot.folder / "group.toml", desk.earshot.folder / "group.sock"
    config.write_text(desk.earshot.config.read_text() + '[serve]\ngroup = "no-such-group"\n')
    status, _, said = desk.run("serve", "--listen", f"unix:{path}", config=config)
    check(status == 1 and "no group no-such-group" in said, f"an unknown group: {status} {said}")
    check(not path.exists(), "an unknown group leaves a socket behind")


def stores_that_fail(desk):
    folder = desk.earshot.folder / "other"
    folder.mkdir()
    shutil.chown(folder, desk.earshot.user, desk.earshot.user) if desk.earshot.user else None
    config = folder / "e.toml"
    config.write_text(desk.earshot.config.read_text().replace(str(desk.earshot.store), str(folder)))
    check(desk.run("site", config=config)[0] == 0, "a new store")
    path = folder / "earshot.db"
    if os.geteuid() == 0:
        path.chmod(0o400)
        shutil.chown(path, "root", "root")
        status, _, said = desk.run("queue", "--retry", config=config)
        check(status == 1 and str(path) in said and "owner and rights" in said, f"a store of somebody else: {said}")
        path.unlink()
    path.write_text("no store " * 999)
    path.chmod(0o666)
    status, _, said = desk.run("queue", config=config)
    check(status == 1 and str(path) in said and "restore the last backup" in said, f"a file that is no store: {said}")
    config.write_text(config.read_text().replace(str(folder) + "/earshot.db", str(folder) + "/none/earshot.db"))
    status, _, said = desk.run("queue", config=config)
    check(status == 1 and "/none/earshot.db" in said, f"a store in a folder that is not there: {said}")


def imports(desk):
    status, out, said = desk.run("import", "comments", str(desk.comments))
    check(status == 0 and "3 new comments" in out, f"import: {status} {out}{said}")
    for words in ("", " \n\n"):
        status, out, said = desk.run("import", "comments", "-", stdin=words)
        check(status == 1 and "-: is empty" in said and not out, f"nothing to import: {status} {out}{said}")
    empty = desk.folder / "empty.jsonl"
    empty.touch()
    for what in ("comments", "linkbacks"):
        status, out, said = desk.run("import", what, str(empty))
        check(status == 1 and "empty.jsonl: is empty" in said and not out, f"an empty file of {what}: {status} {out}{said}")
        status, out, said = desk.run("import", what, str(desk.folder))
        check(status == 1 and "is a folder" in said and not out, f"a folder of {what}: {status} {out}{said}")
    status, out, said = desk.run("report", "--csv", "--json")
    check(status == 2 and "--csv" in said and "--json" in said and not out, f"two forms of a report: {status} {out}{said}")
    stray = json.dumps({"post": "http://elsewhere.example/x/", "id": "77", "author": "X", "date": "2026-01-02T10:00:00Z", "text": "x"})
    mixed = desk.comments.read_text() + stray + "\n"
    status, out, said = desk.run("import", "comments", "-", stdin=mixed)
    check(status == 1 and "-:4: post does not lie below http://blog.example/" in said and "3 known already" in out,
          f"a post of another host: {status} {out}{said}")
    status, out, said = desk.run("import", "comments", "--any-host", "-", stdin=mixed)
    check(status == 0 and "1 new comments" in out, f"--any-host: {status} {out}{said}")


def full_disk(desk):
    for words in (["site"], ["report", "--csv"], ["export", "comments"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([desk.earshot.program, "--config", desk.earshot.config, *words], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=60)
        check(done.returncode == 1 and "cannot be written to its end" in done.stderr, f"{words}: {done.returncode} {done.stderr}")


def long_queues(desk):
    for number in range(60):
        check(desk.ping(f"http://127.0.0.1:1/{number}").status == 201, "a ping is not taken")
    for words, lines in (([], 50), (["--limit", "7"], 7), (["--limit", "60"], 60), (["--all"], 60), (["--jobs", "--limit", "9"], 9)):
        status, out, said = desk.run("queue", "--json", *words)
        records = [json.loads(line) for line in out.splitlines()]
        check(status == 0 and len(records) == lines, f"queue {words}: {len(records)} lines, {said}")
        check(("only the first" in said) == (lines < 60), f"queue {words} says of what is left out: {said}")


def decisions(desk, outside):
    """What `why` tells, record by record."""
    def why(*words, status=0):
        code, out, said = desk.run("why", "--json", *words)
        check(code == status, f"why {words}: {code} {out}{said}")
        return [json.loads(line) for line in out.splitlines()]

    def facts(lines, *pairs):
        for fact, part in pairs:
            check(any(one["fact"] == fact and part in one["text"] + one["person"] for one in lines),
                  f"why does not tell “{fact}: {part}”: {json.dumps(lines, indent=1)}")

    good = outside.publish("/marie/good", "On sleds", f'<p>I asked Ana Ruiz about <a href="{POST}">this</a>.</p>', "Marie", "M")
    bare = outside.publish("/marie/bare", "No link", "<p>Nothing here.</p>", "Marie", "M")
    receipt = desk.ping(good).headers["Location"]
    check(desk.ping(bare).status == 201, "a ping is not taken")
    desk.stop()
    desk.run("work", "--once")
    facts(why(good), ("state", "shown"), ("received", "webmention"), ("shown", ""), ("name", "Ana Ruiz"), ("alert", "ana-ruiz"),
          ("mail", "ana-ruiz"), ("case", "is new"))
    check(why(good) == why(receipt) == why(receipt.rpartition("/")[2]), "address and receipt tell different stories")
    facts(why(good, "tom-becker"), ("no alert", "no name of this person was found"))
    check(not any(one["fact"] == "alert" for one in why(good, "tom-becker")), "somebody else's alert is told")
    for words in (("why", good, "nobody-known"), ("why", "http://never.example/seen", "nobody-known"),
                  ("promises", "--by", "nobody-known"), ("promises", "--kept", "1", "--by", "nobody-known"),
                  ("cases", "--mine", "nobody-known"), ("case", "1", "--claim", "nobody-known"),
                  ("mute", "source", "localhost", "--person", "nobody-known"), ("staff", "--renew", "nobody-known"),
                  ("staff", "claim", "nobody-known", POST + "#comment-1"),
                  ("answered", "http://x.example/", "--person", "nobody-known")):
        code, out, said = desk.run(*words)
        check(code == 2 and not out and "nobody-known" in said and "earshot staff" in said, f"{words}: {code} {out}{said}")
    for words, cure in ((("promises", "--by", "ana-ruiz"), "--kept or --drop"),
                        (("promises", "--move", "1", "--date", "2027-02-30"), "no day of the calendar: 2027-02-30"),
                        (("promises", "--move", "1"), "--move needs --date"),
                        (("mute", "source", "writer rosa\n", "--person", "ana-ruiz"), "line break")):
        code, out, said = desk.run(*words)
        check(code == 2 and not out and cure in said, f"{words}: {code} {out}{said}")
    facts(why(bare), ("state", "refused"), ("refused", "link"))
    facts(why("http://127.0.0.1:1/5"), ("deferred", ""), ("next look", ""), ("to do", "verify is due"))
    facts(why(POST + "#comment-1"), ("writer", "Rosa, a reader"), ("waits", "no longer"), ("answered by", "rule parent, certainty 1"),
          ("imported", "alert nobody"))
    facts(why(POST + "#comment-2"), ("writer", "proven"), ("answers", "comment-1"))
    facts(why(POST + "#comment-3"), ("waits", "yes"))
    facts(why(POST), ("state", "takes pings"), ("linkback", good + " is shown"), ("linkback", bare + " is refused"),
          ("waits", "#comment-3"))
    facts(why("http://refused.example/x", "--target", "http://elsewhere.example/"), ("refused", "target_not_ours"))
    facts(why("http://refused.example/x", "--target", POST), ("taken in", "would be verified"))
    check(why("http://never.example/seen", status=1) == [], "something is told of nothing")
    status, out, said = desk.run("why", good)
    check(status == 0 and "linkback" in out and "ana-ruiz: " in out, f"why for people: {out}{said}")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-commands-", dir="/var/tmp"))
    folder.chmod(0o755)
    desk, outside = Desk(folder, pathlib.Path(sys.argv[1])), OutsideSite()
    try:
        for part in (words_that_are_no_commands, missing_files, a_group_that_is_none, stores_that_fail, imports, full_disk):
            part(desk)
        outside.start()
        desk.start()
        long_queues(desk)
        decisions(desk, outside)
        print("commands: as they should be")
    except (RigError, OSError, subprocess.SubprocessError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    finally:
        desk.stop()
        outside.stop()
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
