import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, lever, pay

RETURN = "http://127.0.0.1:9/back?from=bank"
ALWAYS, ONCE = "4000002760003184", "4000002500003155"
AFTER_IT_NO_MONEY = "4000008260003178"


def intent_with(client, card="pm_card_authenticationRequired", **changes):
    return client.v1.payment_intents.create(
        {
            "amount": 800,
            "currency": "usd",
            "payment_method": card,
            "confirm": True,
            "return_url": RETURN,
            **changes,
        }
    )


def answer(intent, action):
    return browse(intent.next_action.redirect_to_url.url, {"action": action})


def latest(client):
    return client.v1.invoices.list().data[0]


def refusal(call, *args):
    with pytest.raises(stripe.CardError) as refused:
        call(*args)
    return refused.value


def test_whoever_completes_the_challenge_has_paid_and_is_sent_back(client, sandbox, receiver):
    intent = intent_with(client)
    asked = browse(intent.next_action.redirect_to_url.url)

    status, _, leads_to = answer(intent, "complete")

    paid = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.latest_charge) == ("requires_action", None)
    assert (asked[0], "$8.00" in asked[1]) == (200, True)
    assert status == 303
    assert leads_to.startswith(f"{RETURN}&payment_intent={intent.id}&")
    assert leads_to.endswith("redirect_status=succeeded")
    assert (paid.status, paid.next_action) == ("succeeded", None)
    assert paid.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert sandbox.drain()
    assert receiver.types() == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
    ]


def test_whoever_fails_the_challenge_is_charged_nothing_and_may_try_another_card(client):
    intent = intent_with(client)

    _, _, leads_to = answer(intent, "fail")

    failed = client.v1.payment_intents.retrieve(intent.id)
    assert leads_to.endswith("redirect_status=failed")
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"
    assert client.v1.charges.list().data == []
    other = client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert other.status == "succeeded"


def test_a_challenge_is_answered_once(client):
    intent = intent_with(client)
    answer(intent, "complete")

    again = answer(intent, "complete")

    assert again[0] == 400
    assert len(client.v1.charges.list().data) == 1


def test_where_there_is_nowhere_to_return_to_the_page_stands_in_the_sdks_action(client):
    intent = intent_with(client, return_url="")

    action = intent.next_action
    status, text, _ = browse(action.use_stripe_sdk.stripe_js, {"action": "complete"})

    assert action.type == "use_stripe_sdk"
    assert (status, "You can close this page" in text) == (200, True)
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_nobody_is_there_to_authenticate_off_session(client):
    refused = refusal(lambda: intent_with(client, off_session=True, return_url=""))

    assert (refused.code, refused.error.decline_code) == ("authentication_required",) * 2
    assert refused.error.payment_intent.status == "requires_payment_method"
    [charge] = client.v1.charges.list().data
    assert (charge.status, charge.outcome.reason) == ("failed", "authentication_required")


@pytest.mark.parametrize(
    ("card", "on_session", "off_session"),
    [
        ("pm_card_visa", "succeeded", "succeeded"),
        ("pm_card_authenticationRequired", "requires_action", "declined"),
        ("pm_card_authenticationRequiredOnSetup", "requires_action", "declined"),
        ("pm_card_authenticationRequiredSetupForOffSession", "requires_action", "succeeded"),
        ("pm_card_threeDSecure2Required", "requires_action", "declined"),
        ("pm_card_threeDSecureOptional", "succeeded", "succeeded"),
    ],
)
def test_each_card_asks_when_stripes_does(client, card, on_session, off_session):
    def status(**changes):
        try:
            return intent_with(client, card, **changes).status
        except stripe.CardError:
            return "declined"

    assert (status(), status(off_session=True, return_url="")) == (on_session, off_session)


def test_a_card_that_was_set_up_is_charged_off_session_without_asking(client):
    customer = client.v1.customers.create({})
    kept = client.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": RETURN,
        }
    )
    before = kept.status
    answer(kept, "complete")
    kept = client.v1.setup_intents.retrieve(kept.id, {"expand": ["latest_attempt"]})

    paid = intent_with(
        client, kept.payment_method, customer=customer.id, off_session=True, return_url=""
    )

    assert (before, kept.status, kept.latest_attempt.status) == (
        "requires_action",
        "succeeded",
        "succeeded",
    )
    assert paid.status == "succeeded"


def test_a_setup_nobody_authenticates_keeps_no_card(client, sandbox, receiver):
    customer = client.v1.customers.create({})
    intent = client.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": RETURN,
        }
    )

    _, _, leads_to = answer(intent, "fail")

    failed = client.v1.setup_intents.retrieve(intent.id)
    assert "setup_intent=" in leads_to
    assert failed.last_setup_error.code == "setup_intent_authentication_failure"
    assert client.v1.customers.payment_methods.list(customer.id).data == []
    assert sandbox.drain()
    assert receiver.types()[-2:] == ["setup_intent.requires_action", "setup_intent.setup_failed"]


def test_a_card_that_may_not_be_saved_is_refused_and_one_that_may_is_not(client):
    def keep(card):
        return client.v1.setup_intents.create({"payment_method": card, "confirm": True}).status

    assert refusal(lambda: keep("pm_card_chargeDeclined")).error.decline_code == "generic_decline"
    assert keep("pm_card_chargeCustomerFail") == "succeeded"


def test_setup_intents_are_listed_changed_and_cancelled(client):
    made = client.v1.setup_intents.create({"metadata": {"a": "1"}})

    client.v1.setup_intents.update(made.id, {"description": "later"})
    gone = client.v1.setup_intents.cancel(made.id, {"cancellation_reason": "abandoned"})

    assert (gone.status, gone.description) == ("canceled", "later")
    assert [one.id for one in client.v1.setup_intents.list().data] == [made.id]
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        client.v1.setup_intents.confirm(made.id, {"payment_method": "pm_card_visa"})


@pytest.mark.parametrize("mode", ["payment", "subscription"])
def test_checkout_asks_the_holder_and_goes_on_as_they_answer(client, mode):
    session = checkout(client, mode)
    status, _, page = pay(session, card=ALWAYS)
    base = session.url.partition("/c/")[0]
    question = browse(base + page)[1]

    failed = browse(base + page, {"action": "fail"})
    open_still = client.v1.checkout.sessions.retrieve(session.id).status
    _, _, page = pay(session, card=ALWAYS)
    _, _, leads_to = browse(base + page, {"action": "complete"})

    assert (status, "$8.00" in question) == (303, True)
    assert (failed[0], "unable to authenticate" in failed[1], open_still) == (402, True, "open")
    assert session.id in leads_to
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert [one.amount for one in client.v1.charges.list().data if one.paid] == [800]


def test_a_bank_may_refuse_after_the_holder_authenticated(client):
    session = checkout(client, "payment")
    _, _, page = pay(session, card=AFTER_IT_NO_MONEY)

    status, text, _ = browse(session.url.partition("/c/")[0] + page, {"action": "complete"})

    assert (status, "insufficient funds" in text) == (402, True)


@pytest.mark.parametrize(("card", "renewed"), [(ONCE, "paid"), (ALWAYS, "open")])
def test_a_renewal_asks_again_only_where_the_card_does(sandbox, client, receiver, card, renewed):
    session = checkout(client)
    _, _, page = pay(session, card=card)
    browse(session.url.partition("/c/")[0] + page, {"action": "complete"})

    lever(sandbox, "clock", {"advance_days": 31, "wait_s": 10})

    assert latest(client).status == renewed
    assert ("invoice.payment_action_required" in receiver.types()) is (renewed == "open")


def test_the_holder_pays_a_renewal_on_the_invoices_page(sandbox, client):
    session = checkout(client)
    base = session.url.partition("/c/")[0]
    _, _, page = pay(session, card=ALWAYS)
    browse(base + page, {"action": "complete"})
    lever(sandbox, "clock", {"advance_days": 31})
    owed = latest(client)
    [subscription] = client.v1.subscriptions.list().data

    refused = refusal(client.v1.invoices.pay, owed.id)
    _, _, page = browse(owed.hosted_invoice_url, {})
    _, _, back = browse(base + page, {"action": "complete"})

    assert subscription.status == "past_due"
    assert refused.code == "invoice_payment_intent_requires_action"
    assert back.startswith(owed.hosted_invoice_url)
    assert client.v1.invoices.retrieve(owed.id).status == "paid"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_first_invoice_is_paid_when_the_holder_confirms(client):
    customer = client.v1.customers.create({"payment_method": "pm_card_visa"})
    price = client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 800,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Membership"},
        }
    )
    begun = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price.id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.payments"],
        }
    )
    intent_id = begun.latest_invoice.payments.data[0].payment.payment_intent
    asked = client.v1.payment_intents.confirm(
        intent_id,
        {"payment_method": "pm_card_authenticationRequiredOnSetup", "return_url": RETURN},
    )
    before = client.v1.subscriptions.retrieve(begun.id).status
    answer(asked, "complete")

    assert (asked.status, before) == ("requires_action", "incomplete")
    assert client.v1.subscriptions.retrieve(begun.id).status == "active"


def test_checkout_keeps_a_card_and_charges_nothing(client, sandbox, receiver):
    session = client.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "usd",
            "success_url": RETURN,
            "setup_intent_data": {"metadata": {"join": "7"}},
        }
    )
    text = browse(session.url)[1]
    status, _, page = pay(session, card=ONCE)
    browse(session.url.partition("/c/")[0] + page, {"action": "complete"})

    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    cards = client.v1.customers.payment_methods.list(done.customer).data
    assert ("Save this card" in text, "Nothing is charged now" in text, status) == (True, True, 303)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert (done.setup_intent.status, done.setup_intent.metadata.to_dict()) == (
        "succeeded",
        {"join": "7"},
    )
    assert [one.id for one in cards] == [done.setup_intent.payment_method]
    assert client.v1.charges.list().data == []
    assert sandbox.drain()
    assert receiver.types()[-1] == "checkout.session.completed"


def test_nothing_is_sold_where_a_card_is_only_kept(client):
    with pytest.raises(stripe.InvalidRequestError, match="line_items"):
        client.v1.checkout.sessions.create(
            {
                "mode": "setup",
                "currency": "usd",
                "success_url": RETURN,
                "line_items": [{"price": "price_x", "quantity": 1}],
            }
        )


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        (
            "pm_card_chargeDeclinedVelocityLimitExceeded",
            "card_declined",
            "card_velocity_exceeded",
        ),
        ("pm_card_radarBlock", "card_declined", "fraudulent"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_each_card_is_declined_as_documented(client, card, code, decline_code):
    refused = refusal(lambda: intent_with(client, card))

    told = refused.error.to_dict()
    intent = client.v1.payment_intents.list().data[0]
    assert (refused.code, told.get("decline_code")) == (code, decline_code)
    assert intent.last_payment_error.code == code
    assert refused.error.message == intent.last_payment_error.message
