"""Cancelling without an account: declared in two steps, acknowledged, carried out, taken back."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.membership.test_account import kinds, member, pass_days
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.outbox import sent
from tests.payments.world import Shop
from wellread.membership import jobs
from wellread.membership.data_export import export
from wellread.membership.models import Cancellation, Membership, Plan
from wellread.payments.models import Payment

DECLARED = {
    "name": "Ada Reader",
    "address": "ada@example.com",
    "contract": "my membership",
    "kind": "usual",
}
KEEP = re.compile(r"/cancel/[\w-]+/")


def test_the_second_step_is_a_page_to_which_one_may_go_back(client: Client, plan: Plan) -> None:
    step = client.post("/cancel/", DECLARED)
    shown = client.get(step["Location"]).content.decode()
    cancel(client)
    back = client.get(step["Location"])

    assert (step.status_code, DECLARED["name"] in shown) == (303, True)
    assert (back.status_code, back["Location"]) == (303, "/cancel/done/")


def cancel(client: Client, **changes: str) -> str:
    """Declare, and confirm with what the second page carries."""
    facts = DECLARED | changes
    client.post("/cancel/", facts)
    return client.post("/cancel/", {**facts, "confirmed": "1"}, follow=True).content.decode()


def joined(shop: Shop) -> Membership:
    """Join in another browser, without an account."""
    join_and_return(Client(), shop, LETTER_LINK)
    return Membership.objects.get()


def test_it_is_on_every_page_and_needs_no_account(client: Client, shop: Shop, plan: Plan) -> None:
    membership = joined(shop)
    asked = client.get("/cancel/").content.decode()

    page = cancel(client)
    membership.refresh_from_db()

    assert 'href="/cancel/">Cancel contracts here</a>' in client.get("/sign-in/").content.decode()
    assert 'action="/cancel/"' in asked
    assert "We received your cancellation" in page
    assert membership.status == "ending"
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True


def test_the_answer_says_what_when_and_the_end(client: Client, shop: Shop, plan: Plan) -> None:
    until = joined(shop).paid_until
    cancel(client)

    (body,) = sent("We received your cancellation")

    declared = Cancellation.objects.get()
    assert until is not None
    assert f"{declared.declared_at:%-d %B %Y}" in body
    assert "my membership" in body
    assert f"It ends on {until:%-d %B %Y}" in body
    assert "Ada Reader" in body
    assert declared.done_at is not None


def test_the_first_step_alone_cancels_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    joined(shop)

    client.post("/cancel/", DECLARED)

    assert (Cancellation.objects.count(), Membership.objects.get().status) == (0, "active")


def test_who_did_not_cancel_takes_it_back_with_one_press(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = joined(shop)
    cancel(client)
    (body,) = sent("We received your cancellation")
    found = KEEP.search(body)
    assert found is not None
    link = found[0]

    opened = client.get(link).content.decode()
    membership.refresh_from_db()
    untouched = membership.status
    client.post(link)

    membership.refresh_from_db()
    assert ("It was not me: keep it" in opened, untouched) == (True, "ending")
    assert membership.status == "active"
    assert "Your membership goes on" in client.get(link).content.decode()


def test_a_stranger_learns_nothing_and_gets_the_same_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    joined(shop)

    known = cancel(client)
    unknown = cancel(Client(), address="eve@example.com")

    hidden = re.compile(r"csrf\S+|\d\d?:\d\d|\S+@\S+|<time.*?>|nonce=\S+")
    assert hidden.sub("", known) == hidden.sub("", unknown)
    assert any("found no membership" in body for body in sent("We received your cancellation"))


def test_for_cause_asks_for_the_cause(client: Client, shop: Shop, plan: Plan) -> None:
    joined(shop)

    without = client.post("/cancel/", {**DECLARED, "kind": "for_cause"})
    cancel(client, kind="for_cause", cause="It never opened.")

    assert without.status_code == 400
    assert Cancellation.objects.get().cause == "It never opened."


def test_on_a_later_day_it_ends_with_the_period_of_that_day(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = joined(shop)
    until = membership.paid_until
    assert until is not None
    wished = date.isoformat((until + timedelta(days=5)).date())
    cancel(client, wished_on=wished)
    jobs.carry_out_cancellations()
    membership.refresh_from_db()
    before = membership.status

    pass_days(shop, 32)
    jobs.carry_out_cancellations()
    membership.refresh_from_db()

    assert (before, membership.status) == ("active", "ending")
    assert Payment.objects.filter(status="succeeded").count() == 2


def test_where_stripe_does_not_answer_a_job_goes_on(client: Client, shop: Shop, plan: Plan) -> None:
    membership = joined(shop)
    shop.lever("chaos", {"error_before": 1.0, "seed": 1})
    page = cancel(client)
    shop.lever("chaos", {"error_before": 0.0})
    jobs.carry_out_cancellations()

    membership.refresh_from_db()
    assert ("We received your cancellation" in page, membership.status) == (True, "ending")


def test_a_member_who_is_signed_in_finds_it_filled_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    page = client.get("/cancel/").content.decode()
    cancel(client)

    membership.refresh_from_db()
    assert 'value="ada@example.com"' in page
    assert membership.status == "ending"
    assert kinds() == ["welcome", "cancellation_received", "cancelled"]
    assert membership.reader is not None
    assert export(membership.reader)["cancellations"][0]["contract"] == "my membership"


@pytest.mark.parametrize("field", ["name", "address", "contract"])
def test_what_is_left_out_is_told(field: str, client: Client, db: None) -> None:
    answer = client.post("/cancel/", {**DECLARED, field: ""})

    assert (answer.status_code, 'aria-invalid="true"' in answer.content.decode()) == (400, True)


def test_five_an_hour_for_one_address(client: Client, shop: Shop, plan: Plan) -> None:
    for _ in range(5):
        cancel(client)

    answer = client.post("/cancel/", {**DECLARED, "confirmed": "1"})

    assert answer.status_code == 429
