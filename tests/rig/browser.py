"""Headless Chromium, kept on loopback, with an empty profile each time."""
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from process import RigError

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--disable-default-apps", "--hide-scrollbars", "--mute-audio", "--lang=en",
         "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"]


def chromium(url, *switches, seconds=60):
    program = shutil.which("chromium")
    if not program:
        raise RigError("chromium is not installed")
    with tempfile.TemporaryDirectory(prefix="earshot-browser-", ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [program, *QUIET, f"--user-data-dir={profile}", *switches, url], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True,
            env={"PATH": "/usr/bin:/bin", "HOME": profile, "LANG": "C.UTF-8"})
        try:
            out, err = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RigError(f"the browser did not finish {url} in {seconds} s") from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)  # a session of its own: nobody else's browser
                child.wait()
    if child.returncode != 0:
        raise RigError(f"the browser ended with {child.returncode}: {err.decode(errors='replace')[-800:]}")
    return out.decode("utf-8", "replace")


def page_as_seen(url):
    """The document after scripts ran, as HTML."""
    return chromium(url, "--virtual-time-budget=8000", "--dump-dom")


class PageLeft(RigError):
    """Another page is being opened: ask that one."""


class Hand:
    """A browser that somebody sits at: opens a page, presses what is on it. Spoken to by Chromium's own pipe."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="earshot-browser-", ignore_cleanup_errors=True)
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        command = ["/bin/sh", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "sh", shutil.which("chromium"), *QUIET,
                   f"--user-data-dir={self.profile.name}", "--remote-debugging-pipe", "about:blank"]
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      pass_fds=(theirs_in, theirs_out), start_new_session=True,
                                      env={"PATH": "/usr/bin:/bin", "HOME": self.profile.name, "LANG": "C.UTF-8"})
        os.close(theirs_in)
        os.close(theirs_out)
        self.unread, self.number, self.session = b"", 0, None
        page = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self._ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        return self

    def __exit__(self, *_):
        os.killpg(self.child.pid, signal.SIGKILL)  # a session of its own: nobody else's browser
        self.child.wait()
        os.close(self.out)
        os.close(self.into)
        self.profile.cleanup()

    def _ask(self, method, seconds=20, **params):
        self.number += 1
        ask = {"id": self.number, "method": method, "params": params, **({"sessionId": self.session} if self.session else {})}
        os.write(self.out, json.dumps(ask).encode() + b"\0")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message, zero, rest = self.unread.partition(b"\0")
            if not zero:
                if select.select([self.into], [], [], 0.5)[0]:
                    self.unread += os.read(self.into, 65536)
                continue
            self.unread, answer = rest, json.loads(message)
            if answer.get("id") == self.number:
                if "error" in answer:
                    if any(words in answer["error"].get("message", "") for words in ("navigated", "context was destroyed", "Cannot find context")):
                        raise PageLeft(f"the page was left while it was asked: {answer['error']}")
                    raise RigError(f"the browser says of {method}: {answer['error']}")
                return answer["result"]
        raise RigError(f"the browser did not answer {method} in {seconds} s")

    def evaluate(self, script):
        return self._ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def _evaluate_unless_left(self, script):
        """A click may lead on before the browser has told what came of the click."""
        try:
            return self.evaluate(script)
        except PageLeft:
            return None

    def wait(self, script, seconds=15):
        """For an expression to become true in the page that is open by then."""
        end = time.monotonic() + seconds
        while not (value := self._evaluate_unless_left(script)):
            if time.monotonic() > end:
                raise RigError(f"the browser waited in vain for {script}; it shows: {self.text()[:600]}")
            time.sleep(0.05)
        return value

    def open(self, url):
        self._ask("Page.navigate", url=url)
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

    def prefer(self, scheme):
        """light or dark"""
        self._ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, selector):
        """Returns the text of the page that this leads to."""
        self.evaluate("window.before = true")
        self._evaluate_unless_left(f"document.querySelector({json.dumps(selector)}).click()")
        self.wait("!window.before && document.readyState === 'complete'")
        return self.text()

    def text(self):
        return self.evaluate("document.body ? document.body.innerText : ''")
