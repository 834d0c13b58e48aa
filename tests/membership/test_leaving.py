"""What is held about a reader: handed over when asked for, and deleted."""

from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.membership.test_account import member
from tests.payments.world import Shop, deliver, make_reader
from wellread.accounts.models import Reader
from wellread.membership import letters
from wellread.membership.models import Grant, Letter, Membership, Plan
from wellread.payments import clock, messages
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry, Payment


def traces_of(words: str) -> list[str]:
    """Return the tables that still hold these words."""
    kept = {
        "checkouts": Checkout.objects.values_list(),
        "letters": Letter.objects.values_list(),
        "readers": Reader.objects.values_list(),
        "messages": BillingEvent.objects.values_list(),
    }
    return [name for name, rows in kept.items() if words in str(list(rows))]


def test_a_reader_saves_all_that_is_held_about_them(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)

    answer = client.get("/account/data/")

    told = answer.json()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert told["account"]["address"] == "ada@example.com"
    assert [one["amount"] for one in told["payments"]] == ["$8"]
    assert [one["plan"] for one in told["memberships"]] == [membership.plan.name]
    assert [one["about"] for one in told["letters"]] == ["Welcome"]


def test_erasing_cancels_first_and_keeps_the_books_without_the_name(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    deliver(shop.messages())
    letters.send_queued()
    entries = LedgerEntry.objects.count()
    mail.outbox.clear()

    page = client.post("/account/erase/")

    assert "Your account is erased" in page.content.decode()
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
    assert traces_of("ada@example.com") == []
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (1, entries)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["ada@example.com"], "Your account is erased")
    ]
    assert "nothing more will be charged" in mail.outbox[0].body


def test_who_erased_the_account_is_signed_out_and_holds_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    before = client.cookies["wellread_entitlement"].value

    client.post("/account/erase/")

    assert (bool(before), client.cookies["wellread_entitlement"].value) == (True, "")
    assert "signed_in" not in client.cookies["wellread_reader"].value
    assert "_auth_user_id" not in client.session


def test_messages_about_an_erased_reader_still_change_what_they_should(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    client.post("/account/erase/")

    deliver(shop.messages())
    shop.lever("clock", {"advance_days": 40})
    deliver(shop.messages())

    assert Membership.objects.get().status == "ended"
    assert traces_of("ada@example.com") == ["messages"]
    messages.forget_old(before=timezone.now())
    assert traces_of("ada@example.com") == []


def test_letters_to_an_earlier_address_are_the_readers_too(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    Letter.objects.update(recipient="before@example.com")

    told = client.get("/account/data/").json()
    client.post("/account/erase/")

    assert [one["about"] for one in told["letters"]] == ["Welcome"]
    assert traces_of("before@example.com") == []


def test_a_payment_heard_of_after_erasing_brings_no_address_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    shop.lever("clock", {"advance_days": (membership.paid_until - clock.now()).days + 2})
    clock.follow()
    client.post("/account/erase/")

    deliver(shop.messages())

    assert Payment.objects.count() == 2
    assert traces_of("ada@example.com") == ["messages"]


def test_nothing_is_erased_while_payments_do_not_answer(
    client: Client, shop: Shop, plan: Plan, settings
) -> None:
    member(client, shop)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    page = client.post("/account/erase/")

    assert page.status_code == 503
    assert Reader.objects.filter(email="ada@example.com").exists()


def test_looking_at_the_page_erases_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    page = client.get("/account/erase/").content.decode()

    assert "Your benefits end today" in page
    assert Reader.objects.exists()


def test_gifts_go_with_their_reader(client: Client, plan: Plan) -> None:
    reader = make_reader()
    Grant.objects.create(
        reader=reader, reason="gift", starts_at="2026-01-01T00:00:00Z", ends_at="2099-01-01T00:00Z"
    )
    client.force_login(reader)

    client.post("/account/erase/")

    assert not Grant.objects.exists()


def test_a_colleague_leaves_the_newsroom_before_the_readership(client: Client, plan: Plan) -> None:
    colleague = make_reader()
    colleague.is_staff = True
    colleague.save()
    client.force_login(colleague)

    page = client.post("/account/erase/").content.decode()

    assert "Ask whoever runs the site" in page
    assert Reader.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client, plan: Plan) -> None:
    for path in ("/account/data/", "/account/erase/"):
        assert client.get(path)["Location"] == f"/sign-in/?next={path}"
