"""A renewal that could not be charged: told by a schedule, paid by a link, ended kindly."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from stripe_sandbox.objects import subscription_status
from tests.membership.test_account import enter_card, fail_card, kinds, member, pass_days
from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return, press
from tests.payments.world import Shop, deliver, make_reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import (
    arrears,
    claims,
    declined,
    dunning,
    failed_renewals,
    jobs,
    paying,
)
from wellread.membership.models import FailedRenewal, Membership, Plan
from wellread.payments import clock, gateway
from wellread.payments.declines import CODES, Reason, reason
from wellread.payments.models import Payment
from wellread.payments.rules import RETRIED_AFTER_DAYS

FAILED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
LINK = re.compile(r"http://localhost:8000(/pay/[\w-]+/)")
ASKS_EACH_TIME = "4000 0027 6000 3184"


def fail(client: Client, shop: Shop) -> FailedRenewal:
    """Join, and let the next charge fail."""
    fail_card(client, shop, member(client, shop))
    pass_days(shop, 31)
    delivery.send_due()
    return FailedRenewal.objects.get()


def pay_link() -> str:
    """Return the link of the latest e-mail about a failure, by which anybody pays."""
    delivery.send_due()
    found = LINK.search(str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def day_by_day(shop: Shop, days: int) -> list[tuple[int, str]]:
    """Let days pass with all jobs running; return what was written on which of them."""
    told, before = [], Email.objects.count()
    for day in range(1, days + 1):
        pass_days(shop, 1)
        jobs.tell_of_failed_renewals()
        jobs.give_up_what_nobody_charges()
        delivery.send_due()
        rows = Email.objects.order_by("pk").values_list("name", flat=True)
        told += [(day, name) for name in rows[before:]]
        before = len(rows)
    return told


def test_our_schedule_of_trying_again_is_the_one_that_the_sandbox_plays() -> None:
    assert RETRIED_AFTER_DAYS == subscription_status.RETRY_AFTER_DAYS


def test_grace_lasts_until_the_last_try(plan: Plan) -> None:
    assert plan.grace_days == sum(RETRIED_AFTER_DAYS) + 1 == 16


def test_the_four_days_of_the_schedule() -> None:
    dates = dunning.dates(FAILED_AT, grace_ends_at=FAILED_AT + timedelta(days=16))

    days = [((due.at - FAILED_AT).days, due.email) for due in dates]
    assert days == [
        (0, "payment_failed"),
        (3, "payment_second_notice"),
        (7, "payment_third_notice"),
        (15, "payment_last_notice"),
    ]


@pytest.mark.parametrize(
    ("grace_days", "days"),
    [(None, [0, 3, 7]), (0, [0]), (1, [0]), (3, [0, 2]), (7, [0, 3, 6]), (8, [0, 3, 7])],
)
def test_short_grace_leaves_out_what_would_crowd_its_last_day(
    grace_days: int | None, days: list[int]
) -> None:
    ends_at = None if grace_days is None else FAILED_AT + timedelta(days=grace_days)

    dates = dunning.dates(FAILED_AT, grace_ends_at=ends_at)

    assert [(due.at - FAILED_AT).days for due in dates] == days


def test_after_an_outage_the_latest_is_sent_alone() -> None:
    dates = dunning.dates(FAILED_AT, grace_ends_at=FAILED_AT + timedelta(days=16))

    due = dunning.overdue(dates, since=FAILED_AT, at=FAILED_AT + timedelta(days=9))

    assert due is not None
    assert due.email == "payment_third_notice"


def test_a_member_is_told_four_times_and_of_the_end(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)

    told = day_by_day(shop, 17)

    assert kinds()[:2] == ["welcome", "payment_failed"]
    assert told == [
        (3, "payment_second_notice"),
        (7, "payment_third_notice"),
        (14, "payment_last_notice"),
        (15, "lapsed"),
    ]
    assert FailedRenewal.objects.get().end == "ended"


def test_nothing_is_told_any_more_once_it_was_paid(client: Client, shop: Shop, plan: Plan) -> None:
    failed = fail(client, shop)
    told = day_by_day(shop, 3)
    shop.lever("cards", {"customer": customer_of(failed), "fails": False})

    told += day_by_day(shop, 20)

    failed.refresh_from_db()
    # Days of two walks: the third of the first, the fourth and fifth of the second.
    assert told == [
        (3, "payment_second_notice"),
        (4, "payment_third_notice"),
        (5, "receipt"),
    ]
    assert (failed.end, Membership.objects.get().status) == ("paid", "active")


def customer_of(failed: FailedRenewal) -> str:
    customer = failed.membership.checkout.customer
    assert customer is not None
    return str(customer.stripe_id)


def test_an_email_that_still_waits_is_taken_back_when_it_was_paid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    failed = fail(client, shop)
    pass_days(shop, 3)
    jobs.tell_of_failed_renewals()
    assert Email.objects.get(name="payment_second_notice").state == "queued"

    shop.lever("cards", {"customer": customer_of(failed), "fails": False})
    failed_renewals.collect(failed)

    assert not Email.objects.filter(name="payment_second_notice").exists()


def test_a_payment_that_no_message_told_of_is_asked_after_before_writing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    failed = fail(client, shop)
    shop.lever("cards", {"customer": customer_of(failed), "fails": False})
    shop.lever("clock", {"advance_days": 4})
    clock.follow()

    jobs.tell_of_failed_renewals()

    assert kinds() == ["welcome", "payment_failed", "receipt"]


def test_two_workers_write_once(client: Client, shop: Shop, plan: Plan) -> None:
    failed = fail(client, shop)
    shop.lever("clock", {"advance_days": 3})
    clock.follow()
    stale = FailedRenewal.objects.select_related("membership__subscription").get(pk=failed.pk)

    jobs.tell_of_failed_renewals()
    failed_renewals.tell(stale)

    assert kinds().count("payment_second_notice") == 1


def test_the_link_pays_with_a_new_card_without_signing_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    failed = fail(client, shop)
    stranger, link = Client(), pay_link()

    page = stranger.get(link).content.decode()
    back = enter_card(
        shop, stranger.post(link, {"way": "card"}).headers["Location"], "4242424242424242"
    )
    stranger.get(back)
    paid = stranger.get(link).content.decode()

    failed.refresh_from_db()
    assert failed.end == "paid"
    assert "There was not enough money" in page
    assert "ada@example.com" not in page
    assert "It is paid. Thank you." in paid
    assert held_by(stranger) == frozenset()
    assert kinds() == ["welcome", "payment_failed", "receipt"]
    assert Payment.objects.filter(status="succeeded").count() == 2


def test_coming_back_twice_charges_once(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)
    link = pay_link()
    address = client.post(link, {"way": "card"}).headers["Location"]
    back = enter_card(shop, address, "4000 0000 0000 0341")

    first = client.get(back)
    tries = shop.call("charges")["data"]
    second = client.get(back)

    assert (first.status_code, second.status_code) == (402, 303)
    assert "This card was declined as well" in first.content.decode()
    assert len(shop.call("charges")["data"]) == len(tries) == 3


def test_opening_the_link_charges_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    failed = fail(client, shop)
    shop.lever("cards", {"customer": customer_of(failed), "fails": False})
    link = pay_link()

    client.get(link)
    client.get(f"{link}card/")

    failed.refresh_from_db()
    assert failed.end == ""


def test_a_forged_or_old_link_says_so(client: Client, plan: Plan) -> None:
    assert client.get("/pay/forged-token-of-somebody/").status_code == 410


def test_a_link_after_the_end_offers_to_come_back(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)
    link = pay_link()
    pass_days(shop, 30)

    page = client.get(link).content.decode()

    assert "This membership has ended" in page
    assert client.post(link, {"way": "again"}).status_code == 200


def test_a_bank_that_asks_for_its_customer_is_said_so_and_led_to(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    asked = shop.pay(client_opens_checkout(client), card=ASKS_EACH_TIME)
    back = shop.pay(f"{shop.sandbox.address}{asked}", action="complete")
    client.get(back.removeprefix("http://localhost:8000"))
    pass_days(shop, 31)

    failed = FailedRenewal.objects.get()
    link = pay_link()
    leads_to = client.post(link, {"way": "bank"}).headers["Location"]

    assert failed.needs_action
    assert kinds() == ["welcome", "payment_needs_agreement"]
    assert leads_to == shop.call(f"invoices/{failed.invoice_id}")["hosted_invoice_url"]

    challenge = shop.pay(leads_to)
    shop.pay(f"{shop.sandbox.address}{challenge}", action="complete")
    page = client.get(link).content.decode()

    assert "It is paid. Thank you." in page
    assert Membership.objects.get().status == "active"


def client_opens_checkout(client: Client) -> str:
    return str(press(client, LETTER_LINK).headers["Location"])


def test_each_page_of_a_member_may_ask_what_stands_unpaid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    failed = fail(client, shop)

    told = client.get("/account/unpaid/").json()
    hint = client.cookies["wellread_reader"].value
    shop.lever("cards", {"customer": customer_of(failed), "fails": False})
    client.post(told["url"], {"way": "again"})
    after = client.get("/account/unpaid/")

    assert "There was not enough money" in told["said"]
    assert "unpaid=1" in hint
    assert after.status_code == 204
    assert "unpaid" not in client.cookies["wellread_reader"].value


def test_others_are_told_nothing_of_it(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)

    assert Client().get("/account/unpaid/").status_code == 204


def test_the_account_page_says_why_and_leads_to_paying(
    client: Client, shop: Shop, plan: Plan
) -> None:
    failed = fail(client, shop)

    page = client.get("/account/").content.decode()

    assert "There was not enough money" in page
    assert claims.pay_address(failed).rpartition("/pay/")[0] == "http://localhost:8000"
    assert re.search(r'href="/pay/[\w-]+/"', page)


def test_where_stripe_leaves_it_unpaid_for_ever_it_ends_with_the_grace(
    client: Client, shop: Shop, plan: Plan
) -> None:
    shop.lever("dunning", {"after_retries": "unpaid"})
    fail(client, shop)

    day_by_day(shop, 20)

    membership = Membership.objects.get()
    assert (membership.status, membership.subscription.status) == ("ended", "canceled")
    assert kinds()[-1] == "lapsed"


def test_who_cancels_is_written_to_no_more(client: Client, shop: Shop, plan: Plan) -> None:
    failed = fail(client, shop)
    client.post("/account/cancel/")

    told = day_by_day(shop, 10)

    failed.refresh_from_db()
    assert told == []
    assert failed.end in {"cancelled", "ended"}
    assert kinds()[-1] == "cancelled"


def test_an_unclaimed_membership_is_paid_by_its_link_too(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    fail_card(client, shop, Membership.objects.get())
    pass_days(shop, 31)
    shop.lever("cards", {"customer": customer_of(FailedRenewal.objects.get()), "fails": False})

    Client().post(pay_link(), {"way": "again"})

    assert FailedRenewal.objects.get().end == "paid"


def test_every_reason_has_words_and_every_code_one_reason() -> None:
    codes = [code for codes in CODES.values() for code in codes]

    assert len(codes) == len(set(codes))
    assert set(declined.WORDS) == set(Reason)
    assert len(Reason) == 11


def test_what_looks_like_theft_is_told_as_a_plain_refusal() -> None:
    told = {reason(code) for code in ("lost_card", "stolen_card", "fraudulent", "pickup_card")}

    assert told == {Reason.REFUSED}


def test_a_code_that_nobody_knows_says_so() -> None:
    assert declined.words("of_next_year", needs_action=False) == "We were not told why."


def test_a_message_that_comes_again_tells_nothing_anew(
    client: Client, shop: Shop, plan: Plan
) -> None:
    fail(client, shop)

    deliver(shop.messages())
    deliver(shop.messages()[::-1])

    assert kinds() == ["welcome", "payment_failed"]


@pytest.mark.parametrize(
    ("days", "fits"), [(1, False), (3, True), (5, False), (8, True), (20, False)]
)
def test_tries_on_other_days_than_stated_are_noticed(
    client: Client, shop: Shop, plan: Plan, days: int, fits: bool
) -> None:
    failed = fail(client, shop)
    FailedRenewal.objects.update(next_attempt_at=failed.failed_at + timedelta(days=days))

    odd = arrears.odd_attempts(at=clock.now())

    assert (odd == []) is fits


def test_what_failed_is_in_the_file_of_what_is_held(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)

    [told] = client.get("/account/data/").json()["failed_renewals"]

    assert told["reason"] == "There was not enough money in the account at that moment."


def test_a_failure_heard_of_before_its_arrears_is_told_of_with_them(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    known = {
        "subscription": membership.subscription,
        "invoice_id": "in_early",
        "next_attempt_at": None,
        "decline_code": "insufficient_funds",
        "needs_action": False,
    }

    failed_renewals.note(**known)  # type: ignore[arg-type]
    before = kinds()
    Membership.objects.update(status="past_due")
    for _ in range(2):
        failed_renewals.note(**known)  # type: ignore[arg-type]

    assert before == ["welcome"]
    assert kinds() == ["welcome", "payment_failed"]
    assert FailedRenewal.objects.get().end == ""


def test_what_another_click_paid_meanwhile_is_shown_as_paid(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = fail(client, shop)
    link = pay_link()
    shop.lever("cards", {"customer": customer_of(failed), "fails": False})

    collect = failed_renewals.collect
    monkeypatch.setattr(
        paying.failed_renewals,
        "collect",
        lambda found: (collect(found), _refuse())[1],
    )

    page = client.post(link, {"way": "again"}).content.decode()

    assert "It is paid. Thank you." in page


def _refuse() -> None:
    raise gateway.GatewayRefused("It is paid.")
