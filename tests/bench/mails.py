"""From a comment that names somebody, posted as readers post, to the mail that the mail server took."""
import re
import threading
import time

from place import RigError, Visitor, wait_for

from mail import MailServer

A_SECOND, SECONDS, READERS = 50, 20, 16
MARK = re.compile(r"number (\d+) of the race")


class Mails:
    def __init__(self, bench):
        self.bench, self.place, self.table = bench, bench.place, bench.table

    def comment_to_mail(self):
        self.bench.say(f"comments that name somebody, {A_SECOND} a second, and their mails")
        self.place.drained(240)
        server = MailServer(self.place.folder / "mail", self.place.mail_port)
        server.start()
        try:
            posted, took = self.post_all()
            wait_for("all mails", lambda: len(self.arrivals(server)) >= len(posted), 120)
            arrived = self.arrivals(server)
        finally:
            server.stop()
        if set(arrived) != set(posted):
            raise RigError(f"{len(posted)} comments, {len(set(posted) & set(arrived))} mails of them")
        waits = sorted(arrived[number] - posted[number] for number in posted)
        p50, p99 = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99))
        rate = len(posted) / took
        self.table.add("comment posted to mail accepted, p50", f"{p50:.2f} s", f"{rate:.0f} comments/s to WordPress", "< 2 s", p50 < 2)
        self.table.add("  p99", f"{p99:.2f} s", f"{len(posted)} comments", "< 5 s", p99 < 5)

    def post_all(self):
        """When each was posted (as soon as the engine had answered), by number; at an even pace as far as the engine keeps it."""
        posted, failed, lock = {}, [], threading.Lock()
        begun = time.time()

        def reader(which):
            visitor = Visitor()
            for number in range(which, A_SECOND * SECONDS, READERS):
                time.sleep(max(0, begun + number / A_SECOND - time.time()))
                try:
                    self.place.blog.comment(visitor, f"note-{number % 8 + 1}",
                                            f"Could Ana Ruiz look at number {number} of the race?", author=f"Reader {number}",
                                            email=f"reader{number}@example.org", url="")
                except (RigError, OSError) as fault:
                    failed.append(str(fault))
                    return
                with lock:
                    posted[number] = time.time()
        threads = [threading.Thread(target=reader, args=(which,)) for which in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise RigError(f"the blog did not take the comments: {failed[0]}")
        return posted, time.time() - begun

    @staticmethod
    def arrivals(server):
        """When the mail of each comment was written down, by the comment's number."""
        found = {}
        for letter in server.letters("ana@acme.example"):
            mark = MARK.search(letter.text)
            if mark:
                found[int(mark.group(1))] = letter.path.stat().st_mtime
        return found
