import threading
import time
import urllib.request

import pytest
import stripe

from stripe_sandbox.errors import ApiError
from stripe_sandbox.forms import parse
from tests.stripe_sandbox.world import KEY, checkout, lever, pay


def posts(sandbox, path):
    return lever(sandbox, f"calls?method=POST&path={path}")["calls"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a[b][c]=1", {"a": {"b": {"c": "1"}}}),
        ("a%5Bb%5D=1", {"a": {"b": "1"}}),
        ("a[1]=y&a[0]=x", {"a": ["x", "y"]}),
        ("a[]=x&a[]=y", {"a": ["x", "y"]}),
        ("a[0][b]=1&a[0][c]=2", {"a": [{"b": "1", "c": "2"}]}),
    ],
)
def test_bracketed_forms_nest(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["a]=1", "[a]=1", "a[b=1", "a=1&a[b]=2"])
def test_malformed_forms_are_refused(text):
    with pytest.raises(ApiError):
        parse(text)


def test_the_same_key_is_answered_with_the_same_object(sandbox, client):
    options = {"idempotency_key": "join:7"}

    first = client.v1.customers.create({"email": "ada@example.com"}, options)
    second = client.v1.customers.create({"email": "ada@example.com"}, options)

    assert second.id == first.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.v1.customers.list().data) == 1


def test_the_same_key_with_other_parameters_is_an_error(sandbox, client):
    options = {"idempotency_key": "join:7"}
    client.v1.customers.create({"email": "ada@example.com"}, options)

    with pytest.raises(stripe.IdempotencyError) as refused:
        client.v1.customers.create({"email": "eve@example.com"}, options)

    assert refused.value.http_status == 400


def test_a_key_in_use_is_a_conflict(sandbox):
    lever(sandbox, "chaos", {"slow": 0.6})
    impatient = stripe.StripeClient(
        KEY, base_addresses={"api": sandbox.address}, max_network_retries=0
    )
    options = {"idempotency_key": "join:7"}
    first = threading.Thread(target=impatient.v1.customers.create, args=({}, options))

    first.start()
    time.sleep(0.3)
    with pytest.raises(stripe.StripeError) as refused:
        impatient.v1.customers.create({}, options)
    first.join()

    assert refused.value.http_status == 409
    assert len(impatient.v1.customers.list().data) == 1


def test_a_declined_charge_is_replayed_and_not_tried_again(sandbox, client):
    wanted = {
        "amount": 800,
        "currency": "usd",
        "payment_method": "pm_card_chargeDeclined",
        "confirm": True,
    }

    codes = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            client.v1.payment_intents.create(wanted, {"idempotency_key": "once:1"})
        codes.append((refused.value.code, refused.value.error.decline_code))

    assert codes == [("card_declined", "generic_decline")] * 2
    assert len(client.v1.charges.list().data) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"fail_next": {"status": 500, "after_commit": True}},
        {"fail_next": {"status": 500, "after_commit": False}},
        {"timeout_next": {"seconds": 0, "after_commit": True}},
        {"timeout_next": {"seconds": 0, "after_commit": False}},
    ],
)
def test_a_lost_answer_still_makes_one_charge(sandbox, client, trouble):
    lever(sandbox, "chaos", trouble)

    client.v1.payment_intents.create(
        {"amount": 800, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    )

    assert len(client.v1.charges.list().data) == 1


def test_the_call_log_tells_replays_apart(sandbox, client):
    for _ in range(2):
        client.v1.customers.create({"email": "a@b.example"}, {"idempotency_key": "join:7"})

    logged = [
        (one["status"], one["replayed"], one["params"], one["idempotency_key"])
        for one in posts(sandbox, "/v1/customers")
    ]
    assert logged == [
        (200, False, {"email": "a@b.example"}, "join:7"),
        (200, True, {"email": "a@b.example"}, "join:7"),
    ]


@pytest.mark.parametrize("key", ["sk_live_4eC39HqLyjWDarjtT1zdp7dc", "sk_test_somebody", "x"])
def test_any_other_key_is_refused_and_not_repeated(sandbox, key):
    stranger = stripe.StripeClient(key, base_addresses={"api": sandbox.address})

    with pytest.raises(stripe.AuthenticationError) as refused:
        stranger.v1.customers.list()

    assert key[9:] == "" or key[9:] not in str(refused.value)


def test_an_unknown_object_is_a_404_that_names_it(sandbox, client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.subscriptions.retrieve("sub_nobody")

    error = refused.value
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    assert "No such subscription: 'sub_nobody'" in str(error)


def test_lists_are_paged_newest_first(sandbox, client):
    made = [client.v1.customers.create({"email": f"r{n}@example.com"}).id for n in range(5)]

    page = client.v1.customers.list({"limit": 2})

    assert ([one.id for one in page.data], page.has_more) == (made[:2:-1], True)
    assert [one.id for one in page.auto_paging_iter()] == made[::-1]
    found = client.v1.customers.list({"email": "r3@example.com"}).data
    assert [one.id for one in found] == [made[3]]


def test_an_empty_string_unsets(sandbox, client):
    made = client.v1.customers.create({"name": "Ada", "metadata": {"a": "1", "b": "2"}})

    changed = client.v1.customers.update(made.id, {"name": "", "metadata": {"a": ""}})

    assert (changed.name, changed.metadata.to_dict()) == (None, {"b": "2"})


def test_what_cannot_be_expanded_is_refused(sandbox, client):
    made = client.v1.customers.create({})

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.customers.retrieve(made.id, {"expand": ["friends"]})


def test_line_items_are_shown_on_request_only(sandbox, client):
    session = checkout(client)

    bare = client.v1.checkout.sessions.retrieve(session.id)
    full = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["line_items.data.price.product"]}
    )

    assert not hasattr(bare, "line_items")
    assert full.line_items.data[0].price.product.name == "Membership"


@pytest.mark.parametrize(
    "header", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}]
)
def test_another_sites_form_gets_nowhere(sandbox, header):
    request = urllib.request.Request(
        f"{sandbox.address}/_sandbox/clock", b"advance_days=31", header
    )

    with pytest.raises(OSError, match="403"):
        urllib.request.urlopen(request, timeout=5)

    assert lever(sandbox, "clock")["offset_seconds"] == 0


def test_money_given_back_never_exceeds_what_was_taken(sandbox, client):
    session = checkout(client, "payment")
    pay(session)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent

    part = client.v1.refunds.create({"payment_intent": intent, "amount": 300})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 501})
    rest = client.v1.refunds.create({"payment_intent": intent})

    [charge] = client.v1.charges.list({"expand": ["data.refunds"]}).data
    nets = [one.net for one in client.v1.balance_transactions.list().data]
    assert (part.amount, rest.amount, part.status) == (300, 500, "succeeded")
    assert (charge.refunded, charge.amount_refunded, len(charge.refunds.data)) == (True, 800, 2)
    assert nets == [-500, -300, 800 - 53]


def test_a_key_spelled_as_an_objects_id_is_taken_for_no_object(client):
    terms = {"amount_off": 500, "currency": "usd", "duration": "once"}
    client.v1.coupons.create({"id": "half", **terms}, {"idempotency_key": "half"})
    code = client.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": "half"}})

    found = client.v1.promotion_codes.retrieve(code.id, {"expand": ["promotion.coupon"]})

    assert found.promotion.coupon.amount_off == 500


def test_many_payers_have_a_good_card_each(client):
    prints = set()
    for number in ("4242420000000018", "4242420000000026", "4242420000000018"):
        session = checkout(client)
        pay(session, card=number)
        paid = client.v1.checkout.sessions.retrieve(session.id)
        subscription = client.v1.subscriptions.retrieve(paid.subscription)
        method = client.v1.payment_methods.retrieve(subscription.default_payment_method)
        prints.add(method.card.fingerprint)

    assert len(prints) == 2


@pytest.mark.parametrize("kind", ["customers", "subscriptions", "prices", "invoices", "charges"])
def test_a_search_is_refused_by_name_and_taken_for_no_id(client, kind):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        getattr(client.v1, kind).search({"query": "metadata['a']:'b'"})

    assert refusal.value.http_status == 404
    assert f"Unrecognized request URL (GET: /v1/{kind}/search)" in str(refusal.value)
