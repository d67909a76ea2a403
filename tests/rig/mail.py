"""A real SMTP server (aiosmtpd, as packaged) that drops every message into a Maildir."""
import email
import email.policy
import pathlib
import re

from process import Daemon, RigError, answers_on


class Letter:
    def __init__(self, path):
        self.path = path
        self.message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)

    @property
    def to(self):
        return str(self.message["To"])

    @property
    def subject(self):
        return str(self.message["Subject"])

    def part(self, kind):
        found = self.message.get_body((kind,))
        return found.get_content() if found else ""

    @property
    def text(self):
        return self.part("plain")

    @property
    def html(self):
        return self.part("html")


    def acts(self):
        """The address behind each of the words that act; those of its two parts must be the same."""
        found = {word.strip(): address
                 for word, address in re.findall(r"^([A-Z][^:\n]*):\s+(http\S+/act/\S+)$", self.text, re.M)}
        in_html = set(re.findall(r'href="(http[^"]+/act/[^"]+)"', self.html))
        if not found or set(found.values()) != in_html:
            raise RigError(f"the links that act: {found} and {in_html}")
        return found


class MailServer:
    def __init__(self, folder, port):
        self.folder, self.port = pathlib.Path(folder), port
        self.folder.mkdir(parents=True, exist_ok=True)
        self.maildir = self.folder / "Maildir"
        self.url = f"smtp://127.0.0.1:{port}"
        self.daemon = Daemon("mail", self.folder, [
            "/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}",
            "-c", "aiosmtpd.handlers.Mailbox", self.maildir])

    def start(self):
        self.daemon.start(lambda: answers_on(("127.0.0.1", self.port)))

    def stop(self):
        self.daemon.stop()

    def letters(self, to=None):
        """All letters, oldest first."""
        paths = sorted((self.maildir / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        found = [Letter(path) for path in paths]
        return [letter for letter in found if to is None or to in letter.to]
