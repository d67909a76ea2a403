"""Lists of sources, bulk moves and undo as a host types them; each ping is one plain CGI run of the program. Usage: lists_test.py PROGRAM"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from roster import ROSTER

CONFIG = """[store]
url = "sqlite:earshot.db"
[[site]]
name = "blog"
url = "https://blog.example/"
engine = "feed"
roster = "roster.toml"
approve = "known"
recheck_days = 14
"""


class Host:
    def __init__(self, folder, program):
        self.folder, self.program = folder, program
        (folder / "earshot.toml").write_text(CONFIG)
        (folder / "roster.toml").write_text(ROSTER)

    def run(self, *words, stdin=None):
        done = subprocess.run([self.program, "--config", self.folder / "earshot.toml", *words], input=stdin, text=True,
                              stdin=None if stdin else subprocess.DEVNULL, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def ping(self, source, sender="198.51.100.7", target="https://blog.example/post/"):
        body = urllib.parse.urlencode({"source": source, "target": target}).encode()
        env = dict(os.environ, GATEWAY_INTERFACE="CGI/1.1", EARSHOT_CONFIG=str(self.folder / "earshot.toml"), REQUEST_METHOD="POST",
                   SCRIPT_NAME="/earshot", PATH_INFO="/webmention", CONTENT_TYPE="application/x-www-form-urlencoded",
                   CONTENT_LENGTH=str(len(body)), REMOTE_ADDR=sender, SERVER_PROTOCOL="HTTP/1.1")
        done = subprocess.run([self.program], input=body, env=env, capture_output=True, timeout=60)
        return int(done.stdout.split(b" ", 2)[1])

    def state(self, *numbers):
        lines = [json.loads(line) for line in self.run("queue", "--json", "--all")[1].splitlines()]
        found = {line["id"]: line["state"] for line in lines}
        return [found[number] for number in numbers] if numbers else lines


def same(seen, wanted):
    assert seen == wanted, f"{seen!r} is not {wanted!r}"


def lists(host):
    same(host.run("block", "add", "spam.example", "203.0.113.9/24", "word:Casino", "https://troll.example/me/")[0], 0)
    same(host.run("block", "list")[1].split(), ["address", "203.0.113.0/24", "author", "https://troll.example/me", "host",
                                               "spam.example", "word", "word:casino"])
    code, out, complaint = host.run("block", "add", "nonsense", "other.example")
    same((code, out), (1, "1 rule stored\n"))
    assert "nonsense" in complaint, complaint
    code, _, complaint = host.run("allow", "add", "203.0.113.0/24")
    assert code == 1 and "only be blocked" in complaint, complaint
    same(host.ping("https://www.spam.example/x"), 400)
    same(host.ping("https://fan.example/x", sender="203.0.113.200"), 400)
    same(host.ping("https://fan.example/x"), 201)
    same(host.run("block", "remove", "spam.example")[0], 0)
    same(host.run("block", "remove", "spam.example")[0], 1)
    same(host.ping("https://www.spam.example/x"), 201)
    both = "1 rule stored\nan address without / blocks what is sent from it and pages whose host it is\n"
    same(host.run("block", "add", "198.51.100.77")[:2], (0, both))
    same(host.ping("http://198.51.100.77/x"), 400)
    same(host.ping("https://fan.example/seven", sender="198.51.100.77"), 400)
    same(host.run("block", "remove", "198.51.100.77")[:2], (0, "1 rule removed\n"))
    same(host.ping("http://198.51.100.77/x"), 201)
    (host.folder / "list.txt").write_text("# ours\nbad.example  # since May\n\n*.worse.example\n")
    same(host.run("block", "import", str(host.folder / "list.txt"))[:2], (0, "2 rules stored\n"))
    same(host.run("block", "import", "-", stdin="one-more.example\n")[0], 0)
    same(host.run("block", "import", "/nonexistent")[0], 1)
    same(host.ping("https://a.worse.example/"), 400)
    same(host.run("allow", "add", "bad.example")[0], 0)  # the later word counts
    same(host.ping("https://bad.example/"), 201)
    same([json.loads(line)["rule"] for line in host.run("allow", "list", "--json")[1].splitlines()], ["bad.example"])


def moves(host):
    with sqlite3.connect(host.folder / "earshot.db") as store:
        store.execute("update linkback set state = 'waiting'")  # as their checks would leave them
        store.execute("insert into linkback_score select site_id, id, 3, 'no reader sees the link 3' from linkback")
    lines = host.state()
    same({line["score"] for line in lines}, {3})
    assert "spam score 3: no reader sees the link 3" in host.run("queue")[1]
    ids = {line["source"]: line["id"] for line in lines}
    fan, spam = ids["https://fan.example/x"], ids["https://www.spam.example/x"]
    same(host.run("queue", "--hide", "--host", "spam.example")[1], "1 linkbacks hidden; each can be taken back with --undo\n")
    same(host.state(fan, spam), ["waiting", "hidden"])
    same(host.run("queue", "--approve", "--all-waiting")[0], 0)
    same(host.state(fan, spam), ["shown", "hidden"])
    same(host.run("queue", "--undo", str(spam))[0], 0)
    same(host.run("queue", "--undo", str(spam))[0], 1)
    same(host.run("queue", "--hide", str(fan))[0], 0)
    same(host.run("queue", "--hide", str(fan))[0], 1)
    same(host.state(fan, spam), ["hidden", "waiting"])
    assert "is read first" in host.run("queue", "--undo", str(fan))[1]
    same(host.state(fan, spam), ["waiting", "waiting"])
    for wrong in (["--hide"], ["--approve"], ["--host", "x.example"], ["--hide", "1", "--approve", "2"], ["--all-waiting"],
                  ["--hide", "1", "--host", "x.example"], ["--undo", "x"], ["--hide", "0"]):
        same(host.run("queue", *wrong)[0], 2)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-lists-"))
    try:
        host = Host(folder, sys.argv[1])
        lists(host)
        moves(host)
        (folder / "earshot.toml").write_text(CONFIG.replace("14", "-1").replace('"known"', '"friends"'))
        code, _, complaint = host.run("queue")
        assert code != 0 and "recheck_days" in complaint and "verified, known, list" in complaint, complaint
    finally:
        shutil.rmtree(folder)
    print("ok")


if __name__ == "__main__":
    main()
