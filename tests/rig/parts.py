"""Tests in parts, played one after the other on the real program behind nginx with a real mail server."""
import contextlib
import pathlib
import shutil
import sys
import tempfile

from front import Front
from mail import MailServer
from process import RigError, free_port


@contextlib.contextmanager
def front_with_mail(program, name, before=lambda front: None):
    """(front, mail) in a folder of their own, ended with the block; `before` may change the configuration."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"earshot-{name}-"))
    folder.chmod(0o755)
    mail = MailServer(folder / "mail", free_port())
    front = Front(folder, program, mail_url=mail.url)
    before(front)
    try:
        mail.start()
        front.start()
        yield front, mail
    finally:
        front.stop()
        mail.stop()
        shutil.rmtree(folder, ignore_errors=True)


def play(parts, scene):
    """`scene` is made anew for each part if it is a function, else the same for all."""
    for part in parts:
        part(scene() if callable(scene) else scene)
        print(f"ok      {part.__name__}", flush=True)


def run(main):
    """Of a script: main(program), its complaints in one line."""
    try:
        main(pathlib.Path(sys.argv[1]).resolve())
    except RigError as trouble:
        print(f"FAILED  {trouble}")
        sys.exit(1)
