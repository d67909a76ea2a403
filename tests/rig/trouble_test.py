"""Bad days of a host: mail server down, disk full, store read-only. Nothing acknowledged is lost, nothing is said twice."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from front import Front, check, receipt
from mail import MailServer
from outside import send_webmention
from process import RigError, free_port, wait_for
from web import Visitor

SMALL = 4 * 1024 * 1024


def fill(folder):
    """Takes the last byte of a disk."""
    hog = folder / "hog"
    with open(hog, "wb", buffering=0) as out:
        for size in (65536, 4096, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    return hog


def ping(front, name, text):
    source = front.outside.publish(f"/{name}/a", name, f'<p>{text} <a href="{front.post}">this</a>.</p>', name, name)
    return source, send_webmention(source, front.post, front.ours("webmention"))


def disk_full(front, accepted):
    """Pings until the store takes nothing more; a refused one must say so, and a reader must not notice."""
    hog = fill(front.earshot.store)
    refused = None
    for number in range(4000):
        source, answer = ping(front, f"full-{number}", "I read")
        if answer.status != 201:
            refused = answer
            break
        accepted.append(source)
    check(refused is not None, "4000 pings were accepted on a full disk of 4 MiB")
    check(refused.status == 503 and refused.headers.get("Retry-After"), f"full disk: {refused.status} {refused.text}")
    page = Visitor().get(front.ours("fragment?target=" + urllib.parse.quote(front.post, safe="")))
    check(page.status == 200, f"the readers' fragment answers {page.status} on a full disk")
    check(Visitor().get(front.ours("health")).status == 503, "health says nothing of the full disk")
    hog.unlink()
    source, _ = wait_for("pings to be accepted again", lambda: (
        got := ping(front, "after", "I read"))[1].status == 201 and got, 30)
    accepted.append(source)
    print(f"disk full: 503 after {len(accepted) - 2} more, recovered without a restart")


def read_only(front):
    front.earshot.stop()
    files = [front.earshot.store, *front.earshot.store.glob("earshot.db*")]
    for path in files:
        shutil.chown(path, "root", "root")
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        front.earshot.start()
        _, answer = ping(front, "read-only", "I read")
        check(answer.status == 503, f"a ping on a read-only store: {answer.status}")
        print("read-only store: serves, and answers pings 503")
        front.earshot.stop()
    except RigError as fault:
        if "ended with" not in str(fault):
            raise
        words = front.earshot.daemon.last_words()
        check("readonly" in words and "rights" in words, f"does not say what is wrong: {words}")
        print("read-only store: does not start, and says why: " + words.splitlines()[-1])
    for path in files:
        shutil.chown(path, front.earshot.user, front.earshot.user)
        path.chmod(0o755 if path.is_dir() else 0o644)
    front.earshot.start()


def play(folder, program):
    port = free_port()
    front = Front(folder, program, mail_url=f"smtp://127.0.0.1:{port}")
    mail = MailServer(folder / "mail", port)
    store = front.earshot.store
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "tmpfs", store], check=True)
    try:
        shutil.chown(store, front.earshot.user, front.earshot.user)
        front.start()
        source, answer = ping(front, "early", "As Ana Ruiz wrote in")
        check(answer.status == 201, f"the first ping: {answer.status}")
        wait_for("the first ping to be shown", lambda: receipt(answer.headers["Location"])["state"] == "shown", 30)
        accepted = [source]
        disk_full(front, accepted)
        read_only(front)
        known = {line["source"] for line in front.earshot.records("queue", "--json", "--limit", "100000")}
        check(not set(accepted) - known, f"acknowledged and lost: {set(accepted) - known}")
        check(known <= set(accepted), f"not acknowledged and kept: {known - set(accepted)}")
        print(f"{len(accepted)} pings acknowledged, the same {len(known)} in the store")
        mail.start()
        wait_for("the alert that waited for the mail server", mail.letters, 120)
        send_webmention(source, front.post, front.ours("webmention"))
        wait_for("the repeated ping to be settled", lambda: receipt(answer.headers["Location"])["state"] == "shown")
        letters = [letter for letter in mail.letters("ana@acme.example") if source in letter.text]
        check(len(letters) == 1 == len(mail.letters()), f"{len(letters)} letters about one ping")
        print("mail server down: the alert waited, and went out once")
    finally:
        front.stop()
        mail.stop()
        subprocess.run(["umount", store], check=True)


def may_mount():
    """Some containers forbid it even to root; the reason is printed, so that nobody takes silence for success."""
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, text=True)
        if tried.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return tried.returncode == 0, tried.stderr


def main():
    program = pathlib.Path(sys.argv[1])
    able, why = may_mount() if os.geteuid() == 0 else (False, "not root")
    if not able:
        print(f"SKIPPED: a small disk cannot be made here: {why}")
        return 77
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-trouble-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        play(folder, program)
    except (RigError, OSError, json.JSONDecodeError, subprocess.SubprocessError) as fault:
        print(f"{fault}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
