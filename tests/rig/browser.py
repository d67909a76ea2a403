"""Headless Chromium, kept on loopback, with an empty profile each time."""
import os
import shutil
import signal
import subprocess
import tempfile

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
