"""What each reader has once: seen by account and browser before, by address and card after."""

from typing import Any

import pytest
from django.test import Client

from tests.membership.test_joining import held_by, join_and_return, press, text_of
from tests.membership.test_promotions import later, make_promotion
from tests.membership.test_races import together
from tests.payments.world import Shop, make_reader
from wellread.cli import main
from wellread.mail.models import Email
from wellread.membership import actions, charges, jobs, offer_uses
from wellread.membership.models import Grant, Membership, OfferUse, Plan, Price
from wellread.payments import clock
from wellread.payments.models import Payment

LINK = {"interval": "month", "amount": "800"}
OTHER_CARD = "5555 5555 5555 4444"


@pytest.fixture
def trial(plan: Plan) -> None:
    """Let everybody begin with fourteen free days."""
    Price.objects.update(trial_days=14)


@pytest.fixture
def first(plan: Plan) -> None:
    """Sell the first three months for a dollar each."""
    Price.objects.update(intro_minor=100, intro_months=3)


def come(shop: Shop, email: str, *, card: str = "4242 4242 4242 4242", code: str = "") -> Client:
    """Join in a browser of one's own, with a card."""
    client = Client()
    link = LINK | ({"code": code} if code else {})
    leads_to = shop.pay(press(client, link).headers["Location"], email=email, card=card)
    client.came_to = client.get(leads_to.removeprefix("http://localhost:8000"))
    return client


def written() -> list[tuple[str, str]]:
    return list(Email.objects.order_by("pk").values_list("name", "recipient"))


def states() -> list[str]:
    return list(Membership.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.usefixtures("trial")
def test_page_and_form_say_that_it_is_once_for_each_card(client: Client, plan: Plan) -> None:
    text = text_of(client.get("/join/", LINK).content.decode())

    assert "Free days are there once for each reader and each card." in text
    assert "Where yours has had them before, nothing is charged" in text


@pytest.mark.parametrize(
    ("email", "card"), [("bea@example.com", "4242 4242 4242 4242"), ("ada@example.com", OTHER_CARD)]
)
@pytest.mark.usefixtures("trial")
def test_free_days_begin_neither_with_the_same_card_nor_for_the_same_address(
    shop: Shop, plan: Plan, email: str, card: str
) -> None:
    clock.follow()
    come(shop, "ada@example.com")

    second = come(shop, email, card=card)

    text = text_of(second.came_to.content.decode())
    assert "Your free days could not begin" in text
    assert "You are welcome to join for $8 a month, from the first day." in text
    assert (states(), held_by(second)) == (["active", "ended"], frozenset())
    later(shop, days=1)
    jobs.check_offers()
    second.get("/account/")
    assert held_by(second) == frozenset()
    assert written() == [("trial_begun", "ada@example.com"), ("trial_refused", email)]
    assert "You pay $8 today" in text_of(second.get("/join/", LINK).content.decode())
    later(shop, days=20)
    assert list(Payment.objects.values_list("amount_minor", flat=True)) == [800]
    assert main(["reconcile"]) == 0


@pytest.mark.usefixtures("trial")
def test_with_another_card_and_address_they_begin(shop: Shop, plan: Plan) -> None:
    come(shop, "ada@example.com")
    come(shop, "bea@example.com", card=OTHER_CARD)

    assert states() == ["active", "active"]


@pytest.mark.usefixtures("trial")
def test_a_card_is_known_after_the_newsrooms_key_has_changed(
    shop: Shop, plan: Plan, settings: Any
) -> None:
    come(shop, "ada@example.com")
    old = settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [old], "another" * 10
    come(shop, "bea@example.com")

    assert states() == ["active", "ended"]


@pytest.mark.usefixtures("first")
def test_a_lower_price_ends_with_what_was_paid_where_the_card_had_it(
    shop: Shop, plan: Plan
) -> None:
    clock.follow()
    come(shop, "ada@example.com")

    second = come(shop, "bea@example.com")

    membership = Membership.objects.latest("pk")
    assert charges.price_of(membership) == "$8 a month"
    assert ("offer_refused", "bea@example.com") in written()
    assert "from the next charge on you pay $8 a month" in text_of(second.came_to.content.decode())
    later(shop, days=32)
    amounts = Payment.objects.order_by("pk").values_list("checkout__email", "amount_minor")
    assert sorted(amounts) == [
        *(("ada@example.com", 100), ("ada@example.com", 100)),
        *(("bea@example.com", 100), ("bea@example.com", 800)),
    ]
    assert main(["reconcile"]) == 0


def test_a_code_is_for_once_too(shop: Shop, plan: Plan) -> None:
    clock.follow()
    make_promotion()
    first = come(shop, "ada@example.com", code="spring")
    come(shop, "bea@example.com", code="spring")

    prices = [charges.price_of(one) for one in Membership.objects.order_by("pk")]
    assert prices[0].startswith("$4 a month until")
    assert prices[1] == "$8 a month"
    first.post("/account/cancel/")
    later(shop, days=40)
    said = text_of(first.get("/join/", LINK | {"code": "spring"}).content.decode())
    assert "You have used the code “SPRING” before: it is there once for each reader." in said


def test_another_code_may_be_used_with_the_same_card(shop: Shop, plan: Plan) -> None:
    make_promotion()
    make_promotion(code="AUTUMN")
    come(shop, "ada@example.com", code="spring")
    come(shop, "bea@example.com", code="autumn")

    assert OfferUse.objects.filter(refused_at=None, done_at__isnull=False).count() == 2


@pytest.mark.usefixtures("trial")
def test_what_stripe_could_not_be_asked_is_seen_by_a_job(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(shop, "ada@example.com")
    monkeypatch.setattr(offer_uses, "check_now", lambda checkout: None)
    come(shop, "bea@example.com")
    assert (states(), len(written())) == (["active", "active"], 1)

    for _ in range(2):
        jobs.check_offers()

    assert states() == ["active", "ended"]
    assert written()[1:] == [("trial_refused", "bea@example.com")]
    assert Grant.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("trial")
def test_of_two_seen_at_once_with_one_card_one_has_it(
    shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offer_uses, "check_now", lambda checkout: None)
    for email in ("ada@example.com", "bea@example.com"):
        come(shop, email)
    uses = list(OfferUse.objects.order_by("pk"))

    together(*(lambda use=use: offer_uses.check(use) for use in uses * 2))

    assert sorted(states()) == ["active", "ended"]
    assert sorted(name for name, _ in written()) == ["trial_begun", "trial_refused"]


@pytest.mark.usefixtures("trial")
def test_a_card_is_kept_as_a_keyed_print_and_forgotten_with_its_reader(
    shop: Shop, plan: Plan
) -> None:
    client = Client()
    reader = make_reader(email="ada@example.com")
    client.force_login(reader)
    join_and_return(client, shop, LINK)
    use = OfferUse.objects.get()
    assert len(use.card) == 64

    actions.erase(reader=reader)

    use.refresh_from_db()
    assert use.card == ""


@pytest.mark.usefixtures("trial")
def test_cards_of_long_ago_are_forgotten(shop: Shop, plan: Plan) -> None:
    clock.follow()
    come(shop, "ada@example.com")
    offer_uses.forget_cards()
    assert OfferUse.objects.exclude(card="").exists()

    OfferUse.objects.update(checked_at=clock.now() - offer_uses.KEPT_FOR * 1.01)
    offer_uses.forget_cards()

    assert not OfferUse.objects.exclude(card="").exists()
