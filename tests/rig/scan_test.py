"""`earshot scan` as a host types it: hits in bytes of the file as given, and a clear word about what is no text."""
import json
import pathlib
import subprocess
import sys
import tempfile

from roster import ROSTER


def check(right, what):
    if not right:
        sys.exit(f"scan: {what}")


class Desk:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.file("roster.toml", ROSTER)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def scan(self, *arguments, roster="roster.toml", given=b""):
        done = subprocess.run([self.program, "scan", "--roster", roster, *arguments], cwd=self.folder, input=given,
                              capture_output=True, timeout=120)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def hits(desk):
    page = "<p>Gr&uuml;&szlig;e an <b>Ana</b>&nbsp;Ruiz &amp; Acme.</p>".encode()
    status, lines, said = desk.scan("--html", given=page)
    check(status == 0 and not said, said)
    check([page[h["start"]:h["end"]] for h in lines] == [b"Ana</b>&nbsp;Ruiz", b"Acme"], lines)
    for hit in lines:
        check(set(hit) == {"file", "kind", "id", "text", "start", "end", "certainty", "alert", "rule", "why"}, hit)
        check(hit["why"].startswith("Read as ") and hit["why"].endswith("so it alerts."), hit["why"])
    text = "Ana came.\n\nNaïve Ana Ruiz of Acme.\n"
    one, two = desk.file("one.txt", text), desk.file("two.txt", "nobody")
    status, lines, _ = desk.scan(one, two)
    check(status == 0 and {h["file"] for h in lines} == {"one.txt"}, lines)
    check([h["start"] for h in lines] == sorted(h["start"] for h in lines), lines)
    check(all(text.encode()[h["start"]:h["end"]].decode() == h["text"] for h in lines), lines)


def odd_input(desk):
    check(desk.scan(given=b"") == (0, [], ""), "an empty text is no failure")
    check(desk.scan(desk.file("empty.txt", ""))[0] == 0, "nor is an empty file")
    for name, content, word in [("nul.bin", b"\x7fELF\0\0Ana Ruiz", "binary"), ("a.pdf", b"%PDF-1.4 Ana Ruiz", "binary")]:
        status, lines, said = desk.scan(desk.file(name, content), desk.file("good.txt", "Ana Ruiz"))
        check(status == 1 and word in said and said.startswith(name), f"{name}: {said}")
        check([h["file"] for h in lines] == ["good.txt"], f"{name}: the other file is scanned all the same")
    cut = "Zoë wrote to Ana Ruiz, naïve".encode()[:-3] + b"\xff and Ana Ruiz"
    status, lines, said = desk.scan(desk.file("cut.txt", cut))
    check(status == 0 and [cut[h["start"]:h["end"]] for h in lines] == [b"Ana Ruiz"] * 2, f"a bad byte: {lines} {said}")
    for name in ("gone.txt", "."):
        status, _, said = desk.scan(name)
        check(status == 1 and said.startswith(name + ":"), f"{name}: {said}")


def other_encodings(desk):
    """Hits stand at bytes of the file as it is, in the encoding that its mark or its meta element names."""
    for name, encoding, head in [("latin1", "cp1252", ""), ("utf16", "utf-16", ""), ("big", "utf-16-be", "\ufeff"),
                                 ("meta", "iso-8859-15", "<meta charset=iso-8859-15>"), ("mark", "utf-8-sig", ""),
                                 ("said", "shift_jis", "<meta http-equiv=content-type content='text/html; charset=shift_jis'>")]:
        words = "日本" if encoding == "shift_jis" else "Café naïve "
        content = f"{head}<p>{words} by <b>Ana</b> Ruiz, then Ana Ruiz.".encode(encoding)
        hit = [part.encode(encoding if encoding != "utf-16" else "utf-16-le").removeprefix(b"\xef\xbb\xbf")
               for part in ("Ana</b> Ruiz", "Ana Ruiz")]
        status, lines, said = desk.scan("--html", desk.file(name + ".html", content))
        check(status == 0 and not said, f"{name}: {said}")
        check([content[h["start"]:h["end"]] for h in lines] == hit, f"{name}: {lines}")
        check([h["text"] for h in lines] == ["Ana Ruiz"] * 2, f"{name}: {lines}")
    content = "Überall “Ana Ruiz”.".encode("cp1252")
    _, lines, _ = desk.scan(desk.file("plain.txt", content))
    check([content[h["start"]:h["end"]] for h in lines] == [b"Ana Ruiz"], lines)
    broken = "(A[na] Ruiz and Ana Ru-\r\n> iz)".encode()
    _, lines, _ = desk.scan(desk.file("broken.txt", broken))
    check([broken[h["start"]:h["end"]] for h in lines] == [b"A[na] Ruiz", b"Ana Ru-\r\n> iz"], lines)


def too_long(desk):
    with open(desk.folder / "long.txt", "wb") as file:
        file.truncate(100 * 1024 * 1024)
        file.write(b"Ana Ruiz " * 1000)
    status, _, said = desk.scan("long.txt")
    check(status == 1 and "longer than" in said, said)
    limited = ["/bin/sh", "-c", f'ulimit -v 400000; exec "{desk.program}" scan --roster roster.toml < /dev/zero']
    done = subprocess.run(limited, cwd=desk.folder, capture_output=True, timeout=120)
    check(done.returncode == 1 and b"longer than" in done.stderr, f"an endless stream: {done.stderr}")


def bad_roster(desk):
    for name, content, word in [("gone.toml", None, "gone.toml"), ("broken.toml", "[[person]\n", "broken.toml"),
                                ("wrong.toml", "[[person]]\nid = 1\nname = \"A B\"\n", "wrong.toml"),
                                ("nobody.toml", "", "nothing can be found")]:
        if content is not None:
            desk.file(name, content)
        status, lines, said = desk.scan(roster=name, given=b"Ana Ruiz")
        check(status == 1 and not lines and word in said, f"{name}: {status} {said}")


def full_disk(desk):
    """The same for each command: what prints looks once at the end whether all of it went out."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run([desk.program, "scan", "--roster", "roster.toml"], cwd=desk.folder, input=b"Ana Ruiz",
                              stdout=full, stderr=subprocess.PIPE, timeout=60)
    check(done.returncode == 1 and b"cannot be written" in done.stderr, done.stderr)


with tempfile.TemporaryDirectory() as home:
    place = Desk(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(home))
    for case in (hits, odd_input, other_encodings, too_long, bad_roster, full_disk):
        case(place)
    print("scan: all right")
