"""The page on which a group is bought: how many seats, how often it is paid, and its name."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellread.membership import (
    benefits,
    browser,
    joining,
    offer_uses,
    promotions,
    queries,
    rules,
)
from wellread.membership.actions import DAYS_KEY
from wellread.membership.benefits import Holder
from wellread.membership.groups import actions
from wellread.membership.groups.forms import GroupNameForm
from wellread.membership.groups.queries import managed
from wellread.membership.joining import Pill, Terms
from wellread.membership.models import Plan, Price
from wellread.membership.promotions import EnteredCode
from wellread.membership.views import (
    AGAIN,
    NOT_OPENED,
    PAUSED,
    SeeOther,
    admitted,
    render,
    why_not_opened,
)
from wellread.payments import card_testing, clock, opening
from wellread.payments.discounts import Discount
from wellread.payments.models import GROUP_KEY, Checkout
from wellread.payments.money import Money

INTERVALS = ("month", "year")
# Most groups are small; any other number is typed.
READY = (5, 10, 25)


class GroupChoice(NamedTuple):
    """What was chosen so far; no seats and no interval until they are."""

    price: Price
    seats: int
    interval: str
    fault: str
    code: EnteredCode = EnteredCode()

    @property
    def is_complete(self) -> bool:
        """Whether all is known that the button must say."""
        return bool(self.seats and self.interval)

    @property
    def seat(self) -> Money:
        """What one seat costs each time."""
        return self.price.of_a_seat(self.interval)

    @property
    def money(self) -> Money:
        """What all of them cost each time."""
        return Money(self.seat.amount_minor * self.seats, self.price.currency)

    @property
    def discount(self) -> Discount | None:
        """What a code takes off all of them together, or None."""
        if self.code.promotion is None or not self.code.is_good or not self.is_complete:
            return None
        return promotions.discount(self.code.promotion, self.money)

    @property
    def due(self) -> Money:
        """What is charged today."""
        off_minor = self.discount.off_minor if self.discount else 0
        return Money(self.money.amount_minor - off_minor, self.price.currency)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def buy(request: HttpRequest) -> HttpResponse:
    """Offer seats; what is chosen stands in the address, so the button says the price."""
    plan = queries.offered_plan()
    if plan is None or not plan.sells_groups:
        return render(request, "membership/join_closed.html", status=503)
    given = request.POST if request.method == "POST" else request.GET
    chosen = _choice(plan, given, benefits.holder_of(request))
    benefits.settle_what_was_begun(request)
    if request.method != "POST" or not chosen.is_complete or chosen.code.fault:
        return _page(request, plan, chosen, GroupNameForm())
    form = GroupNameForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, chosen, form, status=400)
    return _start(request, plan, chosen, form)


def _choice(plan: Plan, given: Mapping[str, str], holder: Holder) -> GroupChoice:
    price = plan.price(given.get("currency", "").upper()) or plan.usual_price
    assert price is not None
    interval = given.get("interval", "")
    seats, fault = read_seats(given.get("seats", ""), least=rules.GROUP_SEATS_LEAST)
    chosen = GroupChoice(price, seats, interval if interval in INTERVALS else "", fault)
    code = promotions.entered(
        given.get("code", ""),
        interval=chosen.interval,
        currency=price.currency,
        money=chosen.money if chosen.is_complete else None,
        holder=holder,
    )
    return chosen._replace(code=code)


def read_seats(typed: str, *, least: int, most: int = rules.GROUP_SEATS_MOST) -> tuple[int, str]:
    """Return how many seats were typed, 0 for none, and what is wrong with that."""
    typed = typed.strip()
    if not typed:
        return 0, ""
    seats = int(typed) if typed.isdecimal() and len(typed) <= 6 else 0
    if not least <= seats <= most:
        limits_said = {"least": least, "most": most}
        return 0, gettext("A number from %(least)s to %(most)s, please.") % limits_said
    return seats, ""


def _page(
    request: HttpRequest,
    plan: Plan,
    chosen: GroupChoice,
    form: GroupNameForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    browser.give_key(request)
    ready = {*READY, *([chosen.seats] if chosen.seats else [])}
    context = {
        "plan": plan,
        "chosen": chosen,
        "per_seat": rules.per(chosen.seat, chosen.interval) if chosen.interval else "",
        "price_of_all": rules.per(chosen.money, chosen.interval) if chosen.is_complete else "",
        "seats_said": rules.how_many_seats(chosen.seats) if chosen.seats else "",
        "intervals": [_interval(chosen, interval) for interval in INTERVALS],
        "sizes": [_size(chosen, seats) for seats in sorted(ready)],
        "currencies": _currencies(plan, chosen),
        "terms": _terms(chosen),
        "form": form,
        "token": joining.new_token(),
        "managed": managed(**benefits.visitor_of(request)._asdict()),
        "least": rules.GROUP_SEATS_LEAST,
        "most": rules.GROUP_SEATS_MOST,
        "discount": plan.group_discount_percent,
        "code_says": promotions.words(code) if (code := chosen.code.promotion) else "",
        "without_code": _url(chosen._replace(code=EnteredCode())),
        "notice": notice or (str(PAUSED) if card_testing.running_pause() else ""),
    }
    return render(
        request, "membership/groups.html", context, status=400 if chosen.fault else status
    )


def _terms(chosen: GroupChoice) -> Terms | None:
    """Return what stands beside the button, or None while the choice is not complete."""
    if not chosen.is_complete:
        return None
    now, found, due = clock.now(), chosen.discount, chosen.due
    following = rules.next_charge(now, chosen.interval)
    once = joining.once_said(found, chosen.interval)
    if found is None or found.months is None:
        charge = joining.each_time(due, chosen.interval)
        button = gettext("Pay %(amount)s") % {"amount": rules.per(due, chosen.interval)}
        return Terms(charge, following, button, once=once)
    charge = joining.lower_at_first(
        due, chosen.money, found.months, interval=chosen.interval, at=now
    )
    button = gettext("Pay %(amount)s now") % {"amount": due}
    return Terms(charge, following, button, once=once)


def _interval(chosen: GroupChoice, interval: str) -> Pill:
    money = chosen.price.of_a_seat(interval)
    label = gettext("%(price)s for each seat") % {"price": rules.per(money, interval)}
    return Pill(label, _url(chosen, interval=interval), interval == chosen.interval)


def _size(chosen: GroupChoice, seats: int) -> Pill:
    label = rules.how_many_seats(seats)
    return Pill(label, _url(chosen, seats=str(seats)), seats == chosen.seats)


def _currencies(plan: Plan, chosen: GroupChoice) -> list[Pill]:
    known = [price.currency for price in plan.prices.all()]
    if len(known) < 2:
        return []
    return [Pill(one, _url(chosen, currency=one), one == chosen.price.currency) for one in known]


def _url(chosen: GroupChoice, **more: str) -> str:
    said = {
        "seats": str(chosen.seats or ""),
        "interval": chosen.interval,
        "currency": chosen.price.currency,
        "code": chosen.code.typed if chosen.code.is_good else "",
    }
    given = {name: value for name, value in (said | more).items() if value}
    return f"/groups/?{urlencode(given)}"


def _start(
    request: HttpRequest, plan: Plan, chosen: GroupChoice, form: GroupNameForm
) -> HttpResponse:
    name = form.cleaned_data["name"]
    checkout_id = _checkout_id(request.POST.get("form", ""), chosen, name)
    if checkout_id is None:
        return _page(request, plan, chosen, form, notice=str(AGAIN), status=400)
    try:
        checkout = _open_checkout(request, plan, chosen, name, checkout_id)
    except NOT_OPENED as fault:
        notice, status = why_not_opened(fault)
        return _page(request, plan, chosen, form, notice=notice, status=status)
    except opening.ReaderIsGone:
        return SeeOther("/groups/")
    except opening.CheckoutClosed as closed:
        return SeeOther(f"/join/return/{closed.checkout.pk}/")
    return SeeOther(checkout.url)


def _checkout_id(token: str, chosen: GroupChoice, name: str) -> UUID | None:
    """Return the Checkout's id: the same for the same form and choice; None for a bad token."""
    form = joining.form_of(token)
    if form is None:
        return None
    by = f":{chosen.code.promotion.pk}" if chosen.code.promotion else ""
    return uuid5(form, f"{chosen.seats}:{chosen.interval}:{chosen.money}{by}\n{name}")


def _open_checkout(
    request: HttpRequest, plan: Plan, chosen: GroupChoice, name: str, checkout_id: UUID
) -> Checkout:
    network = admitted(request, checkout_id)
    reader = benefits.holder_of(request).reader
    browser.give_key(request)
    metadata = {"plan": str(plan.pk), DAYS_KEY: "0", GROUP_KEY: str(checkout_id)}
    code = chosen.code.promotion
    if code is not None:
        promotions.introduce(code)
        metadata["code"] = code.code

    def write_beside(checkout: Checkout) -> None:
        actions.write_down(checkout=checkout, plan=plan, name=name)
        if code is not None:
            promotions.note_use(checkout, code)
            offer_uses.note(checkout, offer_uses.of_code(code))

    return opening.start_checkout(
        checkout_id=checkout_id,
        reader=reader,
        browser=browser.fingerprint(request),
        network=network,
        email=reader.email if reader else "",
        kind="subscription",
        interval=chosen.interval,
        money=chosen.money,
        quantity=chosen.seats,
        attribution={},
        return_path="/",
        product_name=gettext("A seat of a group: %(plan)s") % {"plan": plan.name},
        metadata=metadata,
        discount=chosen.discount,
        takes_debits=chosen.price.takes_debits,
        write_beside=write_beside,
    )
