"""The join page: what was chosen so far, what it will cost and when, and the token of the form."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.core import signing
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from wellread.accounts.next import safe_next
from wellread.language import writing
from wellread.membership import intro, promotions, rules, trials
from wellread.membership.benefits import Holder
from wellread.membership.models import LocalPrice, Plan, Price
from wellread.membership.promotions import EnteredCode
from wellread.payments.currencies import step_minor
from wellread.payments.discounts import Discount, charges_within
from wellread.payments.money import AmountFault, Money

SALT = "wellread.membership.join"
# A page left open over night still joins; older ones ask once more.
TOKEN_GOOD_FOR_S = 24 * 3600
LABELS = {
    "month": gettext_lazy("Every month"),
    "year": gettext_lazy("Every year"),
    "once": pgettext_lazy("how often", "Once"),
}

# Where an appeal stood and which one it was, or what kind of letter it was, as its link says.
ATTRIBUTION = (
    *("campaign", "variant", "version", "placement", "story", "country", "device", "band"),
    "letter",
)
_AMOUNTS = re.compile(r"[0-9]{1,9}(,[0-9]{1,9}){0,7}")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# As events tell it: on another site the end of its address.
_STORY = re.compile(r"[^\x00-\x1f\x7f]{1,64}")


class Choice(NamedTuple):
    """What a reader chose so far; `money` is None until an amount can be taken."""

    price: Price | LocalPrice
    interval: str
    money: Money | None
    typed: str
    fault: str
    next: str
    attribution: dict[str, str]
    offer: tuple[Money, ...] = ()
    for_pot: bool = False
    code: EnteredCode = EnteredCode()
    covers_fee: bool = False
    may_have_intro: bool = False
    may_have_trial: bool = False

    @property
    def trial_days(self) -> int:
        """How many days are free before the first charge: none with a code beside them."""
        is_free = self.may_have_trial and self.interval != "once" and not self.code.is_good
        return self.price.trial_days if is_free else 0

    @property
    def has_intro(self) -> bool:
        """Whether the first months cost less: by the month, and not with a code beside it."""
        return self.may_have_intro and self.interval == "month" and not self.code.is_good

    @property
    def is_for_new(self) -> bool:
        """Whether it begins with less than others pay: free days, or cheaper months."""
        return bool(self.trial_days) or (self.has_intro and self.discount is not None)

    @property
    def fee(self) -> Money | None:
        """What would cover the payment service's fee, or None where nobody is asked to."""
        return self.price.fee(self.money) if self.money is not None else None

    @property
    def fee_covered_minor(self) -> int:
        """What is added to the amount to cover the fee: nothing unless the reader said so."""
        return self.fee.amount_minor if self.covers_fee and self.fee is not None else 0

    @property
    def charged(self) -> Money | None:
        """What is charged each time, without a discount: the amount, and the fee where covered."""
        if self.money is None:
            return None
        return Money(self.money.amount_minor + self.fee_covered_minor, self.money.currency)

    @property
    def discount(self) -> Discount | None:
        """What the code takes off the amount, else the lower price of the first months; or None."""
        if self.charged is None:
            return None
        if self.code.promotion is not None and self.code.is_good:
            return promotions.discount(self.code.promotion, self.charged)
        return intro.discount(self.price, self.charged) if self.has_intro else None

    @property
    def due(self) -> Money | None:
        """What is charged first, or None until an amount can be taken."""
        if self.charged is None or self.discount is None:
            return self.charged
        return Money(self.charged.amount_minor - self.discount.off_minor, self.charged.currency)

    @property
    def is_complete(self) -> bool:
        """Whether all is known that the button must say."""
        return bool(self.interval) and self.money is not None


class Pill(NamedTuple):
    """One of several choices, as a link to the page with that choice made.

    `spoken` says all of it to who hears the link alone: "$6 a month" where the label is "$6".
    """

    label: str
    url: str
    is_chosen: bool
    spoken: str = ""


class FeeBox(NamedTuple):
    """The box that covers the fee: pressed, it leads to the page with the other choice made."""

    adds: str
    is_ticked: bool
    fields: dict[str, str]


class Terms(NamedTuple):
    """What will be charged, when, and what the button says."""

    charge: str
    next_charge: datetime | None
    button: str
    is_free_at_first: bool = False
    once: str = ""


def choice(plan: Plan, given: Mapping[str, str], holder: Holder, *, country: str | None) -> Choice:
    """Read what was chosen, from a link or a form; a fault is kept to be shown by its field.

    The amounts of a link in a currency that is not sold are let go, not read as another's. Where
    the plan has a price for readers of a country, that is offered to them, in its own currency.
    ``holder`` is who chooses: some codes are for new readers alone.
    """
    asked = given.get("currency", "").upper()
    price = plan.price_in(country, asked) or plan.price_in(country)
    assert price is not None
    interval = given.get("interval", "")
    interval = interval if interval in rules.INTERVALS else ""
    minor, own = given.get("amount", "").strip(), given.get("own", "")
    money, fault = None, ""
    if asked and asked != price.currency:
        given = {**given, "offer": ""}
        names = {"asked": asked, "taken": price.currency}
        fault = gettext("We do not take %(asked)s. Please choose an amount in %(taken)s.") % names
    if interval and not fault and (minor or "own" in given):
        try:
            money = rules.chosen_amount(
                minor=minor, own=own, interval=interval, limits=price.limits(interval)
            )
        except AmountFault as found:
            fault = str(found)
    return Choice(
        price=price,
        interval=interval,
        money=money,
        typed=own,
        fault=fault,
        next=safe_next(given.get("next")),
        attribution=attribution(given),
        offer=_offer(given.get("offer", ""), interval, price),
        for_pot=given.get("for_pot") == "1",
        covers_fee=given.get("fee") == "1",
        may_have_intro=intro.offered(price, interval=interval, **holder._asdict()),
        may_have_trial=trials.offered(price, interval=interval, **holder._asdict()),
        code=promotions.entered(
            given.get("code", ""),
            interval=interval,
            currency=price.currency,
            money=money,
            holder=holder,
        ),
    )


def attribution(given: Mapping[str, str]) -> dict[str, str]:
    """Return what a link says of where it stood; words that say nothing are left out."""
    kinds = dict.fromkeys(ATTRIBUTION, _ID) | {"story": _STORY}
    return {name: given[name] for name in ATTRIBUTION if kinds[name].fullmatch(given.get(name, ""))}


def _offer(text: str, interval: str, price: Price | LocalPrice) -> tuple[Money, ...]:
    """Read "month:600,1000,2000", the amounts of an appeal, without those out of the limits."""
    asked, _, amounts = text.partition(":")
    if asked != interval or not _AMOUNTS.fullmatch(amounts):
        return ()
    limits = price.limits(interval)
    offered = {int(minor) for minor in amounts.split(",")}
    step = step_minor(price.currency)
    return tuple(
        Money(minor, price.currency)
        for minor in sorted(offered)
        if limits.least_minor <= minor <= limits.most_minor and not minor % step
    )


def interval_pills(chosen: Choice) -> list[Pill]:
    """Return month, year and once; none is chosen before the reader chooses."""
    return [
        Pill(str(LABELS[interval]), _url(chosen, interval=interval), interval == chosen.interval)
        for interval in rules.INTERVALS
    ]


def currency_pills(plan: Plan, chosen: Choice) -> list[Pill]:
    """Return the currencies the plan is sold in, when there are several."""
    currencies = [price.currency for price in plan.prices.all()]
    if len(currencies) < 2:
        return []
    return [
        Pill(
            currency,
            _url(chosen, **_interval(chosen), currency=currency, offer=""),
            currency == chosen.price.currency,
        )
        for currency in currencies
    ]


def amount_pills(chosen: Choice) -> list[Pill]:
    """Return the amounts of the appeal that led here, else the plan's; and one that was typed."""
    amounts = set(chosen.offer or chosen.price.offers(chosen.interval))
    if chosen.money is not None:
        amounts.add(chosen.money)
    return [
        Pill(
            str(money),
            _url(chosen, interval=chosen.interval, amount=str(money.amount_minor)),
            money == chosen.money,
            rules.per(money, chosen.interval),
        )
        for money in sorted(amounts)
    ]


def offers(chosen: Choice) -> list[tuple[str, list[Pill]]]:
    """Return what can be paid, by how often: one press of a pill chooses both; none is chosen."""
    return [
        (str(LABELS[interval]), amount_pills(chosen._replace(interval=interval)))
        for interval in rules.INTERVALS
    ]


def least(chosen: Choice) -> str:
    """Return the smallest amount the plan takes at the chosen interval, in words."""
    limits = chosen.price.limits(chosen.interval)
    return rules.per(Money(limits.least_minor, limits.currency), chosen.interval)


def terms(chosen: Choice, *, at: datetime) -> Terms | None:
    """Return what stands beside the button, or None while the choice is not complete."""
    if chosen.money is None or chosen.due is None:
        return None
    if chosen.interval == "once":
        charge = gettext("You pay %(amount)s today. Nothing is charged again.")
        button = gettext("Give %(amount)s once")
        names = {"amount": chosen.due}
        return Terms(charge % names, None, button % names)
    if chosen.trial_days:
        return _terms_of_trial(chosen, chosen.due, trials.until(chosen.trial_days, at=at))
    following = rules.next_charge(at, chosen.interval)
    if chosen.discount is None or chosen.discount.months is None:
        button = gettext("Support with %(amount)s") % {
            "amount": rules.per(chosen.due, chosen.interval)
        }
        charge = each_time(chosen.due, chosen.interval)
        return Terms(charge, following, button, once=once_said(chosen.discount, chosen.interval))
    return _terms_for_a_time(chosen, chosen.due, chosen.discount.months, at=at)


def _terms_of_trial(chosen: Choice, due: Money, until: datetime) -> Terms:
    """Say until when nothing is charged, and what is from then on."""
    names = {"date": writing.day(until), "price": rules.per(due, chosen.interval)}
    charge = gettext("You pay nothing today. From %(date)s on you pay %(price)s.") % names
    button = gettext("Free until %(date)s, then %(price)s") % names
    once = gettext(
        "Free days are there once for each reader and each card. Where yours has had them before, "
        "nothing is charged, and no membership begins."
    )
    return Terms(charge, until, button, is_free_at_first=True, once=once)


def _terms_for_a_time(chosen: Choice, due: Money, months: int, *, at: datetime) -> Terms:
    """Say what is charged while a discount runs, and what is after it."""
    assert chosen.charged is not None
    charge = lower_at_first(due, chosen.charged, months, interval=chosen.interval, at=at)
    button = gettext("Support with %(amount)s now") % {"amount": due}
    following = rules.next_charge(at, chosen.interval)
    return Terms(charge, following, button, once=once_said(chosen.discount, chosen.interval))


def lower_at_first(due: Money, full: Money, months: int, *, interval: str, at: datetime) -> str:
    """Say what is charged for so many months from now, and what is after them."""
    times = charges_within(months, interval=interval)
    every = 12 if interval == "year" else 1
    first = gettext("You pay %(amount)s today.") % {"amount": due}
    later = gettext("From %(date)s on you pay %(price)s.") % {
        "date": writing.day(rules.months_later(at, times * every)),
        "price": rules.per(full, interval),
    }
    return f"{first if times == 1 else each_time(due, interval)} {later}"


def once_said(found: Discount | None, interval: str) -> str:
    """Say that a lower price is there once, where more than one charge is lower."""
    if found is None:
        return ""
    if found.months is not None and charges_within(found.months, interval=interval) == 1:
        return ""
    return gettext(
        "The lower price is there once for each reader and each card. Where yours has had it "
        "before, the next charge is the full price."
    )


def each_time(money: Money, interval: str) -> str:
    """Say what is charged today, and each time after it."""
    if interval == "year":
        said = gettext("You pay %(amount)s today, then %(amount)s every year.")
    else:
        said = gettext("You pay %(amount)s today, then %(amount)s every month.")
    return said % {"amount": money}


def without_code(chosen: Choice) -> str:
    """Return the link that chooses the same without the code."""
    amount = {"amount": str(chosen.money.amount_minor)} if chosen.money is not None else {}
    bare = chosen._replace(code=EnteredCode())
    return _url(bare, **_interval(chosen), **amount)


def intro_words(chosen: Choice) -> str:
    """Say what the first months cost, or "" where they cost what the others do."""
    price = chosen.price
    if not chosen.may_have_intro or chosen.code.is_good or price.intro is None:
        return ""
    said = ngettext(
        "By the month: %(amount)s for the first month.",
        "By the month: %(amount)s for each of the first %(months)s months.",
        price.intro_months,
    )
    return said % {"amount": price.intro, "months": price.intro_months}


def trial_words(chosen: Choice, *, at: datetime) -> str:
    """Say until when it is free to begin, or "" where it is not."""
    if not chosen.may_have_trial or chosen.code.is_good:
        return ""
    said = gettext("Free until %(date)s. Cancel before that day, and you pay nothing.")
    return said % {"date": writing.day(trials.until(chosen.price.trial_days, at=at))}


def fee_box(chosen: Choice) -> FeeBox | None:
    """Return the box that covers the fee, with what it adds; None where there is none."""
    if chosen.fee is None:
        return None
    assert chosen.money is not None
    other = kept(chosen._replace(covers_fee=not chosen.covers_fee))
    fields = {**_interval(chosen), "amount": str(chosen.money.amount_minor), **other}
    return FeeBox(rules.per(chosen.fee, chosen.interval), chosen.covers_fee, fields)


def kept(chosen: Choice) -> dict[str, str]:
    """Return what every link and form of the page carries on."""
    carried = {"next": chosen.next, "currency": chosen.price.currency, **chosen.attribution}
    if chosen.offer:
        amounts = ",".join(str(money.amount_minor) for money in chosen.offer)
        carried["offer"] = f"{chosen.interval}:{amounts}"
    if chosen.code.is_good:
        carried["code"] = chosen.code.typed
    if chosen.covers_fee:
        carried["fee"] = "1"
    return carried


def new_token() -> str:
    """Return the token of a fresh form: sent twice, it opens one Checkout."""
    return signing.dumps(str(uuid4()), salt=SALT)


def checkout_id(token: str, chosen: Choice) -> UUID | None:
    """Return the Checkout's id: the same for the same form and choice; None for a bad token."""
    form = form_of(token)
    if form is None:
        return None
    into = ":pot" if chosen.for_pot else ""
    by = f":{chosen.code.promotion.pk}" if chosen.code.promotion else ""
    by += f":intro {chosen.due}" if chosen.has_intro else ""
    by += f":free {chosen.trial_days}" if chosen.trial_days else ""
    return uuid5(form, f"{chosen.interval}:{chosen.charged}:{chosen.next}{into}{by}")


def form_of(token: str) -> UUID | None:
    """Return which form was sent, or None for a token that is forged or too old."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=TOKEN_GOOD_FOR_S))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def _url(chosen: Choice, **more: str) -> str:
    given = {**kept(chosen), **more}
    return f"/join/?{urlencode({name: value for name, value in given.items() if value})}"


def _interval(chosen: Choice) -> dict[str, str]:
    return {"interval": chosen.interval} if chosen.interval else {}
