"""The cookie that opens pages: signed, short-lived, renewed from the session, failing closed."""

import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.payments.world import Shop, make_reader
from tests.table_statistics import forget
from wellread.membership import actions, entitlement, queries
from wellread.membership.middleware import EntitlementMiddleware
from wellread.membership.models import Plan
from wellread.payments import clock

NOW = 1_800_000_000
SECRETS = (b"new", b"old")
BOTH = frozenset({"ad_free", "community_content"})


def cookie(**changes: Any) -> str:
    facts = {"holder": "r7", "entitlements": BOTH, "now": NOW, "secret": b"new", **changes}
    return entitlement.issue(**facts)


def read(value: str | None, now: int = NOW) -> entitlement.Entitlement | None:
    return entitlement.read(value, now=now, secrets=SECRETS)


def test_what_was_issued_is_read_back() -> None:
    assert read(cookie()) == entitlement.Entitlement("r7", BOTH, NOW + 24 * 3600)


def test_a_cookie_ends_after_a_day_and_never_later_than_what_it_stands_for() -> None:
    until = NOW + 60

    lasting = [read(cookie(), NOW + 86_399), read(cookie(), NOW + 86_400)]
    short = [read(cookie(until=until), until - 1), read(cookie(until=until), until)]

    assert [found is not None for found in (*lasting, *short)] == [True, False, True, False]


def test_an_old_secret_is_still_honoured_and_a_foreign_one_never() -> None:
    assert read(cookie(secret=b"old")) is not None
    assert read(cookie(secret=b"other")) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.replace("r7", "r8"),
        lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
        lambda value: value.rpartition(".")[0],
        lambda value: value + "é",
        lambda value: "\udce9" + value,
        lambda value: "",
        lambda value: ".",
        lambda value: None,
    ],
)
def test_whatever_was_touched_opens_nothing(spoil: Any) -> None:
    assert read(spoil(cookie())) is None


def test_a_cookie_from_the_future_opens_nothing() -> None:
    assert read(cookie(now=NOW + 3600)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        lambda **whose: queries.held(at=clock.now(), **whose),
        lambda **whose: list(queries.memberships(**whose)),
        lambda **whose: list(queries.payments(**whose)),
    ],
    ids=["grants", "memberships", "payments"],
)
def test_what_is_somebodys_is_found_without_reading_everybodys(ask: Any) -> None:
    reader = make_reader("member@example.com")
    forget()

    with CaptureQueriesContext(connection) as asked:
        ask(reader=reader, checkouts=[uuid4()])
    with connection.cursor() as cursor:
        [steps] = [
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall() for query in asked
        ]

    names = [step[-1] for step in steps]
    assert [name for name in names if name.startswith("SCAN")] == []
    assert [name for name in names if "INDEX" in name] != []


def test_reading_takes_few_steps() -> None:
    """It is done for every page: what it costs is counted, for a clock says more of the machine."""
    value = cookie()
    read(value)

    assert calls_in(lambda: read(value)) <= 40


def calls_in(work: Any) -> int:
    made: list[str] = []
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, what: made.append(event) if "call" in event else None)
    try:
        work()
    finally:
        sys.setprofile(before)
    return len(made)


def test_a_reader_without_cookies_costs_no_session_and_no_query(rf: RequestFactory) -> None:
    # A test without the db fixture may not ask the database anything.
    request = rf.get("/harbour/")

    response = EntitlementMiddleware(lambda request: HttpResponse("news"))(request)

    assert (request.entitlements, response.cookies) == (frozenset(), {})
    assert not hasattr(request, "session")


def test_a_tampered_cookie_is_dropped(client: Client, db: None) -> None:
    client.cookies["wellread_entitlement"] = cookie(secret=b"forged")

    client.get("/join/")

    assert client.cookies["wellread_entitlement"]["max-age"] == 0


def test_an_expired_cookie_is_renewed_from_the_session(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    client.cookies["wellread_entitlement"] = entitlement.issue(
        holder="r1",
        entitlements=BOTH,
        now=int(time.time()) - 90_000,
        secret=entitlement.secrets()[0],
    )

    client.get("/join/")

    assert held_by(client) == BOTH


def test_signing_in_brings_the_benefits_and_signing_out_ends_them(
    client: Client, plan: Plan
) -> None:
    reader = make_reader()
    actions.give(reader=reader, ends_at=clock.now() + timedelta(days=3), reason="hardship")
    client.force_login(reader)
    client.get("/account/")
    before = held_by(client)

    client.post("/sign-out/")

    assert (before, held_by(client)) == (BOTH, frozenset())
    assert "signed_in" not in client.cookies["wellread_reader"].value


def test_a_database_in_trouble_takes_no_cookie_away(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trouble(**_: Any) -> None:
        raise DatabaseError("attempt to write a readonly database")

    client.force_login(make_reader())
    client.cookies["wellread_entitlement"] = "expired"
    monkeypatch.setattr(queries, "held", trouble)

    client.get("/join/")

    assert client.cookies["wellread_entitlement"].value == "expired"


@pytest.mark.parametrize("path", ["/account/", "/sign-in/keys/", "/search/?q=tide", "/nowhere/"])
def test_no_page_at_all_invites_a_member_to_join(client: Client, plan: Plan, path: str) -> None:
    reader = make_reader()
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    before = client.get(path).content.decode()
    actions.give(reader=reader, ends_at=clock.now() + timedelta(days=3), reason="hardship")
    client.get("/account/")

    page = client.get(path).content.decode()

    assert ('id="join"' in before, 'id="join"' in page) == (True, False)
