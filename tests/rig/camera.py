"""Pictures of one element of a page, for the README: Chromium's own protocol over a pair of pipes.

`--screenshot` knows only whole windows from the top, and a blog's comments stand at the bottom.
"""
import base64
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile

from browser import QUIET
from process import RigError, wait_for

BOX = """(() => { const all = [...document.querySelectorAll(%s)]; if (!all.length) return null;
const boxes = all.map(e => e.getBoundingClientRect());
const left = Math.min(...boxes.map(b => b.left)), top = Math.min(...boxes.map(b => b.top)) + scrollY;
return {x: left, y: top, width: Math.max(...boxes.map(b => b.right)) - left,
        height: Math.max(...boxes.map(b => b.bottom)) + scrollY - top}; })()"""


class Camera:
    """A running browser; use with `with`."""

    def __enter__(self):
        self.numbers = itertools.count(1)
        self.profile = tempfile.TemporaryDirectory(prefix="earshot-camera-", ignore_cleanup_errors=True)
        their_in, self.out = os.pipe()
        self.into, their_out = os.pipe()

        def wire():  # the protocol lives on descriptors 3 and 4; both ends may stand there already
            first, second = os.dup(their_in), os.dup(their_out)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.child = subprocess.Popen(
            [shutil.which("chromium") or "chromium", *QUIET, "--remote-debugging-pipe",
             f"--user-data-dir={self.profile.name}"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=wire, close_fds=False,
            env={"PATH": "/usr/bin:/bin", "HOME": self.profile.name, "LANG": "C.UTF-8"})
        os.close(their_in)
        os.close(their_out)
        self.rest = b""
        return self

    def __exit__(self, *what):
        os.close(self.out)
        os.close(self.into)
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.profile.cleanup()

    def ask(self, method, session=None, **words):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": words, **({"sessionId": session} if session else {})}
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                read = os.read(self.into, 1 << 20)
                if not read:
                    raise RigError("the browser went away")
                self.rest += read
            line, _, self.rest = self.rest.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RigError(f"{method}: {answer['error']}")
                return answer["result"]

    def take(self, url, selector, path, width=900, margin=20):
        """The smallest box round all that `selector` names, once it is there."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Emulation.setDeviceMetricsOverride", session, width=width, height=1200, deviceScaleFactor=1, mobile=False)
        self.ask("Page.navigate", session, url=url)

        def box():
            return self.ask("Runtime.evaluate", session, expression=BOX % json.dumps(selector),
                            returnByValue=True)["result"].get("value")

        found = wait_for(f"{selector} on {url}", box)
        clip = {"x": max(0, found["x"] - margin), "y": max(0, found["y"] - margin),
                "width": found["width"] + 2 * margin, "height": found["height"] + 2 * margin, "scale": 1}
        shot = self.ask("Page.captureScreenshot", session, clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))
