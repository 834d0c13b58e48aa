"""Where a live blog's entries are added, listed and changed in the admin."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

# The entries of some hours; older ones are in the list.
LATEST = 20
SCREENS = "wagtailsnippets_newsroom_liveentry"


def entry_addresses(live_blog: Any) -> dict[str, Any]:
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
