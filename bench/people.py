"""What editors and members open beside an archive, and what the worker does by itself."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from bench import members
from bench.pages import call, environ_of


def measures(section: Any, word: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Name each page and each job, with what does it."""
    editors, member = _editors_cookie(), _members_cookie()
    for name, address in _editors_pages(section, word).items():
        yield f"admin, {name}", lambda address=address: _draw(address, editors)
    for name, address in _staff_pages().items():
        yield f"admin, {name}", lambda address=address: _draw(address, editors)
    yield "account page", lambda: _draw("/account/", member)
    yield from _jobs()


def _editors_pages(section: Any, word: str) -> dict[str, str]:
    story = section.get_children().live().order_by("pk").first()
    return {
        "home": "/admin/",
        "all pages": "/admin/pages/",
        "section": f"/admin/pages/{section.pk}/",
        "section, second page": f"/admin/pages/{section.pk}/?p=2",
        "section, by title": f"/admin/pages/{section.pk}/?ordering=title",
        "section, found": f"/admin/pages/{section.pk}/?q={word}",
        "story": f"/admin/pages/{story.pk}/edit/",
        "story's history": f"/admin/pages/{story.pk}/history/",
        "search": f"/admin/pages/search/?q={word}",
        "search, a rare word": "/admin/pages/search/?q=rareword0",
        "chooser": f"/admin/choose-page/{section.pk}/",
        "chooser, search": f"/admin/choose-page/search/?q={word}",
        "report of changes": "/admin/reports/site-history/",
        "report of ageing pages": "/admin/reports/aging-pages/",
        "report of kinds of pages": "/admin/reports/page-types-usage/",
        "report of locked pages": "/admin/reports/locked/",
        "images": "/admin/images/",
    }


def _staff_pages() -> dict[str, str]:
    found = quote(members.address(77))
    return {
        "memberships": "/admin/members/memberships/",
        "memberships, second page": "/admin/members/memberships/?p=2",
        "memberships, cancelled": "/admin/members/memberships/?status=ending",
        "memberships, found by address": f"/admin/members/memberships/?q={found}",
        "gifts": "/admin/members/gifts/",
        "payments": "/admin/money/payments/",
        "payments, found by address": f"/admin/money/payments/?q={found}",
        "ledger": "/admin/money/ledger/",
        "billing events": "/admin/money/events/",
        "e-mails": "/admin/emails/sent/",
        "users": "/admin/users/",
        "users, found by address": f"/admin/users/?q={found}",
        "one reader": f"/admin/members/person/?q={found}",
        "the desk's morning page": "/admin/desk/funnel/",
    }


def _jobs() -> Iterator[tuple[str, Callable[[], object]]]:
    from wellread.config import worker

    for name, (_, work) in worker.periodic_jobs().items():
        yield f"job, {name}", work


def _draw(address: str, cookie: str) -> None:
    from wellread.pageview.cache import pages

    pages.clear()
    path, _, query = address.partition("?")
    status, _ = call(environ_of(path, QUERY_STRING=query, HTTP_COOKIE=cookie))
    if status[:3] != "200":
        raise RuntimeError(f"{address}: {status}")


def _editors_cookie() -> str:
    from wellread.accounts.models import Reader

    editor = Reader.objects.create_superuser("bench-editor@newsroom.example")
    return _cookie_of(editor, account_authentication_methods=[_proof()])


def _proof() -> dict[str, Any]:
    # It lasts for a day's work, and a run of everything is shorter.
    return {"method": "mfa", "type": "totp", "at": time.time() + 3600}


def _members_cookie() -> str:
    from wellread.accounts.models import Reader
    from wellread.membership.models import Membership

    latest = Membership.objects.filter(reader__isnull=False).order_by("-pk").first()
    return _cookie_of(latest.reader if latest else Reader.objects.order_by("pk").first())


def _cookie_of(reader: Any, **facts: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(reader.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(reader.pk)
    session.update(facts)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
