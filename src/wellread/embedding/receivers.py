"""What this room does when somebody signs out."""

from typing import Any

from django.http import HttpRequest

from wellread.embedding import actions
from wellread.membership import browser


def reader_signed_out(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Let nobody be known elsewhere by a browser that was signed out of.

    It comes before membership's own, after which the browser has no name any more.
    """
    if request is not None:
        actions.forget_browser(browser=browser.fingerprint(request))
