"""The small world of the story: a company's blog with Earshot beside it, mail, and bloggers elsewhere."""
import os
import pathlib
import shutil
import socket

from blog import Blog
from earshot import Earshot
from mail import MailServer
from outside import OutsideSite
from process import RigError, end_leftovers, free_port
from roster import roster_with

MARK = "world.earshot"  # only a folder that carries it is ever wiped

STAFF = [{"login": "ana", "password": "ana-writes-here", "role": "editor", "email": "ana@acme.example", "name": "Ana Ruiz"},
         {"login": "tom", "password": "tom-writes-here", "role": "editor", "email": "tom@acme.example", "name": "Tom Becker"}]
POSTS = [{"title": "Why the Rocket Sled loses power in the cold", "name": "cold-battery", "author": "ana",
          "html": "<p>Below minus ten degrees the battery gives a third of its charge. We measured it, and we are working "
                  "on it. Tell us what you see out there.</p>"},
         {"title": "New colours for the winter", "name": "colours", "author": "tom",
          "html": "<p>Red, and a darker red.</p>"}]
WISH = {"title": "The Acme Blog", "people": STAFF, "posts": POSTS,
        "admin": {"login": "webmaster", "email": "webmaster@acme.example", "password": "nobody-uses-this"},
        "options": {"comment_previously_approved": "0", "blogdescription": "What we make, and what goes wrong",
                    "require_name_email": "1", "thread_comments": "1",
                    "show_avatars": "0"}}


def password_of(login):
    return next(person["password"] for person in STAFF if person["login"] == login)


class PortTaken(RigError):
    """Somebody else listens where we would; nothing was started."""


def refuse_taken(ports):
    """Before anything is started: 0 is whatever the kernel gives."""
    for use, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise PortTaken(f"port {port} is taken ({error.strerror}), and {use} needs it: give the first of three free "
                                "ports by --port, or end what listens there") from error


class World:
    """Everything below `folder`/world, which is made anew by every start."""

    def __init__(self, folder, program, port=None, theme="twentytwentyone", approve="verified"):
        self.folder = pathlib.Path(folder).resolve() / "world"
        self.program, self.approve = program, approve
        self.port = port or free_port()
        self.outside_port = port + 1 if port else 0
        self.mail_port = port + 2 if port else free_port()
        self.theme = theme
        self.blog = self.mail = self.outside = self.earshot = None

    def make_room(self):
        """Ends what a killed run left, and complains of ports that somebody else has."""
        self._end_leftovers()
        refuse_taken({"the blog": self.port, "bloggers elsewhere": self.outside_port, "mail": self.mail_port})

    def start(self):
        self.make_room()
        self._clear()
        self.blog = Blog(self.folder / "blog", self.port, self.theme)
        self.blog.start(WISH)
        self.mail = MailServer(self.folder / "mail", self.mail_port)
        self.mail.start()
        self.outside = OutsideSite(self.outside_port)
        self.outside.start()
        roster = roster_with(ana=self.blog.person_id("ana"), tom=self.blog.person_id("tom"))
        self.earshot = Earshot(self.program, self.folder / "earshot", self.blog, self.mail.url, roster, self.approve)

    def listen(self):
        """Earshot starts beside the running blog, nginx gets its parts."""
        self.earshot.start()
        self.blog.attach(self.earshot.nginx_pieces())

    def stop(self):
        for part in (self.earshot, self.outside, self.mail, self.blog):
            if part:
                part.stop()

    def ours(self, path=""):
        return f"{self.blog.url}/earshot/{path}"

    def _end_leftovers(self):
        if self.folder.exists():
            if not (self.folder / MARK).exists():
                raise RigError(f"{self.folder} is not a world of an earlier run: it is left alone")
            for part in ("blog/run", "mail", "earshot"):
                end_leftovers(self.folder / part)

    def _clear(self):
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        (self.folder / MARK).write_text("made by the demo, may be removed when it does not run\n")
        for folder in (self.folder, self.folder.parent):
            if os.stat(folder).st_uid == os.geteuid():
                os.chmod(folder, 0o755)
