"""A paper of its own: a kind of block, a kind of page and a job that Wellread does not have."""

from wellread.config.settings import *  # noqa: F403

INSTALLED_APPS = ["wellread_site", *INSTALLED_APPS]  # noqa: F405
WELLREAD_BODY_BLOCKS = {"tides": "wellread_site.blocks.TidesBlock"}
WELLREAD_STORY_TYPES = ["wellread_site.Recipe"]
