"""What a million comments cost beside ten thousand: their import, a year's report, what readers ask, and how soon one more is seen."""
import json
import os
import statistics
import time

from figures import wrk
from place import RigError, Visitor, wait_for

COMMENTS = int(os.environ.get("EARSHOT_BENCH_COMMENTS", 1_000_000))
FLAT = 200_000
A_POST = 60


class Comments:
    def __init__(self, bench):
        self.bench, self.place, self.table = bench, bench.place, bench.table
        self.first = 2_000_000  # of numbers that no other figure uses

    def taken_in(self, number, flat=False):
        seconds, megabytes = self.place.import_comments(number, number // A_POST, first=self.first, flat=flat)
        self.first += number
        return number / seconds, megabytes

    def report_seconds(self):
        times = []
        for _ in range(3):
            begun = time.monotonic()
            said = json.loads(self.place.earshot.say("report", "--site", "blog", "--from", "2025-01-01", "--to", "2026-01-01", "--json"))
            times.append(time.monotonic() - begun)
        if said["needing"] < 1000:
            raise RigError(f"the report tells of {said['needing']} questions only")
        return statistics.median(times)

    def asked(self):
        """Milliseconds that 99 of 100 readers wait at most, eight at a time."""
        waits = {}
        for name, path in (("answers page", "/earshot/answers"), ("fragment", f"/earshot/fragment?target={self.place.archive}7/"),
                           ("engagement", f"/earshot/api/engagement?target={self.place.archive}7/")):
            waits[name] = wrk("page.lua", self.place.with_url, 8, 3, path, 200)["p99_ms"]
        return waits

    def seen_after(self):
        """One more question, from the command to the figure that readers see."""
        address = f"{self.place.with_url}/earshot/api/engagement?target={self.place.archive}3/"
        asked = json.loads(Visitor().get(address).text)["figures"]["asked"]
        begun = time.monotonic()
        self.place.import_comments(1, 4, first=9)  # the tenth of all goes to page 3
        self.first += 1
        wait_for("the new question to be counted", lambda: json.loads(Visitor().get(address).text)["figures"]["asked"] == asked + 1, 30)
        return time.monotonic() - begun

    def comments(self):
        self.bench.say(f"10,000 comments, then {COMMENTS}")
        rate, _ = self.taken_in(10_000)
        report, waits = self.report_seconds(), self.asked()
        self.table.add("import 10,000 comments, matched", f"{rate:.0f}/s", "")
        rate, megabytes = self.taken_in(COMMENTS)
        self.table.add(f"import {COMMENTS} comments, matched", f"{rate:.0f}/s", "", ">= 10,000/s", rate >= 10_000)
        self.table.add("  memory of the import", f"{megabytes:.0f} MB", "", "< 100 MB", megabytes < 100)
        rate, _ = self.taken_in(FLAT, flat=True)
        self.table.add(f"  {FLAT} more without threads", f"{rate:.0f}/s", "who answers whom is guessed", ">= 10,000/s", rate >= 10_000)
        large = self.report_seconds()
        self.table.add("report of a year", f"{large:.2f} s", f"10,000 comments: {report:.2f} s", "< 2 s", large < 2)
        for name, wait in self.asked().items():
            self.table.add(f"  {name}, p99", f"{wait:.1f} ms", f"10,000 comments: {waits[name]:.1f} ms", "< 20 ms", wait < 20)
        seen = self.seen_after()
        self.table.add("  one more question is counted after", f"{seen:.2f} s", "", "< 1 s", seen < 1)
