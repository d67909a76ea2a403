#!/usr/bin/python3
"""The figures of Earshot beside what they are compared with, in one run: tests/bench/bench.py BUILD_FOLDER [FIGURE…]

Without FIGUREs all of them. EARSHOT_BENCH_ROWS: to how many rows the store grows for `growth` (1,000,000).
A figure that falls short of its goal is shown as such and is no failure; a figure that could not be taken is.
"""
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

import strangers
from comments import Comments
from feeds import Feeds
from figures import Table, wrk
from grown import Grown
from mails import Mails
from place import HERE, PINGED, Place, RigError, Visitor, wait_for

FAULTS = (RigError, OSError, subprocess.SubprocessError, sqlite3.Error)
CALLERS = 32
SCAN_MB = 12


class Bench:
    def __init__(self, place):
        self.place, self.table, self.pinged, self.failed = place, Table(), 0, []

    def take(self, figure):
        """One figure that cannot be taken does not hide the others."""
        try:
            figure()
        except FAULTS as fault:
            self.failed.append(f"{figure.__name__}: {fault}")
            self.say(f"not measured: {fault}")

    def say(self, words):
        print(f"[{time.monotonic() - BEGUN:4.0f} s] {words}", flush=True)

    # ------------------------------------------------------------ names

    def scan(self):
        self.say("names in text")
        done = subprocess.run([self.place.build / "scan_bench", str(SCAN_MB)], capture_output=True, text=True)
        lines = [line.split() for line in done.stdout.splitlines()]
        rates = {int(words[0]): float(words[3]) for words in lines if words[:1] and words[0].isdigit()}
        if done.returncode != 0 or 100000 not in rates:
            raise RigError(f"scan_bench ended with {done.returncode}: {done.stdout}{done.stderr}")
        self.table.add("find 10,000 names in text", f"{rates[10000]:.0f} MB/s", f"10 names: {rates[10]:.0f} MB/s",
                       ">= 60 MB/s", rates[10000] >= 60)
        share = rates[100000] / rates[10000]
        self.table.add("  and 100,000 names", f"{rates[100000]:.0f} MB/s", f"{share:.2f} of 10,000 names", ">= 0.33",
                       share >= 1 / 3)
        self.literals(rates)
        crowd = [words for words in lines if words[-3:] == ["us", "a", "hit"]]
        self.table.add("  a text full of half names", f"{crowd[0][-4]} us a hit" if crowd else "not told", "")

    def literals(self, ours):
        """Programs that look for the same names as they are written, and know no rules; ripgrep also no other case, since it takes
        minutes to prepare for that."""
        folder = self.place.folder / "literals"
        folder.mkdir()
        done = subprocess.run([self.place.build / "literal_bench", folder, str(SCAN_MB), "10000", "100000"], capture_output=True, text=True)
        rates = dict(re.findall(r"^(\d+) names: .*?([\d.]+) MB/s", done.stdout, re.M))
        if done.returncode != 0 or len(rates) != 2:
            raise RigError(f"literal_bench ended with {done.returncode}: {done.stdout}{done.stderr}")
        for names in (10000, 100000):
            files = [folder / f"{names}.{kind}" for kind in ("names", "text")]
            before = os.times()
            subprocess.run(["rg", "--no-config", "-F", "-c", "-j1", "-f", *files], check=True, capture_output=True)
            after = os.times()
            took = after.children_user + after.children_system - before.children_user - before.children_system
            hyperscan, ripgrep = float(rates[str(names)]), SCAN_MB / took
            self.table.add(f"  {names} literals, without rules", f"ours {ours[names]:.0f} MB/s",
                           f"hyperscan {hyperscan:.0f} MB/s, rg -F {ripgrep:.0f} MB/s (with its start)")
        shutil.rmtree(folder)

    # ------------------------------------------------------------ pings

    def pings(self, number, names=PINGED, url=None, path="/{}/trackback/", ok="<error>0</error>", seconds=120, port=0, sources=0,
              host="localhost"):
        """`number` trackbacks, all answered, each from a source of its own, or from `sources` of them in turn."""
        paths = ",".join(path.format(name) for name in names)
        return wrk("trackback.lua", url or self.place.with_url, CALLERS, seconds, paths, number, 0 if sources else self.pinged,
                   port or self.place.elsewhere_port, "/idle", ok, sources, host)

    def own_pings(self, number, **more):
        """To Earshot, and then the store must hold exactly what was answered with error 0."""
        before = self.place.linkbacks()
        result = self.pings(number, **more)
        self.pinged += result["sent"]
        stored = self.place.linkbacks() - before
        if stored != result["good"] or result["sent"] != number:
            raise RigError(f"{result['sent']} pings sent, {result['good']} answered with error 0, {stored} in the store")
        return result

    def engine_pings(self):
        self.say("WordPress's own trackback receiver")
        wait_for("PHP to be warm", lambda: self.pings(20, ["note-9"], self.place.plain_url))
        self.pinged += 20
        results = []
        for _ in range(3):
            results.append(self.pings(200, ["note-9"], self.place.plain_url))
            self.pinged += 200
        self.engine_rate = statistics.median(result["rate"] for result in results)

    def accept(self, number=8000, rounds=3):
        self.say(f"accept a ping durably: {rounds} rounds of {number}, the bare program between them")
        self.own_pings(500)
        bare, own = [], []
        for _ in range(rounds):
            bare.append(self.pings(3 * number, ["bare"], self.place.plain_url, "/{}", "xxxx"))
            own.append(self.own_pings(number))
        ceiling = statistics.median(result["rate"] for result in bare)
        rate = statistics.median(result["rate"] for result in own)
        share = statistics.median(a["rate"] / b["rate"] for a, b in zip(own, bare))
        p50 = statistics.median(result["p50_ms"] for result in own)
        p99 = max(result["p99_ms"] for result in own)
        self.accept_rate = rate
        times = rate / self.engine_rate
        self.table.add("accept a ping durably", f"{rate:.0f}/s", f"WordPress {self.engine_rate:.0f}/s: {times:.0f} times",
                       ">= 50 times", times >= 50)
        self.table.add("", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms", f"bare program {ceiling:.0f}/s: {share:.2f} of it", ">= 0.30",
                       share >= 0.3)
        self.table.add("", f"{rounds * number} answered with error 0", f"{rounds * number} in the store", "equal", True)
        self.drain()

    def drain(self):
        waiting = self.place.linkbacks("state = 'received'")
        self.say(f"{waiting} pings are still to be verified")
        begun = time.monotonic()
        self.place.drained(240)
        took = time.monotonic() - begun
        shown, all_of_them = self.place.linkbacks("state = 'shown'"), self.place.linkbacks()
        if shown != all_of_them:
            raise RigError(f"{all_of_them} pings, {shown} shown: {self.place.linkbacks('state = ' + repr('deferred'))} deferred")
        rate = f"{waiting / took:.0f}/s" if waiting > 500 else "keeps up with the pings"
        self.table.add("verify: fetch, read, store, scan", rate, f"{waiting} left over from above")

    # ------------------------------------------------------------ readers

    def fragment(self, rounds=3):
        self.say("the readers' fragment")
        self.place.import_comments(30, 1)
        self.own_pings(10, names=["archive/0"])
        self.place.drained(60)
        path = f"/earshot/fragment?target={self.place.archive}0/"
        answer = Visitor().get(self.place.with_url + path)
        if answer.text.count("b2") < 1 or "20" not in answer.text:
            raise RigError(f"the fragment does not show what it should: {answer.text}")
        runs = {"bare": [], "whole": [], "known": []}
        for _ in range(rounds):
            runs["bare"].append(wrk("page.lua", self.place.plain_url, CALLERS, 3, "/bare", 200))
            runs["whole"].append(wrk("page.lua", self.place.with_url, CALLERS, 3, path, 200))
            runs["known"].append(wrk("page.lua", self.place.with_url, CALLERS, 3, path, 304, answer.headers["ETag"]))
        for key, what in (("whole", f"readers' fragment ({len(answer.body)} bytes)"), ("known", "  known already (304)")):
            share = statistics.median(a["rate"] / b["rate"] for a, b in zip(runs[key], runs["bare"]))
            rate, bare = (statistics.median(run["rate"] for run in runs[name]) for name in (key, "bare"))
            self.table.add(what, f"{rate:.0f}/s", f"bare program {bare:.0f}/s: {share:.2f} of it", ">= 0.50", share >= 0.5)

    def page_times(self, urls, rounds):
        """Milliseconds per address, asked in turns."""
        times = {url: [] for url in urls}
        for number in range(rounds):
            for url in urls if number % 2 else reversed(urls):
                begun = time.perf_counter()
                answer = Visitor().get(url)
                times[url].append((time.perf_counter() - begun) * 1000)
                if answer.status != 200 or "</html>" not in answer.text:
                    raise RigError(f"{url} answers {answer.status}")
        return times

    def pages(self, rounds=250):
        self.say("a page of the blog with Earshot and without, in turns")
        attached, plain = (url + "/note-0/" for url in (self.place.with_url, self.place.plain_url))
        if "widget.js" not in Visitor().get(attached).text or "widget.js" in Visitor().get(plain).text:
            raise RigError("the attached page has no script, or the other one has")
        self.page_times([attached, plain], 20)
        times = self.page_times([attached, plain], rounds)
        ours, theirs = (statistics.median(times[url]) for url in (attached, plain))
        # What the medians of two halves of the same pages differ by is what this machine cannot measure.
        halves = abs(statistics.median(times[plain][::2]) - statistics.median(times[plain][1::2]))
        allowed = max(2 * halves, 0.03 * theirs)
        self.table.add("page of the blog, p50", f"{ours:.2f} ms", f"without {theirs:.2f} ms: {ours - theirs:+.2f} ms",
                       f"<= {allowed:.2f} ms more", ours - theirs <= allowed)

    def readers_beside_senders(self, rounds=150, senders=8):
        self.say(f"readers while {senders} senders ping")
        page = [self.place.with_url + "/note-0/"]
        idle = statistics.median(self.page_times(page, rounds)[page[0]])
        paths = ",".join(f"/{name}/trackback/" for name in PINGED)
        script = ["wrk", "-t1", f"-c{senders}", "-d60s", "-s", HERE / "trackback.lua", self.place.with_url, "--", paths, "0",
                  str(self.pinged), str(self.place.elsewhere_port), "/idle", "<error>0</error>"]
        before, begun = self.place.linkbacks(), time.monotonic()
        sending = subprocess.Popen(script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for("the senders", lambda: self.place.linkbacks() > before + 100)
            times = []
            while len(times) < rounds and time.monotonic() - begun < 15:
                times += self.page_times(page, 5)[page[0]]
            if sending.poll() is not None:
                raise RigError("the senders ended early")
            took = time.monotonic() - begun
        finally:
            sending.terminate()
            sending.wait()
        rate = (self.place.linkbacks() - before) / took
        self.pinged += 1_000_000
        busy = statistics.median(times)
        self.table.add(f"page of the blog beside {senders} senders, p50", f"{busy:.1f} ms",
                       f"idle {idle:.1f} ms: {busy / idle:.2f} times", "<= 1.50 times", busy / idle <= 1.5)
        self.table.add("", f"{rate:.0f} pings/s meanwhile", f"{len(times)} pages read")

    # ------------------------------------------------------------ memory

    def memory(self, number=100_000):
        missing = max(number - self.place.linkbacks(), 0)
        self.say(f"memory: {missing} more linkbacks by real pings, {number} comments by import")
        if missing:
            self.own_pings(missing, seconds=240)
            self.place.drained(240)  # an import beside a queue that never rests finds the store locked
        self.place.import_comments(number, 2000, first=30)
        self.place.drained(300)
        self.place.read_around()
        self.place.earshot.say("report", "--site", "blog", "--json")
        now, most = self.place.memory()
        comments = self.place.count("select count(*) from comment")
        self.table.add("memory of the server", f"{now:.0f} MB", f"{self.place.linkbacks()} linkbacks, {comments} comments",
                       "< 128 MB", now < 128)
        self.table.add("  at its highest", f"{most:.0f} MB", "since its start")


def versions(build):
    def first_line(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines()[0]
    found = ["Earshot " + first_line(build / "earshot", "--version"), first_line("/usr/sbin/nginx", "-v"), first_line("php", "-v"),
             first_line("/usr/sbin/mariadbd", "--version")]
    wordpress = pathlib.Path("/usr/share/wordpress/wp-includes/version.php").read_text()
    found += ["WordPress " + re.search(r"wp_version = '([^']+)'", wordpress).group(1), first_line("wrk", "-v").split(" Copy")[0]]
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return [f"{os.cpu_count()} cores, {model.group(1) if model else 'unknown'}; callers, engine, database and Earshot share them", *found]


NOTES = f"""\
Pings are trackbacks with sources of their own, {CALLERS} connections, through nginx; the store is a file on this disk,
synchronous=FULL, and each is verified while the next come in: its page is read from another nginx on loopback, which links
back. WordPress gets the same trackbacks (4 PHP workers) without its flood and duplicate checks and without mail. The bare
program is the same FastCGI acceptor behind the same nginx with 200 bytes for everybody. Rates are medians of rounds taken in
turns; "load" is the machine's at that moment."""


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all that was started ends as well
    place = Place(sys.argv[1])
    bench = Bench(place)
    parts = versions(place.build)
    by_strangers, at_last = strangers.figures(bench)
    figures = [bench.accept, *by_strangers, bench.fragment, bench.pages, bench.readers_beside_senders, Mails(bench).comment_to_mail, bench.memory,
               Feeds(bench).watched_feeds, Comments(bench).comments, Grown(bench).growth, *at_last]
    wanted = set(sys.argv[2:]) or {"scan", *(figure.__name__ for figure in figures)}
    unknown = wanted - {"scan", *(figure.__name__ for figure in figures)}
    if unknown:
        print(f"no such figure: {', '.join(sorted(unknown))}; there are: scan {' '.join(f.__name__ for f in figures)}", file=sys.stderr)
        return 2
    try:
        if "scan" in wanted:
            bench.take(bench.scan)
        bench.say("starting MariaDB, php-fpm, WordPress, nginx")
        place.start()
        if wanted & {"accept", "stock_pingback"}:
            bench.engine_pings()
        place.attach()
        for figure in figures:
            if figure.__name__ in wanted:
                bench.take(figure)
    except FAULTS as fault:
        bench.failed.append(f"the rest: {fault}")
    finally:
        place.stop()
    print(f"\n{bench.table}\n\n{NOTES}\n\n" + "\n".join(parts) + f"\nall this took {time.monotonic() - BEGUN:.0f} s")
    if bench.failed:
        print("COULD NOT BE MEASURED: " + "\n  ".join(bench.failed) + f"\nlogs: {place.folder}", file=sys.stderr)
        return 1
    place.remove()
    return 0


BEGUN = time.monotonic()
if __name__ == "__main__":
    sys.exit(main())
