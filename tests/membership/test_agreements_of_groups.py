"""More for a group with the bank's agreement, where the card's country asks for it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.membership.test_agreements import GERMAN, answer
from tests.membership.test_groups import FIVE, OUR_HOST, buy
from tests.payments.world import Shop, hidden_fields, make_reader
from wellread.mail.models import Email
from wellread.membership.models import AmountAgreement, Membership, Plan, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Payment, Subscription


@pytest.fixture
def group(client: Client, shop: Shop, plan: Plan) -> SeatGroup:
    """Five seats, paid for with a German card."""
    clock.follow()
    client.force_login(make_reader())
    page = client.get("/groups/", FIVE).text
    form = hidden_fields(page, 'method="post" action="/groups/"') | {"name": "Saltmere Library"}
    leads_to = shop.pay(client.post("/groups/", form).headers["Location"], card=GERMAN)
    client.get(leads_to.removeprefix(OUR_HOST))
    return SeatGroup.objects.get()


def want(client: Client, group: SeatGroup, seats: int) -> str:
    """Confirm another number of seats; return where it leads."""
    page = client.get(f"/groups/{group.pk}/size/", {"seats": seats}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    return str(client.post(f"/groups/{group.pk}/size/", form).headers["Location"])


def come_back(client: Client, leads_to: str) -> str:
    parts = urlsplit(leads_to)
    return client.get(f"{parts.path}?{parts.query}", follow=True).content.decode()


def seats_and_charges(group: SeatGroup) -> tuple[int, int]:
    group.refresh_from_db()
    return group.seats_paid, Payment.objects.count()


def test_more_seats_wait_for_the_bank_and_are_charged_once(
    client: Client, shop: Shop, group: SeatGroup
) -> None:
    said = client.get(f"/groups/{group.pk}/size/", {"seats": 8}).text
    page = want(client, group, 8)
    before = seats_and_charges(group)
    back = answer(shop, page, "complete")
    shown = come_back(client, back)
    come_back(client, back)

    assert "Your bank is asked to agree before you pay more" in said
    assert before == (5, 1)
    assert "It is done. An e-mail confirms it." in shown
    assert seats_and_charges(group) == (8, 2)
    [change] = SeatChange.objects.all()
    [asked] = AmountAgreement.objects.all()
    assert (change.seats_after, asked.quantity, asked.amount_minor) == (8, 8, 4800)
    assert asked.done_at is not None


def test_a_bank_that_does_not_agree_changes_no_seats(
    client: Client, shop: Shop, group: SeatGroup
) -> None:
    answer(shop, want(client, group, 8), "fail")

    asked = AmountAgreement.objects.get()
    token = {"said": "forged"}
    assert client.get(f"/groups/{group.pk}/size/agreed/{asked.pk}/", token).status_code == 400
    assert seats_and_charges(group) == (5, 1)


def test_a_year_waits_for_the_bank_and_fewer_seats_do_not(
    client: Client, shop: Shop, group: SeatGroup
) -> None:
    assert want(client, group, 4) == f"/groups/{group.pk}/"
    assert AmountAgreement.objects.count() == 0
    path = f"/groups/{group.pk}/interval/"
    assert "Your bank is asked to agree before you pay more" in client.get(path).text

    page = str(client.post(path).headers["Location"])
    interval = Subscription.objects.get().interval
    shown = come_back(client, answer(shop, page, "complete"))

    assert interval == "month"
    assert "It is done. An e-mail confirms it." in shown
    subscription = Subscription.objects.get()
    assert (subscription.interval, subscription.quantity) == ("year", 4)
    assert subscription.amount_minor == 4 * 6000


def test_what_was_agreed_to_for_other_seats_changes_nothing(
    client: Client, shop: Shop, group: SeatGroup
) -> None:
    back = answer(
        shop, str(client.post(f"/groups/{group.pk}/interval/").headers["Location"]), "complete"
    )
    want(client, group, 4)

    come_back(client, back)

    assert Subscription.objects.get().interval == "month"


def test_nobody_finishes_what_another_manager_asked_for(
    client: Client, shop: Shop, group: SeatGroup
) -> None:
    back = answer(shop, want(client, group, 8), "complete")
    stranger = Client()
    stranger.force_login(make_reader("eve@example.com"))
    theirs = buy(stranger, shop)
    asked = AmountAgreement.objects.get()

    for path in (urlsplit(back).path, f"/groups/{theirs.pk}/size/agreed/{asked.pk}/"):
        stranger.get(path, {"said": urlsplit(back).query.removeprefix("said=")})

    assert seats_and_charges(group)[0] == 5
    theirs.refresh_from_db()
    assert theirs.seats_paid == 5


def test_the_receipt_of_more_seats_speaks_of_no_renewal(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    group = buy(client, shop)
    page = client.get(f"/groups/{group.pk}/size/", {"seats": 8}).text
    form = hidden_fields(page, '<form class="form-card" method="post"')
    client.post(f"/groups/{group.pk}/size/", form)

    told = Email.objects.get(name="manager_receipt")
    assert told.facts["is_for_more_seats"] is True
    assert Membership.objects.get().subscription.quantity == 8
