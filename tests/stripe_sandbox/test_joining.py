import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, join, lever, pay

ON_JOINING = [
    "product.created",
    "price.created",
    "customer.created",
    "payment_method.attached",
    "customer.subscription.created",
    "invoice.created",
    "payment_intent.created",
    "invoice.finalized",
    "charge.succeeded",
    "charge.updated",
    "payment_intent.succeeded",
    "invoice.paid",
    "invoice_payment.paid",
    "invoice.payment_succeeded",
    "customer.subscription.updated",
    "checkout.session.completed",
]


def test_a_reader_joins_through_the_hosted_page(sandbox, client):
    session = checkout(client)

    status, _, leads_to = pay(session)

    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (status, leads_to) == (303, f"http://127.0.0.1:9/joined?session={session.id}")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.client_reference_id == "join-7"
    assert paid.customer_details.email == "ada@example.com"
    assert paid.payment_intent is None


def test_joining_makes_an_active_subscription_with_a_paid_invoice(sandbox, client):
    subscription = join(client)

    item = subscription["items"].data[0]
    invoice = client.v1.invoices.retrieve(
        subscription.latest_invoice,
        {"expand": ["payments.data.payment.payment_intent.latest_charge"]},
    )
    payment = invoice.payments.data[0].payment.payment_intent
    assert (subscription.status, subscription.metadata.to_dict()) == ("active", {"join": "7"})
    assert not hasattr(subscription, "current_period_end")
    assert (invoice.status, invoice.amount_paid) == ("paid", 800)
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert invoice.lines.data[0].period.end == item.current_period_end
    assert (payment.status, payment.latest_charge.amount) == ("succeeded", 800)
    assert not hasattr(payment, "invoice")
    assert payment.metadata.to_dict() == {}


def test_the_events_of_joining_come_in_stripes_usual_order(sandbox, client, receiver):
    join(client)

    assert sandbox.drain()
    assert receiver.types() == ON_JOINING[2:]


def test_paying_once_makes_a_payment_intent_and_no_invoice(sandbox, client):
    session = checkout(client, "payment")

    pay(session)

    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 800)
    assert paid.payment_intent.metadata.to_dict() == {"join": "7"}
    assert (paid.customer, paid.invoice, paid.subscription) == (None, None, None)


def test_a_declined_card_leaves_the_session_open(sandbox, client):
    session = checkout(client)

    status, text, _ = pay(session, action="decline")

    assert status == 402
    assert "Your card was declined." in text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert client.v1.subscriptions.list({"status": "all"}).data == []
    assert pay(session)[0] == 303


def test_a_declined_single_payment_keeps_its_metadata(sandbox, client):
    session = checkout(client, "payment")

    pay(session, card="4000 0000 0000 9995")

    [intent] = client.v1.payment_intents.list().data
    assert (intent.status, intent.metadata.to_dict()) == (
        "requires_payment_method",
        {"join": "7"},
    )
    assert intent.last_payment_error.decline_code == "insufficient_funds"


def test_a_known_customer_joins_as_themselves(sandbox, client):
    customer = client.v1.customers.create({"email": "ada@example.com"})
    session = checkout(client, customer=customer.id)

    pay(session, email="eve@example.com")

    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.customer, paid.customer_details.email) == (customer.id, "ada@example.com")
    assert [one.id for one in client.v1.customers.list().data] == [customer.id]


def test_an_expired_session_cannot_be_paid(sandbox, client):
    session = checkout(client)

    client.v1.checkout.sessions.expire(session.id)

    assert pay(session)[0] == 400
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


def test_sending_the_form_twice_charges_once(sandbox, client):
    session = checkout(client)

    answers = [pay(session), pay(session)]

    assert answers[0] == answers[1]
    assert len(client.v1.charges.list().data) == 1


def test_a_session_expires_after_a_day(sandbox, client):
    session = checkout(client)

    lever(sandbox, "clock", {"advance_days": 1})

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert pay(session)[0] == 400


def test_the_page_answers_an_unknown_session_with_404(sandbox):
    assert browse(f"{sandbox.address}/c/pay/cs_test_nobody")[0] == 404


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"success_url": ""}, "success_url"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"colour": "red"}, "colour"),
        ({"customer": "cus_nobody"}, "customer"),
        ({"payment_intent_data": {"metadata": {"a": "b"}}}, "payment_intent_data"),
    ],
)
def test_a_wrong_request_names_its_parameter(sandbox, client, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        checkout(client, **changes)

    assert refused.value.param == param
