"""./install.sh install and uninstall, staged into a folder: what is written, that it is sound, that it goes again."""
import os
import pathlib
import re
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
        if os.geteuid() == 0:
            copy = folder / "copy" / "install.sh"  # the work tree may lie in a private folder
            copy.parent.mkdir()
            copy.write_text((ROOT / "install.sh").read_text())
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
