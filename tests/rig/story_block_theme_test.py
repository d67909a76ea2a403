"""The story on a block theme, whose pages are built quite otherwise: marks, figures and linkbacks must find their places."""
import sys

import story_test
from story import Story

if __name__ == "__main__":
    sys.exit(story_test.main("twentytwentythree", Story.play_what_readers_see))
