"""The solidarity pot: put in above the price, taken back with refunds, given out by the year."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from tests.membership.test_account import member, pass_days
from tests.membership.test_changing_interval import change
from tests.membership.test_joining import LETTER_LINK, held_by
from tests.membership.test_pausing import pass_to
from tests.payments.world import Shop, deliver, hidden_fields, make_reader
from tests.staff import sign_in_staff
from wellread.desk.books import SHEETS
from wellread.mail import delivery
from wellread.membership import rules
from wellread.membership.actions import erase
from wellread.membership.models import (
    Grant,
    Membership,
    Plan,
    PotIsAppendOnly,
    SolidarityEntry,
    SolidarityPledge,
    SolidarityPot,
    SolidarityYear,
)
from wellread.membership.solidarity import actions, jobs, queries
from wellread.payments import clock
from wellread.payments.models import Payment
from wellread.payments.money import Money
from wellread.payments.months import month

OUR_HOST = "http://localhost:8000"
RENEWAL = re.compile(r"/solidarity/[A-Za-z0-9_-]{20,}/")
YEAR = 6000


def open_pot(minor: int = 0, *, deficit: int = 0, most_a_day: int = 0) -> None:
    """Offer a pot with so much in it."""
    actions.arrange(
        currency="USD", is_open=True, deficit=Money(deficit, "USD"), most_a_day=most_a_day
    )
    if minor:
        actions.top_up(money=Money(minor, "USD"), by="ines@courier.example", why="To begin with")


def balance() -> int:
    pot = SolidarityPot.objects.get()
    entries = SolidarityEntry.objects.values_list("amount_minor", flat=True)
    assert pot.balance_minor == sum(entries)
    return pot.balance_minor


def entries() -> list[tuple[str, int]]:
    rows = SolidarityEntry.objects.exclude(kind="topped_up").order_by("pk")
    return list(rows.values_list("kind", "amount_minor"))


def join_with_tick(client: Client, shop: Shop, *, amount: str = "2000", ticks: bool = True) -> None:
    """Join for $20 a month, and have what is above $6 go into the pot."""
    reader = make_reader()
    client.force_login(reader)
    page = client.get("/join/", LETTER_LINK | {"amount": amount}).text
    tick = {"for_pot": "1"} if ticks else {}
    leads_to = shop.pay(client.post("/join/", hidden_fields(page) | tick).headers["Location"])
    client.get(leads_to.removeprefix(OUR_HOST))


def needy(address: str = "bob@example.com") -> Client:
    client = Client()
    client.force_login(make_reader(address))
    return client


def said(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get("/solidarity/").text)


def test_what_is_paid_above_the_price_goes_in_with_each_payment(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    page = client.get("/join/", LETTER_LINK | {"amount": "2000"}).text
    assert "Put $14 a month, which is above the plan’s price" in page

    join_with_tick(client, shop)
    pass_days(shop, 33)
    deliver(shop.messages())

    assert entries() == [("paid_in", 1400), ("paid_in", 1400)]
    assert "There is $28 in the pot" in said(client)
    assert "What you pay above the plan’s price goes into the pot" in client.get("/account/").text


def test_without_the_tick_or_above_the_price_nothing_goes_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    assert "for_pot" not in client.get("/join/", LETTER_LINK | {"amount": "600"}).text
    assert "for_pot" not in client.get("/join/", {"interval": "once", "amount": "5000"}).text

    join_with_tick(client, shop, ticks=False)

    assert (entries(), SolidarityPledge.objects.count()) == ([], 0)


def test_a_member_puts_in_from_the_next_payment_on_and_stops(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop, ticks=False)
    assert "You pay $14 a month above the plan’s price" in client.get("/account/").text

    client.post("/account/solidarity/", {"do": "start"})
    client.post("/account/solidarity/", {"do": "start"})
    assert entries() == []
    pass_days(shop, 33)
    client.post("/account/solidarity/", {"do": "stop"})
    pass_days(shop, 31)

    assert entries() == [("paid_in", 1400)]


def test_a_refund_takes_back_what_was_put_in_and_a_part_of_it_first_what_was_above(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)
    intent = Payment.objects.get().stripe_id

    for amount, left in (("400", 1000), ("500", 500), ("1100", 0)):
        shop.call("refunds", {"payment_intent": intent, "amount": amount})
        deliver(shop.messages())
        assert balance() == left
    deliver(shop.messages())

    assert [minor for _, minor in entries()] == [1400, -400, -500, -500]
    assert balance() == 0


def test_a_dispute_takes_it_back_and_one_that_is_won_puts_it_in_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)

    opened = shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())
    assert balance() == 0
    shop.lever("disputes", {"dispute": opened["id"], "won": True})
    deliver(shop.messages())

    assert [kind for kind, _ in entries()] == ["paid_in", "taken_back", "paid_in"]
    assert balance() == 1400


def test_what_was_given_out_before_a_refund_the_newsroom_stands_in_for(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(YEAR - 1400)
    join_with_tick(client, shop)
    needy().post("/solidarity/")
    assert balance() == 0

    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())

    assert entries()[-2:] == [("stood_in", 1400), ("taken_back", -1400)]
    assert balance() == 0
    assert Grant.objects.get(reason="hardship").withdrawn_at is None


def test_a_year_is_taken_with_one_button_and_nobody_is_named(client: Client, plan: Plan) -> None:
    open_pot(YEAR)
    bob = needy()
    assert "There is $60 in the pot: enough for 1 free year." in said(bob)

    answer = bob.post("/solidarity/", follow=True)

    [grant] = Grant.objects.filter(reason="hardship")
    assert grant.ends_at == rules.months_later(grant.starts_at, 12)
    assert held_by(bob) == {"ad_free", "community_content"}
    assert "Everything is open to you until" in answer.text
    assert (entries(), balance()) == ([("year", -YEAR)], 0)
    assert "It has given 1 year so far." in said(client)
    assert "bob" not in said(client)


def test_whoever_is_not_signed_in_is_asked_for_an_address_and_nothing_else(
    client: Client, plan: Plan
) -> None:
    open_pot(YEAR)

    answer = client.post("/solidarity/")

    assert answer.headers["Location"] == "/sign-in/?next=%2Fsolidarity%2F"


def test_an_empty_pot_gives_nothing_and_says_so_kindly(client: Client, plan: Plan) -> None:
    open_pot(YEAR - 1)

    answer = needy().post("/solidarity/")

    assert "not enough in the pot for a year just now" in answer.text
    assert (entries(), Grant.objects.count()) == ([], 0)


def test_a_stated_deficit_lets_it_go_so_far_and_no_farther(plan: Plan) -> None:
    open_pot(deficit=2 * YEAR)

    given = [needy(f"{name}@example.com").post("/solidarity/").status_code for name in "abc"]

    assert (given, balance()) == ([302, 302, 409], -2 * YEAR) or given == [303, 303, 409]
    assert "with up to $120" in said(Client())
    with pytest.raises(IntegrityError), transaction.atomic():
        SolidarityPot.objects.update(balance_minor=-2 * YEAR - 1)


def test_one_year_at_a_time_and_the_next_one_near_its_end(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(3 * YEAR)
    bob = needy()
    bob.post("/solidarity/")

    again = bob.post("/solidarity/")
    first = SolidarityYear.objects.get()
    shop.lever("clock", {"advance_days": 350})
    clock.follow()
    assert "Take another year" in bob.get("/account/").text
    bob.post("/solidarity/")

    assert ("In the last 30 days before that" in again.text, balance()) == (True, YEAR)
    second = SolidarityYear.objects.latest("pk")
    assert (second.number, second.starts_at) == (2, first.ends_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        SolidarityYear.objects.filter(pk=second.pk).update(number=1)


def test_near_its_end_an_e_mail_asks_once_and_its_link_renews_without_signing_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(2 * YEAR)
    needy().post("/solidarity/")
    shop.lever("clock", {"advance_days": 340})
    clock.follow()

    jobs.tell_of_ends()
    jobs.tell_of_ends()
    delivery.send_due()
    [told] = [one for one in mail.outbox if one.subject.startswith("Another year of")]
    found = RENEWAL.search(str(told.body))
    assert found
    shown = Client().get(found[0]).text
    assert (SolidarityYear.objects.count(), "Take another year" in shown) == (1, True)
    done = Client().post(found[0], follow=True).text
    Client().post(found[0])

    assert SolidarityYear.objects.count() == 2
    assert ("Take another year" in done, balance()) == (False, 0)


def test_a_member_is_told_to_cancel_first(client: Client, shop: Shop, plan: Plan) -> None:
    open_pot(YEAR)
    member(client, shop)

    answer = client.post("/solidarity/")

    assert "Your membership still runs. Cancel it first" in answer.text
    assert entries() == []


def test_a_year_follows_what_was_paid_for(client: Client, shop: Shop, plan: Plan) -> None:
    open_pot(YEAR)
    member(client, shop)
    client.post("/account/cancel/")

    client.post("/solidarity/")

    until = Membership.objects.get().paid_until
    assert Grant.objects.get(reason="hardship").starts_at == until
    assert "nothing is charged for it" in client.get("/account/").text


def test_so_many_a_day_and_so_many_from_one_network(plan: Plan) -> None:
    open_pot(20 * YEAR, most_a_day=2)
    given = [needy(f"{name}@example.com").post("/solidarity/").status_code for name in "abc"]
    assert given == [303, 303, 409]

    actions.arrange(currency="USD", is_open=True, deficit=Money(0, "USD"), most_a_day=0)
    more = [needy(f"{name}@example.com").post("/solidarity/").status_code for name in "def"]

    assert more == [303, 409, 409]


def test_nobody_rewrites_what_came_in(plan: Plan) -> None:
    open_pot(YEAR)
    entry = SolidarityEntry.objects.get()
    assert (entry.by, entry.why) == ("ines@courier.example", "To begin with")

    with pytest.raises(PotIsAppendOnly):
        entry.save()
    with pytest.raises(PotIsAppendOnly):
        SolidarityEntry.objects.update(amount_minor=1)
    for statement in (
        "UPDATE membership_solidarityentry SET amount_minor = 1",
        "DELETE FROM membership_solidarityentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_closed_it_is_no_page_and_no_word(client: Client, plan: Plan) -> None:
    assert client.get("/solidarity/").headers["Location"] == "/join/"
    assert "/solidarity/" not in client.get("/join/").text


def test_staff_top_it_up_and_say_how_far_it_may_go(client: Client, plan: Plan) -> None:
    editor = sign_in_staff(client)
    page = "/admin/members/solidarity/"

    client.post(page, {"do": "arrange", "is_open": "on", "deficit": "120", "most_a_day": "5"})
    client.post(page, {"do": "top_up", "amount": "50", "why": "From the summer party"})
    refused = client.post(page, {"do": "top_up", "amount": "x", "why": ""})

    pot = SolidarityPot.objects.get()
    assert (pot.is_open, pot.deficit_minor, pot.most_a_day) == (True, 12000, 5)
    [entry] = SolidarityEntry.objects.all()
    assert (entry.amount_minor, entry.by, entry.why) == (
        *(5000, editor.email),
        "From the summer party",
    )
    assert refused.status_code == 400
    assert "From the summer party" in client.get(page).text


def test_a_floor_above_where_it_stands_is_refused(client: Client, plan: Plan) -> None:
    open_pot(deficit=YEAR)
    needy().post("/solidarity/")
    sign_in_staff(client)

    page = client.post(
        "/admin/members/solidarity/",
        {"do": "arrange", "is_open": "on", "deficit": "0", "most_a_day": "5"},
        follow=True,
    )

    assert "Nothing was changed" in page.text
    assert SolidarityPot.objects.get().deficit_minor == YEAR


def test_the_file_says_it_and_erasing_leaves_no_name(client: Client, plan: Plan) -> None:
    open_pot(YEAR)
    bob = needy()
    bob.post("/solidarity/")

    told = bob.get("/account/data/").json()
    erase(reader=SolidarityYear.objects.get().reader)  # type: ignore[arg-type]

    assert [one["number"] for one in told["free_years"]] == [1]
    assert SolidarityYear.objects.get().reader is None
    assert balance() == 0


def test_any_order_of_payment_refund_and_dispute_ends_in_the_same_sum(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(deficit=YEAR)
    join_with_tick(client, shop)
    messages = shop.messages()
    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id, "amount": "300"})
    deliver([*shop.messages()[::-1], *messages, *shop.messages()])

    assert balance() == 1100
    assert queries.figures(SolidarityPot.objects.get(), at=clock.now()).payers == 1
    assert clock.now() - timedelta(days=1) < SolidarityEntry.objects.latest("pk").occurred_at


def test_another_interval_is_measured_by_its_own_price(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)
    until = Membership.objects.get().paid_until
    assert until is not None

    change(client, "year", "200")
    pass_to(shop, until + timedelta(days=2))

    assert entries() == [("paid_in", 1400), ("paid_in", 20_000 - YEAR)]
    pledges = SolidarityPledge.objects.order_by("since")
    assert list(pledges.values_list("interval", "least_minor")) == [("month", 600), ("year", YEAR)]


def test_the_books_have_a_table_of_its_entries_that_names_no_reader(plan: Plan) -> None:
    open_pot(YEAR)
    needy().post("/solidarity/")

    head, *rows = SHEETS["pot"](month(f"{clock.now():%Y-%m}"))

    assert [(row[1], row[2]) for row in rows] == [("topped_up", "60.00"), ("year", "-60.00")]
    assert "bob" not in str([head, *rows])


def test_who_is_about_to_cancel_reads_of_it(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    before = client.get("/account/cancel/").text
    open_pot()

    assert ("/solidarity/" in before, "/solidarity/" in client.get("/account/cancel/").text) == (
        *(False, True),
    )


def test_another_amount_is_measured_by_the_price_of_now_and_the_same_by_that_of_then(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)
    plan.prices.update(minimum_month_minor=800)

    pass_days(shop, 33)
    change(client, "month", "25")
    pass_days(shop, 31)

    assert entries() == [("paid_in", 1400), ("paid_in", 1400), ("paid_in", 2500 - 800)]


def test_who_holds_a_year_is_told_so_and_not_offered_another(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(3 * YEAR)
    bob = needy()
    offered = "Cannot pay just now? A free year is there for you."
    assert offered in bob.get("/join/").text
    assert "Take a free year" in said(bob)

    bob.post("/solidarity/")

    assert offered not in bob.get("/join/").text
    assert "already, and nothing is charged for that." in bob.get("/join/").text
    assert ("Take a free year" in said(bob), "Everything is open to you until" in said(bob)) == (
        False,
        True,
    )
    year = SolidarityYear.objects.get()
    pass_to(shop, year.ends_at - timedelta(days=10))
    assert "Take a free year" in said(bob)


def test_a_member_is_told_why_no_year_is_theirs_before_pressing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(3 * YEAR)
    member(client, shop)

    assert "Your membership still runs. Cancel it first" in said(client)
    assert "Take a free year" not in said(client)


def test_after_cancelling_nothing_is_said_to_go_into_the_pot(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)
    goes_in = "What you pay above the plan’s price goes into the pot"

    client.post("/account/cancel/")
    assert goes_in not in client.get("/account/").text

    client.post("/account/resume/")
    assert goes_in in client.get("/account/").text
    client.post("/account/amount/", {"own": "6"})
    assert goes_in not in client.get("/account/").text
