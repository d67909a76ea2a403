"""`./install.sh demo`: the world, the story, and then it stays up to be looked at."""
import argparse
import pathlib
import signal
import sys
import threading

from process import RigError
from story import Story
from world import PortTaken, World


class Stopped(Exception):
    """Ctrl-C, or somebody asked us to end."""


def stop_here(sign, frame):
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cut the cleaning up short
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped(signal.Signals(sign).name)


def options():
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--program", type=pathlib.Path, required=True)
    reader.add_argument("--state", type=pathlib.Path, required=True)
    reader.add_argument("--port", type=int, default=8480)
    reader.add_argument("--only-room", action="store_true", help="only see that the ports are free (needs nothing but Python)")
    reader.add_argument("--once", action="store_true")
    reader.add_argument("--pictures", type=pathlib.Path)
    return reader.parse_args()


def addresses(world):
    return f"""
Look around (Ctrl-C ends all of it):
  the blog            {world.blog.url}/
  the post            {world.blog.post("cold-battery")}
  all staff answers   {world.ours("answers")}
  bloggers elsewhere  {world.outside.url}/marie/sled-in-winter
  letters of alert    {world.mail.maildir}/new
  staff log in at     {world.blog.url}/wp-login.php   (ana / ana-writes-here, tom / tom-writes-here)
  configuration       {world.earshot.config}
  logs                {world.folder}
"""


def main():
    asked = options()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop_here)
    world = World(asked.state, asked.program, asked.port)
    try:
        world.make_room()
        if asked.only_room:
            return 0
        print("Starting MariaDB, php-fpm, WordPress, nginx, a mail server and a second site …", flush=True)
        world.start()
        Story(world, lambda line: print(line, flush=True), asked.pictures).play()
        print("\nThe story went as it should.", flush=True)
        if not asked.once:
            print(addresses(world), flush=True)
            threading.Event().wait()
        return 0
    except Stopped as why:
        print(f"\n{why}: stopping everything", flush=True)
        return 0 if not asked.once else 1
    except PortTaken as fault:
        print(f"demo: {fault}", file=sys.stderr, flush=True)
        return 1
    except RigError as fault:
        print(f"\nNOT AS IT SHOULD BE: {fault}\nlogs: {world.folder}", file=sys.stderr, flush=True)
        return 1
    finally:
        world.stop()


if __name__ == "__main__":
    sys.exit(main())
