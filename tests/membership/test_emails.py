"""What e-mails to members say."""

import re

from django.core import mail
from django.test import Client
from django.utils.html import escape

from tests.membership.test_account import fail_card, member, pass_days
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.payments.world import Shop, make_reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs, queries
from wellread.membership.models import Membership, Plan
from wellread.payments import clock


def test_the_welcome_tells_the_terms_and_the_way_out(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    delivery.send_due()

    body = mail.outbox[0].body
    assert f"The next charge is on {membership.paid_until:%-d %B %Y}" in body
    assert "You paid $8" in body
    assert "http://localhost:8000/account/" in body
    assert "/claim/" not in body


def test_an_unclaimed_membership_is_reached_by_every_letters_link(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    client.post("/account/cancel/")

    delivery.send_due()

    links = [re.findall(r"localhost:8000/(\w+)/", message.body) for message in mail.outbox]
    # Withdrawing needs no account, nor does the link that a guest is sent.
    assert links == [["withdraw", "claim", "account"], ["claim"]]


def test_a_failed_payment_tells_what_stays_and_when_we_try_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 2)

    delivery.send_due()

    body = mail.outbox[-1].body
    assert "Nothing you have paid for is taken away." in body
    assert "Your benefits go on until" in body
    assert "We could not charge $8 for your membership." in body
    assert re.search(r"We will try again on \d+ \w+ \d{4}\.", body)


def test_a_membership_that_could_not_be_charged_says_so_at_its_end(
    client: Client, shop: Shop, plan: Plan
) -> None:
    fail_card(client, shop, member(client, shop))
    pass_days(shop, 60)

    delivery.send_due()

    assert mail.outbox[-1].subject == "Your membership has ended"
    assert "http://localhost:8000/come-back/" in mail.outbox[-1].body


def test_a_yearly_charge_is_told_ahead_and_once(client: Client, shop: Shop, plan: Plan) -> None:
    client.force_login(make_reader())
    join_and_return(client, shop, {**LETTER_LINK, "interval": "year", "amount": "8000"})
    told = []

    for days in (330, 10, 10):
        pass_days(shop, days)
        jobs.remind()
        told.append(Email.objects.filter(name="reminder").count())
    delivery.send_due()

    body = mail.outbox[-1].body
    ends_at = Membership.objects.get().subscription.current_period_ends_at
    assert told == [0, 1, 1]
    assert f"with $80 a year (“{plan.name}”)" in body
    assert f"The next charge is on {ends_at:%-d %B %Y}" in body
    assert "cancel in two clicks" in body


def test_a_monthly_member_is_reminded_each_year(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    told = []

    for days in (350, 20, 370):
        pass_days(shop, days)
        jobs.remind()
        told.append(Email.objects.filter(name="reminder").count())

    assert told == [0, 1, 2]


def test_who_has_cancelled_is_not_reminded(client: Client, shop: Shop, plan: Plan) -> None:
    client.force_login(make_reader())
    join_and_return(client, shop, {**LETTER_LINK, "interval": "year", "amount": "8000"})
    client.post("/account/cancel/")
    pass_days(shop, 350)

    jobs.remind()

    assert Email.objects.filter(name="reminder").count() == 0


def test_the_html_says_the_same(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    delivery.send_due()

    html, kind = mail.outbox[0].alternatives[0]
    assert kind == "text/html"
    said = [line.strip("- ") for line in mail.outbox[0].body.splitlines() if line.strip("- ")]
    links = {line: line.partition(": http")[0] for line in said}
    text = re.sub(r"<[^>]+>", "", html)
    assert [line for line in said if escape(links[line]) not in text] == []


def test_a_contribution_is_thanked_for_once(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {**LETTER_LINK, "interval": "once", "amount": "2500"})

    delivery.send_due()

    assert [message.subject for message in mail.outbox] == ["Thank you for your contribution"]
    assert Membership.objects.count() == 0


def test_who_has_no_anniversary_is_not_looked_at(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    looked_at = []

    for days in (300, 60, 60):
        pass_days(shop, days)
        looked_at.append(len(list(queries.memberships_to_remind(at=clock.now()))))

    # Those in the month after one are: the others are most.
    assert looked_at == [0, 0, 0]
