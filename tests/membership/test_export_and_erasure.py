"""What is held about a reader: handed over when asked for, and deleted."""

from django.core import mail
from django.test import Client

from tests.membership.test_account import member
from tests.membership.test_joining import LETTER_LINK, press
from tests.payments.world import Shop, deliver, make_reader, sweep
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import claims
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock, reconciliation
from wellread.payments.models import BillingEvent, Checkout, LedgerEntry, Payment


def traces_of(words: str) -> list[str]:
    """Return the tables that still hold these words once all e-mails are on their way."""
    delivery.send_due()
    kept = {
        "checkouts": Checkout.objects.values_list(),
        "emails": Email.objects.values_list(),
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
    assert [one["about"] for one in told["emails"]] == ["Welcome of a new member"]


def test_erasing_cancels_first_and_keeps_the_books_without_the_name(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    deliver(shop.messages())
    delivery.send_due()
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
    assert traces_of("ada@example.com") == []


def test_letters_to_an_earlier_address_are_the_readers_too(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    Email.objects.update(recipient="before@example.com")

    told = client.get("/account/data/").json()
    client.post("/account/erase/")

    assert [one["about"] for one in told["emails"]] == ["Welcome of a new member"]
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
    assert traces_of("ada@example.com") == []


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


def test_a_page_left_open_cannot_be_paid_after_erasing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    page = press(client, LETTER_LINK).headers["Location"]

    client.post("/account/erase/")
    shop.pay(page)
    deliver(shop.messages())

    assert shop.call("subscriptions")["data"] == []
    assert traces_of("ada@example.com") == []
    assert (Reader.objects.count(), Email.objects.count()) == (0, 0)


def test_a_page_opened_before_signing_in_goes_with_the_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    page = press(client, LETTER_LINK).headers["Location"]
    client.force_login(make_reader())

    client.post("/account/erase/")
    shop.pay(page)

    assert shop.call("subscriptions")["data"] == []


def test_what_was_paid_and_not_heard_of_is_stopped_with_the_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    client.force_login(make_reader())
    shop.pay(press(client, LETTER_LINK).headers["Location"])

    client.post("/account/erase/")
    deliver(shop.messages())
    shop.lever("clock", {"advance_days": 70})
    deliver(shop.messages())
    reconciliation.mend(reconciliation.reconcile())

    assert Payment.objects.count() == 1
    assert traces_of("ada@example.com") == []
    assert (Reader.objects.count(), Email.objects.count()) == (0, 0)


def test_a_reader_whom_staff_delete_leaves_no_page_to_pay_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    reader = make_reader()
    client.force_login(reader)
    page = press(client, LETTER_LINK).headers["Location"]

    reader.delete()
    sweep()
    shop.pay(page)

    assert shop.call("subscriptions")["data"] == []
    assert Checkout.objects.get().state == "expired"


def test_what_is_paid_before_such_a_page_is_closed_renews_for_nobody(
    client: Client, shop: Shop, plan: Plan
) -> None:
    reader = make_reader()
    client.force_login(reader)
    page = press(client, LETTER_LINK).headers["Location"]

    reader.delete()
    shop.pay(page)
    deliver(shop.messages())
    sweep()
    shop.lever("clock", {"advance_days": 70})
    deliver(shop.messages())

    assert Payment.objects.count() == 1
    assert Email.objects.count() == 0
    assert traces_of("ada@example.com") == []


def test_nothing_is_erased_while_an_open_page_cannot_be_closed(
    client: Client, shop: Shop, plan: Plan, settings
) -> None:
    client.force_login(make_reader())
    press(client, LETTER_LINK)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    page = client.post("/account/erase/")

    assert (page.status_code, Reader.objects.count()) == (503, 1)
    assert "nothing is erased" in page.content.decode()


def test_a_claim_link_brings_no_erased_reader_back(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    link = claims.address(str(membership.checkout_id)).removeprefix("http://localhost:8000")
    client.post("/account/erase/")

    answer = Client().post(link)

    assert (answer.status_code, Reader.objects.count()) == (410, 0)
