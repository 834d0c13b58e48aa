import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, join, lever, pay

MONTHLY = {"interval": "month"}


def price_of(client, amount, interval="month"):
    return client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": amount,
            "recurring": {"interval": interval},
            "product_data": {"name": "Membership"},
        }
    ).id


def change(client, subscription, price, **more):
    item = subscription["items"].data[0].id
    return client.v1.subscriptions.update(
        subscription.id, {"items": [{"id": item, "price": price}], **more}
    )


def latest(client):
    return client.v1.invoices.list().data[0]


def test_a_new_price_without_proration_counts_from_the_next_period(sandbox, client):
    subscription = join(client)

    changed = change(client, subscription, price_of(client, 1200), proration_behavior="none")
    lever(sandbox, "clock", {"advance_days": 32})

    before, after = subscription["items"].data[0], changed["items"].data[0]
    assert (after.id, after.current_period_end) == (before.id, before.current_period_end)
    assert after.price.unit_amount == 1200
    assert (latest(client).amount_paid, len(client.v1.invoices.list().data)) == (1200, 2)


def test_a_prorated_change_is_billed_with_the_next_period(sandbox, client):
    subscription = join(client)
    period = subscription["items"].data[0]
    middle = (period.current_period_start + period.current_period_end) // 2
    lever(sandbox, "clock", {"to": middle})

    change(client, subscription, price_of(client, 1600))
    lever(sandbox, "clock", {"advance_days": 17})

    amounts = [line.amount for line in latest(client).lines.data]
    assert amounts == [-400, 800, 1600]
    assert latest(client).amount_paid == 2000


def test_a_change_may_be_billed_at_once(sandbox, client):
    subscription = join(client)

    change(client, subscription, price_of(client, 1600), proration_behavior="always_invoice")

    invoice = latest(client)
    assert (invoice.billing_reason, invoice.status) == ("subscription_update", "paid")
    assert invoice.amount_paid == 800


def test_a_new_rhythm_starts_a_new_period_at_once(sandbox, client):
    subscription = join(client)

    changed = change(client, subscription, price_of(client, 8000, "year"))

    invoice = latest(client)
    item = changed["items"].data[0]
    days = (item.current_period_end - item.current_period_start) // 86_400
    assert (days, changed.billing_cycle_anchor) == (365, item.current_period_start)
    assert [line.amount for line in invoice.lines.data] == [-800, 8000]
    assert (invoice.status, invoice.amount_paid) == ("paid", 7200)


def test_credit_that_is_left_pays_for_the_next_invoice(sandbox, client):
    subscription = join(client)

    change(client, subscription, price_of(client, 500), proration_behavior="always_invoice")
    lever(sandbox, "clock", {"advance_days": 32})

    last = latest(client)
    assert (last.total, last.starting_balance, last.amount_paid) == (500, -300, 200)
    assert client.v1.customers.retrieve(subscription.customer).balance == 0


def test_an_item_of_somebody_else_is_refused(sandbox, client):
    subscription = join(client)

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(
            subscription.id, {"items": [{"id": "si_other", "quantity": 2}]}
        )


def test_canceling_now_ends_it_and_a_second_time_is_a_404(sandbox, client):
    subscription = join(client)

    ended = client.v1.subscriptions.cancel(
        subscription.id, {"cancellation_details": {"feedback": "too_expensive"}}
    )

    assert (ended.status, ended.cancellation_details.feedback) == ("canceled", "too_expensive")
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        client.v1.subscriptions.cancel(subscription.id)
    assert client.v1.subscriptions.list({"customer": subscription.customer}).data == []


def test_a_waiting_first_payment_is_settled_by_confirming_its_intent(sandbox, client):
    customer = client.v1.customers.create({"email": "ada@example.com"})
    begun = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price_of(client, 800)}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.payments"],
        }
    )
    intent = begun.latest_invoice.payments.data[0].payment.payment_intent

    client.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})

    assert begun.status == "incomplete"
    assert client.v1.subscriptions.retrieve(begun.id).status == "active"
    found = client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent}}
    )
    assert [one.invoice for one in found.data] == [begun.latest_invoice.id]


def test_an_owed_invoice_can_be_paid_with_another_card(sandbox, client):
    subscription = join(client)
    cards = client.v1.payment_methods.list({"customer": subscription.customer}).data
    broken = client.v1.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": subscription.customer}
    )
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": broken.id})
    lever(sandbox, "clock", {"advance_days": 32})
    owed = latest(client)

    with pytest.raises(stripe.CardError):
        client.v1.invoices.pay(owed.id)
    paid = client.v1.invoices.pay(owed.id, {"payment_method": cards[0].id})

    assert (owed.status, paid.status) == ("open", "paid")
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_the_billing_page_changes_the_card_and_plans_the_end(sandbox, client):
    subscription = join(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": True})
    page = client.v1.billing_portal.sessions.create(
        {"customer": subscription.customer, "return_url": "http://127.0.0.1:9/account"}
    )

    card = browse(page.url, {"action": "card", "card": "5555 5555 5555 4444"})
    end = browse(page.url, {"action": "cancel", "subscription": subscription.id})

    now = client.v1.subscriptions.retrieve(
        subscription.id,
        {"expand": ["default_payment_method", "customer.invoice_settings.default_payment_method"]},
    )
    assert (card[0], end[0]) == (303, 303)
    assert now.cancel_at == now["items"].data[0].current_period_end
    assert now.customer.invoice_settings.default_payment_method.card.last4 == "4444"
    # It has one for itself, from Checkout, and goes on charging that.
    assert now.default_payment_method.card.last4 == "4242"
    text = browse(page.url)[1]
    assert "ending in <strong>4242</strong>" in text
    assert "Keep it running" in text


def test_a_new_card_ends_the_trouble_of_the_old_one(sandbox, client):
    subscription = join(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": True})
    lever(sandbox, "clock", {"advance_days": 32})
    page = client.v1.billing_portal.sessions.create({"customer": subscription.customer})
    text = browse(page.url)[1]

    browse(page.url, {"action": "card", "card": "4242 4242 4242 4242"})
    lever(sandbox, "clock", {"advance_days": 3})

    assert "The last payment failed." in text
    assert latest(client).status == "paid"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_the_billing_page_refuses_a_wrong_number_and_anothers_subscription(sandbox, client):
    mine, other = join(client), join(client)
    page = client.v1.billing_portal.sessions.create({"customer": mine.customer})

    answers = [
        browse(page.url, {"action": "card", "card": "1234"})[0],
        browse(page.url, {"action": "cancel", "subscription": other.id})[0],
    ]

    assert answers == [402, 404]
    assert client.v1.subscriptions.retrieve(other.id).cancel_at_period_end is False


def test_a_page_opened_to_change_the_card_returns_when_it_is_done(sandbox, client):
    subscription = join(client)
    page = client.v1.billing_portal.sessions.create(
        {
            "customer": subscription.customer,
            "flow_data": {
                "type": "payment_method_update",
                "after_completion": {
                    "type": "redirect",
                    "redirect": {"return_url": "http://127.0.0.1:9/account"},
                },
            },
        }
    )

    answer = browse(page.url, {"action": "card", "card": "4242424242424242"})

    assert (answer[0], answer[2]) == (303, "http://127.0.0.1:9/account")


def test_a_disputed_payment_takes_the_money_back_until_it_is_won(sandbox, client):
    session = checkout(client, "payment")
    pay(session, card="4000 0000 0000 0259")
    [dispute] = client.v1.disputes.list().data
    lost = client.v1.balance_transactions.list().data[0].net

    lever(sandbox, "disputes", {"dispute": dispute.id, "won": True})

    won = client.v1.disputes.retrieve(dispute.id)
    assert (dispute.status, won.status) == ("needs_response", "won")
    assert (lost, client.v1.balance_transactions.list().data[0].net) == (-2300, 2300)


def test_deleting_a_customer_ends_what_they_pay_for(sandbox, client):
    subscription = join(client)

    client.v1.customers.delete(subscription.customer)

    assert client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert client.v1.customers.retrieve(subscription.customer).deleted is True


def test_a_catalogue_is_kept_and_found_by_lookup_key(sandbox, client):
    product = client.v1.products.create({"id": "membership", "name": "Membership"})
    wanted = {
        "product": product.id,
        "currency": "usd",
        "unit_amount": 600,
        "recurring": MONTHLY,
        "lookup_key": "monthly",
    }
    old = client.v1.prices.create(wanted)
    new = client.v1.prices.create({**wanted, "unit_amount": 700, "transfer_lookup_key": True})

    client.v1.prices.update(old.id, {"active": False})

    found = client.v1.prices.list({"lookup_keys": ["monthly"], "expand": ["data.product"]}).data
    assert [(one.id, one.product.name) for one in found] == [(new.id, "Membership")]
    assert [one.id for one in client.v1.prices.list({"active": True}).data] == [new.id]
