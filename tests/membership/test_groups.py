"""Seats that one manager pays for: bought, offered, taken, taken back, more of them and fewer."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from tests.membership.test_account import member, pass_days
from tests.membership.test_joining import held_by
from tests.payments.world import Shop, deliver, hidden_fields, make_reader, sweep
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import claims, jobs, rules
from wellread.membership.actions import erase
from wellread.membership.groups import actions, pages
from wellread.membership.groups import jobs as group_jobs
from wellread.membership.groups.forms import OfferForm
from wellread.membership.models import Grant, Membership, Plan, Seat, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Subscription
from wellread.payments.reconciliation import troubles

OUR_HOST = "http://localhost:8000"
SEAT_LINK = re.compile(r"/groups/seat/[A-Za-z0-9_-]{20,}/")
MANAGEMENT_LINK = re.compile(r"/groups/manage/[A-Za-z0-9_-]{20,}/")
FIVE = {"seats": "5", "interval": "month", "currency": "USD"}


def buy(client: Client, shop: Shop, **chosen: str) -> SeatGroup:
    """Buy five seats as a manager does, and come back from paying."""
    page = client.get("/groups/", FIVE | chosen).text
    form = hidden_fields(page, 'method="post" action="/groups/"') | {"name": "Saltmere Library"}
    leads_to = shop.pay(client.post("/groups/", form).headers["Location"])
    client.get(leads_to.removeprefix(OUR_HOST))
    return SeatGroup.objects.latest("pk")


def manager(client: Client, shop: Shop, **chosen: str) -> SeatGroup:
    """Sign a manager in, and buy."""
    client.force_login(make_reader())
    return buy(client, shop, **chosen)


def sent(name: str) -> list[str]:
    """Return the words of the e-mails of a kind, by their addresses."""
    delivery.send_due()
    return [
        str(one.body)
        for one in mail.outbox
        for row in Email.objects.filter(name=name, recipient__in=one.to)
        if row.facts.get("group", "") in one.subject or row.facts.get("group", "") in one.body
    ]


def offer(client: Client, group: SeatGroup, *addresses: str) -> dict[str, str]:
    """Offer seats; return the link of each address."""
    client.post(f"/groups/{group.pk}/offer/", {"addresses": "\n".join(addresses)})
    return links()


def links() -> dict[str, str]:
    """Return the latest link that each address was sent to take a seat."""
    delivery.send_due()
    found = {}
    for one in mail.outbox:
        if link := SEAT_LINK.search(str(one.body)):
            found[one.to[0]] = link[0]
    return found


def states(group: SeatGroup) -> dict[str, str]:
    return {seat.address: str(seat.state) for seat in group.seats.order_by("pk")}


def held_seats() -> list[str]:
    """Return the addresses of those to whom a seat opens something now."""
    now = clock.now()
    rows = Grant.objects.filter(reason="group", withdrawn_at=None, ends_at__gt=now)
    return sorted(rows.values_list("reader__email", flat=True))


def resize(client: Client, group: SeatGroup, seats: int) -> str:
    """Have another number of seats, as it is said before; return the page that said it."""
    page = client.get(f"/groups/{group.pk}/size/", {"seats": seats}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    client.post(f"/groups/{group.pk}/size/", form)
    return page


def test_a_group_is_bought_offered_taken_and_taken_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    assert (group.seats_paid, group.checkout.amount_minor, group.checkout.quantity) == (5, 3000, 5)
    assert held_by(client) == frozenset()

    link = offer(client, group, "Grace@Example.com", "bob@example.com")["grace@example.com"]
    grace = Client()
    shown = grace.get(link).text
    assert held_seats() == []
    answer = grace.post(link)

    assert ("Saltmere Library" in shown, answer.headers["Location"]) == (True, "/account/")
    assert held_by(grace) == {"ad_free", "community_content"}
    assert states(group) == {"grace@example.com": "taken", "bob@example.com": "invited"}
    group.refresh_from_db()
    assert group.seats_filled == 2
    [grant] = Grant.objects.filter(reason="group")
    membership = Membership.objects.get()
    assert (grant.ends_at, membership.is_group) == (membership.paid_until, True)

    seat = group.seats.get(address="grace@example.com")
    as_offered = {"do": "take_back"}
    warned = client.post(f"/groups/{group.pk}/seats/{seat.pk}/", as_offered, follow=True)
    assert "Somebody has taken this seat meanwhile." in warned.text
    assert held_by(grace) == {"ad_free", "community_content"}
    client.post(f"/groups/{group.pk}/seats/{seat.pk}/", as_offered | {"seen": "taken"})

    group.refresh_from_db()
    assert (held_seats(), group.seats_filled) == ([], 1)
    assert "Whoever manages" in sent("seat_taken_back")[-1]
    assert grace.post(link).status_code == 410
    grace.get("/account/")
    assert held_by(grace) == frozenset()
    assert offer(client, group, "grace@example.com")["grace@example.com"] != link


def test_the_price_of_all_seats_is_said_before_with_its_discount(
    client: Client, plan: Plan
) -> None:
    Plan.objects.update(group_discount_percent=15)

    page = client.get("/groups/", FIVE).text

    said = ("5 seats, $5.10 a month each.", "You pay $25.50 today, then $25.50 every month.")
    assert all(words in page for words in said)
    assert "15% less" in page


@pytest.mark.parametrize(
    ("least", "percent", "step", "price"),
    [(600, 0, 1, 600), (600, 15, 1, 510), (999, 33, 1, 669), (500, 90, 100, 100), (1, 90, 1, 1)],
)
def test_a_seat_costs_whole_steps_of_its_currency(
    least: int, percent: int, step: int, price: int
) -> None:
    assert rules.seat_price_minor(least, percent=percent, step_minor=step) == price


@pytest.mark.parametrize("seats", ["1", "501", "0", "-3", "5.5", "a"])
def test_so_many_seats_are_not_sold(client: Client, plan: Plan, seats: str) -> None:
    answer = client.get("/groups/", FIVE | {"seats": seats})

    assert answer.status_code == 400
    assert "A number from 2 to 500, please." in answer.text


def test_where_groups_are_not_sold_nobody_is_led_there(client: Client, plan: Plan) -> None:
    Plan.objects.update(sells_groups=False)

    assert client.get("/groups/").status_code == 503
    assert "/groups/" not in client.get("/join/").text


def test_no_more_seats_are_offered_than_are_paid_for(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop, seats="2")
    offer(client, group, "a@example.com")

    answer = client.post(
        f"/groups/{group.pk}/offer/", {"addresses": "b@example.com, c@example.com"}
    )

    assert (answer.status_code, list(states(group))) == (400, ["a@example.com"])
    again = client.post(f"/groups/{group.pk}/offer/", {"addresses": "A@example.com"})
    assert "a@example.com has a seat or an invitation already." in again.text
    odd = client.post(f"/groups/{group.pk}/offer/", {"addresses": "b@example.com bob"})
    assert "“bob” is no e-mail address." in odd.text
    with pytest.raises(IntegrityError):
        SeatGroup.objects.update(seats_filled=3)


def test_more_seats_cost_what_was_said_and_are_there_at_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    pass_days(shop, 10)
    page = client.get(f"/groups/{group.pk}/size/", {"seats": 8}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    [said] = re.findall(r"Pay (\$[\d.]+) now", page)

    client.post(f"/groups/{group.pk}/size/", form)
    client.post(f"/groups/{group.pk}/size/", form)

    group.refresh_from_db()
    assert group.seats_paid == 8
    charged = Payment.objects.latest("pk")
    assert (str(charged.money), Payment.objects.count()) == (said, 2)
    assert Subscription.objects.get().quantity == 8
    assert "$48 a month" in page
    [change] = SeatChange.objects.all()
    assert (change.amount_minor, change.done_at is not None) == (charged.amount_minor, True)
    assert said in sent("seats_changed")[-1]
    # It paid for no time of its own, and its receipt came.
    assert Grant.objects.filter(reason="membership").count() == 1
    assert Email.objects.filter(name="manager_receipt").count() == 1
    pass_days(shop, 25)
    assert Payment.objects.latest("pk").amount_minor == 4800


def test_fewer_seats_come_with_the_next_renewal_and_never_fewer_than_are_filled(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    offer(client, group, "a@example.com", "b@example.com")
    assert client.get(f"/groups/{group.pk}/size/", {"seats": 1}).status_code == 400

    page = resize(client, group, 3)

    assert ("You pay nothing now." in page, "$18 a month for 3 seats" in page) == (True, True)
    group.refresh_from_db()
    assert (group.seats_paid, Subscription.objects.get().quantity) == (5, 3)
    offered = {"addresses": "c@example.com d@example.com"}
    assert client.post(f"/groups/{group.pk}/offer/", offered).status_code == 400
    offer(client, group, "c@example.com")
    pass_days(shop, 32)
    group.refresh_from_db()
    assert (group.seats_paid, Payment.objects.latest("pk").amount_minor) == (3, 1800)


def test_fewer_seats_can_be_taken_back_without_paying_twice(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    resize(client, group, 3)
    assert client.get(f"/groups/{group.pk}/size/", {"seats": 6}).status_code == 400

    page = resize(client, group, 5)

    assert "You pay nothing now." in page
    pass_days(shop, 32)
    group.refresh_from_db()
    amounts = list(Payment.objects.order_by("pk").values_list("amount_minor", flat=True))
    assert (group.seats_paid, amounts) == (5, [3000, 3000])


def test_a_card_that_is_declined_changes_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    customer = group.checkout.customer
    assert customer is not None
    shop.lever("cards", {"customer": customer.stripe_id, "fails": True})

    page = client.get(f"/groups/{group.pk}/size/", {"seats": 8}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    answer = client.post(f"/groups/{group.pk}/size/", form)

    assert (answer.status_code, "The card was declined" in answer.text) == (402, True)
    group.refresh_from_db()
    assert (group.seats_paid, Payment.objects.count()) == (5, 1)
    shop.lever("cards", {"customer": customer.stripe_id, "fails": False})
    resize(client, group, 8)
    group.refresh_from_db()
    assert group.seats_paid == 8


def test_a_renewal_keeps_every_seat_and_a_failed_one_gives_grace(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    pass_days(shop, 32)
    assert held_seats() == ["grace@example.com"]
    customer = group.checkout.customer
    assert customer is not None
    shop.lever("cards", {"customer": customer.stripe_id, "fails": True})

    pass_days(shop, 31)

    membership = Membership.objects.get()
    assert (membership.status, held_seats()) == ("past_due", ["grace@example.com"])
    assert Email.objects.get(name="manager_payment_failed").recipient == "ada@example.com"
    assert "Your last payment did not go through." in client.get(f"/groups/{group.pk}/").text
    assert client.get("/account/unpaid/").json()["url"].startswith("/pay/")
    pass_days(shop, 20)
    assert (Membership.objects.get().status, held_seats()) == ("ended", [])
    group_jobs.tell_of_ends()
    group_jobs.tell_of_ends()
    assert Email.objects.filter(name="seat_ends").count() == 1
    back = claims.back_address(Membership.objects.get()).removeprefix(OUR_HOST)
    assert client.get(back).headers["Location"] == "/groups/"


def test_cancelled_it_runs_to_its_end_and_whoever_has_a_seat_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")

    client.post(f"/groups/{group.pk}/cancel/")

    assert (Membership.objects.get().status, held_seats()) == ("ending", ["grace@example.com"])
    pass_days(shop, 20)
    group_jobs.tell_of_ends()
    assert "is paid for until" in sent("seat_ends")[-1]
    client.post(f"/groups/{group.pk}/resume/")
    assert Membership.objects.get().status == "active"
    client.post(f"/groups/{group.pk}/cancel/")
    pass_days(shop, 20)
    assert held_seats() == []


def test_money_given_back_ends_the_seats(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    payment = Payment.objects.get()

    shop.call("refunds", {"payment_intent": payment.stripe_id})
    deliver(shop.messages())

    assert held_seats() == []
    assert "No seat is free" in client.get(f"/groups/{group.pk}/").text


def test_who_pays_already_is_told_so_and_keeps_paying_for_both(
    client: Client, shop: Shop, plan: Plan
) -> None:
    ada = member(client, shop)
    manager_client = Client()
    manager_client.force_login(make_reader("mia@example.com"))
    group = buy(manager_client, shop)
    link = offer(manager_client, group, "ada@example.com")["ada@example.com"]

    assert "You pay $8 a month yourself already" in client.get(link).text
    client.post(link)

    assert "You also pay $8 a month yourself" in sent("seat_taken")[-1]
    page = client.get("/account/").text
    assert ("You have a seat in" in page, "You also pay for yourself" in page) == (True, True)
    ada.refresh_from_db()
    assert ada.status == "active"
    client.post("/account/cancel/")
    pass_days(shop, 40)
    assert "everything is open to you already" in client.get("/join/").text


def test_a_manager_may_pay_for_themselves_too(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    group = buy(client, shop)
    sweep()

    states_now = Membership.objects.order_by("pk").values_list("status", "is_group", "second_since")
    assert list(states_now) == [("active", False, None), ("active", True, None)]
    assert f"/groups/{group.pk}/" in client.get("/account/").text
    customers = set(Checkout.objects.values_list("customer", flat=True))
    assert len(customers) == 2
    assert troubles() == []


def test_a_manager_takes_a_seat_of_their_own(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)

    client.post(f"/groups/{group.pk}/own/")
    client.post(f"/groups/{group.pk}/own/")

    group.refresh_from_db()
    assert (held_seats(), group.seats_filled) == (["ada@example.com"], 1)
    assert held_by(client) == {"ad_free", "community_content"}
    assert Email.objects.filter(name="seat_offered").count() == 0
    client.post(f"/account/seats/{group.seats.get().pk}/leave/")
    group.refresh_from_db()
    assert (held_seats(), group.seats_filled, held_by(client)) == ([], 0, frozenset())


def test_the_management_goes_to_another_address(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    client.post(f"/groups/{group.pk}/manager/", {"address": "mia@example.com"})
    delivery.send_due()
    link = MANAGEMENT_LINK.search(str(mail.outbox[-1].body))
    assert link
    mia = Client()
    page = mia.get(link[0]).text
    assert client.get(f"/groups/{group.pk}/").status_code == 200

    answer = mia.post(link[0])

    assert ("$30 a month" in page, answer.headers["Location"]) == (True, f"/groups/{group.pk}/")
    assert mia.get(f"/groups/{group.pk}/").status_code == 200
    assert client.get(f"/groups/{group.pk}/").status_code == 404
    membership = Membership.objects.get()
    assert (membership.email, held_seats()) == ("mia@example.com", ["grace@example.com"])
    customer = shop.customer_of(membership.checkout)
    assert shop.call(f"customers/{customer}")["email"] == "mia@example.com"
    assert mia.post(link[0]).status_code == 410
    assert Email.objects.filter(name="group_handed_over").count() == 2


def test_an_offer_of_the_management_is_taken_back(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    client.post(f"/groups/{group.pk}/manager/", {"address": "mia@example.com"})
    delivery.send_due()
    link = MANAGEMENT_LINK.search(str(mail.outbox[-1].body))
    assert link

    client.post(f"/groups/{group.pk}/manager/", {"do": "keep"})

    assert Client().post(link[0]).status_code == 410
    assert Membership.objects.get().email == "ada@example.com"


def test_strangers_see_no_group(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    eve = Client()
    asked = eve.get(f"/groups/{group.pk}/").headers["Location"]
    eve.force_login(make_reader("eve@example.com"))

    assert asked.startswith("/sign-in/")
    for path in ("", "size/", "cancel/"):
        assert eve.get(f"/groups/{group.pk}/{path}").status_code == 404
    for path in ("offer/", "own/", "manager/", "resume/", "card/", "seats/1/"):
        assert eve.post(f"/groups/{group.pk}/{path}").status_code == 404


def test_a_group_paid_without_signing_in_is_managed_there_and_claimed(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = buy(client, shop)

    assert client.get(f"/groups/{group.pk}/").status_code == 200
    assert "/claim/" in sent("group_bought")[-1]
    deliver(shop.messages())
    assert Membership.objects.get().reader is None


def test_who_erases_the_account_frees_the_seat(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    grace = make_member_of(client, group, "grace@example.com")

    erase(reader=grace)

    group.refresh_from_db()
    assert (held_seats(), group.seats_filled) == ([], 0)
    assert not Seat.objects.filter(address="grace@example.com").exists()


def test_a_manager_who_erases_the_account_ends_the_group_at_its_end(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    reader = Membership.objects.get().reader
    assert reader is not None
    client.force_login(reader)

    erase(reader=reader)

    assert held_seats() == ["grace@example.com"]
    deliver(shop.messages())
    pass_days(shop, 32)
    assert (held_seats(), Membership.objects.get().status) == ([], "ended")


def test_what_was_charged_though_nobody_heard_is_found(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    page = client.get(f"/groups/{group.pk}/size/", {"seats": 8}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    lost = {"status": 500, "after_commit": True, "times": 3, "method": "POST"}
    shop.lever("chaos", {"fail_next": lost})

    client.post(f"/groups/{group.pk}/size/", form)
    SeatChange.objects.update(agreed_at=clock.now() - timedelta(minutes=5))
    jobs.EVERY["settle changes of seats"][1]()

    group.refresh_from_db()
    [change] = SeatChange.objects.all()
    assert (group.seats_paid, change.done_at is not None) == (8, True)
    assert Payment.objects.count() == 2


def make_member_of(client: Client, group: SeatGroup, address: str):
    """Have somebody take a seat of the group."""
    reader = make_reader(address)
    offer(client, group, address)
    actions.take(seat=group.seats.get(address=address, ended_at=None), reader=reader)
    return reader


def test_an_invitation_sent_again_says_truly_whether_it_was(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    group = manager(client, shop)
    offer(client, group, "bob@example.com")
    path = f"/groups/{group.pk}/seats/{group.seats.get().pk}/"

    def again() -> str:
        return client.post(path, {"do": "again"}, follow=True).text

    # The first one went out within the hour.
    Email.objects.filter(name="seat_offered").update(about=f"{group.seats.get().pk}:before")
    assert "The invitation is on its way again." in again()
    assert "Nothing was sent: this invitation was sent within this hour" in again()
    assert Email.objects.filter(name="seat_offered").count() == 2

    Email.objects.filter(name="seat_offered").update(state=Email.State.FAILED)
    assert "The invitation is on its way again." in again()


def test_more_invitations_than_the_limit_say_that_nothing_was_sent(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = manager(client, shop)
    offer(client, group, "bob@example.com")
    monkeypatch.setattr(pages, "OFFERED_AGAIN", "1/d/key")
    path = f"/groups/{group.pk}/seats/{group.seats.get().pk}/"
    client.post(path, {"do": "again"})

    answer = client.post(path, {"do": "again"}, follow=True)

    assert "Nothing was sent: too many invitations were sent again lately." in answer.text
    assert "on its way" not in client.get(f"/groups/{group.pk}/").text


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("Grace Hopper <grace@example.com>", ["grace@example.com"]),
        (
            '"Hopper, Grace" <grace@example.com>; Ada <ADA@example.com>,\nbob@example.com',
            ["grace@example.com", "ada@example.com", "bob@example.com"],
        ),
        ("<grace@example.com>", ["grace@example.com"]),
        ("bob@example.com <grace@example.com>", ["bob@example.com", "grace@example.com"]),
        ("Hopper, Grace <grace@example.com>", None),
        ("Grace <grace at example.com>", None),
    ],
)
def test_addresses_are_taken_as_mail_programs_copy_them(
    pasted: str, meant: list[str] | None
) -> None:
    form = OfferForm({"addresses": pasted})

    assert (form.cleaned_data["addresses"] if form.is_valid() else None) == meant
