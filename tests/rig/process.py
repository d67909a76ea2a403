"""Daemons of the rig: started as our own children, written down by process id, ended by that id and nothing else.

A child of ours that has ended is a zombie until it is waited for, and a child of a dead rig is reaped by
process 1 at its leisure. So "is it there" is asked of /proc/PID/stat, never of kill(pid, 0).
"""
import contextlib
import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


class RigError(Exception):
    """The rig could not do what the story needs."""


def wait_for(what, condition, seconds=20.0, pause=0.02):
    """Returns the first true value of condition(); complains with `what` when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise RigError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(pause)
        pause = min(pause * 1.3, 0.25)


def running(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers_on(address):
    """True when something accepts connections: (host, port), or a path for a unix socket."""
    family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            probe.connect(address)
            return True
        except OSError:
            return False


def end_leftovers(folder):
    """Ends what an earlier rig, killed without mercy, left running on this folder."""
    for note in sorted(pathlib.Path(folder).glob("*.pid")):
        try:
            pid = int(note.read_text())
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError):
            note.unlink(missing_ok=True)
            continue
        if str(folder) in command or str(folder.parent) in command:  # a reused number is somebody else
            for sign in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    break
                try:
                    wait_for(f"the end of {pid}", lambda: not running(pid), 10)
                    break
                except RigError:
                    continue
        note.unlink(missing_ok=True)


class Daemon:
    """One program in the foreground of its own session, its output in a log file."""

    def __init__(self, name, run_folder, command, user=None, env=None, cwd=None, stop_with=signal.SIGTERM):
        self.name, self.command, self.user, self.env, self.cwd = name, command, user, env, cwd
        self.log = pathlib.Path(run_folder) / f"{name}.log"
        self.note = pathlib.Path(run_folder) / f"{name}.pid"
        self.stop_with = stop_with
        self.child = None

    def start(self, ready, seconds=30):
        """`ready` is asked until it is true; a program that ends before that is reported with its last words."""
        identity = {}
        if self.user and os.geteuid() == 0:
            identity = {"user": self.user, "group": self.user, "extra_groups": []}
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **(self.env or {})}
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                [str(word) for word in self.command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env=environment, cwd=self.cwd,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM), **identity)
        self.note.write_text(str(self.child.pid))
        wait_for(f"{self.name} (see {self.log})", lambda: self._dead_or(ready), seconds)

    def _dead_or(self, ready):
        if self.child.poll() is not None:
            raise RigError(f"{self.name} ended with {self.child.returncode}: {self.last_words()}")
        return ready()

    def last_words(self, lines=12):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def pid(self):
        return self.child.pid if self.child else None

    def alive(self):
        return self.child is not None and self.child.poll() is None

    def stop(self, seconds=15):
        """Returns the exit status; kills when asking was not enough."""
        if self.child is None:
            return None
        if self.alive():
            self.child.send_signal(self.stop_with)
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        with contextlib.suppress(ProcessLookupError):  # fcgiwrap leaves its workers behind
            os.killpg(self.child.pid, signal.SIGTERM)
        self.note.unlink(missing_ok=True)
        return self.child.returncode

    def kill(self):
        """kill -9: what a power cut looks like to the program."""
        self.child.kill()
        self.child.wait()
        self.note.unlink(missing_ok=True)
