from datetime import UTC, datetime

import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, join, lever, pay


def earn(client, amount=1000):
    return client.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    )


def balance(client):
    told = client.v1.balance.retrieve()
    return told.available[0].amount, told.pending[0].amount


def movements(client, **wanted):
    return client.v1.balance_transactions.list({"limit": 100, **wanted}).data


def test_money_is_pending_first_and_available_two_days_later(sandbox, client):
    earn(client)
    before, status = balance(client), movements(client)[0].status

    lever(sandbox, "clock", {"advance_days": 3})

    net = 1000 - 59
    assert (before, status) == ((0, net), "pending")
    assert (balance(client), movements(client)[0].status) == ((net, 0), "available")


def test_a_payout_by_itself_names_what_it_pays_out(sandbox, client, receiver):
    earn(client)
    lever(sandbox, "clock", {"advance_days": 3})
    earn(client)

    [made] = lever(sandbox, "payouts", {})["payouts"]
    lever(sandbox, "clock", {"advance_days": 3, "wait_s": 10})

    paid = client.v1.payouts.retrieve(made["id"], {"expand": ["balance_transaction"]})
    covered = movements(client, payout=paid.id)
    assert (made["status"], paid.status) == ("pending", "paid")
    assert (paid.amount, paid.automatic, paid.balance_transaction.amount) == (941, True, -941)
    assert sorted((one.type, one.net) for one in covered) == [("charge", 941), ("payout", -941)]
    assert [one for one in receiver.types() if one.startswith("payout")] == [
        "payout.created",
        "payout.paid",
        "payout.reconciliation_completed",
    ]
    assert sum(one.net for one in movements(client)) == 941


def test_a_payout_by_hand_is_of_what_is_there_and_can_be_called_back(sandbox, client):
    earn(client)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.create({"amount": 500, "currency": "usd"})
    lever(sandbox, "clock", {"advance_days": 3})

    made = client.v1.payouts.create({"amount": 500, "currency": "usd", "metadata": {"week": "7"}})
    after = balance(client)
    gone = client.v1.payouts.cancel(made.id)

    assert refused.value.code == "balance_insufficient"
    assert (made.automatic, made.reconciliation_status) == (False, "not_applicable")
    assert (after, gone.status, balance(client)) == ((441, 0), "canceled", (941, 0))


def test_a_bank_sends_a_payout_back(sandbox, client, receiver):
    earn(client)
    lever(sandbox, "clock", {"advance_days": 3})
    [made] = lever(sandbox, "payouts", {})["payouts"]

    lever(sandbox, "payouts", {"payout": made["id"]})
    lever(sandbox, "clock", {"advance_days": 3, "wait_s": 10})

    failed = client.v1.payouts.retrieve(made["id"])
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    assert balance(client) == (941, 0)
    assert receiver.types()[-1] == "payout.failed"


def latest(client):
    return client.v1.invoices.list().data[0]


def test_a_card_that_runs_out_is_refused_until_the_network_tells_of_the_next(
    sandbox, client, receiver
):
    subscription = join(client)
    expires = month_of(lever(sandbox, "clock")["now"])
    lever(sandbox, "cards", {"customer": subscription.customer, "expires": expires})

    lever(sandbox, "clock", {"advance_days": 32})
    refused = latest(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "renewed": True})
    lever(sandbox, "clock", {"advance_days": 4, "wait_s": 10})

    [charge, *_] = client.v1.charges.list().data
    failed = [one for one in client.v1.charges.list().data if not one.paid]
    assert (refused.status, failed[0].failure_code) == ("open", "expired_card")
    assert (latest(client).status, charge.paid) == ("paid", True)
    assert "payment_method.automatically_updated" in receiver.types()


def month_of(moment):
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m")


def test_a_card_whose_end_nobody_chose_is_renewed_by_itself(sandbox, client, receiver):
    subscription = join(client)
    card = client.v1.payment_methods.retrieve(subscription.default_payment_method).card
    lever(sandbox, "clock", {"advance_days": 3650})

    for _ in range(2):
        lever(sandbox, "clock", {"advance_days": 31, "wait_s": 20})

    renewed = client.v1.payment_methods.retrieve(subscription.default_payment_method).card
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert renewed.exp_year > card.exp_year
    assert {one.status for one in client.v1.invoices.list({"limit": 100}).data} == {"paid"}


def test_a_month_that_is_over_is_no_cards(client):
    session = checkout(client, "payment")

    past = pay(session, expiry="01 / 20")
    odd = pay(session, expiry="13 / 40")
    fine = pay(session, expiry="01 / 40")

    assert (past[0], "expiration year is invalid" in past[1]) == (400, True)
    assert (odd[0], "expiration month is invalid" in odd[1]) == (400, True)
    assert fine[0] == 303
    with pytest.raises(stripe.CardError) as refused:
        client.v1.payment_methods.create(
            {
                "type": "card",
                "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2020},
            }
        )
    assert refused.value.code == "invalid_expiry_year"


def test_a_holder_tells_of_the_new_month(client, sandbox, receiver):
    subscription = join(client)

    changed = client.v1.payment_methods.update(
        subscription.default_payment_method,
        {"card": {"exp_month": 3, "exp_year": 2041}, "billing_details": {"name": "Ada L."}},
    )

    assert (changed.card.exp_month, changed.card.exp_year) == (3, 2041)
    assert changed.billing_details.name == "Ada L."
    assert sandbox.drain()
    [told] = [one for one in receiver.events() if one["type"] == "payment_method.updated"]
    assert told["data"]["previous_attributes"]["card"]["exp_year"] != 2041


def chosen(client, **bounds):
    price = {
        "currency": "usd",
        "custom_unit_amount": {"enabled": True, **bounds},
        "product_data": {"name": "Support"},
    }
    return client.v1.prices.create(price)


def session_of(client, price):
    return checkout(client, "payment", line_items=[{"price": price.id, "quantity": 1}])


@pytest.mark.parametrize(("typed", "paid"), [("12", 1200), ("12.5", 1250), ("9.99", 999)])
def test_a_reader_chooses_what_they_pay(client, typed, paid):
    price = chosen(client, minimum=500, preset=800)
    session = session_of(client, price)
    page = browse(session.url)[1]

    pay(session, amount=typed)

    assert (price.unit_amount, price.custom_unit_amount.preset) == (None, 800)
    assert (session.amount_total, 'value="8.00"' in page) == (800, True)
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == paid
    assert [one.amount for one in client.v1.charges.list().data] == [paid]


@pytest.mark.parametrize("typed", ["", "4.99", "20.01", "1e3", "-7", "12.345", "six"])
def test_an_amount_out_of_bounds_is_charged_to_nobody(client, typed):
    session = session_of(client, chosen(client, minimum=500, maximum=2000))

    status, _, _ = pay(session, amount=typed)

    assert status == 400
    assert client.v1.charges.list().data == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit_amount": 800},
        {"recurring": {"interval": "month"}},
        {"custom_unit_amount": {"enabled": True, "minimum": 9, "maximum": 8}},
        {"custom_unit_amount": {"enabled": True, "minimum": 9, "preset": 8}},
    ],
)
def test_a_price_is_fixed_or_chosen_and_never_both(client, wrong):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.prices.create(
            {
                "currency": "usd",
                "product_data": {"name": "Support"},
                "custom_unit_amount": {"enabled": True},
                **wrong,
            }
        )
