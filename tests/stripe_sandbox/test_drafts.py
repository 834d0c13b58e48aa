"""What Stripe does with an invoice that is not finalised yet, and with one that is voided."""

import pytest
import stripe

from tests.stripe_sandbox.test_changing import latest
from tests.stripe_sandbox.world import join, lever


def draft_of(sandbox, client, subscription):
    """Let a subscription renew, and return the invoice that waits to be finalised."""
    ends = subscription["items"].data[0].current_period_end
    lever(sandbox, "clock", {"to": ends + 600})
    return latest(client)


def test_a_draft_can_be_neither_voided_nor_deleted_but_finalised_and_then_voided(sandbox, client):
    draft = draft_of(sandbox, client, join(client))

    for refused in (client.v1.invoices.void_invoice, client.v1.invoices.delete):
        with pytest.raises(stripe.InvalidRequestError):
            refused(draft.id)
    final = client.v1.invoices.finalize_invoice(draft.id, {"auto_advance": False})
    voided = client.v1.invoices.void_invoice(draft.id)
    lever(sandbox, "clock", {"advance_days": 2})

    assert (draft.status, final.status, final.auto_advance) == ("draft", "open", False)
    assert (voided.status, latest(client).amount_paid) == ("void", 0)


def test_a_draft_is_charged_though_its_subscription_was_cancelled(sandbox, client):
    subscription = join(client)
    draft_of(sandbox, client, subscription)

    client.v1.subscriptions.cancel(subscription.id)
    lever(sandbox, "clock", {"advance_seconds": 3600})

    assert (latest(client).status, latest(client).amount_paid) == ("paid", 800)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "canceled"


def test_voiding_what_is_owed_ends_the_arrears(sandbox, client):
    subscription = join(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": True})
    lever(sandbox, "clock", {"advance_days": 32})
    owed = latest(client)

    client.v1.invoices.void_invoice(owed.id)

    assert owed.status == "open"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_an_item_is_added_to_a_draft_and_to_nothing_else(sandbox, client):
    draft = draft_of(sandbox, client, join(client))
    item = {"customer": draft.customer, "invoice": draft.id, "currency": "usd", "amount": -150}

    client.v1.invoice_items.create(item)
    lever(sandbox, "clock", {"advance_seconds": 3600})

    assert [line.amount for line in latest(client).lines.data] == [800, -150]
    assert latest(client).amount_paid == 650
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoice_items.create(item)
