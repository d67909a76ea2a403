"""A mail server that is away, or refuses for now: alerts wait, none is lost, each goes out once when it is back. A host
who mended it need not wait for the next try: `earshot queue --retry`."""
import socket
import sys
import threading

from scene import Scene, acknowledged, check, mailed, run, wait_for

PINGS = 24


class Greylister:
    """A mail server that says "later" to every recipient, and counts how often it was asked."""

    def __init__(self, port):
        self.asked = 0
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def talk(self, peer):
        with peer, peer.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 slow.example\r\n")
            while line := lines.readline():
                self.asked += line.upper().startswith(b"RCPT")
                lines.write(b"450 4.2.0 greylisted, come back later\r\n" if line.upper().startswith(b"RCPT") else
                            b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def waiting_alerts(scene, with_reason):
    jobs = [job for job in scene.jobs() if job["kind"] == "send_letter"]
    return len(jobs) == PINGS and all(not job["running"] and with_reason in job["last_error"] for job in jobs)


def play(folder, program):
    scene = Scene(folder, program)
    numbers = [4 * n for n in range(PINGS)]  # all of them name staff
    try:
        scene.import_posts()
        scene.earshot.start()
        for number in numbers:
            check(acknowledged("webmention", scene.ping(number, "webmention")), "a ping was refused")
        wait_for("each alert to have met the dead mail server", lambda: waiting_alerts(scene, "onnect"), 30)
        print(f"mail server down: {PINGS} alerts wait")

        grey = Greylister(scene.mail.port)
        said = scene.earshot.say("queue", "--retry")
        check(int(said.split()[0]) >= PINGS, f"queue --retry says {said}")
        wait_for("each alert to have been put off", lambda: waiting_alerts(scene, "greylisted"), 30)
        check(grey.asked == PINGS, f"the server that says “later” was asked {grey.asked} times")
        grey.stop()
        print("450 from the server: they wait again, with its words")

        scene.mail.start()
        check(not mailed(scene.mail), "mail out of turn")
        scene.earshot.say("queue", "--retry")
        scene.drained(30)
        letters = mailed(scene.mail)
        check(sorted(letters) == numbers, f"letters about {sorted(letters)}")
        check(all(len(ids) == 1 for ids in letters.values()), "a letter came twice")
        for number in numbers:  # a repeated ping is no reason for a second letter
            scene.ping(number, "webmention")
        scene.earshot.say("queue", "--retry")
        scene.earshot.stop()
        scene.earshot.start()
        wait_for("the repeats to be all that waits", lambda: all(job["kind"] == "verify" for job in scene.jobs()))
        check(sum(len(ids) for ids in mailed(scene.mail).values()) == PINGS, "letters came again")
        print(f"mail server back: {PINGS} letters, each once")
    finally:
        scene.stop()
    scene.sound()


if __name__ == "__main__":
    sys.exit(run("mail", play))
