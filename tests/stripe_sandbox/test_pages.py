import urllib.request

import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, join, lever, pay


def headers_of(address):
    with urllib.request.urlopen(address, timeout=5) as page:
        return page.headers


def owed(sandbox, client):
    subscription = join(client)
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": True})
    lever(sandbox, "clock", {"advance_days": 32})
    return subscription, client.v1.invoices.list({"status": "open"}).data[0]


def test_the_pages_run_nothing_and_lead_only_back_to_the_shop(sandbox, client):
    session = checkout(client, success_url="https://shop.example/joined")

    assert headers_of(session.url)["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self' http://127.0.0.1:9 https://shop.example"
    )


def test_names_are_text_and_never_markup(sandbox, client):
    price = {"currency": "usd", "unit_amount": 800, "product_data": {"name": "<script>x"}}
    items = [{"price_data": {**price, "recurring": {"interval": "month"}}, "quantity": 1}]

    text = browse(checkout(client, line_items=items).url)[1]

    assert "<script" not in text
    assert "&lt;script&gt;x" in text


@pytest.mark.parametrize(
    ("amount", "currency", "interval", "shown"),
    [
        (800, "usd", {"interval": "month"}, '$8.00</span> <span class="rhythm">per month'),
        (123456, "eur", {"interval": "year"}, '€1,234.56</span> <span class="rhythm">per year'),
        (900, "jpy", {"interval": "month", "interval_count": 3}, "every 3 months"),
    ],
)
def test_the_sum_and_its_rhythm_stand_on_the_page(
    sandbox, client, amount, currency, interval, shown
):
    price = {
        "currency": currency,
        "unit_amount": amount,
        "recurring": interval,
        "product_data": {"name": "Membership"},
    }

    text = browse(checkout(client, line_items=[{"price_data": price, "quantity": 1}]).url)[1]

    assert shown in text


def test_an_address_that_is_none_is_asked_for_again(sandbox, client):
    session = checkout(client)

    status, text, _ = pay(session, email="nobody")

    assert status == 400
    assert "Enter an e-mail address." in text


def test_a_closed_session_says_so(sandbox, client):
    paid, expired = checkout(client), checkout(client)
    addresses = (paid.url, expired.url)
    pay(paid)
    client.v1.checkout.sessions.expire(expired.id)

    texts = [browse(address)[1] for address in addresses]

    assert ("This is paid" in texts[0], "This page has expired" in texts[1]) == (True, True)


def test_an_owed_invoice_is_paid_on_its_own_page(sandbox, client):
    subscription, invoice = owed(sandbox, client)

    refused = browse(invoice.hosted_invoice_url, {})
    lever(sandbox, "cards", {"customer": subscription.customer, "fails": False})
    paid = browse(invoice.hosted_invoice_url, {})

    assert (refused[0], paid[0]) == (402, 303)
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"
    assert "Status: paid" in browse(invoice.hosted_invoice_url)[1]


def test_a_charge_has_a_receipt(sandbox, client):
    join(client)

    [charge] = client.v1.charges.list().data

    assert "<strong>$8.00</strong> paid on" in browse(charge.receipt_url)[1]


def test_a_billing_page_is_open_for_an_hour(sandbox, client):
    subscription = join(client)
    page = client.v1.billing_portal.sessions.create({"customer": subscription.customer})

    lever(sandbox, "clock", {"advance_seconds": 3601})

    assert browse(page.url)[0] == 410


def test_the_sandboxs_own_page_moves_time_and_breaks_cards(sandbox, client):
    subscription = join(client)
    home = f"{sandbox.address}/_sandbox/"

    moved = browse(f"{home}clock", {"advance_days": "31"})
    broken = browse(f"{home}cards", {"customer": subscription.customer, "fails": "true"})

    text = browse(home)[1]
    assert [moved[::2], broken[::2]] == [(303, "/_sandbox/")] * 2
    assert "31 days and 0 hours ahead of the wall clock" in text
    assert "card fails" in text
    assert "Make the card work" in text


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("clock", {"advance_days": "soon"}),
        ("clock", {"advance_days": -1}),
        ("clock", {"advance_year": 1}),
        ("chaos", {"explode": True}),
        ("dunning", {"after_retries": "forget"}),
    ],
)
def test_a_lever_pulled_wrongly_changes_nothing(sandbox, name, wanted):
    before = lever(sandbox, "chaos")

    with pytest.raises(OSError, match="400"):
        lever(sandbox, name, wanted)

    assert (lever(sandbox, "clock")["offset_seconds"], lever(sandbox, "chaos")) == (0, before)


def test_invoices_can_be_voided_and_written_off(sandbox, client):
    _, first = owed(sandbox, client)

    voided = client.v1.invoices.void_invoice(first.id)

    assert (voided.status, voided.next_payment_attempt) == ("void", None)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.pay(first.id)
    _, second = owed(sandbox, client)
    assert client.v1.invoices.mark_uncollectible(second.id).status == "uncollectible"
