"""Years instead of months, and the other way: what is charged when."""

from datetime import timedelta

from django.test import Client

from tests.membership.test_account import fail_card, kinds, member, pass_days
from tests.membership.test_pausing import held, paid, pass_to, pause
from tests.payments.world import Shop, hidden_fields
from wellread.mail.models import Email
from wellread.membership import queries
from wellread.membership.models import Plan

FORM = "/account/amount/"


def change(client: Client, interval: str, own: str) -> str:
    """Choose, read what the page says, and confirm it twice."""
    asked = client.get(FORM, {"interval": interval, "own": own}).content.decode()
    fields = hidden_fields(asked[asked.index('<form method="post"') :])
    for _ in range(2):
        client.post(FORM, fields)
    return asked


def test_a_year_begins_when_the_month_that_was_paid_is_over(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None

    suggested = client.get(FORM, {"interval": "year"}).content.decode()
    asked = change(client, "year", "80")
    page = client.get("/account/").content.decode()
    pass_to(shop, until - timedelta(days=1))
    before = paid()
    pass_to(shop, until + timedelta(days=2))

    membership.refresh_from_db()
    day = f"{until:%-d %B %Y}"
    assert 'value="96.00"' in suggested or 'value="96"' in suggested
    assert f"Nothing is charged today. On {day} you pay $80, and not $8 a month any more" in asked
    assert ("$80 a year" in page, day in page) == (True, True)
    assert (before, paid()) == ([800], [800, 8000])
    assert membership.paid_until is not None
    assert (membership.paid_until - until).days == 365
    assert held(client) == {"ad_free", "community_content"}
    assert kinds() == ["welcome", "amount_changed", "receipt"]
    told = Email.objects.get(name="amount_changed").facts
    assert (told["before"], told["price"]) == ("$8 a month", "$80 a year")
    assert told["was_charged"] is True


def test_months_begin_when_the_year_is_over_and_nothing_is_given_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    until = membership.paid_until
    assert until is not None
    change(client, "year", "80")
    change(client, "month", "8")

    pass_to(shop, until + timedelta(days=35))

    membership.refresh_from_db()
    assert membership.subscription.interval == "month"
    assert paid() == [800, 800, 800]


def test_in_a_pause_another_interval_begins_at_its_end(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    found = pause(client, 1)
    change(client, "year", "80")

    membership.refresh_from_db()
    assert queries.next_charge_at(membership) == found.resumes_at
    pass_to(shop, found.resumes_at + timedelta(days=1))

    assert paid() == [800, 8000]


def test_while_a_charge_is_tried_again_the_interval_stays(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    fail_card(client, shop, membership)
    pass_days(shop, 33)

    page = client.get(FORM).content.decode()
    answer = client.post(FORM, {"interval": "year", "own": "80"})

    membership.refresh_from_db()
    assert ('class="choice"' in page, answer.status_code) == (False, 409)
    assert membership.subscription.interval == "month"


def test_beside_cancelling_one_line_says_how_to_pay_less(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    page = client.get("/account/cancel/").content.decode()
    client.post(FORM, {"own": "6"})
    least = client.get("/account/cancel/").content.decode()

    assert page.count("Pay less instead: $6 is enough") == 1
    assert 'href="/account/amount/?own=6' in page
    assert "Pay less" not in least


def form_for(client: Client, **chosen: str) -> dict[str, str]:
    asked = client.get(FORM, chosen).content.decode()
    return hidden_fields(asked[asked.index('<form method="post"') :])


def test_a_tab_that_stood_open_does_not_take_a_newer_choice_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    older = form_for(client, own="20")
    client.post(FORM, form_for(client, own="12"))

    answer = client.post(FORM, older)
    page = answer.content.decode()
    again = client.post(FORM, hidden_fields(page[page.index('<form method="post"') :]))

    assert (answer.status_code, "perhaps in another window" in page) == (409, True)
    assert "You pay $12 a month." in page
    assert again.status_code == 303
    assert kinds() == ["welcome", "amount_changed", "amount_changed"]


def test_what_is_paid_now_is_no_new_amount(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    page = client.get(FORM, {"own": "8"}).content.decode()
    client.post(FORM, {"own": "8", "fee": "0"})

    assert "That is what you pay now. Nothing changes." in page
    assert '<form method="post" action="/account/amount/"' not in page
    assert kinds() == ["welcome"]
