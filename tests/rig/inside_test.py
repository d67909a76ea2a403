"""Addresses that lead into the host's own network, in every spelling known: as source, behind a redirect, as an author's page.

Runs in a network of its own (unshare -n -m), where public and private addresses all lie on lo, listeners stand on the ports
that are allowed, and the guard works as shipped, with nothing in `[fetch] allow`. Usage: inside_test.py PROGRAM
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from front import Front, check, receipt
from outside import send_webmention
from process import RigError, wait_for
from server import Server

PUBLIC, CLOSED, OUTSIDE_PORT = "93.184.216.34", "93.184.216.35", 8080
OUTSIDERS = [f"out{number}.example" for number in range(24)]  # one host alone would have to wait for its turns
OF_LO = ["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254",
         "168.63.129.16", "192.0.0.192", "192.0.2.2", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1", "198.18.0.1",
         "198.51.100.1", "203.0.113.1", "240.0.0.1", PUBLIC, CLOSED, "fd00::2", "fe80::1", "fec0::1", "fd00:ec2::254", "100::1",
         "::7f00:1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::1", "2001:10::1",
         "2001:db8::1", "3fff::1", "5f00::1", "2620:4f:8000::1"]
HOSTS = f"""127.0.0.1 localhost localhost.localdomain inside.example 127.0.0.1.nip.example
::1 localhost6 inside6.example
10.0.0.1 intranet.example
169.254.169.254 metadata.google.internal
192.0.2.2 own.example
100.64.0.1 carrier.example
fd00::2 private6.example
64:ff9b::7f00:1 nat64.example
{PUBLIC} both.example {" ".join(OUTSIDERS)}
127.0.0.1 both.example
{CLOSED} closed.example
"""
LITERALS = """127.0.0.1 127.0.0.2 127.127.127.127 127.255.255.254 127.1 127.0.1 127.0.0.1. 127.1. 2130706433 2130706433. 0x7f000001
0x7F000001 017700000001 0177.0.0.1 00000177.0.0.01 0x7f.0.0.1 0x7f.1 0177.1 0x7f.0x0.0x0.0x1 127.000.000.001 4311810305 383.0.0.1
0 0. 00 0x0 0.0.0.0 0.0 0.0.0.1 %31%32%37.0.0.1 127%2e0%2e0%2e1 127.0.0.1%2e 127.0.0.1%00 127.0.0.1%09 127.0.0.1%20
10.0.0.1 10.1 167772161 0xa000001 012.0.0.1 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1 3232235521 100.64.0.1 100.100.100.200
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 0xa9.254.0xa9.254 168.63.129.16 192.0.0.192 192.0.2.2
192.31.196.1 192.52.193.1 192.88.99.1 192.175.48.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 [::1] [::1]. [0:0:0:0:0:0:0:1] [0000::0001] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:127.0.0.1]
[0:0:0:0:0:ffff:7f00:1] [::ffff:10.0.0.1] [::ffff:a9fe:a9fe] [::ffff:0.0.0.0] [::127.0.0.1] [::7f00:1] [::ffff:0:7f00:1]
[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::1] [2001:10::1] [2001:db8::1]
[3fff::1] [5f00::1] [2620:4f:8000::1] [fd00::2] [fd00:ec2::254] [fec0::1] [fe80::1] [fe80::1%25lo] [fe80::1%lo] [::1%25lo] [::1%lo]
[::1%251] [100::1] [ff02::1] [::ffff:127.0.0.1%25lo] [v1.127.0.0.1] [127.0.0.1] [::1 ::1
127。0。0。1 127．0．0．1 127｡0｡0｡1 １２７.０.０.１ ①②⑦.⓪.⓪.① [：：1] 0𝟏77.1 １６９。２５４。１６９。２５４""".split()
NAMES = """localhost LOCALHOST localhost. localhost.localdomain localhost6 ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhoſt %6cocalhost lo%63alhost
inside.example INSIDE.example. inside6.example intranet.example metadata.google.internal own.example carrier.example private6.example
nat64.example 127.0.0.1.nip.example inside。example""".split()
WHOLE = """http://both.example/ https://127.0.0.1/ https://localhost/ https://[::1]/ http://127.0.0.1:8080/ http://[::1]:8080/
http://127.0.0.1:443/ http://127.0.0.1:00080/ http://127.0.0.1:/ http://127.0.0.1:0x50/ http://127.0.0.1:65616/ http://127.0.0.1:22/
http://localhost:8080/ HTTP://127.0.0.1/ hTtPs://127.0.0.1/ http://127.0.0.1?x http://127.0.0.1#x http://127.0.0.1\\x
http:\\\\127.0.0.1\\ http:/\\127.0.0.1/ http:127.0.0.1 http:/127.0.0.1 http:///127.0.0.1/ http:////127.0.0.1/
http://out0.example@127.0.0.1/ http://user:secret@127.0.0.1/ http://out0.example:80@127.0.0.1/ http://out0.example%40@127.0.0.1/
http://127.0.0.1\\@out0.example/ http://127.0.0.1#@out0.example/ http://127.0.0.1?@out0.example/ http://a@b@127.0.0.1/
http://@127.0.0.1/ http://:@127.0.0.1/ http://127.0.0.1:80:8080/ http://127.0.0.1,out0.example/ http://127.0.0.1;out0.example/
http://127.0.0.1%2f@out0.example:80/ file:///etc/passwd file://127.0.0.1/etc/passwd gopher://127.0.0.1:80/_GET dict://127.0.0.1:80/x
ftp://127.0.0.1:80/x ldap://127.0.0.1:80/x tftp://127.0.0.1:80/x ws://127.0.0.1/ wss://127.0.0.1/ http+unix://%2frun%2fx.sock/
unix:/run/x.sock jar:http://127.0.0.1!/x view-source:http://127.0.0.1/ smtp://127.0.0.1:80/ telnet://127.0.0.1:80/
rtsp://127.0.0.1:80/ scp://127.0.0.1/x about:blank netdoc:///etc/passwd""".split()
FORMS = [f"http://{host}/" for host in LITERALS + NAMES] + WHOLE


class Trap:
    """Listens on every address of the machine; only what comes to the outside's own address is no fault."""

    def __init__(self):
        self.calls, self.sockets = [], []
        for port in (22, 80, 443):
            self.listen(socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=128))
        for host, family in (("127.0.0.1", socket.AF_INET), ("10.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)):
            self.listen(socket.create_server((host, OUTSIDE_PORT), family=family, backlog=128))

    def listen(self, listener):
        self.sockets.append(listener)
        threading.Thread(target=self.watch, args=(listener,), daemon=True).start()

    def watch(self, listener):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            own = peer.getsockname()
            peer.close()
            if own[0].removeprefix("::ffff:") not in (PUBLIC, CLOSED):
                self.calls.append(f"{own[0]} port {own[1]}")

    def stop(self):
        for listener in self.sockets:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


class Outside(Server):
    """A public server that sends its readers inside: /r/N redirects to the form N, /a/N names it as its author's page."""

    def __init__(self, target):
        super().__init__(self.get, host=PUBLIC, port=OUTSIDE_PORT)
        self.target, self.forms, self.reads = target, {}, set()
        self.start()

    def get(self, request):
        self.reads.add(request.path)
        way, name = request.path.strip("/").split("/", 1)
        form = self.forms.get(name, "")
        if way == "r":
            status = (301, 302, 303, 307, 308)[len(self.reads) % 5]
            request.answer(status, headers=[("Location", form.encode().decode("latin-1"))])
        else:
            author = f'<a class="u-author" rel="author" href="{form}"></a>' if form else ""
            words = f'<p class="e-content">I read <a href="{self.target}">it</a>.'
            request.answer(200, f'<!DOCTYPE html><div class="h-entry">{author}{words}'.encode())

    def address(self, way, name, number=0):
        return f"http://{OUTSIDERS[number % len(OUTSIDERS)]}:{OUTSIDE_PORT}/{way}/{name}"


def ping(front, source):
    """The receipt's address, and the answer without what must differ."""
    answer = send_webmention(source, front.post, front.ours("webmention"))
    check(answer.status in (201, 400), f"{source}: {answer.status} {answer.text[:200]}")
    said = json.loads(answer.text)
    for own in ("source", "location"):
        said.pop(own, None)
    return answer.headers.get("Location"), answer.status, str(said)


def settled(source, address):
    one = wait_for(f"{source} to be settled", lambda: (got := receipt(address))["state"] != "received" and got, 20)
    one = {name: value for name, value in one.items() if name not in ("source", "received", "checked", "next_check", "data")}
    for step in one["steps"]:
        step.pop("at")
    return one["state"], str(one)


def told(front, sources):
    """What each sender hears in the end, sent first and waited for then."""
    sent = {source: ping(front, source) for source in sources}
    found = {}
    for source, (address, status, text) in sent.items():
        found[source] = (status, text, *(settled(source, address) if address else ("", "")))
    return found


def leads_inside(trap):
    """The trap works, and the forms are worth the name: what a careless program reaches by them."""
    reached = 0
    for form in FORMS:
        before = len(trap.calls)
        try:
            parts = urllib.parse.urlsplit(urllib.parse.unquote(form))
            if parts.scheme not in ("http", "https") or not parts.hostname:
                continue
            with socket.create_connection((parts.hostname.strip("[]"), parts.port or (443 if parts.scheme == "https" else 80)), 1):
                wait_for("the trap", lambda: len(trap.calls) > before, 0.3, 0.001)
            reached += 1
        except (OSError, ValueError, RigError):
            continue
    check(reached >= 70, f"only {reached} of the forms reach the trap by a plain connect: nothing is tested")
    trap.calls.clear()
    return reached


def alike(name, found):
    """Nobody learns from an answer what is inside: all as for a host that does not exist, or does not answer."""
    kinds = {}
    for source, heard in found.items():
        kinds.setdefault(heard, []).append(source)
    check(len(kinds) == 1, f"{name}: answers differ: " + "; ".join(f"{sources[:4]} hear {heard[2:]}" for heard, sources in kinds.items()))
    return next(iter(kinds))


def as_source(front, trap):
    nowhere, closed = "http://nowhere.example/", f"http://closed.example:{OUTSIDE_PORT}/"
    found = told(front, dict.fromkeys([*FORMS, nowhere, closed, "http://127.0.0.1:81/", "http://10.9.9.9/", "http://"]))
    check(not trap.calls, f"sources led inside: {trap.calls}")
    refused = {source: heard for source, heard in found.items() if heard[0] == 400}
    alike("refused at once", refused)
    taken = {source: heard for source, heard in found.items() if heard[0] == 201}
    check(len({heard[1] for heard in taken.values()}) == 1, f"first answers differ: {[heard[1] for heard in taken.values()][:3]}")
    spelled = {source: heard for source, heard in taken.items() if heard[2] == "refused"}
    alike("addresses written out, open, closed or nobody's", spelled)
    check("http://127.0.0.1:81/" in spelled and "http://127.0.0.1/" in spelled, "an address that is written out is tried again")
    names = {source: heard for source, heard in taken.items() if source not in spelled}
    alike("names that lead inside, nowhere, or to nobody", names)
    check(nowhere in names and closed in names and "http://inside.example/" in names, f"names: {list(names)}")
    return f"{len(refused)} refused at once, {len(spelled)} refused as written, {len(names)} like names that lead nowhere"


def by_redirect(front, outside, trap):
    ends = [*FORMS, "//127.0.0.1/", "//[::1]:80/", "\\\\127.0.0.1\\x", "/\\127.0.0.1/", "http://127.0.0.1:81/", "http://nowhere.example/",
            f"http://closed.example:{OUTSIDE_PORT}/"]
    outside.forms.update({f"f{number}": form for number, form in enumerate(ends)})
    sources = [outside.address("r", f"f{number}", number) for number in range(len(ends))]
    found = told(front, sources)
    check(not trap.calls, f"redirects led inside: {trap.calls}")
    unread = [source for source in sources if urllib.parse.urlsplit(source).path not in outside.reads]
    check(not unread, f"never asked: {unread[:5]}")
    alike("redirects", found)
    return f"{len(ends)} redirects, none followed inside, all told as one that leads nowhere"


def redirect_of_a_number(front, outside, trap):
    """Whose own address is written out learns no more about names of the inside than others."""
    names = ["http://inside.example/", "http://intranet.example/", "http://nowhere.example/", f"http://closed.example:{OUTSIDE_PORT}/"]
    outside.forms.update({f"n{number}": form for number, form in enumerate(names)})
    found = told(front, [f"http://{PUBLIC}:{OUTSIDE_PORT}/r/n{number}" for number in range(len(names))])
    check(not trap.calls, f"redirects led inside: {trap.calls}")
    alike("redirects from an address that is written out", found)
    return f"{len(names)} redirects from an address that is written out, all told alike"


def as_author(front, outside, trap):
    # A page may name itself by a relative address; only whole ones are of interest here.
    forms = [form for form in FORMS if '"' not in form]
    outside.forms.update({f"f{number}": form for number, form in enumerate(forms)})
    found = told(front, [outside.address("a", f"f{number}", number) for number in range(len(forms))])
    check(not trap.calls, f"an author's address led inside: {trap.calls}")
    states = {heard[2] for heard in found.values()}
    check(states == {"shown"}, f"pages with an author inside are {states}")
    return f"{len(forms)} pages with an author's page inside, shown, the author's page never asked for"


def play(folder, program):
    front = Front(folder, program)
    config = front.earshot.config
    config.write_text(config.read_text().replace('allow = ["127.0.0.0/8"]', "allow = []"))
    trap, outside = Trap(), Outside(front.post)
    try:
        front.start()
        print(f"ok      {len(FORMS)} forms, of which a plain connect reaches the inside by {leads_inside(trap)}", flush=True)
        parts = (lambda: as_source(front, trap), lambda: by_redirect(front, outside, trap), lambda: as_author(front, outside, trap),
                 lambda: redirect_of_a_number(front, outside, trap))
        complaints = []
        for part in parts:
            try:
                print(f"ok      {part()}", flush=True)
            except RigError as complaint:
                complaints.append(str(complaint))
        check(not trap.calls, f"connections inside: {trap.calls}")
        check(front.earshot.daemon.alive(), "the program ended")
        check(not complaints, "\n".join(complaints))
    finally:
        front.stop()
        outside.stop()
        trap.stop()


def make_network(folder):
    """Addresses and names of a small world, seen by our children only."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in OF_LO:
        subprocess.run(["ip", "addr", "add", f"{address}/{128 if ':' in address else 32}", "dev", "lo",
                        *(["nodad"] if ":" in address else [])], check=False, stderr=subprocess.DEVNULL)
    for name, text in (("hosts", HOSTS), ("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")):
        (folder / name).write_text(text)
        (folder / name).chmod(0o644)
        subprocess.run(["mount", "--bind", folder / name, f"/etc/{name}"], check=True)


def main(program):
    if os.environ.get("EARSHOT_OWN_NETWORK") != "yes":
        own = ["unshare", "--net", "--mount"]
        if os.geteuid() != 0 or not shutil.which("ip") or subprocess.run([*own, "true"], capture_output=True).returncode != 0:
            print("skipped: a network of its own needs root, ip and unshare")
            return 77
        os.execvpe("unshare", [*own, sys.executable, *sys.argv], {**os.environ, "EARSHOT_OWN_NETWORK": "yes"})
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-inside-", dir="/var/tmp"))
    folder.chmod(0o755)
    began = time.monotonic()
    try:
        make_network(folder)
        play(folder, pathlib.Path(program))
        print(f"{time.monotonic() - began:.0f} s")
    except (RigError, OSError, subprocess.SubprocessError) as trouble:
        print(f"FAILED  {type(trouble).__name__}: {trouble}\nkept for you to look at: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


sys.exit(main(sys.argv[1]))
