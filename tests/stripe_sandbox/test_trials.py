import pytest
import stripe

from tests.stripe_sandbox.world import browse, checkout, join, lever, pay

DAY = 86_400


@pytest.fixture
def price(client):
    return client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 800,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Membership"},
        }
    ).id


@pytest.fixture
def customer(client):
    made = client.v1.customers.create({"payment_method": "pm_card_visa"})
    card = client.v1.customers.payment_methods.list(made.id).data[0].id
    client.v1.customers.update(made.id, {"invoice_settings": {"default_payment_method": card}})
    return made.id


def begin(client, customer, price, **changes):
    return client.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price}],
            "trial_period_days": 14,
            **changes,
        }
    )


def amounts(client):
    return [one.amount_due for one in client.v1.invoices.list().data][::-1]


def test_a_trial_charges_nothing_and_then_the_price(sandbox, client, receiver, customer, price):
    made = begin(client, customer, price)
    lever(sandbox, "clock", {"advance_days": 15, "wait_s": 10})

    now = client.v1.subscriptions.retrieve(made.id)
    item = now["items"].data[0]
    assert (made.status, made.trial_end - made.trial_start) == ("trialing", 14 * DAY)
    assert made["items"].data[0].current_period_end == made.trial_end
    assert (now.status, now.billing_cycle_anchor) == ("active", made.trial_end)
    assert item.current_period_start == made.trial_end
    assert amounts(client) == [0, 800]
    [told] = [
        one for one in receiver.events() if one["type"] == "customer.subscription.trial_will_end"
    ]
    assert told["created"] == made.trial_end - 3 * DAY


def test_a_trial_ends_now_when_that_is_asked_for(client, customer, price):
    made = begin(client, customer, price)

    ended = client.v1.subscriptions.update(made.id, {"trial_end": "now"})

    assert ended.status == "active"
    assert amounts(client) == [0, 800]


def test_a_trial_is_made_longer(sandbox, client, customer, price):
    made = begin(client, customer, price)

    longer = client.v1.subscriptions.update(made.id, {"trial_end": made.trial_end + 30 * DAY})
    lever(sandbox, "clock", {"advance_days": 20})

    assert longer.trial_end == made.trial_end + 30 * DAY
    assert client.v1.subscriptions.retrieve(made.id).status == "trialing"
    assert amounts(client) == [0]


@pytest.mark.parametrize(
    ("how", "status", "due"),
    [
        ("cancel", "canceled", [0]),
        ("pause", "paused", [0]),
        ("create_invoice", "past_due", [0, 800]),
    ],
)
def test_a_trial_without_a_card_ends_as_was_chosen(sandbox, client, price, how, status, due):
    nobody = client.v1.customers.create({})
    made = begin(
        client,
        nobody.id,
        price,
        trial_settings={"end_behavior": {"missing_payment_method": how}},
    )

    lever(sandbox, "clock", {"advance_days": 15})

    assert made.pending_setup_intent.startswith("seti_")
    assert client.v1.subscriptions.retrieve(made.id).status == status
    assert amounts(client) == due


@pytest.mark.parametrize("wrong", [{"trial_period_days": 731}, {"trial_end": 4102444800}])
def test_a_trial_that_cannot_be_is_refused(client, customer, price, wrong):
    with pytest.raises(stripe.InvalidRequestError):
        begin(client, customer, price, **wrong)


def test_checkout_begins_a_trial_with_a_card_that_is_charged_after_it(sandbox, client):
    session = checkout(client, subscription_data={"trial_period_days": 7})
    page = browse(session.url)[1]
    pay(session)
    done = client.v1.checkout.sessions.retrieve(session.id)

    lever(sandbox, "clock", {"advance_days": 8})

    assert (session.amount_total, done.payment_status) == (0, "no_payment_required")
    assert "You pay nothing until" in page
    assert amounts(client) == [0, 800]
    assert client.v1.subscriptions.retrieve(done.subscription).status == "active"


def coupon(client, **worth):
    return client.v1.coupons.create({"duration": "forever", **worth}).id


@pytest.mark.parametrize(
    ("worth", "due"),
    [
        ({"percent_off": 25}, [600, 600, 600, 600]),
        ({"percent_off": 33.33}, [533, 533, 533, 533]),
        ({"percent_off": 50, "duration": "once"}, [400, 800, 800, 800]),
        (
            {"percent_off": 50, "duration": "repeating", "duration_in_months": 2},
            [400, 400, 800, 800],
        ),
        ({"amount_off": 300, "currency": "usd"}, [500, 500, 500, 500]),
        ({"amount_off": 900, "currency": "usd", "duration": "once"}, [0, 800, 800, 800]),
    ],
)
def test_a_coupon_takes_off_for_as_long_as_it_says(sandbox, client, customer, price, worth, due):
    client.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price}],
            "discounts": [{"coupon": coupon(client, **worth)}],
        }
    )

    for _ in range(3):
        lever(sandbox, "clock", {"advance_days": 31})

    invoices = client.v1.invoices.list().data[::-1]
    assert [one.amount_paid for one in invoices] == due
    assert [one.subtotal for one in invoices] == [800] * 4
    assert [
        one.subtotal - sum(off.amount for off in one.total_discount_amounts) for one in invoices
    ] == due


def test_a_coupon_counts_who_redeems_it_and_lets_in_no_more_than_it_says(client, customer, price):
    few = coupon(client, percent_off=10, max_redemptions=1)
    wanted = {
        "customer": customer,
        "items": [{"price": price}],
        "discounts": [{"coupon": few}],
        "expand": ["discounts"],
    }

    made = client.v1.subscriptions.create(wanted)

    assert made.discounts[0].source.coupon == few
    told = client.v1.coupons.retrieve(few)
    assert (told.times_redeemed, told.valid) == (1, False)
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        client.v1.subscriptions.create(wanted)


def test_a_coupon_that_is_deleted_stays_with_whoever_has_it(sandbox, client, customer, price):
    gone = coupon(client, percent_off=50)
    client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "discounts": [{"coupon": gone}]}
    )

    client.v1.coupons.delete(gone)
    lever(sandbox, "clock", {"advance_days": 31})

    assert amounts(client) == [400, 400]
    assert client.v1.coupons.list().data == []


def promote(client, code="SPRING", **changes):
    return client.v1.promotion_codes.create(
        {
            "promotion": {"type": "coupon", "coupon": coupon(client, percent_off=25)},
            "code": code,
            **changes,
        }
    )


def test_a_reader_types_a_code_in_any_case_and_sees_the_new_sum(client):
    promote(client)
    session = checkout(client, allow_promotion_codes=True)

    wrong = browse(session.url, {"action": "apply", "promotion_code": "AUTUMN"})
    right = browse(session.url, {"action": "apply", "promotion_code": " spring "})
    pay(session)

    done = client.v1.checkout.sessions.retrieve(session.id)
    assert (wrong[0], "This code is invalid" in wrong[1]) == (400, True)
    assert ("Pay $6.00" in right[1], "-$2.00" in right[1]) == (True, True)
    assert "<span>Membership</span><span>$8.00</span>" in right[1]
    assert (done.amount_total, done.total_details.amount_discount) == (600, 200)
    assert amounts(client) == [600]
    assert client.v1.promotion_codes.list({"code": "spring"}).data[0].times_redeemed == 1


def test_a_code_that_was_typed_and_not_applied_is_applied_before_anybody_pays(client):
    promote(client)
    session = checkout(client, allow_promotion_codes=True)

    status, text, _ = pay(session, promotion_code="SPRING")

    assert (status, "Pay $6.00" in text) == (200, True)
    assert client.v1.charges.list().data == []


def test_a_payment_once_is_less_by_its_discount(client):
    off = coupon(client, amount_off=200, currency="usd")
    session = checkout(client, "payment", discounts=[{"coupon": off}])

    pay(session)

    assert session.amount_total == 600
    assert [one.amount for one in client.v1.charges.list().data] == [600]
    assert client.v1.coupons.retrieve(off).times_redeemed == 1


@pytest.mark.parametrize(
    "restriction",
    [
        {"restrictions": {"minimum_amount": 801, "minimum_amount_currency": "usd"}},
        {"expires_at": 1},
        {"active": False},
        {"max_redemptions": 0},
    ],
)
def test_a_code_that_may_not_be_redeemed_is_refused(client, restriction):
    code = promote(client, **restriction)

    with pytest.raises(stripe.InvalidRequestError):
        checkout(client, discounts=[{"promotion_code": code.id}])


def test_a_code_for_newcomers_is_for_nobody_else(client):
    code = promote(client, restrictions={"first_time_transaction": True})
    member = join(client).customer

    with pytest.raises(stripe.InvalidRequestError, match="prior transactions"):
        checkout(client, customer=member, discounts=[{"promotion_code": code.id}])


def test_a_code_that_is_in_use_is_not_given_twice(client):
    first = promote(client)

    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        promote(client, code="spring")
    client.v1.promotion_codes.update(first.id, {"active": False})

    assert promote(client, code="spring").active is True


@pytest.mark.parametrize(
    "worth",
    [
        {},
        {"percent_off": 0},
        {"percent_off": 101},
        {"percent_off": 10, "amount_off": 5, "currency": "usd"},
        {"amount_off": 5},
        {"percent_off": 10, "duration": "repeating"},
        {"percent_off": 10, "duration_in_months": 3},
    ],
)
def test_a_coupon_that_is_worth_nothing_clear_is_refused(client, worth):
    with pytest.raises(stripe.InvalidRequestError):
        coupon(client, **worth)


def test_a_trial_amid_a_subscription_moves_its_next_charge(sandbox, client, customer, price):
    made = client.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    paid_until = made["items"].data[0].current_period_end
    later = paid_until + 30 * DAY

    rests = client.v1.subscriptions.update(
        made.id, {"trial_end": later, "proration_behavior": "none"}
    )
    lever(sandbox, "clock", {"advance_days": 50})
    before = amounts(client)
    lever(sandbox, "clock", {"advance_days": 12})

    assert (rests.status, rests.billing_cycle_anchor) == ("trialing", later)
    # As each start of a trial, it is invoiced with nothing.
    assert (before, amounts(client)) == ([800, 0], [800, 0, 800])


def test_another_rhythm_that_begins_with_the_next_charge_charges_nothing_now(
    sandbox, client, customer, price
):
    made = client.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    paid_until = made["items"].data[0].current_period_end
    product = client.v1.prices.retrieve(price).product
    yearly = {
        "currency": "usd",
        "unit_amount": 8000,
        "product": product,
        "recurring": {"interval": "year"},
    }
    change = {
        "items": [{"id": made["items"].data[0].id, "price_data": yearly}],
        "proration_behavior": "none",
        "trial_end": paid_until,
    }

    preview = client.v1.invoices.create_preview(
        {"subscription": made.id, "subscription_details": change}
    )
    client.v1.subscriptions.update(made.id, change)
    before = amounts(client)
    lever(sandbox, "clock", {"advance_days": 32})

    assert (preview.amount_due, preview.period_end) == (8000, paid_until)
    assert (before, amounts(client)) == ([800, 0], [800, 0, 8000])
