"""Cards that expire are told of once; members who left are asked back thrice, or left alone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.membership.test_account import kinds, member, pass_days
from tests.membership.test_failed_renewals import enter_card, fail
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.world import Shop, make_reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import actions, claims, jobs, win_back
from wellread.membership.models import LeftAlone, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout, Subscription


def path_of(address: str) -> str:
    return address.removeprefix("http://localhost:8000")


def expires_in(shop: Shop, days: int) -> None:
    """Have the card of the one member expire, and be charged once so that we know of it."""
    customer = Membership.objects.get().checkout.customer
    assert customer is not None
    at = clock.now() + timedelta(days=days)
    shop.lever("cards", {"customer": customer.stripe_id, "expires": f"{at:%Y-%m}"})


def leave(client: Client, shop: Shop) -> Membership:
    """Join, cancel, and let the paid time run out."""
    membership = member(client, shop)
    client.post("/account/cancel/")
    pass_days(shop, 32)
    membership.refresh_from_db()
    assert membership.status == "ended"
    return membership


def test_which_card_is_charged_is_known_from_its_payment(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    subscription = Subscription.objects.get()
    assert (subscription.card_last4, f"{subscription.card_runs_out_at:%Y-%m}") == (
        "4242",
        "2035-01",
    )


def test_a_card_that_expires_is_told_of_once_and_thirty_days_before(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    expires_in(shop, 75)
    pass_days(shop, 31)
    told = []

    for _ in range(8):
        jobs.tell_of_expiring_cards()
        runs_out_at = Subscription.objects.get().card_runs_out_at
        assert runs_out_at is not None
        told.append((Email.objects.filter(name="card_expires").count(), runs_out_at - clock.now()))
        pass_days(shop, 7)

    days = next(left.days for count, left in told if count)
    assert [count for count, _ in told][-1] == 1
    assert 20 <= days < 30


def test_a_card_that_its_network_renewed_is_not_told_of(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    Subscription.objects.update(card_runs_out_at=clock.now() + timedelta(days=20))

    jobs.tell_of_expiring_cards()

    assert kinds() == ["welcome"]
    membership.subscription.refresh_from_db()
    assert f"{membership.subscription.card_runs_out_at:%Y}" == "2035"


def test_its_link_leads_to_another_card_without_signing_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    link = path_of(claims.card_address(membership))
    stranger = Client()

    page = stranger.get(link).content.decode()
    address = stranger.post(link).headers["Location"]
    back = stranger.get(enter_card(shop, address, "5555 5555 5555 4444")).content.decode()

    assert "4242" in page
    assert "ada@example.com" not in page
    assert "4444" in back
    assert Subscription.objects.get().card_last4 == "4444"


def test_a_member_who_left_is_asked_back_three_times(
    client: Client, shop: Shop, plan: Plan
) -> None:
    leave(client, shop)
    told = []

    for day in range(5, 200, 5):
        shop.lever("clock", {"advance_days": 5})
        clock.follow()
        jobs.EVERY["ask former members back"][1]()
        told += [(day, name) for name in kinds()[len(told) :]]

    written = {name: day for day, name in told if name.startswith("win_back")}
    assert list(written) == [letter.email for letter in win_back.LETTERS]
    assert all(abs(written[one.email] - one.after_days) < 6 for one in win_back.LETTERS)


def test_who_could_not_be_charged_is_asked_back_too(client: Client, shop: Shop, plan: Plan) -> None:
    fail(client, shop)
    pass_days(shop, 16)
    pass_days(shop, 31)

    win_back.write()
    delivery.send_due()

    assert "another card is enough" in str(mail.outbox[-1].body)


def erased(client: Client, shop: Shop, membership: Membership) -> None:
    assert membership.reader is not None
    actions.erase(reader=membership.reader)


def asked_not_to(client: Client, shop: Shop, membership: Membership) -> None:
    win_back.leave_alone(membership.email)


def joined_again(client: Client, shop: Shop, membership: Membership) -> None:
    join_and_return(client, shop, LETTER_LINK)


def got_a_gift(client: Client, shop: Shop, membership: Membership) -> None:
    assert membership.reader is not None
    actions.give(
        reader=membership.reader,
        ends_at=clock.now() + timedelta(days=300),
        reason="complimentary",
    )


def closed(client: Client, shop: Shop, membership: Membership) -> None:
    assert membership.reader is not None
    membership.reader.is_active = False
    membership.reader.save()


@pytest.mark.parametrize("becomes", [erased, asked_not_to, joined_again, got_a_gift, closed])
def test_who_is_to_be_left_alone(client: Client, shop: Shop, plan: Plan, becomes: object) -> None:
    membership = leave(client, shop)
    becomes(client, shop, membership)  # type: ignore[operator]
    pass_days(shop, 32)

    win_back.write()

    assert not Email.objects.filter(name__startswith="win_back").exists()


def test_an_end_of_long_ago_is_let_rest(client: Client, shop: Shop, plan: Plan) -> None:
    leave(client, shop)
    pass_days(shop, 60)

    win_back.write()

    assert not Email.objects.filter(name__startswith="win_back").exists()


def test_one_click_stops_them_and_opening_the_link_does_not(
    client: Client, shop: Shop, plan: Plan
) -> None:
    leave(client, shop)
    pass_days(shop, 31)
    win_back.write()
    delivery.send_due()
    message = mail.outbox[-1]
    header = message.extra_headers["List-Unsubscribe"]
    link = path_of(header.strip("<>"))
    program = Client(enforce_csrf_checks=True)

    opened = program.get(link)
    assert not LeftAlone.objects.exists()
    stopped = program.post(link, {"List-Unsubscribe": "One-Click"})
    program.post(link, {"List-Unsubscribe": "One-Click"})

    assert (opened.status_code, stopped.status_code) == (200, 200)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in str(message.body)
    assert [row.address for row in LeftAlone.objects.all()] == ["ada@example.com"]
    pass_days(shop, 60)
    win_back.write()
    assert kinds().count("win_back_second") == 0


def test_other_emails_have_no_such_header(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    delivery.send_due()

    assert "List-Unsubscribe" not in mail.outbox[-1].extra_headers


def test_coming_back_costs_what_it_did_though_the_price_rose(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = leave(client, shop)
    plan.prices.update(minimum_month_minor=1500)
    link = path_of(claims.back_address(membership))
    stranger = Client()

    page = stranger.get(link).content.decode()
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form is not None
    first = stranger.post(link, {"form": form[1]})
    again = stranger.post(link, {"form": form[1]})
    shop.pay(first.headers["Location"])

    assert "Come back with $8 a month" in page
    assert first.headers["Location"] == again.headers["Location"]
    assert Checkout.objects.filter(amount_minor=800).count() == 2
    assert shop.call("subscriptions")["data"][0]["items"]["data"][0]["price"]["unit_amount"] == 800


def test_the_email_of_an_end_leads_back_at_the_same_price(
    client: Client, shop: Shop, plan: Plan
) -> None:
    fail(client, shop)
    pass_days(shop, 16)

    delivery.send_due()

    assert "Come back with $8 a month" in str(mail.outbox[-1].body)
    assert "/come-back/" in str(mail.outbox[-1].body)


def test_a_member_who_opens_the_link_is_shown_their_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = leave(client, shop)
    join_and_return(client, shop, LETTER_LINK)

    assert client.get(path_of(claims.back_address(membership))).headers["Location"] == "/account/"


@pytest.mark.parametrize("path", ["/card/forged/", "/no-more/forged/"])
def test_a_forged_link_does_nothing(client: Client, plan: Plan, path: str) -> None:
    assert client.post(path).status_code == 410


def test_who_is_erased_leaves_no_address_among_those_left_alone(
    client: Client, shop: Shop, plan: Plan
) -> None:
    reader = make_reader("eve@example.com")
    win_back.leave_alone("eve@example.com")

    actions.erase(reader=reader)

    assert not LeftAlone.objects.exists()


def test_who_is_left_alone_keeps_nobody_else_from_being_asked(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = leave(client, shop)
    win_back.leave_alone(membership.email)
    pass_days(shop, 31)

    for _ in range(2):
        win_back.write()

    assert [row.was_sent for row in membership.win_backs.all()] == [False]
    assert win_back._due(win_back.LETTERS[0], at=clock.now()) == []


def test_the_desk_is_told_which_email_brought_a_member_back_and_not_whom(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = leave(client, shop)
    link = claims.back_address(membership, letter="win_back_first")
    stranger = Client()
    page = stranger.get(path_of(link)).content.decode()
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form is not None

    stranger.post(path_of(link), {"form": form[1]})

    assert link.endswith("/?letter=win_back_first")
    assert 'href="/join/?letter=win_back_first"' in page
    assert Checkout.objects.latest("created_at").attribution == {"letter": "win_back_first"}
