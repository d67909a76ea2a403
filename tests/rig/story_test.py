"""The story as a test: in a folder of its own, on ports of its own; the folder stays when something was wrong."""
import pathlib
import shutil
import sys
import tempfile

from process import RigError
from story import Story
from world import World


def main(theme="twentytwentyone", play=Story.play):
    program = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="earshot-story-", dir="/var/tmp"))
    world = World(folder, program, theme=theme)
    try:
        world.start()
        play(Story(world))
    except RigError as fault:
        print(f"\nNOT AS IT SHOULD BE: {fault}\nkept for you to look at: {folder}")
        return 1
    finally:
        world.stop()
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
