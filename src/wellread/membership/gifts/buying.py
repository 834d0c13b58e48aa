"""The page on which a gift is bought: how long, for whom, on which day, with which words."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellread.accounts import limits
from wellread.mail.fields import AddressFormField
from wellread.membership import benefits, browser, joining, queries, rules
from wellread.membership.actions import DAYS_KEY
from wellread.membership.gifts import actions
from wellread.membership.gifts.forms import GivingForm
from wellread.membership.joining import Pill
from wellread.membership.models import Plan, Price
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
from wellread.payments.models import GIFT_KEY, Checkout
from wellread.payments.money import Money

ASKED_FROM, ASKED_FOR = "20/h/ip", "3/h/key"


class GiftChoice(NamedTuple):
    """What was chosen so far; no number of months until there is one."""

    price: Price
    months: int

    @property
    def money(self) -> Money:
        """What it costs."""
        return price_of(self.price, self.months)


def price_of(price: Price, months: int) -> Money:
    """Return what so many months cost as a gift."""
    minor = rules.gift_price_minor(
        months, month_minor=price.minimum_month_minor, year_minor=price.minimum_year_minor
    )
    return Money(minor, price.currency)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Offer gifts; how long is chosen by links, so the button always says what is paid."""
    plan = queries.offered_plan()
    if plan is None:
        return render(request, "membership/join_closed.html", status=503)
    chosen = _choice(plan, request.POST if request.method == "POST" else request.GET)
    benefits.settle_what_was_begun(request)
    if request.method != "POST" or not chosen.months:
        return _page(request, plan, chosen, GivingForm(initial=_known(request)))
    form = GivingForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, chosen, form, status=400)
    return _start(request, plan, chosen, form)


@never_cache
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Send whoever bought gifts under an address the links to them; known or not, we say the same.

    Nobody learns here who gives.
    """
    field = AddressFormField(max_length=254)
    try:
        address = field.clean(request.POST.get("address", ""))
        limits.count(request, action="find_gifts", rate=ASKED_FROM)
        limits.count(request, action="find_gifts", rate=ASKED_FOR, key=address)
    except forms.ValidationError:
        return SeeOther("/give/")
    except limits.TooManyTries:
        return render(request, "membership/gift_found.html", {"is_too_often": True}, status=429)
    actions.send_links(address=address)
    return render(request, "membership/gift_found.html")


def _choice(plan: Plan, given: Mapping[str, str]) -> GiftChoice:
    price = plan.price(given.get("currency", "").upper()) or plan.usual_price
    assert price is not None
    asked = given.get("months", "")
    lengths = {str(months): months for months in rules.GIFT_MONTHS}
    return GiftChoice(price, lengths.get(asked, 0))


def _known(request: HttpRequest) -> dict[str, Any]:
    reader = benefits.holder_of(request).reader
    name = reader.get_full_name() if reader else ""
    return {"way": "send", "day": timezone.localdate(clock.now()), "giver_name": name}


def _page(
    request: HttpRequest,
    plan: Plan,
    chosen: GiftChoice,
    form: GivingForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    browser.give_key(request)
    today = timezone.localdate(clock.now())
    context = {
        "plan": plan,
        "chosen": chosen,
        "how_long": rules.how_long(chosen.months),
        "lengths": [_length(chosen, months) for months in rules.GIFT_MONTHS],
        "currencies": _currencies(plan, chosen),
        "form": form,
        "token": joining.new_token(),
        "notice": notice or (str(PAUSED) if card_testing.running_pause() else ""),
        "first_day": today.isoformat(),
        "last_day": (today + rules.GIFT_AHEAD).isoformat(),
    }
    return render(request, "membership/give.html", context, status=status)


def _length(chosen: GiftChoice, months: int) -> Pill:
    money = price_of(chosen.price, months)
    label = gettext("%(how_long)s, %(amount)s") % {
        "how_long": rules.how_long(months),
        "amount": money,
    }
    return Pill(label, _url(chosen.price.currency, months), months == chosen.months)


def _currencies(plan: Plan, chosen: GiftChoice) -> list[Pill]:
    known = [price.currency for price in plan.prices.all()]
    if len(known) < 2:
        return []
    return [Pill(one, _url(one, chosen.months), one == chosen.price.currency) for one in known]


def _url(currency: str, months: int) -> str:
    return f"/give/?{urlencode({'months': months, 'currency': currency})}"


def _start(request: HttpRequest, plan: Plan, chosen: GiftChoice, form: GivingForm) -> HttpResponse:
    checkout_id = _checkout_id(request.POST.get("form", ""), chosen, form.cleaned_data)
    if checkout_id is None:
        return _page(request, plan, chosen, form, notice=str(AGAIN), status=400)
    try:
        checkout = _open_checkout(request, plan, chosen, form.cleaned_data, checkout_id)
    except NOT_OPENED as fault:
        notice, status = why_not_opened(fault)
        return _page(request, plan, chosen, form, notice=notice, status=status)
    except opening.ReaderIsGone:
        return SeeOther("/give/")
    except opening.CheckoutClosed as closed:
        return SeeOther(f"/join/return/{closed.checkout.pk}/")
    return SeeOther(checkout.url)


def _checkout_id(token: str, chosen: GiftChoice, facts: Mapping[str, Any]) -> UUID | None:
    """Return the Checkout's id: the same for the same form and words; None for a bad token."""
    form = joining.form_of(token)
    if form is None:
        return None
    said = [f"{name}={facts[name]}" for name in sorted(facts)]
    return uuid5(form, "\n".join([f"{chosen.months}:{chosen.money}", *said]))


def _open_checkout(
    request: HttpRequest,
    plan: Plan,
    chosen: GiftChoice,
    facts: Mapping[str, Any],
    checkout_id: UUID,
) -> Checkout:
    network = admitted(request, checkout_id)
    reader = benefits.holder_of(request).reader
    browser.give_key(request)

    def write_beside(checkout: Checkout) -> None:
        actions.write_down(
            checkout=checkout,
            plan=plan,
            months=chosen.months,
            giver_name=facts["giver_name"],
            message=facts["message"],
            address=facts["address"],
            day=facts["day"],
        )

    said = {"plan": plan.name, "how_long": rules.how_long(chosen.months)}
    return opening.start_checkout(
        checkout_id=checkout_id,
        reader=reader,
        browser=browser.fingerprint(request),
        network=network,
        email=reader.email if reader else "",
        kind="once",
        interval="once",
        money=chosen.money,
        attribution={},
        return_path="/",
        product_name=gettext("Gift: %(how_long)s of %(plan)s") % said,
        metadata={"plan": str(plan.pk), DAYS_KEY: "0", GIFT_KEY: str(checkout_id)},
        write_beside=write_beside,
    )
