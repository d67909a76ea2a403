"""`earshot check` beside a real nginx, a small engine and real mail servers, when all is well and when each thing is not:
every finding says ok, warning or wrong and what to do, and silent hosts do not keep it waiting."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from aiosmtpd.controller import Controller

import nginx_front_test
from process import RigError, free_port, wait_for

CONFIG = """[store]
url = "sqlite:{store}"
[mail]
url = "smtp://127.0.0.1:{mail}"
from = "Earshot <earshot@blog.example>"
[serve]
{serve}
[[site]]
name = "blog"
url = "http://127.0.0.1:{port}/"
engine = "{engine}"
roster = "{run}/roster.toml"
{site}
"""
ROSTER = """[[person]]
id = "ana-ruiz"
name = "Ana Ruiz"
email = "ana@acme.example"
accounts = ["wordpress:7"]
"""
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>b</title>
<item><title>One</title><link>http://blog.example/1</link></item><item><title>Two</title><link>http://blog.example/2</link></item>
</channel></rss>"""
JSON = b"application/json"


class Postman:
    def __init__(self, refuses=None):
        self.refuses, self.senders, self.letters = refuses, [], 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.senders.append(address)
        if self.refuses:
            return self.refuses
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters += 1
        return "250 OK"


@contextlib.contextmanager
def mail_server(refuses=None):
    postman = Postman(refuses)
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, postman
    finally:
        controller.stop()


@contextlib.contextmanager
def silent_server():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


class Scene:
    def __init__(self, run, program):
        self.run, self.program = run, program
        self.world = nginx_front_test.World(run, program)
        self.count = 0
        engine = self.world.engine.own
        engine[b"/wp-json/wp/v2/posts"] = (200, JSON, b"[]")
        engine[b"/wp-json/wp/v2/comments"] = (200, JSON, b"[]")
        engine[b"/wp-json/wp/v2/users/7"] = (200, JSON, b'{"id":7,"name":"Ana"}')
        engine[b"/wp-json/wp/v2/users/8"] = (404, JSON, b'{"code":"rest_user_invalid_id"}')
        engine[b"/wp-json/wp/v2/users/9"] = (401, JSON, b'{"code":"rest_user_cannot_view"}')
        engine[b"/good-feed"] = (200, b"application/rss+xml", FEED)
        engine[b"/bad-feed"] = (200, b"application/rss+xml", b"<rss><oops")
        engine[b"/no-feed"] = (200, b"text/html", b"<!DOCTYPE html><title>A page</title>")
        (run / "roster.toml").write_text(ROSTER)

    def check(self, words=(), mail=9, serve="", engine="wordpress", site="", user=None, socket_path="earshot.sock",
              store=None):
        """All findings by what they are about, and the exit status."""
        config = self.run / "check.toml"
        config.write_text(CONFIG.format(run=self.run, store=store or self.run / "earshot.db", mail=mail, serve=serve, engine=engine, site=site, port=self.world.port))
        began = time.monotonic()
        done = subprocess.run([self.program, "--config", config, "check", "--json", "--socket", self.run / socket_path, *words],
                              capture_output=True, text=True, timeout=60, user=user)
        took = time.monotonic() - began
        if took > 21:
            raise RigError(f"check took {took:.1f} s")
        found = {}
        for line in done.stdout.splitlines():
            one = json.loads(line)
            if one["level"] != "ok" and not one["cure"]:
                raise RigError(f"a finding without a cure: {line}")
            found.setdefault(one["about"], []).append((one["level"], one["text"]))
        wrong = any(level == "wrong" for lines in found.values() for level, _ in lines)
        if done.returncode != (1 if wrong else 0):
            raise RigError(f"exit {done.returncode} for {done.stdout}{done.stderr}")
        return found, took

    def expect(self, found, about, level, part):
        self.count += 1
        if not any(level == one and part in text for one, text in found.get(about, [])):
            raise RigError(f"no finding “{level}: {part}” about {about} in {json.dumps(found, indent=1)}")


def all_well(scene):
    with mail_server() as (port, postman):
        scene.check(mail=port)  # makes no store: that is the program's business
        found, _ = scene.check(mail=port)
    if any(level == "wrong" for lines in found.values() for level, _ in lines):
        raise RigError(f"something is wrong where all is well: {json.dumps(found, indent=1)}")
    for about, part in (("store", "schema is version"), ("store", "are free"), ("store", "none late"), ("mail", "answers at"),
                        ("mail", "takes mail from earshot@blog.example"), ("socket", "somebody listens"),
                        ("engine", "blog answers"), ("engine", "shows its comments"), ("accounts", "1 accounts"),
                        ("web server", "/earshot/ to Earshot"), ("discovery", "pingback endpoint"),
                        ("discovery", "webmention endpoint"), ("discovery", "script")):
        scene.expect(found, about, "ok", part)
    if postman.senders != ["earshot@blog.example"] * 2 or postman.letters:
        raise RigError(f"the mail server was told {postman.senders} and got {postman.letters} letters")


def mail(scene):
    with mail_server(refuses="550 sender unknown here") as (port, postman):
        found, _ = scene.check(mail=port)
    scene.expect(found, "mail", "wrong", "550 sender unknown here")
    found, _ = scene.check(mail=free_port())
    scene.expect(found, "mail", "wrong", "does not answer")


def engine_and_feeds(scene):
    (scene.run / "roster.toml").write_text(ROSTER.replace('"wordpress:7"', '"wordpress:7", "wordpress:8", "wordpress:9"') +
                                           '[[person]]\nid = "bo"\nname = "Bo Li"\n')
    found, _ = scene.check()
    scene.expect(found, "accounts", "wrong", "ana-ruiz has the account wordpress:8, and the engine has no such user")
    scene.expect(found, "accounts", "ok", "1 accounts could not be asked after")
    scene.expect(found, "roster", "warning", "bo has no email")
    (scene.run / "roster.toml").write_text(ROSTER)
    scene.world.engine.own[b"/wp-json/wp/v2/comments"] = (401, JSON, b'{"code":"rest_forbidden"}')
    found, _ = scene.check()
    scene.expect(found, "engine", "wrong", "does not show comments: status 401")
    blog = f"http://127.0.0.1:{scene.world.port}"
    found, _ = scene.check(engine="feed", site=f'feed = "{blog}/good-feed"\ncomments = "{blog}/bad-feed"')
    scene.expect(found, "feeds", "ok", "holds 2")
    scene.expect(found, "feeds", "warning", "/bad-feed is empty")
    found, _ = scene.check(engine="feed", site=f'feed = "{blog}/no-feed"\ncomments = "{blog}/missing"')
    scene.expect(found, "feeds", "wrong", "/no-feed cannot be read: It is a page, not a feed.")
    scene.expect(found, "feeds", "wrong", "/missing cannot be read: status 404")
    scene.world.engine.own[b"/locked"] = (401, b"text/html", b"who are you?")
    found, _ = scene.check(engine="feed", site=f'feed = "{blog}/good-feed"\ncomments = "{blog}/good-feed"')
    scene.expect(found, "feeds", "wrong", "the feed of comments holds the posts, and no comment")
    found, _ = scene.check(engine="feed", site=f'feed = "{blog}/locked"\ncomments = "{blog}/bad-feed"')
    scene.expect(found, "feeds", "wrong", "/locked cannot be read: status 401")
    found, _ = scene.check(engine="feed")
    scene.expect(found, "feeds", "wrong", "names no feed")
    found, _ = scene.check(site=f'origin = "http://127.0.0.1:{free_port()}"')
    scene.expect(found, "engine", "wrong", "does not answer")


def silent_hosts(scene):
    """Mail server, engine and feeds take connections and say nothing."""
    with silent_server() as post, silent_server() as engine:
        for kind, site in (("wordpress", ""), ("feed", f'feed = "http://127.0.0.1:{engine}/f"')):
            found, took = scene.check(mail=post, engine=kind, site=f'origin = "http://127.0.0.1:{engine}"\n{site}')
            scene.expect(found, "mail", "wrong", "does not answer")
            scene.expect(found, "engine", "wrong", "timeout")
    print(f"silent hosts: check ends after {took:.1f} s")


def machine(scene):
    folder = scene.run / "templates"
    (folder / "reader").mkdir(parents=True)
    (folder / "reader/status.html").write_text("{{#STEP}} never closed")
    (folder / "reader/answers.html").write_text("<p>{{TITLE}}</p>")
    (folder / "reader/anwsers.html").write_text("<p>a slip</p>")
    found, _ = scene.check(serve=f'templates = "{folder}"\ngroup = "no-such-group"')
    scene.expect(found, "templates", "wrong", "reader/status.html: a section is not closed")
    scene.expect(found, "templates", "ok", "reader/answers.html loads")
    scene.expect(found, "templates", "warning", "reader/anwsers.html replaces nothing")
    scene.expect(found, "socket", "wrong", "there is no group no-such-group")
    found, _ = scene.check(socket_path="none.sock")
    scene.expect(found, "socket", "warning", "no socket")
    found, _ = scene.check(socket_path="roster.toml")
    scene.expect(found, "socket", "wrong", "is no socket")
    if os.geteuid() == 0 and pathlib.Path("/etc/nginx/nginx.conf").exists():
        os.chmod(scene.run / "earshot.sock", 0o600)
        found, _ = scene.check()
        scene.expect(found, "socket", "wrong", "may not use")
        os.chmod(scene.run / "earshot.sock", 0o666)


def store(scene):
    path = scene.run / "earshot.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("insert into schema_version (number, name) values (999, 'later')")
        found, _ = scene.check()
        scene.expect(found, "store", "wrong", "schema is version 999, this program knows only up to")
        other.execute("delete from schema_version where number = 999")
        other.execute("begin exclusive")
        found, _ = scene.check()
        scene.expect(found, "store", "wrong", f"in {path}: database is locked")
    if os.geteuid() == 0:
        found, _ = scene.check(user="nobody")
        scene.expect(found, "store", "wrong", str(path))
    sound = path.read_bytes()
    for end in ("-wal", "-shm"):
        pathlib.Path(str(path) + end).unlink(missing_ok=True)
    path.write_bytes(b"this is no store " * 9999)
    found, _ = scene.check()
    scene.expect(found, "store", "wrong", "not a database")
    path.write_bytes(sound)


def two_of_one_name(scene):
    roster = scene.run / "roster.toml"
    roster.write_text(ROSTER + '\n[[person]]\nid = "ana-two"\nname = "Ana Ruiz"\nemail = "two@acme.example"\n')
    found, _ = scene.check()
    scene.expect(found, "roster", "warning", "ana-ruiz and ana-two have one full name, “Ana Ruiz”")
    roster.write_text(ROSTER)


def without_the_program(scene):
    scene.world.end(scene.world.earshot)
    found, _ = scene.check()
    scene.expect(found, "web server", "wrong", "but with 502")
    scene.expect(found, "socket", "wrong", "nobody listens")
    only(scene, found, "discovery", "not looked at, since Earshot does not answer")
    scene.world.end(scene.world.nginx)
    found, _ = scene.check()
    scene.expect(found, "web server", "wrong", "public address does not answer")
    scene.world.write_config(attached=())
    scene.world.start_nginx()
    found, _ = scene.check()
    scene.expect(found, "web server", "wrong", "is not answered by Earshot")


def only(scene, found, about, part):
    scene.expect(found, about, "warning", part)
    if len(found[about]) != 1:
        raise RigError(f"more than one cure about {about}: {found[about]}")


def frozen_and_restarted(scene):
    """Earshot takes connections and is silent; then it is back, while nginx still passes it over."""
    scene.world.earshot.send_signal(signal.SIGSTOP)
    found, _ = scene.check()
    scene.expect(found, "web server", "wrong", "takes connections but does not answer")
    only(scene, found, "discovery", "not looked at, since Earshot does not answer")
    for _ in range(6):
        scene.world.ask("/a-post/")
    scene.world.earshot.send_signal(signal.SIGCONT)
    found, _ = scene.check()
    for part in ("pingback endpoint", "webmention endpoint", "script"):
        scene.expect(found, "discovery", "ok", part)


def trouble_of_its_own(scene):
    """The store is away under the running program: its own words reach the operator."""
    with contextlib.closing(sqlite3.connect(scene.run / "earshot.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        found, _ = scene.check()
    scene.expect(found, "web server", "wrong", "Earshot answers, and says itself: store: ")
    scene.expect(found, "discovery", "ok", "script")


def no_store_yet(scene):
    """Who checks before the first run makes no file that the service could not open then."""
    empty = scene.run / "empty"
    empty.mkdir()
    found, _ = scene.check(store=empty / "earshot.db")
    scene.expect(found, "store", "warning", "there is no store yet")
    if left := list(empty.iterdir()):
        raise RigError(f"check made {left}")


def files_beside_the_store(scene):
    if os.geteuid() != 0:
        return
    folder = scene.run / "beside"
    folder.mkdir()
    path = folder / "earshot.db"
    with contextlib.closing(sqlite3.connect(scene.run / "earshot.db")) as here, contextlib.closing(sqlite3.connect(path)) as there:
        here.backup(there)
        there.execute("pragma journal_mode = wal")
    for one in (folder, path):
        shutil.chown(one, "nobody")
    shm = folder / "earshot.db-shm"
    shm.touch()
    shm.chmod(0o440)
    found, _ = scene.check(store=path, user="nobody")
    scene.expect(found, "store", "wrong", f"{shm} may not be written, Permission denied")
    shutil.chown(shm, "nobody")  # one's own is mended
    found, _ = scene.check(store=path, user="nobody")
    scene.expect(found, "store", "ok", "can be written")


def configuration(scene):
    (scene.run / "bad.toml").write_text("[store]\nurl = 5\n[[site]]\nname = 'b'\n")
    done = subprocess.run([scene.program, "--config", scene.run / "bad.toml", "check", "--json"], capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 1 or len(lines) != 2 or not all(
            one["level"] == "wrong" and f"bad.toml:{number}: " in one["text"] for one, number in zip(lines, (2, 3))):
        raise RigError(f"a bad configuration: {done.stdout}{done.stderr}")


def main():
    run = pathlib.Path(tempfile.mkdtemp(prefix="earshot-check-", dir="/var/tmp"))
    run.chmod(0o755)
    program = run / "earshot"
    shutil.copy2(sys.argv[1], program)
    scene = Scene(run, str(program))
    try:
        scene.world.start_nginx()
        scene.world.start_earshot()
        os.chmod(run / "earshot.sock", 0o666)
        wait_for("pages with the script", lambda: b"widget.js" in scene.world.ask("/a-post/")[2])
        for part in (all_well, two_of_one_name, mail, engine_and_feeds, silent_hosts, machine, no_store_yet, files_beside_the_store, trouble_of_its_own,
                     frozen_and_restarted, store, without_the_program, configuration):
            part(scene)
        print(f"{scene.count} findings as they should be")
    except (RigError, OSError, subprocess.SubprocessError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {run}")
        return 1
    finally:
        for process in (scene.world.earshot, scene.world.nginx):
            scene.world.end(process)
    shutil.rmtree(run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
