"""What other systems ask with a key: members and what readers hold; nothing without one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.integrations.test_telling import joined
from tests.payments.world import Shop, deliver, make_reader
from tests.staff import sign_in_staff
from wellread.integrations import actions, rules
from wellread.integrations.models import ApiKey, ToldMembership
from wellread.membership.actions import cancel, erase
from wellread.membership.models import Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout

pytestmark = pytest.mark.django_db
TABLES = '"integrations_'


def make_key(*scopes: str, **facts: Any) -> str:
    named = {"name": "CRM", "scopes": list(scopes or rules.SCOPES), **facts}
    return actions.make_key(key=ApiKey(**named), by=None)


def ask(address: str, key: str, **query: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return Client().get(f"/api/v1/{address}", query, headers=headers)


def holds(key: str, **question: Any) -> Any:
    return Client().post(
        "/api/v1/entitlements",
        question,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def let_settle() -> None:
    """Have what changed a moment ago be listed."""
    earlier = clock.now() - timedelta(minutes=1)
    ToldMembership.objects.update(changed_at=earlier)


def test_a_member_is_listed_and_looked_at(shop: Shop, plan: Plan) -> None:
    reader = make_reader()
    membership = joined(shop, plan, reader=reader)
    let_settle()
    key = make_key()

    page, one = ask("members", key), ask(f"members/{membership.pk}", key)

    assert page.json() == {"members": [one.json()], "next_cursor": None}
    assert one.json()["reader"] == {"id": reader.pk, "email": "ada@example.com"}
    assert one.json()["membership"]["status"] == "active"
    assert (page.headers["Cache-Control"], page.cookies) == ("no-store", {})


def test_the_list_goes_on_where_it_stopped_and_misses_nobody(shop: Shop, plan: Plan) -> None:
    for name in ("ada", "ben", "cyd", "dov", "eva"):
        joined(shop, plan, reader=make_reader(f"{name}@example.com"))
    let_settle()
    key, found, cursor = make_key(), [], ""
    for _ in range(3):
        page = ask("members", key, limit="2", **({"cursor": cursor} if cursor else {})).json()
        found += [one["reader"]["email"] for one in page["members"]]
        cursor = page["next_cursor"]

    assert (cursor, [one[:3] for one in found]) == (None, ["ada", "ben", "cyd", "dov", "eva"])


def test_the_list_can_be_of_a_state_and_of_what_changed_since(shop: Shop, plan: Plan) -> None:
    for name in ("ada", "ben"):
        joined(shop, plan, reader=make_reader(f"{name}@example.com"))
    let_settle()
    cancel(membership=Membership.objects.get(reader__email="ben@example.com"))
    ToldMembership.objects.filter(status="ending").update(
        changed_at=clock.now() - timedelta(seconds=20)
    )
    key, since = make_key(), clock.now() - timedelta(seconds=30)

    def emails(**query: str) -> list[str]:
        return [one["reader"]["email"] for one in ask("members", key, **query).json()["members"]]

    assert emails(status="active") == ["ada@example.com"]
    assert emails(changed_since=since.isoformat()) == ["ben@example.com"]
    assert emails(changed_since=f"{since:%Y-%m-%dT%H:%M:%SZ}") == ["ben@example.com"]


def test_what_changed_just_now_comes_in_the_next_answer(shop: Shop, plan: Plan) -> None:
    joined(shop, plan, reader=make_reader())

    assert ask("members", make_key()).json()["members"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "ten"},
        {"cursor": "x"},
        {"status": "dead"},
        {"changed_since": "yesterday"},
        {"changed_sinse": "2026-11-27T10:00:00Z"},
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(query: dict[str, str], db: None) -> None:
    answer = ask("members", make_key(), **query)

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        400,
        "application/problem+json",
    )
    assert next(iter(query)) in answer.json()["detail"]


def test_what_a_reader_holds_is_told_by_every_name(shop: Shop, plan: Plan) -> None:
    reader = make_reader()
    membership = joined(shop, plan, reader=reader)
    key = make_key(rules.ENTITLEMENTS)
    assert membership.checkout.customer is not None
    names: dict[str, Any] = {
        "email": " ADA@Example.com",
        "reader": reader.pk,
        "customer": membership.checkout.customer.stripe_id,
        "subscription": membership.subscription.stripe_id,
    }

    answers = [holds(key, **{name: value}).json() for name, value in names.items()]

    assert answers[0]["entitlements"] == ["ad_free", "community_content"]
    assert (answers[0]["entitled"], answers[0]["reader"]) == (True, reader.pk)
    assert answers[1:] == answers[:1] * 3


def test_who_paid_without_an_account_holds_it_by_address(shop: Shop, plan: Plan) -> None:
    joined(shop, plan)

    answer = holds(make_key(), email="ada@example.com").json()

    assert (answer["entitled"], answer["reader"]) == (True, None)


def test_whoever_is_not_known_or_erased_holds_nothing(shop: Shop, plan: Plan) -> None:
    reader = make_reader()
    membership = joined(shop, plan, reader=reader)
    customer = membership.checkout.customer
    assert customer is not None
    erase(reader=reader)
    deliver(shop.messages())
    nothing = {"entitled": False, "entitlements": [], "until": None, "reader": None}
    key = make_key()

    for name in ("ada@example.com", "nobody@example.com", "\0", "x"):
        assert holds(key, email=name).json() == nothing
    assert holds(key, subscription="sub_unknown").json() == nothing
    assert Checkout.objects.get().forgotten_at is not None


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("", 401),
        ("Bearer", 401),
        ("Bearer nonsense", 401),
        ("Bearer wellread_00000000_guess", 401),
        ("Basic d2VsbHJlYWQ6eA==", 401),
        ("Bearer wellread_é_x", 401),
    ],
)
def test_without_a_key_there_is_no_answer(header: str, status: int, db: None) -> None:
    for answer in (
        Client().get("/api/v1/members", headers={"Authorization": header}),
        Client().get("/api/v1/members/1", headers={"Authorization": header}),
        Client().post("/api/v1/entitlements", {}, headers={"Authorization": header}),
    ):
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
            status,
            'Bearer realm="Wellread"',
        )


def test_somebody_who_is_signed_in_is_nobody_to_it(client: Client, db: None) -> None:
    sign_in_staff(client)

    assert client.get("/api/v1/members").status_code == 401


def test_a_key_may_ask_for_what_it_was_made_for_until_its_end(db: None, monkeypatch: Any) -> None:
    narrow = make_key(rules.ENTITLEMENTS)
    short = make_key(expires_at=timezone.now() + timedelta(minutes=1))
    before = ask("members", short).status_code
    forbidden = ask("members", narrow)
    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert (before, ask("members", short).status_code) == (200, 401)
    assert (forbidden.status_code, "members:read" in forbidden.json()["detail"]) == (403, True)


def test_of_a_key_only_a_digest_is_kept(db: None) -> None:
    text = make_key()
    kept = ApiKey.objects.values().get()

    secret = text.split("_", 2)[2]
    assert len(secret) == 43
    assert all(secret not in str(value) for value in kept.values())
    assert ask("members", text[:-1] + ("a" if text[-1] != "a" else "b")).status_code == 401


def test_more_than_a_key_may_ask_in_a_minute_has_to_wait(db: None, monkeypatch: Any) -> None:
    at = timezone.now().replace(second=30)
    monkeypatch.setattr(timezone, "now", lambda: at)
    monkeypatch.setattr(rules, "ASKED_A_MINUTE", 3)
    key, other = make_key(), make_key()

    statuses = [ask("members", key).status_code for _ in range(3)]
    refused = ask("members", key)
    unhindered = ask("members", other).status_code
    minute = at + timedelta(seconds=31)
    monkeypatch.setattr(timezone, "now", lambda: minute)

    assert statuses == [200] * 3
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert (unhindered, ask("members", key).status_code) == (200, 200)


def test_where_nothing_can_be_looked_up_nothing_is_said_to_be_held(
    db: None, monkeypatch: Any, caplog: Any
) -> None:
    key = make_key()

    def gone(*args: Any, **facts: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("wellread.integrations.queries.entitlements_of", gone)

    answer = holds(key, email="ada@example.com")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "entitled" not in answer.json()


@pytest.mark.parametrize(
    ("method", "address", "allow"),
    [
        ("post", "members", "GET, HEAD"),
        ("get", "entitlements", "POST"),
        ("put", "members/1", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_one(method: str, address: str, allow: str, db: None) -> None:
    answer = getattr(Client(), method)(f"/api/v1/{address}")

    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


def test_the_rest_of_the_api_is_not_a_page(client: Client, db: None) -> None:
    answer = client.get("/api/v2/readers")

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        404,
        "application/problem+json",
    )


def test_a_key_is_made_shown_once_and_revoked(client: Client, db: None) -> None:
    sign_in_staff(client)
    pages = "/admin/integrations/keys/"

    made = client.post(f"{pages}new/", {"name": "CRM", "scopes": ["members:read"]})
    key = ApiKey.objects.get()
    text = made.content.decode().partition("<code>")[2].partition("</code>")[0]
    listed = client.get(pages).content.decode()
    worked = ask("members", text).status_code
    asked = client.get(f"{pages}{key.pk}/revoke/").status_code
    client.post(f"{pages}{key.pk}/revoke/")

    assert (key.scopes, key.made_by is not None) == (["members:read"], True)
    assert text.startswith(f"wellread_{key.prefix}_")
    assert (text in listed, key.prefix in listed) == (False, True)
    assert (worked, asked, ask("members", text).status_code) == (200, 200, 401)
    assert "Revoked" in client.get(pages).content.decode()


def test_keys_are_for_administrators_alone(client: Client, db: None) -> None:
    make_key()
    sign_in_staff(client, "access_admin", "view_membership")
    key = ApiKey.objects.get()

    client.post("/admin/integrations/keys/new/", {"name": "Mine", "scopes": ["members:read"]})
    client.post(f"/admin/integrations/keys/{key.pk}/revoke/")

    key.refresh_from_db()
    assert (ApiKey.objects.count(), key.revoked_at) == (1, None)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_questions_however_long(number: int, shop: Shop, plan: Plan) -> None:
    for index in range(number):
        joined(shop, plan, reader=make_reader(f"reader{index}@example.com"))
    let_settle()
    key = make_key()

    with CaptureQueriesContext(connection) as asked:
        listed = len(ask("members", key).json()["members"])

    # Beside these stand the bounds of a transaction, and the clock that a test follows.
    ours = [one["sql"].partition(" ")[0] for one in asked.captured_queries if TABLES in one["sql"]]
    assert (listed, ours) == (number, ["SELECT", "UPDATE", "SELECT"])
