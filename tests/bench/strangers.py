"""What strangers cost: those who are refused at the door, who ping without end, whose pages are long, who hold us up."""
import http.client
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time
import xmlrpc.client

from figures import wrk
from place import HERE, RigError, Visitor, answers_on, free_port, wait_for

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pids):
    """User and system time so far of these processes, all threads."""
    spent = 0
    for pid in pids:
        words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += int(words[11]) + int(words[12])
    return spent / TICKS


def paced(port, a_second, seconds, ask):
    """Asks at an even pace over one connection; `ask` checks each answer."""
    calls = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    begun = time.monotonic()
    for number in range(int(a_second * seconds)):
        pause = begun + number / a_second - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        ask(calls, number)
    calls.close()
    took = time.monotonic() - begun
    if took > seconds * 1.05:
        raise RigError(f"{a_second} a second could not be kept: {took:.1f} s instead of {seconds}")


class Strangers:
    def __init__(self, bench):
        self.bench, self.place, self.table = bench, bench.place, bench.table

    def stock_pingback(self, callers=8, each=3):
        """WordPress's own receiver: it sleeps and reads the source before it answers."""
        self.bench.say("WordPress's own pingback receiver")
        target, failed = self.place.blog.post("note-9"), []

        def call(caller):
            server = xmlrpc.client.ServerProxy(self.place.plain_url + "/xmlrpc.php")
            for number in range(each):
                try:
                    server.pingback.ping(f"http://127.0.0.1:{self.place.elsewhere_port}/stock/{caller}/{number}", target)
                except (xmlrpc.client.Error, OSError) as fault:
                    failed.append(str(fault))
        threads = [threading.Thread(target=call, args=(caller,)) for caller in range(callers)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise RigError(f"WordPress took not all of {callers * each} pingbacks: {failed[0]}")
        rate = callers * each / (time.monotonic() - begun)
        times = self.bench.accept_rate / rate
        self.table.add("  and WordPress's stock pingback", f"{rate:.1f}/s", f"{times:.0f} times that", ">= 1000 times",
                       times >= 1000)

    def at_the_door(self, number=6000, rounds=3):
        """What we know, what is not ours and what is blocked is answered without a write."""
        self.bench.say("pings that are refused or known already")
        place = self.place
        place.earshot.say("block", "add", "spam.localhost", "--site", "blog")
        kinds = {"known pairs": dict(sources=100),
                 "unknown targets": dict(path="/{}/trackback/", names=["nothing-here"], ok="<error>1</error>"),
                 "blocked sources": dict(host="spam.localhost", ok="<error>1</error>")}
        self.bench.pings(200, sources=100)
        place.drained(60)
        rates = {name: [] for name in kinds}
        for _ in range(rounds):
            bare = self.bench.pings(2 * number, ["bare"], place.plain_url, "/{}", "xxxx")["rate"]
            for name, how in kinds.items():
                rates[name].append((self.bench.pings(number, **how)["rate"], bare))
        place.drained(60)
        for name, pairs in rates.items():
            share = statistics.median(own / bare for own, bare in pairs)
            self.table.add(f"  {name}", f"{statistics.median(own for own, _ in pairs):.0f}/s", f"{share:.2f} of the bare program",
                           ">= 0.50", share >= 0.5)

    def bogus(self, a_second=400, seconds=8):
        self.bench.say(f"{a_second} bogus pings a second, and as many static answers")
        self.place.drained(120)
        nginx = self.place.blog.nginx.pid
        workers = pathlib.Path(f"/proc/{nginx}/task/{nginx}/children").read_text().split()
        pids = [self.place.earshot.daemon.pid, *workers]
        form = {"Content-Type": "application/x-www-form-urlencoded"}

        def static(calls, _):
            calls.request("GET", "/idle")
            answer = calls.getresponse()
            if answer.status != 204 or answer.read():
                raise RigError(f"/idle answers {answer.status}")

        def ping(calls, number):
            calls.request("POST", "/earshot/webmention",
                          f"source=http%3A%2F%2Fx{number}.localhost%2F&target=http%3A%2F%2Fnobody.example%2F", form)
            answer = calls.getresponse()
            answer.read()
            if answer.status != 400:
                raise RigError(f"a bogus ping is answered with {answer.status}")
        cost = {}
        for name, ask in (("static", static), ("bogus", ping)):
            before = processor_seconds(pids)
            paced(self.place.blog.port, a_second, seconds, ask)
            cost[name] = (processor_seconds(pids) - before) / seconds
        more = cost["bogus"] - cost["static"]
        self.table.add(f"{a_second} bogus pings/s", f"{cost['bogus']:.3f} of a core", f"static {cost['static']:.3f}: {more:+.3f}",
                       "<= 0.100 more", more <= 0.1)

    def until_shown(self, number, **how):
        """Seconds until `number` more pings are verified and shown."""
        before, begun = self.place.linkbacks("state = 'shown'"), time.monotonic()
        self.bench.own_pings(number, **how)
        wait_for(f"{number} pings to be shown", lambda: self.place.linkbacks("state = 'shown'") - before >= number, 240)
        return time.monotonic() - begun

    def long_pages(self, number=2000):
        self.bench.say("sources of 50 KB")
        rate = number / self.until_shown(number, port=self.place.long_port)
        self.table.add("take in and verify pages of 50 KB", f"{rate:.0f}/s", "from loopback", ">= 200/s", rate >= 200)

    def post_of_a_thousand(self, number=1000, seconds=4):
        self.bench.say(f"the fragment of a post with {number} linkbacks")
        self.place.import_comments(3, 2, first=900_003)  # makes the post
        self.bench.own_pings(number, names=["archive/1"])
        self.place.drained(120)
        path = f"/earshot/fragment?target={self.place.archive}1/"
        answer = Visitor().get(self.place.with_url + path)
        told = answer.text.count('<li class="earshot-linkback"')
        if told != number:
            raise RigError(f"the fragment tells of {told} linkbacks instead of {number}: {answer.text[:500]}")
        known = wrk("page.lua", self.place.with_url, 32, seconds, path, 304, answer.headers["ETag"])
        whole = wrk("page.lua", self.place.with_url, 32, seconds, path, 200)
        self.table.add(f"fragment of {number} linkbacks, known (304)", f"{known['rate']:.0f}/s", f"p99 {known['p99_ms']:.1f} ms",
                       ">= 3000/s, < 20 ms", known["rate"] >= 3000 and known["p99_ms"] < 20)
        self.table.add(f"  whole ({len(answer.body)} bytes)", f"{whole['rate']:.0f}/s", f"p99 {whole['p99_ms']:.1f} ms")

    def dripping(self, slow=1000, good=4000):
        """Last: what drips is tried again for days."""
        self.bench.say(f"{good} good sources alone, and beside {slow} that drip a byte a second")
        alone = self.until_shown(good)
        port = free_port()
        with subprocess.Popen([sys.executable, HERE / "drip.py", str(port)]) as drips:
            try:
                wait_for("the dripping server", lambda: answers_on(("127.0.0.1", port)))
                before = self.place.linkbacks("state = 'deferred'")
                self.bench.own_pings(slow, port=port)
                beside = self.until_shown(good)
                held = slow - (self.place.linkbacks("state = 'deferred'") - before)
            finally:
                drips.terminate()
        self.table.add(f"{good} good sources beside {slow} dripping", f"{beside:.1f} s", f"alone {alone:.1f} s: {beside / alone:.2f} "
                       f"times; {held} still dripped at the end", "<= 1.10 times", beside / alone <= 1.1)


def figures(bench):
    """In their order; `dripping` comes at the very end."""
    own = Strangers(bench)
    return [own.stock_pingback, own.bogus, own.at_the_door, own.long_pages, own.post_of_a_thousand], [own.dripping]


