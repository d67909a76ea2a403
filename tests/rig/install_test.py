"""./install.sh install and uninstall, staged into a folder: what is written, that it is sound, that it goes again."""
import fcntl
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NGINX = """\
pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}
http {{
  include {etc}/nginx/earshot/earshot-http.conf;
  server {{
    listen unix:{folder}/http.sock;
    include {etc}/nginx/earshot/earshot-server.conf;
    include {etc}/nginx/earshot/earshot-headers.conf;
    location ~ \\.php$ {{ include {etc}/nginx/earshot/earshot-page.conf; fastcgi_pass unix:{folder}/php.sock; }}
  }}
}}
"""


def call(stage, state, program, *words, check="true"):
    return subprocess.run(["bash", str(ROOT / "install.sh"), *words], capture_output=True, text=True, env={
        "PATH": os.environ["PATH"], "NGINX_CHECK": check, "DESTDIR": str(stage), "XDG_STATE_HOME": str(state), "EARSHOT_PROGRAM": program})


def files(stage):
    return sorted(str(path.relative_to(stage)) for path in stage.rglob("*") if path.is_file())


def expect(truth, complaint):
    if not truth:
        sys.exit(f"install_test: {complaint}")


def refused(stage, state, program, words, status, said):
    before = {one: (stage / one).read_bytes() for one in files(stage)}
    done = call(stage, state, program, *words)
    expect(done.returncode == status and said in done.stderr, f"{words}: {done.returncode} {done.stdout}{done.stderr}")
    expect({one: (stage / one).read_bytes() for one in files(stage)} == before, f"{words}: refused, and yet something changed")


def follows_the_configuration(stage, state, program, config):
    """A second install takes name and prefix from the configuration that is there; options that contradict it are refused."""
    server = stage / "etc/nginx/earshot/earshot-server.conf"
    own, parts = config.read_text(), server.read_text()
    done = call(stage, state, program, "install")
    expect(done.returncode == 0 and server.read_text() == parts, f"without options the parts change: {done.stdout}")
    done = call(stage, state, program, "install", "--url", "https://BLOG.example:443/")
    expect(done.returncode == 0 and server.read_text() == parts, f"the same address in another spelling: {done.stderr}")
    refused(stage, state, program, ["install", "--prefix", "/earshot"], 1, "--prefix /earshot contradicts")
    refused(stage, state, program, ["install", "--url", "https://other.example/"], 1, "--url https://other.example/ contradicts")
    refused(stage, state, program, ["install", "--name", "other"], 1, "has no site named other, there is: blog")
    config.write_text(own.replace('"blog"', '"My.Blog"').replace('"/heard"', '"/said"'))
    done = call(stage, state, program, "install")
    now = server.read_text()
    expect(done.returncode == 0 and 'EARSHOT_SITE "My.Blog"' in now and "^~ /said/" in now, f"another name: {done.stderr}{now[:400]}")
    config.write_text(own.replace('name = "blog"', 'name = "blog'))
    refused(stage, state, program, ["install"], 1, "a string seems not to be closed")
    config.write_text(own)
    expect(call(stage, state, program, "install").returncode == 0 and server.read_text() == parts, "and back")


def wrong_words(stage, state, program):
    for words in (["--url", "https://blog.example"], ["--url", "https://blog.example/sub"], ["--url", 'https://blog.example/"x/'],
                  ["--url"], ["--prefix", "earshot", "--url", "https://blog.example/"]):
        refused(stage, state, program, ["install", *words], 2, "wants")
    refused(stage, state, program, ["install", "--url", "https://blog.example:123456/"], 1, "does not take the address")
    for command in ("demo", "install", "uninstall", "bench"):
        done = call(stage, state, program, command, "--help")
        expect(done.returncode == 0 and "usage:" in done.stdout, f"{command} --help: {done.returncode} {done.stderr}")
    for words in (["--port", "65534"], ["--port", "0"]):
        refused(stage, state, program, ["demo", *words], 2, "from 1 to 65533")
    refused(stage, state, program, ["demo", "--pictures"], 2, "--pictures wants a value")


def one_demo_a_folder(folder, stage, state, program):
    """What a running demo holds is left alone; what a killed one left behind hinders nobody; taken ports are named first."""
    own = folder / "demo"
    own.mkdir()
    note = own / "demo.pid"
    note.write_text("4711\n")
    with open(note) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if os.geteuid() == 0:
            refused(own, state, program, ["demo", "--state", str(own)], 1, "a demo is running here (pid 4711): stop it, or give another --state")
    demo = [sys.executable, "-S", ROOT / "tests/rig/demo.py", "--program", program, "--state", own]  # nothing but Python itself
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] - 1
        done = subprocess.run([*demo, "--port", str(port), "--only-room"], capture_output=True, text=True)
    expect(done.returncode == 1 and f"port {port + 1} is taken" in done.stderr and "--port" in done.stderr,
           f"a taken port: {done.returncode} {done.stdout}{done.stderr}")
    expect(files(own) == ["demo.pid"], f"a taken port, and yet there is {files(own)}")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="earshot-install-") as name:
        folder = pathlib.Path(name)
        stage, state = folder / "stage", folder / "state"
        stage.mkdir()
        folder.chmod(0o755)
        url = ("--url", "https://blog.example/", "--prefix", "/heard")

        expect(call(stage, state, program, "install").returncode == 2, "an install without the blog's address went through")
        done = call(stage, state, program, "install", "--dry-run", *url)
        expect(done.returncode == 0 and "earshot-server.conf" in done.stdout, f"dry run: {done.stdout}{done.stderr}")
        expect(files(stage) == [], f"a dry run wrote {files(stage)}")
        wrong_words(stage, state, program)
        one_demo_a_folder(folder, stage, state, program)
        if os.geteuid() == 0:
            copy = folder / "copy" / "install.sh"  # the work tree may lie in a private folder
            (copy.parent / "templates").mkdir(parents=True)
            for part in ("install.sh", "templates/place.sh"):
                (copy.parent / part).write_text((ROOT / part).read_text())
            words = subprocess.run(["bash", copy, "install", *url], text=True, capture_output=True, user="nobody",
                                   env={"PATH": "/usr/bin:/bin"})
            expect(words.returncode == 1 and "must run as root" in words.stderr, f"as nobody: {words.stderr}")

        mine = stage / "etc/nginx/earshot/earshot-http.conf"
        mine.parent.mkdir(parents=True)
        mine.write_text("# of an older version\n")
        done = call(stage, state, program, "install", *url, check="false")
        expect(done.returncode == 1 and files(stage) == ["etc/nginx/earshot/earshot-http.conf"] and "older" in mine.read_text(),
               f"nginx said no, and this is left: {files(stage)} {done.stderr}")

        done = call(stage, state, program, "install", *url)
        expect(done.returncode == 0, f"install: {done.stdout}{done.stderr}")
        written = files(stage)
        for wanted in ("usr/local/bin/earshot", "etc/earshot/earshot.toml", "etc/earshot/roster.toml",
                       "etc/nginx/earshot/earshot-http.conf", "etc/nginx/earshot/earshot-page.conf",
                       "etc/systemd/system/earshot.service", "etc/systemd/system/earshot.socket"):
            expect(wanted in written, f"{wanted} is missing in {written}")
        for path in (stage / one for one in written if one.startswith("etc/")):
            blanks = re.findall(r"@[A-Z]+@", re.sub(r"^#.*$", "", path.read_text(), flags=re.M))
            expect(not blanks, f"{path}: blanks not filled: {blanks}")
            expect("Placeholders" not in path.read_text(), f"{path}: explains blanks that are filled")
        expect("location ^~ /heard/" in (stage / "etc/nginx/earshot/earshot-server.conf").read_text(), "prefix not used")
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, etc=stage / "etc"))
        (folder / "fastcgi_params").write_text(pathlib.Path("/etc/nginx/fastcgi_params").read_text())
        check = subprocess.run(["/usr/sbin/nginx", "-t", "-c", str(conf)], capture_output=True, text=True)
        expect(check.returncode == 0, f"nginx refuses the parts: {check.stderr}")

        config = stage / "etc/earshot/earshot.toml"
        own = config.read_text().replace('"/etc/earshot/roster.toml"', f'"{stage}/etc/earshot/roster.toml"')
        config.write_text(own.replace("/var/lib/earshot/", f"{folder}/"))
        said = subprocess.run([stage / "usr/local/bin/earshot", "--config", config, "site"], capture_output=True, text=True)
        expect(said.returncode == 0, f"the first configuration is refused: {said.stderr}")
        before = {one: (stage / one).read_bytes() for one in written}
        done = call(stage, state, program, "install", *url)
        expect(done.returncode == 0 and " write " not in done.stdout, f"a second install writes again: {done.stdout}")
        expect({one: (stage / one).read_bytes() for one in files(stage)} == before, "a second install changed something")

        follows_the_configuration(stage, state, program, config)
        no_program = subprocess.run(["bash", str(ROOT / "install.sh"), "install"], text=True, capture_output=True, env={
            "PATH": os.environ["PATH"], "DESTDIR": str(stage), "XDG_STATE_HOME": str(state), "EARSHOT_PROGRAM": "/nonexistent/earshot"})
        expect(no_program.returncode == 1 and "EARSHOT_PROGRAM" in no_program.stderr, f"a missing program: {no_program.stderr}")
        expect(call(stage, state, program, "uninstall", "--url", "https://x.example/").returncode == 2, "uninstall takes --url")

        site = stage / "etc/nginx/sites-enabled/blog"
        site.parent.mkdir()
        site.write_text("server { include /etc/nginx/earshot/earshot-server.conf; }\n")
        done = call(stage, state, program, "uninstall")
        expect(done.returncode == 1 and files(stage) == sorted([*written, "etc/nginx/sites-enabled/blog"]),
               f"uninstall under a blog that includes the parts: {done.stdout}{done.stderr}")
        site.unlink()
        done = call(stage, state, program, "uninstall")
        expect(done.returncode == 0 and files(stage) == ["etc/earshot/earshot.toml", "etc/earshot/roster.toml"],
               f"after uninstall: {files(stage)} {done.stderr}")
        done = call(stage, state, program, "uninstall", "--purge")
        expect(done.returncode == 0 and files(stage) == [], f"after uninstall --purge: {files(stage)}")
    print("install, once more, uninstall, purge: as it should be")


if __name__ == "__main__":
    main()
