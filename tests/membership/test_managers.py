"""What whoever pays for a group is told, in a group's words, and months become years."""

import pytest
from django.core import mail
from django.test import Client

from tests.membership.test_account import charged_cards, enter_card
from tests.membership.test_groups import held_seats, manager, offer, resize
from tests.membership.test_joining import text_of
from tests.membership.test_promotions import later
from tests.payments.world import Shop, deliver, hidden_fields
from wellread.cli import main
from wellread.mail import catalogue, delivery
from wellread.mail.manager_emails import PREFIX, TO_MANAGERS
from wellread.mail.models import Email
from wellread.membership import charges, dunning, jobs
from wellread.membership.models import Membership, Plan, Price
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment


def said_at(client: Client, path: str) -> str:
    return text_of(client.get(path).content.decode())


def bodies(name: str) -> list[str]:
    """Send what waits, and return the words of the e-mails of a kind."""
    delivery.send_due()
    subject = catalogue.template(name).wording("en").subject
    return [str(one.body) for one in mail.outbox if one.subject == subject]


def names() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize("name", sorted(TO_MANAGERS))
def test_no_email_to_a_manager_calls_the_group_a_membership(name: str) -> None:
    wording = catalogue.template(f"{PREFIX}{name}").wording("en")

    said = f"{wording.subject} {wording.preheader} {wording.body}"

    assert "{group}" in said
    assert "membership" not in said.lower()


def test_dunning_of_a_group_is_taken_back_as_any() -> None:
    assert {f"{PREFIX}{notice.email}" for notice in dunning.NOTICES} < set(dunning.EMAILS)


def test_a_manager_has_receipts_and_a_cancellation_in_a_groups_words(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    group = manager(client, shop)
    later(shop, days=32)
    client.post(f"/groups/{group.pk}/cancel/")

    assert names() == ["group_bought", "manager_receipt", "manager_cancelled"]
    assert {one.facts["group"] for one in Email.objects.all()} == {"Saltmere Library"}


def test_a_group_that_cannot_be_charged_is_told_of_until_it_is_paid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    clock.follow()
    manager(client, shop)
    customer = shop.customer_of(Checkout.objects.get())
    shop.lever("cards", {"customer": customer, "fails": True})
    later(shop, days=32)
    jobs.tell_of_failed_renewals()
    later(shop, days=3)
    jobs.tell_of_failed_renewals()

    assert names() == [
        "group_bought",
        "manager_payment_failed",
        "manager_payment_second_notice",
    ]
    [notice] = bodies("manager_payment_second_notice")
    assert "/pay/" in notice
    later(shop, days=20)
    assert Membership.objects.get().status == "ended"
    [farewell] = bodies("manager_lapsed")
    assert "/groups/" in farewell


def test_a_card_that_the_manager_enters_is_charged_from_then_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    place = client.post(f"/groups/{group.pk}/card/").headers["Location"]

    back = client.get(enter_card(shop, place, "5555 5555 5555 4444"), follow=True)
    later(shop, days=32)

    assert back.redirect_chain == [(f"/groups/{group.pk}/", 303)]
    assert "From now on the card ending in 4444 is charged." in back.content.decode()
    assert charged_cards(shop) == ["4444", "4242"]


def test_months_become_years_for_as_many_seats(client: Client, shop: Shop, plan: Plan) -> None:
    clock.follow()
    group = manager(client, shop)
    Client().post(offer(client, group, "grace@example.com")["grace@example.com"])
    until = Membership.objects.get().paid_until

    page = said_at(client, f"/groups/{group.pk}/interval/")
    assert "on you pay $300 a year for 5 seats, and not $30 a month." in page
    drawn = client.get(f"/groups/{group.pk}/interval/").content.decode()
    form = hidden_fields(drawn[drawn.index('class="form-card" method="post"') :])
    # Twice, as a double click sends it: the second one does not change it back.
    for _ in range(2):
        client.post(f"/groups/{group.pk}/interval/", form)

    membership = Membership.objects.get()
    assert (charges.price_of(membership), membership.subscription.quantity) == ("$300 a year", 5)
    assert membership.paid_until == until
    assert names()[-1] == "manager_amount_changed"
    later(shop, days=32)
    assert [one.amount_minor for one in Payment.objects.order_by("pk")] == [3000, 30000]
    assert held_seats() == ["grace@example.com"]
    resize(client, group, 6)
    deliver(shop.messages())
    group.refresh_from_db()
    assert group.seats_paid == 6
    assert main(["reconcile"]) == 0


def test_seats_that_are_sold_no_more_in_a_currency_keep_their_interval(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    Price.objects.update(currency="EUR")

    assert client.get(f"/groups/{group.pk}/interval/").status_code == 303
