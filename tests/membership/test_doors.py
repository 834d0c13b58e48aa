"""Every door through which money or a promise is changed, tried by two at once.

| door | the same twice | beside it |
|---|---|---|
| joining | test_races: two tabs, a double click, two first payments | the message; erasing |
| return from the Checkout | here | the message (test_races) |
| a message from Stripe | here: two workers on one | joining, cancelling, erasing (test_races) |
| another amount | test_races | a renewal (test_races, in the draft's hour); a pause, here |
| cancelling, signed in | test_races | a renewal, Stripe's own page (test_races); a pause, here |
| cancelling without an account | here | |
| keeping what was cancelled | here | the end of the paid time |
| pause | here | cancelling, renewing, its own end |
| end of a pause | here | |
| consent to a higher price | here | taking the rise back, here |
| withdrawing | here | a renewal; a refund by hand |
| refund by hand | test_refunds_by_hand | a renewal, here |
| paying a failed renewal by link | here | Stripe's own next try, here |
| entering another card | here | |
| coming back | here | |
| erasing | here | paying, joining (test_races) |
| buying a gift | here | |
| taking, giving on, returning a gift | test_gift_races | refund (test_gift_races) |
| pledging to the pot, leaving it | here | |
| drawing from the pot | test_solidarity_races | a refund (test_solidarity_races) |
| another free year | here | |
| asking for no more e-mails | here | |
| a seat of a group, more and fewer | test_group_races | erasing, an offer (test_group_races) |
| a code, made at Stripe, its last use | here | |
| comparing with Stripe | here: two at once, and beside the messages | |

Who wins is left to the machine; whoever does, the end is one that could stand alone.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.membership.test_account import kinds, member, pass_days
from tests.membership.test_cancelling_contracts import DECLARED as CANCELLED
from tests.membership.test_cancelling_contracts import KEEP
from tests.membership.test_draft_hour import charged, go_to, renews_at
from tests.membership.test_export_and_erasure import traces_of
from tests.membership.test_failed_renewals import enter_card, fail, pay_link
from tests.membership.test_former_members import leave, path_of
from tests.membership.test_gift_memberships import WORDS
from tests.membership.test_joining import LETTER_LINK, press
from tests.membership.test_price_changes import announce
from tests.membership.test_price_changes import link as agreeing_link
from tests.membership.test_promotions import LINK as WITH_CODE
from tests.membership.test_promotions import make_promotion
from tests.membership.test_races import MINUTE, OUR_HOST, open_pages, tab, together
from tests.membership.test_refunds_by_hand import FORM
from tests.membership.test_solidarity import YEAR, balance, join_with_tick, needy, open_pot
from tests.membership.test_withdrawing import DECLARED as WITHDRAWN
from tests.membership.test_withdrawing import sent
from tests.payments.world import Shop, deliver, hidden_fields, make_reader, sweep
from tests.staff import colleague
from wellread.accounts.models import Reader
from wellread.mail.models import Email
from wellread.membership import claims, declarations, price_changes, queries
from wellread.membership.models import (
    Cancellation,
    GiftMembership,
    Grant,
    LeftAlone,
    Membership,
    Pause,
    Plan,
    PriceNotice,
    SolidarityYear,
    Withdrawal,
)
from wellread.membership.solidarity import links as years
from wellread.payments import clock, inbox
from wellread.payments.models import BillingEvent, LedgerEntry, Payment, Subscription
from wellread.payments.reconciliation import mend, reconcile

pytestmark = pytest.mark.django_db(transaction=True)

# Stripe refuses a call while another about the same thing is in work; the one that asks again too
# soon is told that payments are busy.
DONE_OR_BUSY = {200, 302, 303, 503}


@pytest.fixture(params=range(2))
def again(request: pytest.FixtureRequest) -> Any:
    """Try a race more than once: who wins differs."""
    return request.param


def twice(call: Callable[[], Any]) -> list[Any]:
    return together(call, call)


def agrees() -> bool:
    """Tell whether nothing is left to mend, after what a night does."""
    sweep()
    mend(reconcile())
    return reconcile() == []


def at_stripe(shop: Shop) -> Any:
    [only] = shop.call("subscriptions?status=all")["data"]
    return only


def test_the_return_opened_twice_at_once_begins_one_membership(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    back = shop.pay(press(client, LETTER_LINK).headers["Location"]).removeprefix(OUR_HOST)

    answers = twice(lambda: tab(client).get(back).status_code)

    assert set(answers) <= {200, 303}
    assert (Membership.objects.count(), Grant.objects.count(), kinds()) == (1, 1, ["welcome"])


def test_two_workers_on_one_event_do_it_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    shop.pay(press(client, LETTER_LINK).headers["Location"])
    deliver(shop.messages())
    pass_by = renews_at(Membership.objects.get()) + 61 * MINUTE
    go_to(shop, pass_by, hear=False)
    new = [one for one in shop.messages() if not is_stored(one)]
    stored = [store(one) for one in new]

    # Each worker has read the row before the other is done with it.
    twice(lambda: [inbox.process(BillingEvent.objects.get(pk=one.pk)) for one in stored])

    assert charged(shop) == [800, 800]
    assert Payment.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="payment").count() == 2
    assert Grant.objects.filter(reason="membership").count() == 2
    assert kinds().count("welcome") == 1
    assert agrees()


def is_stored(message: dict[str, Any]) -> bool:
    return BillingEvent.objects.filter(stripe_id=message["id"]).exists()


def store(message: dict[str, Any]) -> BillingEvent:
    return BillingEvent.objects.create(
        stripe_id=message["id"],
        type=message["type"],
        object_id=message["data"]["object"]["id"],
        payload=message,
    )


def test_one_contract_cancelled_twice_at_once_without_an_account(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    confirmed = {**CANCELLED, "confirmed": "1"}

    twice(lambda: Client().post("/cancel/", confirmed).status_code)

    assert Membership.objects.get().status == "ending"
    assert at_stripe(shop)["cancel_at_period_end"] is True
    # What was declared twice is written down and answered twice; it is done once.
    assert Cancellation.objects.exclude(done_at=None).count() >= 1
    assert kinds().count("cancelled") <= 1


def test_what_was_cancelled_is_kept_by_both_presses(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    Client().post("/cancel/", {**CANCELLED, "confirmed": "1"})
    [body] = sent("We received your cancellation")
    found = KEEP.search(body)
    assert found

    twice(lambda: Client().post(found[0]).status_code)

    assert Membership.objects.get().status == "active"
    assert at_stripe(shop)["cancel_at_period_end"] is False


def test_two_pauses_at_once_are_one(again: int, client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)

    together(
        *(
            lambda months=months: tab(client).post("/account/pause/", {"months": months})
            for months in ("1", "3")
        )
    )

    pause = Pause.objects.get()
    assert pause.done_at is not None
    assert kinds().count("paused") == 1
    assert at_stripe(shop)["trial_end"] == int(pause.resumes_at.timestamp())
    assert pause.rests_from == turn


def test_a_pause_beside_a_cancellation_charges_nothing_more(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    together(
        lambda: tab(client).post("/account/pause/", {"months": "1"}),
        lambda: tab(client).post("/account/cancel/"),
    )
    for _ in range(4):
        pass_days(shop, 20)
        sweep()

    assert charged(shop) == [800]
    assert Membership.objects.get().status == "ended"


@pytest.mark.parametrize("after", [20, 61])
def test_a_pause_beside_a_renewal_is_one_or_the_other(
    after: int, again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    turn = renews_at(membership)
    go_to(shop, turn - MINUTE)

    together(
        lambda: client.post("/account/pause/", {"months": "1"}),
        lambda: shop.lever("clock", {"to": int((turn + after * MINUTE).timestamp())}),
    )
    clock.follow()
    deliver(shop.messages())
    pass_days(shop, 20)

    paid, pauses = len(charged(shop)), Pause.objects.count()
    assert (paid, pauses) in {(1, 1), (2, 1), (2, 0)}
    assert agrees()
    held = queries.held(reader=membership.reader, at=clock.now())
    assert bool(held.entitlements) == (paid == 2)


def test_a_pause_ended_twice_at_once_is_charged_for_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    client.post("/account/pause/", {"months": "2"})
    # The paid time is over, and charging rests.
    go_to(shop, renews_at(membership) - timedelta(days=20))

    twice(lambda: tab(client).post("/account/pause/end/"))
    pass_days(shop, 1)

    assert charged(shop) == [800, 800]
    assert Pause.objects.get().ended_at is not None


def test_a_higher_price_agreed_to_twice_at_once_is_set_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    announce(plan)
    path = agreeing_link()

    codes = twice(lambda: Client().post(path).status_code)

    notice = PriceNotice.objects.get()
    assert set(codes) <= {200, 303}
    assert notice.consented_at is not None
    assert kinds().count("price_agreed") <= 1


def test_a_rise_taken_back_while_somebody_agrees_is_not_charged(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    change = announce(plan)
    path = agreeing_link()

    together(lambda: Client().post(path), lambda: price_changes.take_back(change))
    for _ in range(10):
        pass_days(shop, 7)

    assert set(charged(shop)) == {800}


def test_withdrawn_twice_at_once_goes_back_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    both = withdrawal()

    twice(lambda: tab(client).post("/withdraw/", both).status_code)
    sweep()

    assert Withdrawal.objects.count() == 1
    assert [one["amount"] for one in shop.call("refunds")["data"]] == [800]
    assert len(sent("We received your withdrawal")) == 1


def test_a_withdrawal_beside_a_refund_by_hand_gives_no_cent_too_much(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    both, payment = withdrawal(), Payment.objects.get()
    desk = colleague("desk", "access_admin", "view_payment", "add_refundorder")
    order = {**FORM, "order": str(uuid4()), "amount": "3"}
    page = reverse("refund_payment", args=[payment.pk])

    together(
        lambda: tab(client).post("/withdraw/", both),
        lambda: desk.post(page, order),
    )
    for _ in range(2):
        deliver(shop.messages())
        sweep()

    assert sum(one["amount"] for one in shop.call("refunds")["data"]) == 800
    assert Membership.objects.get().status == "ended"
    assert agrees()


def withdrawal() -> dict[str, str]:
    [chosen] = declarations.withdrawable_by_address("ada@example.com", at=clock.now())
    return {**WITHDRAWN, "chosen": str(chosen.pk), "confirmed": "1"}


@pytest.mark.parametrize("stops", [True, False])
def test_a_refund_beside_a_renewal(
    stops: bool, again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    payment, turn = Payment.objects.get(), renews_at(membership)
    desk = colleague("desk", "access_admin", "view_payment", "add_refundorder")
    order = {**FORM, "order": str(uuid4()), "amount": "8"}
    order |= {"stops_membership": "on"} if stops else {}
    go_to(shop, turn - MINUTE)

    together(
        lambda: desk.post(reverse("refund_payment", args=[payment.pk]), order),
        lambda: shop.lever("clock", {"to": int((turn + 61 * MINUTE).timestamp())}),
    )
    clock.follow()
    deliver(shop.messages())

    payment.refresh_from_db()
    assert payment.refunded_minor == 800
    assert sum(one["amount"] for one in shop.call("refunds")["data"]) == 800
    assert len(charged(shop)) in ({1, 2} if stops else {2})
    assert agrees()
    # What the renewal paid for is held, whatever became of the month before.
    held = queries.held(reader=membership.reader, at=clock.now())
    assert bool(held.entitlements) == (len(charged(shop)) == 2)


def test_a_failed_renewal_paid_by_two_presses_is_charged_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    fail(client, shop)
    mend_card(shop)
    path = pay_link()

    codes = twice(lambda: Client().post(path, {"way": "again"}).status_code)
    deliver(shop.messages())

    assert set(codes) <= DONE_OR_BUSY
    assert 303 in codes
    assert charged(shop) == [800, 800]
    assert agrees()


def test_the_pay_link_beside_stripes_own_next_try_is_charged_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    fail(client, shop)
    mend_card(shop)
    path = pay_link()

    together(
        lambda: Client().post(path, {"way": "again"}),
        lambda: shop.lever("clock", {"advance_days": 4}),
    )
    clock.follow()
    deliver(shop.messages())

    assert charged(shop) == [800, 800]
    assert Membership.objects.get().status == "active"
    assert agrees()


def mend_card(shop: Shop) -> None:
    customer = Membership.objects.get().checkout.customer
    assert customer is not None
    shop.lever("cards", {"customer": customer.stripe_id, "fails": False})


def test_another_card_whose_page_is_left_twice_is_one_card(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    link = path_of(claims.card_address(member(client, shop)))
    leads_to = Client().post(link).headers["Location"]
    back = enter_card(shop, leads_to, "5555 5555 5555 4444")

    codes = twice(lambda: Client().get(back).status_code)

    assert set(codes) <= DONE_OR_BUSY
    assert Subscription.objects.get().card_last4 == "4444"


def test_coming_back_pressed_twice_at_once_opens_one_page(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    link = path_of(claims.back_address(leave(client, shop)))
    stranger = Client()
    found = re.search(r'name="form" value="([^"]+)"', stranger.get(link).text)
    assert found

    answers = twice(lambda: tab(stranger).post(link, {"form": found[1]}).headers["Location"])

    assert answers == open_pages(shop) * 2


def test_erased_twice_at_once_is_gone_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    codes = twice(lambda: tab(client).post("/account/erase/").status_code)
    deliver(shop.messages())
    sweep()

    assert set(codes) <= DONE_OR_BUSY
    assert Reader.objects.count() == 0
    assert traces_of("ada@example.com") == []
    assert at_stripe(shop)["cancel_at_period_end"] is True


def test_a_gift_bought_by_a_double_click_has_one_page(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    form = hidden_fields(client.get("/give/", {"months": "6"}).text, 'action="/give/"')

    answers = twice(lambda: tab(client).post("/give/", WORDS | form).headers["Location"])

    assert answers == open_pages(shop) * 2
    assert GiftMembership.objects.count() == 1


def test_a_pledge_begun_and_left_at_once_counts_each_payment_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot()
    join_with_tick(client, shop)
    deliver(shop.messages())

    together(
        lambda: tab(client).post("/account/solidarity/", {"do": "stop"}),
        lambda: tab(client).post("/account/solidarity/", {"do": "start"}),
        lambda: tab(client).post("/account/solidarity/", {"do": "start"}),
    )
    pass_days(shop, 31)

    assert balance() in {1400, 2800}
    assert agrees()


def test_another_free_year_by_two_presses_is_one(again: int, shop: Shop, plan: Plan) -> None:
    open_pot(3 * YEAR)
    needy().post("/solidarity/")
    year = SolidarityYear.objects.get()
    shop.lever("clock", {"advance_days": 340})
    clock.follow()
    path = path_of(years.renewal_address(year))

    twice(lambda: Client().post(path))

    assert (SolidarityYear.objects.count(), balance()) == (2, YEAR)


def test_no_more_emails_asked_for_twice_is_written_down_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    link = path_of(claims.no_more_address(leave(client, shop)))

    codes = twice(lambda: Client().post(link, {"List-Unsubscribe": "One-Click"}).status_code)

    assert set(codes) <= {200, 303}
    assert LeftAlone.objects.count() == 1


def test_two_who_compare_at_once_beside_the_messages_mend_once(
    again: int, client: Client, shop: Shop, plan: Plan
) -> None:
    shop.pay(press(client, LETTER_LINK).headers["Location"])
    shop.lever("clock", {"advance_days": 32})
    clock.follow()
    messages = shop.messages()

    together(lambda: mend(reconcile()), lambda: mend(reconcile()), lambda: deliver(messages))

    assert reconcile() == []
    assert Payment.objects.count() == 2
    assert Grant.objects.filter(reason="membership").count() == 2
    assert Email.objects.filter(name="welcome").count() == 1
    assert Membership.objects.count() == 1


def test_two_addresses_that_are_one_reader_join_at_once(again: int, shop: Shop, plan: Plan) -> None:
    browsers = [Client(), Client()]
    for one in browsers:
        one.force_login(Reader.objects.first() or make_reader())
    pages = [press(one, LETTER_LINK).headers["Location"] for one in browsers]

    together(*(lambda page=page: shop.pay(page) for page in set(pages)))
    together(*(lambda: deliver(shop.messages()) for _ in range(2)))
    sweep()
    deliver(shop.messages())

    assert Membership.objects.filter(status="active").count() == 1
    assert charged(shop) == [800]


def test_a_code_is_made_once_by_two_who_press_first_and_its_last_use_is_one(
    again: int, shop: Shop, plan: Plan
) -> None:
    make_promotion(most_uses=1)
    forms = [
        (one, hidden_fields(one.get("/join/", WITH_CODE).text)) for one in (Client(), Client())
    ]

    pages = together(
        *(
            lambda one=one, form=form: one.post("/join/", form).headers["Location"]
            for one, form in forms
        )
    )
    together(
        *(
            lambda page=page, n=n: shop.pay(page, email=f"{n}@example.com")
            for n, page in enumerate(pages)
        )
    )
    deliver(shop.messages())
    sweep()

    assert len(shop.call("promotion_codes")["data"]) == 1
    assert charged(shop) == [400]
    assert Membership.objects.count() == 1
