"""What the editor's screens need to know and nothing else does."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from wellread.newsroom.models import LiveBlog

LATEST = 20
SCREENS = "wagtailsnippets_newsroom_liveentry"


def entry_addresses(live_blog: LiveBlog) -> dict[str, Any]:
    """Return a live blog's latest entries with the addresses of the screens that change them."""
    found = live_blog.entries.order_by("-pk")[:LATEST]
    return {
        "live_blog": live_blog,
        "add_url": add_url(live_blog.pk),
        "all_url": f"{reverse(f'{SCREENS}:list')}?{urlencode({'live_blog': live_blog.pk})}",
        "turn_url": reverse("newsroom_turn_live_blog", args=[live_blog.pk]),
        "entries": [(entry, reverse(f"{SCREENS}:edit", args=[entry.pk])) for entry in found],
    }


def add_url(live_blog: int) -> str:
    """Return the screen for a new entry of this live blog."""
    screen = reverse(f"{SCREENS}:add")
    return f"{screen}?{urlencode({'live_blog': live_blog})}"
