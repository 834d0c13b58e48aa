import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, lever, pay

IBAN, BAD_IBAN = "DE89 3704 0044 0532 0130 00", "DE62370400440532013001"
ACCOUNTS = {
    "sepa_debit": ("eur", {"iban": IBAN}),
    "bacs_debit": ("gbp", {"account_number": "00012345", "sort_code": "108800"}),
    "us_bank_account": ("usd", {"account_number": "000123456789", "routing_number": "110000000"}),
}


def debit(client, kind, details=None):
    currency, good = ACCOUNTS[kind]
    method = client.v1.payment_methods.create(
        {"type": kind, kind: details or good, "billing_details": {"name": "Ada"}}
    )
    return client.v1.payment_intents.create(
        {
            "amount": 800,
            "currency": currency,
            "payment_method": method.id,
            "payment_method_types": [kind],
            "confirm": True,
        }
    )


@pytest.mark.parametrize("kind", ACCOUNTS)
def test_a_debit_is_processing_and_paid_days_later(sandbox, client, receiver, kind):
    begun = debit(client, kind)
    charge = client.v1.charges.retrieve(begun.latest_charge)
    mandate = client.v1.mandates.retrieve(charge.payment_method_details[kind].mandate)
    balance = client.v1.balance_transactions.list().data

    lever(sandbox, "clock", {"advance_days": 3})
    after_three = client.v1.payment_intents.retrieve(begun.id).status
    lever(sandbox, "clock", {"advance_days": 4, "wait_s": 10})

    paid = client.v1.payment_intents.retrieve(begun.id, {"expand": ["latest_charge"]})
    assert (begun.status, charge.status, charge.paid, balance) == (
        "processing",
        "pending",
        False,
        [],
    )
    assert (mandate.status, after_three) == ("active", "processing")
    assert (paid.status, paid.latest_charge.status) == ("succeeded", "succeeded")
    assert paid.latest_charge.balance_transaction
    assert receiver.types() == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
    ]


@pytest.mark.parametrize(
    ("kind", "details", "code"),
    [
        ("sepa_debit", {"iban": BAD_IBAN}, "payment_intent_payment_attempt_failed"),
        ("bacs_debit", {"account_number": "22222227"}, "insufficient_funds"),
        ("us_bank_account", {"account_number": "000111111113"}, "account_closed"),
        ("us_bank_account", {"account_number": "000333333335"}, "debit_not_authorized"),
    ],
)
def test_a_debit_can_fail_days_later(sandbox, client, kind, details, code):
    begun = debit(client, kind, details)

    lever(sandbox, "clock", {"advance_days": 7})

    failed = client.v1.payment_intents.retrieve(begun.id)
    assert (begun.status, failed.status) == ("processing", "requires_payment_method")
    assert failed.last_payment_error.code == code
    assert client.v1.balance_transactions.list().data == []


def test_a_debit_takes_its_own_currency_and_known_accounts_only(client):
    with pytest.raises(stripe.InvalidRequestError, match="eur only"):
        client.v1.payment_intents.create(
            {
                "amount": 800,
                "currency": "usd",
                "payment_method": "pm_sepaDebit_success",
                "confirm": True,
            }
        )
    with pytest.raises(stripe.InvalidRequestError, match="no test account"):
        debit(client, "sepa_debit", {"iban": "DE00"})


def euro_session(client, mode):
    price = {"currency": "eur", "unit_amount": 800, "product_data": {"name": "Membership"}}
    if mode == "subscription":
        price["recurring"] = {"interval": "month"}
    return checkout(
        client,
        mode,
        line_items=[{"price_data": price, "quantity": 1}],
        payment_method_types=["card", "sepa_debit"],
    )


@pytest.mark.parametrize("mode", ["payment", "subscription"])
@pytest.mark.parametrize(("iban", "ending"), [(IBAN, "succeeded"), (BAD_IBAN, "failed")])
def test_checkout_completes_on_a_promise_and_tells_later(
    sandbox, client, receiver, mode, iban, ending
):
    session = euro_session(client, mode)
    assert "Or a bank account" in browse(session.url)[1]

    pay(session, account=iban)
    promised = client.v1.checkout.sessions.retrieve(session.id)
    running = [one.status for one in client.v1.subscriptions.list().data]
    lever(sandbox, "clock", {"advance_days": 7, "wait_s": 10})

    told = client.v1.checkout.sessions.retrieve(session.id)
    assert (promised.status, promised.payment_status) == ("complete", "unpaid")
    assert running == (["active"] if mode == "subscription" else [])
    assert told.payment_status == ("paid" if ending == "succeeded" else "unpaid")
    assert f"checkout.session.async_payment_{ending}" in receiver.types()
    invoices = [one.status for one in client.v1.invoices.list().data]
    assert invoices == ([] if mode == "payment" else ["paid" if ending == "succeeded" else "open"])


def test_a_bank_account_is_taken_only_where_the_session_says_so(client):
    session = checkout(client, "payment")

    status, text, _ = pay(session, account=IBAN)

    assert (status, "sepa_debit is not taken here" in text) == (400, True)


def hold(client, **changes):
    return client.v1.payment_intents.create(
        {
            "amount": 800,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "capture_method": "manual",
            "confirm": True,
            **changes,
        }
    )


@pytest.mark.parametrize(("asked", "taken"), [({}, 800), ({"amount_to_capture": 500}, 500)])
def test_money_set_aside_is_taken_in_whole_or_part(sandbox, client, receiver, asked, taken):
    held = hold(client)
    before = client.v1.balance_transactions.list().data

    done = client.v1.payment_intents.capture(held.id, asked)

    charge = client.v1.charges.retrieve(done.latest_charge)
    assert (held.status, held.amount_capturable, before) == ("requires_capture", 800, [])
    assert (done.status, done.amount_received, done.amount_capturable) == ("succeeded", taken, 0)
    assert (charge.captured, charge.amount_captured) == (True, taken)
    assert [one.amount for one in client.v1.balance_transactions.list().data] == [taken]
    assert sandbox.drain()
    assert "payment_intent.amount_capturable_updated" in receiver.types()


def test_money_set_aside_is_let_go(sandbox, client):
    first, second = hold(client), hold(client)

    client.v1.payment_intents.cancel(first.id)
    lever(sandbox, "clock", {"advance_days": 8})

    gone = [client.v1.payment_intents.retrieve(one.id) for one in (first, second)]
    assert [(one.status, one.cancellation_reason) for one in gone] == [
        ("canceled", None),
        ("canceled", "automatic"),
    ]
    assert client.v1.balance_transactions.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        client.v1.payment_intents.capture(first.id)


def test_more_than_was_set_aside_is_not_taken(client):
    with pytest.raises(stripe.InvalidRequestError, match="at most 800"):
        client.v1.payment_intents.capture(hold(client).id, {"amount_to_capture": 801})


@pytest.mark.parametrize(
    ("card", "first", "later", "money"),
    [
        ("pm_card_visa", "succeeded", "succeeded", -800),
        ("pm_card_pendingRefund", "pending", "succeeded", -800),
        ("pm_card_refundFail", "succeeded", "failed", 0),
    ],
)
def test_a_refund_ends_as_its_card_says(sandbox, client, receiver, card, first, later, money):
    paid = client.v1.payment_intents.create(
        {"amount": 800, "currency": "usd", "payment_method": card, "confirm": True}
    )

    refund = client.v1.refunds.create({"payment_intent": paid.id})
    lever(sandbox, "clock", {"advance_days": 2, "wait_s": 10})

    told = client.v1.refunds.retrieve(refund.id)
    moved = [one.amount for one in client.v1.balance_transactions.list().data]
    assert (refund.status, told.status) == (first, later)
    assert sum(moved) - 800 == money
    assert ("refund.failed" in receiver.types()) is (later == "failed")
