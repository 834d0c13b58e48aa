"""Two pages of the admin: one that asks before something is done, one that shows a secret once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

SHOWN_ONCE = "integrations/admin/shown_once.html"
ASK = "integrations/admin/ask.html"


def shown_once(request: HttpRequest, text: str, says: str, back_to: str) -> HttpResponse:
    """Show what nobody can see again."""
    facts = {"text": text, "says": says, "back": reverse(back_to)}
    # No page of the admin is stored by a browser, so this one is not either.
    return render(request, SHOWN_ONCE, facts)


def asked(
    request: HttpRequest, *, title: str, about: object, says: str, back_to: str, form: Any = None
) -> HttpResponse:
    """Ask before something is done, with a form where more is to be said."""
    facts = {
        "title": title,
        "about": about,
        "says": says,
        "form": form,
        "back": reverse(back_to),
    }
    return render(request, ASK, facts)
