"""kill -9 at random moments under load. A ledger says what was acknowledged: all of that is in the store once and settled,
every alert went out, and a letter came twice only where a kill fell between the mail server's yes and our note of it."""
import os
import random
import sys
import threading
import time

from scene import Scene, acknowledged, answers_on, check, mailed, run

KILLS, SENDERS = 25, 5
PACE = 0.04  # between two pings of a sender: more than the sources' server can serve would only test that
PROTOCOLS = ("webmention", "trackback", "pingback")


class Ledger:
    """What senders know. A ping that got no answer is sent again, as real ones do, and repeats must not count."""

    def __init__(self, scene):
        self.scene, self.mutex, self.over = scene, threading.Lock(), threading.Event()
        self.next, self.tried, self.accepted, self.broken, self.faults = 0, set(), set(), 0, []
        self.threads = [threading.Thread(target=self.send, args=(seed,)) for seed in range(SENDERS)]

    def send(self, seed):
        chance = random.Random(seed)
        while not self.over.is_set():
            with self.mutex:
                number, self.next = self.next, self.next + 1
                self.tried.add(number)
            for _ in range(2 if chance.random() < 0.1 else 1):
                self.insist(number)
            self.over.wait(PACE * chance.random() * 2)

    def insist(self, number):
        protocol = PROTOCOLS[number % len(PROTOCOLS)]
        while not self.over.is_set() and not self.faults:
            try:
                if acknowledged(protocol, self.scene.ping(number, protocol)):
                    with self.mutex:
                        self.accepted.add(number)
                    return
            except OSError:
                with self.mutex:
                    self.broken += 1
                self.over.wait(0.02)
            except Exception as fault:  # a thread's complaint is the test's
                self.faults.append(fault)

    def start(self):
        for thread in self.threads:
            thread.start()

    def end(self):
        self.over.set()
        for thread in self.threads:
            if thread.ident:
                thread.join()


def kill_again_and_again(scene, ledger, chance):
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 1.1))
        scene.earshot.kill()
        scene.earshot.daemon.start(lambda: answers_on(scene.address))
        if ledger.faults:
            raise ledger.faults[0]


def play(folder, program):
    seed = int(os.environ.get("EARSHOT_SEED", time.time_ns() % 1000000))
    print(f"seed {seed}", flush=True)
    scene = Scene(folder, program)
    ledger = Ledger(scene)
    try:
        scene.import_posts()
        scene.mail.start()
        scene.earshot.start()
        began = time.monotonic()
        ledger.start()
        kill_again_and_again(scene, ledger, random.Random(seed))
        ledger.end()
        if ledger.faults:
            raise ledger.faults[0]
        loaded = time.monotonic() - began
        scene.drained(60)
        judge(scene, ledger)
        print(f"{loaded:.0f} s of load and {time.monotonic() - began - loaded:.0f} s until all was settled")
    finally:
        ledger.end()
        scene.stop()
    scene.sound()


def judge(scene, ledger):
    stored = scene.stored()
    known = {scene.sources.url(number) for number in ledger.accepted}
    tried = {scene.sources.url(number) for number in ledger.tried}
    lost = known - set(stored)
    doubled = {source: states for source, states in stored.items() if len(states) != 1}
    unsettled = {source: states for source, states in stored.items() if states != ["shown"]}
    letters = mailed(scene.mail)
    wanted = {number for number in ledger.accepted if scene.sources.names_staff(number)}
    twice = {number: ids for number, ids in letters.items() if len(ids) > 1}
    more = sum(len(ids) - 1 for ids in twice.values())
    print(f"{len(ledger.accepted)} pings acknowledged, {KILLS} kills, {ledger.broken} requests broken by them, "
          f"{len(lost)} lost, {len(doubled)} doubled; {len(wanted)} alerts expected, {len(wanted - set(letters))} missing, "
          f"{more} mailed again", flush=True)
    check(len(ledger.accepted) > 10 * KILLS, "too few pings for a verdict")
    check(ledger.broken > 0, "no kill met a request: the load was none")
    check(not lost, f"acknowledged and lost: {sorted(lost)[:5]}")
    check(not doubled, f"stored twice: {sorted(doubled.items())[:5]}")
    check(set(stored) <= tried, f"nobody sent {sorted(set(stored) - tried)[:5]}")
    check(not unsettled, f"not settled: {sorted(unsettled.items())[:5]}")
    check(not wanted - set(letters), f"alerts that never came: {sorted(wanted - set(letters))[:5]}")
    wrong = [number for number in letters if not scene.sources.names_staff(number) or number not in ledger.tried]
    check(not wrong, f"alerts that nobody should get: {wrong[:5]}")
    check(all(len(set(ids)) == 1 for ids in twice.values()), f"repeated with another Message-ID: {list(twice.items())[:3]}")
    # One letter is on its way at a time (one connection), so a kill can repeat one at most.
    check(more <= KILLS, f"{more} letters came again after {KILLS} kills")


if __name__ == "__main__":
    sys.exit(run("kill", play))
