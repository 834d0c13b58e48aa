"""Money that went back, and what it had opened."""

from django.core import mail
from django.test import Client

from tests.membership.test_account import kinds, member, pass_days
from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.payments.world import Shop, deliver, sweep
from wellread.mail import delivery
from wellread.membership import actions
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Payment


def give_back(shop: Shop, amount_minor: int) -> None:
    """Give money back as staff do in Stripe's dashboard."""
    form = {"payment_intent": Payment.objects.latest("paid_at").stripe_id}
    shop.call("refunds", {**form, "amount": str(amount_minor)})
    deliver(shop.messages())


def lose(shop: Shop) -> None:
    """Have a bank take the payment back for good."""
    opened = shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())
    shop.lever("disputes", {"dispute": opened["id"], "won": False})
    deliver(shop.messages())


def test_part_of_the_money_back_takes_no_benefit_away(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    give_back(shop, 300)
    client.get("/account/")

    membership.refresh_from_db()
    assert held_by(client) == {"ad_free", "community_content"}
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert kinds() == ["welcome", "refunded"]


def test_all_the_money_back_ends_what_it_opened_and_the_reader_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    give_back(shop, 300)
    give_back(shop, 500)
    page = client.get("/account/").content.decode()
    delivery.send_due()

    membership.refresh_from_db()
    assert held_by(client) == frozenset()
    assert (membership.status, Grant.objects.count()) == ("active", 1)
    assert "was given back" in page
    assert [message.subject for message in mail.outbox] == [
        "Welcome, and thank you",
        "We have given $3 back",
        "We have given $5 back",
    ]
    endings = ["has ended with it" in message.body for message in mail.outbox]
    assert endings == [False, False, True]


def test_a_renewal_after_a_refund_opens_everything_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    give_back(shop, 800)

    pass_days(shop, 32)
    page = client.get("/account/").content.decode()

    assert held_by(client) == {"ad_free", "community_content"}
    assert "was given back" not in page


def test_a_refund_and_a_cancellation_end_the_membership(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    client.post("/account/cancel/")
    give_back(shop, 800)

    pass_days(shop, 1)
    actions.expire()

    membership.refresh_from_db()
    assert membership.status == "ended"


def test_an_open_dispute_takes_no_benefit_away(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())
    client.get("/account/")

    assert held_by(client) == {"ad_free", "community_content"}


def test_a_lost_dispute_ends_the_benefits_and_the_charging(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    lose(shop)
    client.get("/account/")
    client.post("/account/resume/")
    sweep()

    membership.refresh_from_db()
    assert (membership.status, held_by(client)) == ("ending", frozenset())
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
    assert kinds() == ["welcome"]


def test_a_contribution_given_back_opens_nothing_any_more(
    client: Client, shop: Shop, plan: Plan
) -> None:
    Plan.objects.update(once_days=30)
    join_and_return(client, shop, {**LETTER_LINK, "interval": "once", "amount": "2500"})
    before = held_by(client)

    give_back(shop, 2500)
    client.get("/account/")

    assert (len(before), held_by(client)) == (2, frozenset())
    assert (kinds(), Membership.objects.count()) == (["thanks", "refunded"], 0)
    assert Grant.objects.get().ends_at > clock.now()
