"""The program under test: its configuration, its life and its words, always through the command line a host uses."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

from process import Daemon, RigError, answers_on

TEMPLATES = pathlib.Path(__file__).resolve().parents[2] / "templates" / "nginx"

CONFIG = """\
[store]
url = "sqlite:{store}/earshot.db"

[mail]
url = "{mail}"
from = "Earshot <earshot@acme.example>"

[fetch]
allow = ["127.0.0.0/8"]

[[site]]
name = "blog"
url = "{url}/"
engine = "wordpress"
prefix = "/earshot"
approve = "{approve}"
roster = "{folder}/roster.toml"
"""


# Kinds of jobs that come round for ever: where only these are left, all is done.
COMES_AGAIN = {"poll", "sweep", "tend", "tend_cases", "tend_outside", "read_feed", "follow_outside", "look_out",
               "figures_week", "check_profiles"}


class Earshot:
    def __init__(self, program, folder, blog, mail_url, roster, approve="verified"):
        self.folder, self.blog = pathlib.Path(folder), blog
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = self.folder / "store"
        self.store.mkdir()
        self.socket = self.folder / "earshot.sock"
        self.config = self.folder / "earshot.toml"
        # A copy: the blog's user need not be able to look into the folder where it was built.
        self.program = self.folder / "earshot"
        shutil.copy2(program, self.program)
        self.program.chmod(0o755)
        self.config.write_text(CONFIG.format(
            folder=self.folder, store=self.store, mail=mail_url, url=blog.url, approve=approve))
        (self.folder / "roster.toml").write_text(roster)
        self.user = "www-data" if os.geteuid() == 0 else None
        if self.user:
            for own in (self.folder, self.store):
                shutil.chown(own, self.user, self.user)
        self.daemon = Daemon("earshot", self.folder, [
            self.program, "--config", self.config, "serve", "--listen", f"unix:{self.socket}"], user=self.user)

    def start(self):
        self.daemon.start(lambda: answers_on(str(self.socket)))

    def stop(self):
        return self.daemon.stop()

    def kill(self):
        self.daemon.kill()

    def nginx_pieces(self):
        """The shipped snippets with their blanks filled: http{}, server{} (with the headers), PHP location."""
        blanks = {"@PREFIX@": "/earshot", "@SOCKET@": str(self.socket), "@SITE@": "blog"}
        pieces = {}
        for part, place in (("http", "http"), ("server", "server"), ("page", "page"), ("headers", "server")):
            text = (TEMPLATES / f"earshot-{part}.conf").read_text()
            for blank, value in blanks.items():
                text = text.replace(blank, value)
            pieces[place] = pieces.get(place, "") + text
        return pieces

    def say(self, *words):
        """Runs a command of the program beside the running server and returns what it printed."""
        identity = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run([str(self.program), "--config", str(self.config), *words], capture_output=True, text=True,
                              timeout=60, cwd=self.folder, **identity)
        if done.returncode != 0:
            raise RigError(f"earshot {' '.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def look_elsewhere(self):
        """What is read again on other blogs in minutes or hours is read now."""
        self._due_now("'read_feed', 'follow_outside'")

    def look_at_engine(self):
        """What is read again of our own in seconds is read now."""
        self._due_now("'poll'")

    def _due_now(self, kinds):
        store = sqlite3.connect(self.store / "earshot.db", timeout=30)
        with store:
            store.execute(f"update job set due_at = 0 where kind in ({kinds}) and state = 'ready'")
        store.close()

    def records(self, *words):
        return [json.loads(line) for line in self.say(*words).splitlines() if line.strip()]
