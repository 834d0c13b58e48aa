"""What editors do to a running site's live blog while readers have it open.

Run as a program, with the site's own settings in the environment: an action, then its words.
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from wellread.newsroom import actions  # noqa: E402
from wellread.newsroom.models import LiveBlog, LiveEntry  # noqa: E402


def add(headline):
    """Add an entry to the open live blog."""
    actions.add_entry(live_blog=_open(), headline=headline, text="<p>As it happens.</p>")


def edit(headline, text):
    """Change an entry's text."""
    entry = LiveEntry.objects.get(headline=headline)
    entry.text = f"<p>{text}</p>"
    entry.save()


def remove(headline):
    """Remove an entry, as an editor does who ticks it in the list of entries."""
    LiveEntry.objects.filter(headline=headline).delete()


def close():
    """End the coverage."""
    actions.close_live_blog(live_blog=_open(), at=timezone.now())


def _open():
    return LiveBlog.objects.get(ended_at=None)


if __name__ == "__main__":
    {"add": add, "edit": edit, "remove": remove, "close": close}[sys.argv[1]](*sys.argv[2:])
