"""What it costs to listen to a thousand blogs: a program of its own reads them from this machine, each at a host of its own."""
import email.utils
import hashlib
import pathlib
import re
import sqlite3
import time
import types

from place import Earshot, RigError, free_port, roster_with, wait_for
from server import Server
from strangers import processor_seconds

FEEDS, ENTRIES, CHANGED = 1000, 10, 10  # every tenth feed has a new entry when it is read again
PERIOD, PACE = 60, 600  # all are read once in so many seconds; nobody is ever asked more often than that
WORDS = "The sled stops in the cold and nobody of the people at the shop can say whether it is the battery or the wire. " * 15


class Blogs(Server):
    def __init__(self):
        super().__init__(self.read)
        self.round, self.answers = 0, {200: 0, 304: 0}
        self.begun = time.time() - 86400

    def text(self, blog):
        newest = ENTRIES + (self.round if blog % CHANGED == 0 else 0)
        items = "".join(
            f"<item><title>Note {n}</title><link>http://f{blog}.localhost:{self.port}/note/{n}</link>"
            f"<pubDate>{email.utils.formatdate(self.begun + (n if n < ENTRIES else 86400 + 60))}</pubDate><description>{WORDS}{n}</description></item>"
            for n in range(newest, newest - ENTRIES, -1))
        return f"<rss version=\"2.0\"><channel><title>Blog {blog}</title>{items}</channel></rss>".encode()

    def read(self, request):
        body = self.text(int(re.match(r"f(\d+)\.", request.headers["Host"]).group(1)))
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        known = request.headers.get("If-None-Match") == tag
        self.answers[304 if known else 200] += 1
        if known:
            return request.answer(304, headers=[("ETag", tag)])
        request.answer(200, body, "application/rss+xml", [("ETag", tag)])


class Ears:
    """Earshot without an engine and without readers: it only listens."""

    def __init__(self, place):
        folder = place.folder / "feeds"
        nowhere = f"http://127.0.0.1:{free_port()}"
        self.earshot = Earshot(place.build / "earshot", folder, types.SimpleNamespace(url=nowhere),
                               f"smtp://127.0.0.1:{free_port()}", roster_with(ana=7, tom=8))
        folder.chmod(0o755)

    def store(self):
        return sqlite3.connect(self.earshot.store / "earshot.db", timeout=30)

    def ask(self, sql):
        store = self.store()
        try:
            return store.execute(sql).fetchone()[0]
        finally:
            store.close()

    def spread(self, seconds):
        """Each feed falls due once within that time, evenly."""
        store, now = self.store(), int(time.time() * 1e6)
        with store:
            ids = [row[0] for row in store.execute("select id from job where kind = 'read_feed'")]
            store.executemany("update job set due_at = ? where id = ? and state = 'ready'",
                              [(now + int(n * seconds * 1e6 / len(ids)), one) for n, one in enumerate(ids)])
        store.close()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.earshot.daemon.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def spent(self):
        return processor_seconds([self.earshot.daemon.pid])


class Feeds:
    def __init__(self, bench):
        self.bench, self.table = bench, bench.table

    def watched_feeds(self):
        self.bench.say(f"{FEEDS} watched feeds of {ENTRIES} entries")
        blogs, ears = Blogs(), Ears(self.bench.place)
        try:
            blogs.start()
            ears.earshot.start()
            self.measure(blogs, ears)
        finally:
            ears.earshot.stop()
            blogs.stop()

    def measure(self, blogs, ears):
        time.sleep(5)
        alone = ears.memory()
        lines = "".join(f'<outline type="rss" xmlUrl="http://f{n}.localhost:{blogs.port}/feed"/>' for n in range(FEEDS))
        opml = ears.earshot.folder / "feeds.opml"
        opml.write_text(f"<opml><body>{lines}</body></opml>")
        opml.chmod(0o644)
        ears.earshot.say("watch", "import", str(opml))
        ears.spread(1)
        begun, before = time.monotonic(), ears.spent()
        wait_for("the first reading", lambda: ears.ask("select count(*) from watched_feed where state = 'read'") == FEEDS, 300)
        wait_for("the scan", lambda: ears.ask("select count(*) from job where kind = 'scan_outside'") == 0, 300)
        first, took = ears.spent() - before, time.monotonic() - begun
        blogs.round, blogs.answers = 1, {200: 0, 304: 0}
        before = ears.spent()
        ears.spread(PERIOD)
        time.sleep(PERIOD + 2)
        used, read = ears.spent() - before, sum(blogs.answers.values())
        if read < FEEDS or blogs.answers[200] != FEEDS // CHANGED:
            raise RigError(f"of {FEEDS} feeds in {PERIOD} s these were read: {blogs.answers}")
        share = used / PACE
        now = ears.memory()
        self.table.add(f"listen to {FEEDS} feeds, each every {PACE // 60} min", f"{share:.2%} of a core",
                       f"{1000 * used / read:.1f} ms a look, {FEEDS // CHANGED} of {read} had news", "< 2 %", share < 0.02)
        self.table.add("  memory of the program", f"{now:.0f} MB", f"without feeds {alone:.0f} MB", "< 64 MB", now < 64)
        self.table.add("  read all for the first time", f"{took:.0f} s", f"{first:.1f} s of a core, {FEEDS * ENTRIES} entries scanned")
