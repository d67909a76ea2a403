"""One list of requests through every way a host can start the program: FastCGI on a unix socket, on TCP, on a socket that
systemd or spawn-fcgi hands over, and plain CGI with the environments that servers give it. Every answer must be the same,
to the byte. Then the life of a FastCGI server: stop under load, second instance, stale socket. No nginx here; see
front_test.py for both ways behind it."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import fastcgi
from earshot import Earshot
from front import ROSTER
from process import RigError, answers_on, free_port, wait_for

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
XML = {"Content-Type": "text/xml"}
JSON = {"Accept": "application/json"}
PINGBACK = ('<?xml version="1.0"?><methodCall><methodName>pingback.ping</methodName><params><param><value>{}</value></param>'
            '<param><value>{}</value></param></params></methodCall>')


def check(truth, complaint):
    if not truth:
        raise RigError(complaint)


class Place:
    def __init__(self, url):
        self.url = url


class Bench:
    """One store, one configuration; `start_…` return where to ask."""

    def __init__(self, folder, program):
        self.folder = folder
        self.blog = Place(f"http://127.0.0.1:{free_port()}")
        self.post = self.blog.url + "/a-post/"
        self.earshot = Earshot(program, folder / "earshot", self.blog, "smtp://127.0.0.1:9", ROSTER)
        self.command = [str(self.earshot.program), "--config", str(self.earshot.config), "serve", "--no-work"]
        self.log = open(folder / "programs.log", "ab")
        self.children, self.sockets = [], []
        lines = self.earshot.folder / "comments.jsonl"
        lines.write_text(json.dumps(
            {"post": self.post, "id": "1", "parent": None, "author": "Rosa", "author_url": "", "account": None,
             "date": "2026-01-02T10:00:00Z", "text": "Does it fit?"}) + "\n")
        self.earshot.say("import", "comments", "--site", "blog", str(lines))

    def run(self, words=(), **how):
        child = subprocess.Popen([*self.command, *words], stderr=self.log, stdout=self.log, cwd=self.folder, **{
            "stdin": subprocess.DEVNULL, "user": self.earshot.user, "group": self.earshot.user,
            "extra_groups": [] if self.earshot.user else None, **how})
        self.children.append(child)
        return child

    def end(self, child, sign=signal.SIGTERM):
        if child.poll() is None:
            child.send_signal(sign)
        try:
            return child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise RigError("the program does not end after SIGTERM") from None

    def held_socket(self):
        """As systemd does: it outlives the program."""
        path = str(self.earshot.folder / f"held-{len(self.sockets)}.sock")
        held = socket.socket(socket.AF_UNIX)
        held.bind(path)
        held.listen(512)
        self.sockets.append(held)
        return path, held

    def start_unix(self):
        path = str(self.earshot.folder / "unix.sock")
        return path, self.run(["--listen", f"unix:{path}"])

    def start_tcp(self):
        place = ("127.0.0.1", free_port())
        return place, self.run(["--listen", f"{place[0]}:{place[1]}"])

    def start_systemd(self, path=None, held=None):
        if held is None:
            path, held = self.held_socket()

        def as_systemd():
            os.dup2(held.fileno(), 3)
            os.set_inheritable(3, True)

        # The number is known only to the child itself: a shell writes it down and becomes the program.
        words = ["/bin/sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', "sh", *self.command]
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, close_fds=False,
                                 preexec_fn=as_systemd, user=self.earshot.user, group=self.earshot.user,
                                 extra_groups=[] if self.earshot.user else None)
        self.children.append(child)
        return path, child

    def start_spawned(self):
        path, held = self.held_socket()
        return path, self.run(stdin=held)

    def stop(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()
        for held in self.sockets:
            held.close()
        self.log.close()


def as_given(parameters):
    return parameters


def as_apache(parameters):
    """/cgi-bin/earshot/…: any name of the script will do."""
    return {**parameters, "SCRIPT_NAME": "/cgi-bin/earshot", "REQUEST_URI": "/cgi-bin/earshot" + parameters["PATH_INFO"],
            "SCRIPT_FILENAME": "/usr/lib/cgi-bin/earshot"}


def as_stock_nginx(parameters):
    """fastcgi_params of the distribution: no PATH_INFO, all of the path in SCRIPT_NAME."""
    changed = {**parameters, "SCRIPT_NAME": parameters["DOCUMENT_URI"]}
    del changed["PATH_INFO"]
    return changed


def by_fastcgi(place):
    return lambda parameters, body: fastcgi.request(place, parameters, body)


def by_cgi(bench, dress):
    def ask(parameters, body):
        environment = {b"PATH": b"/usr/bin:/bin", b"EARSHOT_CONFIG": os.fsencode(bench.earshot.config)}
        for name, value in dress(parameters).items():
            environment[name.encode()] = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
        done = subprocess.run([bench.earshot.program], input=body, stdout=subprocess.PIPE, stderr=bench.log, timeout=20,
                              env=environment, user=bench.earshot.user, group=bench.earshot.user)
        check(done.returncode == 0, f"a CGI run ended with {done.returncode}")
        return fastcgi.answer_of(done.stdout)
    return ask


def cgi_without_configuration(bench):
    """The visitor hears whose fault it is, the operator which."""
    nowhere = str(bench.earshot.folder / "no-such.toml")
    environment = {"PATH": "/usr/bin:/bin", "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/earshot",
                   "PATH_INFO": "/widget.js", "SERVER_PROTOCOL": "HTTP/1.1", "EARSHOT_CONFIG": nowhere}
    done = subprocess.run([bench.earshot.program], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, env=environment)
    check(done.returncode == 1 and nowhere.encode() in done.stderr, f"the operator hears {done.stderr}")
    check(done.stdout.startswith(b"Status: 500 ") and nowhere.encode() not in done.stdout, f"the visitor hears {done.stdout}")


def requests_of(bench, token, tag):
    """name → request and what its answer must be. `fresh` pings differ from way to way by nothing but `tag`."""
    post, form = urllib.parse.quote(bench.post, safe=""), urllib.parse.urlencode
    source = "http://fan.example/known"
    mention = form({"source": source, "target": bench.post})
    fresh = form({"source": f"http://fan.example/{tag}", "target": bench.post})
    back = "trackback/?target=" + post
    call = PINGBACK.format(source, bench.post)
    return [
        ("script", 200, "GET", "widget.js", b"", {}), ("nowhere", 404, "GET", "nowhere", b"", {}),
        ("prefix itself", 404, "GET", "", b"", {}), ("wrong method", 405, "GET", "pingback", b"", {}),
        ("unknown method", 405, "BREW", "webmention", b"", {}), ("page", 204, "GET", "page", b"", {}),
        ("answers", 200, "GET", "answers", b"", {}), ("head", 200, "HEAD", "answers", b"", {}),
        ("atom", 200, "GET", "answers.atom", b"", {}), ("receipt", 200, "GET", f"status/{token}", b"", JSON),
        ("receipt as a page", 200, "GET", f"status/{token}", b"", {"Accept": "text/html"}),
        ("no receipt", 404, "GET", "status/none", b"", {}),
        ("fragment", 200, "GET", f"fragment?target={post}", b"", {}),
        ("engagement", 200, "GET", f"api/engagement?target={post}", b"", {}),
        ("bytes that are no text", 404, "GET", "answers\udcff\udcfe", b"", {}),
        ("form", 200, "GET", "webmention?target=%3Cscript%3E", b"", {"Accept": "text/html"}),
        ("mention", 201, "POST", "webmention", mention.encode(), FORM),
        ("fresh mention", 201, "POST", "webmention", fresh.encode(), FORM),
        ("mention of nothing", 400, "POST", "webmention", b"source=&target=", FORM),
        ("empty mention", 400, "POST", "webmention", b"", FORM),
        ("mention in JSON", 415, "POST", "webmention", b"{}", {"Content-Type": "application/json"}),
        ("long mention", 413, "POST", "webmention", b"source=" + b"a" * 8192, FORM),
        ("pingback", 200, "POST", "pingback", call.encode(), XML),
        ("half a pingback", 200, "POST", "pingback", call[:80].encode(), XML),
        ("pingback with NUL", 200, "POST", "pingback", call.replace("fan", "f\0n").encode(), XML),
        ("largest pingback", 200, "POST", "pingback", call.encode().ljust(65536), XML),
        ("long pingback", 200, "POST", "pingback", call.encode().ljust(65537), XML),
        ("huge pingback", 200, "POST", "pingback", call.encode().ljust(900000), XML),
        ("trackback", 200, "POST", back, form({"url": source + "/2", "title": "T"}).encode(), FORM),
        ("trackback in Latin-1", 200, "POST", back, b"url=http%3A%2F%2Ffan.example%2F3&title=caf%E9",
         {"Content-Type": FORM["Content-Type"] + "; charset=ISO-8859-1"}),
        ("trackback without url", 200, "POST", back, b"title=x", FORM),
    ]


def ask_all(bench, token, tag, ask):
    told = []
    for name, status, method, path, body, headers in requests_of(bench, token, tag):
        parameters = fastcgi.parameters_of(method, path, body, headers)
        answer = ask(parameters, body)
        check(answer.status == status, f"{tag}: {name} answers {answer.status}, not {status}: {answer.text[:300]}")
        text, head = answer.text, str(answer.headers)
        if name == "fresh mention":
            text, head = (re.sub(r"status/[\w-]+", "status/TOKEN", part).replace(tag, "TAG") for part in (text, head))
        told.append((name, answer.status, sorted(head.splitlines()), text))
    return told


def same_answers(bench):
    ways = {"unix": bench.start_unix, "tcp": bench.start_tcp, "systemd": bench.start_systemd, "spawned": bench.start_spawned}
    place, first = bench.start_unix()
    wait_for("the first server", lambda: answers_on(place))
    known = urllib.parse.urlencode({"source": "http://fan.example/known", "target": bench.post}).encode()
    told = fastcgi.request(place, fastcgi.parameters_of("POST", "webmention", known, FORM), known)
    token = told.headers["Location"].rpartition("/")[2]
    ask_all(bench, token, "first---", by_fastcgi(place))  # from here on every ping but the fresh one is a repeated one
    check(bench.end(first) == 0, "SIGTERM does not end with 0")
    seen = {}
    for way, start in ways.items():
        place, child = start()
        wait_for(f"the server by {way}", lambda: child.poll() is not None or answers_on(place))
        check(child.poll() is None, f"{way}: the program ended with {child.poll()}")
        seen[way] = ask_all(bench, token, way.ljust(8, "-"), by_fastcgi(place))
        check(bench.end(child) == 0, f"{way}: SIGTERM does not end with 0")
    for way, dress in {"cgi": as_given, "apache": as_apache, "stock": as_stock_nginx}.items():
        seen[way] = ask_all(bench, token, way.ljust(8, "-"), by_cgi(bench, dress))
    for way, answers in seen.items():
        for one, other in zip(seen["unix"], answers, strict=True):
            check(one == other, f"unix and {way} differ:\n  {one}\n  {other}")
    print(f"{len(seen['unix'])} answers, the same by {', '.join(seen)}")


def started_by_sigterm_half_way(bench):
    """A request whose body is still on its way when SIGTERM comes is answered, and the program ends."""
    place, child = bench.start_unix()
    wait_for("the server", lambda: answers_on(place))
    body = urllib.parse.urlencode({"source": "http://fan.example/late", "target": bench.post}).encode()
    parameters = fastcgi.parameters_of("POST", "webmention", body, FORM)
    with fastcgi.connect(place) as peer, peer.makefile("rb") as incoming:
        peer.sendall(fastcgi.record(fastcgi.BEGIN, b"\0\1\0" + b"\0" * 5) +
                     fastcgi.stream(fastcgi.PARAMS, fastcgi.pairs(parameters)) + fastcgi.record(fastcgi.STDIN, body[:20]))
        time.sleep(0.1)  # it is being read now
        child.send_signal(signal.SIGTERM)
        wait_for("the server to say that it stops", lambda: "stopping" in (bench.folder / "programs.log").read_text()
                 .rpartition("serving")[2])
        peer.sendall(fastcgi.stream(fastcgi.STDIN, body[20:]))
        answer = incoming.read()
    check(b"Status: 201" in answer, f"a request half sent at SIGTERM: {answer[:200]}")
    check(child.wait(10) == 0, "SIGTERM does not end with 0")


def restarts_under_load(bench, rounds=6):
    path, held = bench.held_socket()
    _, child = bench.start_systemd(path, held)
    over, failed, done = threading.Event(), [], []

    def caller():
        body = b"source=x&target=y"
        parameters = fastcgi.parameters_of("POST", "webmention", body, FORM)
        while not over.is_set():
            try:
                status = fastcgi.request(path, parameters, body).status
                (done if status == 400 else failed).append(status)
            except OSError as fault:
                failed.append(fault)

    callers = [threading.Thread(target=caller) for _ in range(6)]
    for one in callers:
        one.start()
    try:
        for _ in range(rounds):
            time.sleep(0.3)
            check(bench.end(child) == 0, "SIGTERM under load does not end with 0")
            _, child = bench.start_systemd(path, held)
        enough = len(done) + 20
        wait_for("the last one to serve", lambda: len(done) > enough or failed)
    finally:
        over.set()
        for one in callers:
            one.join()
    bench.end(child)
    check(not failed, f"{len(failed)} of {len(done)} requests failed over {rounds} restarts: {failed[:5]}")
    print(f"{rounds} restarts under load on a held socket: {len(done)} requests, none failed")


def refused(bench, address, *parts):
    """A start that must fail: exit 1, and words that tell what, why and what to do."""
    done = subprocess.run([*bench.command, "--listen", address], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=20, user=bench.earshot.user, group=bench.earshot.user)
    check(done.returncode == 1, f"--listen {address} ends with {done.returncode}: {done.stderr}")
    for part in parts:
        check(part in done.stderr, f"--listen {address} is refused without “{part}”: {done.stderr}")


def one_at_a_socket(bench):
    place, child = bench.start_unix()
    wait_for("the server", lambda: answers_on(place))
    refused(bench, f"unix:{place}", place, "a running program answers there")
    check(answers_on(place), "the refused second instance took the socket away")
    bench.end(child, signal.SIGKILL)
    check(os.path.exists(place) and not answers_on(place), "no stale socket to try")
    _, child = bench.start_unix()
    wait_for("a new one on the stale socket", lambda: answers_on(place))
    health = fastcgi.request(place, fastcgi.parameters_of("GET", "health"))
    check(health.status == 200, f"health after a restart: {health.status}")
    precious = bench.earshot.folder / "precious.txt"
    precious.write_text("not a socket")
    refused(bench, f"unix:{precious}", "no socket", "choose another path")
    check(precious.read_text() == "not a socket", "a file was overwritten by a socket")
    with socket.create_server(("127.0.0.1", 0)) as other:
        refused(bench, f"127.0.0.1:{other.getsockname()[1]}", "cannot listen on 127.0.0.1", "in use")
    refused(bench, "nowhere", "expected unix:/path")
    bench.end(child)
    print("one at a socket: a second is refused, a stale socket is replaced, a file is left alone")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-modes-", dir="/var/tmp"))
    folder.chmod(0o755)
    bench = Bench(folder, pathlib.Path(sys.argv[1]))
    try:
        for part in (same_answers, cgi_without_configuration, started_by_sigterm_half_way, restarts_under_load, one_at_a_socket):
            part(bench)
    except (RigError, OSError, subprocess.SubprocessError) as fault:
        print(f"{type(fault).__name__}: {fault}\nkept for you to look at: {folder}")
        return 1
    finally:
        bench.stop()
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
