"""The webhook with a real receiver: a ping is verified, shown and told, signed so that a second implementation agrees; a
failure is tried again under the same name, 410 ends it, `check` says so, a replay begins it again.
Usage: webhook_test.py PROGRAM"""
import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from front import Front, check
from outside import send_webmention
from process import RigError, wait_for
from server import Server

KEY = b"a key of thirty-two bytes, or so"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


class Receiver(Server):
    """Answers what `answers` says, one after the other, then 204; keeps what it was told."""

    def __init__(self):
        super().__init__(post=self.post)
        self.url += "/hook"
        self.told, self.answers = [], []
        self.start()

    def post(self, request):
        body, status = request.body(), self.answers.pop(0) if self.answers else 204
        self.told.append((dict(request.headers.items()), body, status))
        request.answer(status)

    def message(self, number):
        wait_for(f"message {number} to the webhook", lambda: len(self.told) > number, 30)
        headers, body, _ = self.told[number]
        headers = {name.lower(): value for name, value in headers.items()}
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        check(headers["webhook-signature"] == right, f"the signature is {headers['webhook-signature']}, not {right}")
        check(headers["content-type"] == "application/json", headers["content-type"])
        check("cookie" not in headers, "a cookie went along")
        return headers["webhook-id"], json.loads(body)


def play(front, hook):
    ours, outside = front.ours, front.outside
    hook.answers = [500]
    page = outside.publish("/marie/a", "Heard", f'<p>I read <a href="{front.post}">this</a>.</p>', "Marie", "Marie's")
    sent = send_webmention(page, front.post, ours("webmention"))
    check(sent.status == 201, f"the ping was answered {sent.status}")
    first, body = hook.message(0)
    check(body["type"] == "linkback.shown" and body["data"]["post"]["wm-source"] == page, f"told: {body}")
    again, same = hook.message(1)  # five seconds later
    check((again, same) == (first, body), "a second try has another name or body")
    number = str(body["data"]["id"])
    print("ok      told, signed, tried again under its name", flush=True)

    hook.answers = [410]
    front.earshot.say("queue", "--hide", number)
    gone, body = hook.message(2)
    check(gone != first and body["type"] == "linkback.withdrawn", f"told: {body}")
    def finding():
        done = subprocess.run([front.earshot.program, "--config", front.earshot.config, "check", "--json"], capture_output=True,
                              text=True, timeout=60)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return [line for line in lines if line["about"] == "webhook" and line["level"] == "wrong"]
    wait_for("check to say that the webhook ended itself", lambda: any("410" in one["text"] for one in finding()), 40)
    front.earshot.say("queue", "--approve", number)
    print("ok      410 ends it, and check says so", flush=True)

    front.earshot.say("queue", "--replay-hooks", "2026-01-01", "--site", "blog")
    _, body = hook.message(3)
    check(body["type"] == "linkback.shown" and str(body["data"]["id"]) == number, f"replayed: {body}")
    check(not finding(), f"check still complains: {finding()}")
    check(len(hook.told) == 4, f"{len(hook.told)} messages, four were due")
    print("ok      a replay tells what is true now", flush=True)


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-hook-"))
    folder.chmod(0o755)
    hook, front = Receiver(), Front(folder, program)
    with front.earshot.config.open("a") as config:
        config.write(f'webhook = "{hook.url}"\nwebhook_secret = "{SECRET}"\n')
    try:
        front.start()
        play(front, hook)
    except RigError as trouble:
        print(f"FAILED  {trouble}\nkept for you to look at: {folder}")
        return 1
    finally:
        front.stop()
        hook.stop()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
