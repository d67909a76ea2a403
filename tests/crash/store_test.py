"""The store in trouble while pings come in: the disk fills up, another program locks the file, the rights are wrong. The
answer is 503 with Retry-After, nothing is acknowledged that is not kept, readers go on, and all mends by itself."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from scene import RigError, Scene, acknowledged, check, run, wait_for

DISK = 24 * 1024 * 1024  # the log alone may take 16
PROTOCOLS = ("webmention", "trackback", "pingback")


class Books:
    """What was acknowledged, by number."""

    def __init__(self, scene):
        self.scene, self.next, self.accepted, self.refused = scene, 1, [], []

    def ping(self):
        number, self.next = self.next, self.next + 1
        protocol = PROTOCOLS[number % 3]
        good = acknowledged(protocol, self.scene.ping(number, protocol))
        (self.accepted if good else self.refused).append(number)
        return good

    def compare(self):
        stored = {source for source in self.scene.stored()}
        known = {self.scene.sources.url(number) for number in self.accepted}
        check(not known - stored, f"acknowledged and lost: {sorted(known - stored)[:5]}")
        check(not stored - known, f"refused and kept: {sorted(stored - known)[:5]}")


def readers_go_on(scene, when):
    quoted = urllib.parse.quote(scene.sources.target(1), safe="")
    fragment = scene.ask("GET", f"fragment?target={quoted}")
    check(fragment.status == 200 and "Note 1" in fragment.text, f"{when}: the fragment answers {fragment.status}")
    check(scene.ask("GET", scene.receipt).status == 200, f"{when}: the receipt cannot be read")
    check(scene.ask("GET", "answers").status == 200, f"{when}: the page of answers cannot be read")


def fill(folder):
    hog = folder / "hog"
    with open(hog, "wb", buffering=0) as out:
        for size in (65536, 4096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    return hog


def disk_full(scene, books):
    hog = fill(scene.earshot.store)
    before = len(books.accepted)
    for _ in range(3000):
        if not books.ping():
            break
    check(books.refused, "3000 pings were taken on a full disk")
    for _ in range(6):
        books.ping()
    readers_go_on(scene, "disk full")
    check(scene.ask("GET", "health").status == 503, "health says nothing of the full disk")
    late = len(books.accepted) - before
    hog.unlink()
    began = time.monotonic()
    wait_for("pings to be taken again", books.ping, 5)
    took = time.monotonic() - began
    check(all([books.ping() for _ in range(20)]), "a ping is refused though there is space again")
    books.compare()
    print(f"disk full: {len(books.refused)} refused with 503, {late} taken before, all right {took:.2f} s after space came back")


def locked(scene, books):
    """Another program writes for some seconds, as a backup with a wrong tool would."""
    database = scene.earshot.store / "earshot.db"
    other = sqlite3.connect(database, isolation_level=None)
    slow, times = len(books.refused), []
    try:
        other.execute("begin immediate")
        began = time.monotonic()
        check(not books.ping(), "a ping was taken while another program held the store")
        times.append(time.monotonic() - began)
        crowd = [threading.Thread(target=books.ping) for _ in range(6)]
        for one in crowd:
            one.start()
        readers_go_on(scene, "locked")
        for one in crowd:
            one.join()
        check(len(books.refused) == slow + 7, f"{len(books.refused) - slow} of 7 were refused while the store was locked")
        check(times[0] < 4, f"the sender waited {times[0]:.1f} s for the store")
        # Short locks are waited for: the answer is yes.
        waiting = threading.Thread(target=books.ping)
        waiting.start()
        time.sleep(0.5)
    finally:
        other.execute("rollback")
        other.close()
    waiting.join()
    check(len(books.refused) == slow + 7, "a lock of half a second refused a ping")
    check(books.ping(), "after the lock a ping is refused")
    books.compare()
    print(f"locked: 503 after {times[0]:.1f} s, a lock of half a second is waited for")


def read_only(scene, books):
    """Refused at the start with what, why and the cure; serving again once the rights are right."""
    scene.earshot.stop()
    files = [scene.earshot.store, *scene.earshot.store.glob("earshot.db*")]
    modes = {path: path.stat() for path in files}
    for path in files:
        if os.geteuid() == 0:
            shutil.chown(path, "root", "root")
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = ""
    try:
        scene.earshot.start()
    except RigError:
        said = scene.earshot.daemon.last_words(1)
    code = scene.earshot.daemon.child.poll()
    for path, mode in modes.items():
        if os.geteuid() == 0:
            os.chown(path, mode.st_uid, mode.st_gid)
        path.chmod(mode.st_mode & 0o777)
    check(code == 1, f"on a read-only store the program ended with {code}")
    for part in ("store:", "readonly", "check owner and rights"):
        check(part in said, f"a read-only store is explained without “{part}”: {said}")
    scene.earshot.start()
    check(books.ping(), "after the rights were mended a ping is refused")
    print(f"read-only: exit 1, {said}")


def play(folder, program):
    scene = Scene(folder, program)
    store = scene.earshot.store
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", store], check=True)
    try:
        if scene.earshot.user:
            shutil.chown(store, scene.earshot.user, scene.earshot.user)
        scene.import_posts()
        scene.earshot.start()
        books = Books(scene)
        answer = scene.ping(0, "webmention")
        check(acknowledged("webmention", answer), "the first ping was refused")
        books.accepted.append(0)
        scene.receipt = answer.headers["Location"].partition("/earshot/")[2]
        books.ping()
        wait_for("the first ping to be shown", lambda: scene.stored()[scene.sources.url(1)] == ["shown"])
        locked(scene, books)
        disk_full(scene, books)
        read_only(scene, books)
        settled = lambda: all(states == ["shown"] for states in scene.stored().values())  # noqa: E731
        wait_for("every acknowledged ping to be shown", settled, 30)
        books.compare()
        scene.earshot.stop()
        scene.sound()
        print(f"{len(books.accepted)} pings acknowledged and kept, {len(books.refused)} refused and not kept")
    finally:
        scene.stop()
        subprocess.run(["umount", store], check=True)


def may_mount():
    if os.geteuid() != 0:
        return "not root"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, text=True)
        if tried.returncode != 0:
            return tried.stderr.strip()
        subprocess.run(["umount", folder], check=True)
    return ""


if __name__ == "__main__":
    obstacle = may_mount()
    if obstacle:
        print(f"SKIPPED: a small disk cannot be made here: {obstacle}")
        sys.exit(77)
    sys.exit(run("store", play))
