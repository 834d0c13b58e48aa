"""What will happen to each line of a file: asked of our rows and of Stripe, changing nothing."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q

from wellread.accounts.queries import reader_who_proved
from wellread.membership import rules
from wellread.membership.member_import.formats.form import Format
from wellread.membership.member_import.member import ImportedMember, RowFault, State
from wellread.membership.member_import.sources import BadLine
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock, currencies, facts, gateway, taking_over
from wellread.payments.models import Subscription
from wellread.payments.money import AmountFault, Money, parse_amount
from wellread.payments.rules import SUBSCRIPTION_ENDS


class Outcome(StrEnum):
    """What becomes of a line, in the order of the table."""

    JOINED = "goes on being charged by the subscription at Stripe"
    OTHER_PRICE = "the same, at a price that the plan does not have"
    ENDING = "cancelled at Stripe, open until the paid time ends"
    CANCELLED = "cancelled elsewhere, open until their date"
    PAID = "paid elsewhere, open until their date; charged by nobody here"
    COMPLIMENTARY = "complimentary"
    GIFT = "gift, open until its end"
    FORMER = "ended: known as a former member, nothing is open"
    HERE = "here already"
    NOTHING = "free: nothing to bring"
    REFUSED = "refused"


# What brings something new.
NEW = (
    *(Outcome.JOINED, Outcome.OTHER_PRICE, Outcome.ENDING, Outcome.CANCELLED, Outcome.PAID),
    *(Outcome.COMPLIMENTARY, Outcome.GIFT, Outcome.FORMER),
)
# Of whom nothing says when it ended.
LONG_AGO = timedelta(days=1)


class Wanted(NamedTuple):
    """How a file is brought in."""

    form: Format
    plan: Plan
    now: datetime
    complimentary_until: datetime | None = None


class MemberStep(NamedTuple):
    """What becomes of one line, with its subscription at Stripe or when what it opens ends."""

    line: int
    email: str
    outcome: Outcome
    why: str = ""
    is_unsubscribed: bool = False
    found: facts.FoundSubscription | None = None
    ends_at: datetime | None = None
    source: str = ""
    group: str = ""


class Planner:
    """Plans line by line; knows what earlier lines of the same file take."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._lines: dict[str, int] = {}
        self._seen: dict[int, ImportedMember] = {}

    def step(self, line: ImportedMember | BadLine) -> MemberStep:
        """Return what will happen to a line; raise gateway.GatewayUnavailable."""
        if isinstance(line, BadLine):
            return MemberStep(line.line, line.who, Outcome.REFUSED, line.why)
        try:
            step = self._step(line)
            # Who joined again stands in the file twice: what ended takes nothing.
            if step.outcome is not Outcome.NOTHING and line.state is not State.ENDED:
                self._take(line, step)
        except (RowFault, gateway.GatewayRefused) as fault:
            return MemberStep(line.line, line.email, Outcome.REFUSED, str(fault))
        return step._replace(is_unsubscribed=line.is_unsubscribed, group=line.group)

    def _step(self, member: ImportedMember) -> MemberStep:
        if member.state in (State.NOTHING, State.ENDED):
            _refuse_charged(member)
            is_former = member.state is State.ENDED and not member.group
            return self._former(member) if is_former else _nothing(member)
        if member.state in (State.COMPLIMENTARY, State.GIFT):
            return self._given(member)
        found = _subscription(member, self._wanted.form)
        if found is None:
            if member.group:
                raise RowFault("it is a group, and no running subscription was found at Stripe")
            return self._open_until(member)
        return _joined(member, found, self._wanted)

    def _former(self, member: ImportedMember) -> MemberStep:
        """Have somebody be known as a former member: by what they held, and hold no more."""
        said = member.paid_until
        ends_at = min(said, self._wanted.now) if said else self._wanted.now - LONG_AGO
        source = _source(member, Outcome.FORMER, said)
        is_here = Grant.objects.filter(source=source).exists()
        outcome = Outcome.HERE if is_here else Outcome.FORMER
        return MemberStep(member.line, member.email, outcome, ends_at=ends_at, source=source)

    def _given(self, member: ImportedMember) -> MemberStep:
        ends_at = member.paid_until
        if ends_at is None and member.state is State.COMPLIMENTARY:
            ends_at = self._wanted.complimentary_until
        if ends_at is None:
            raise RowFault(
                "it is a gift without an end: write one into the file"
                if member.state is State.GIFT
                else "it is complimentary without an end: say --complimentary-until"
            )
        outcome = Outcome.GIFT if member.state is State.GIFT else Outcome.COMPLIMENTARY
        return self._held(member, outcome, ends_at)

    def _open_until(self, member: ImportedMember) -> MemberStep:
        if member.paid_until is None:
            raise RowFault(
                f"it is {member.state}, but nothing says until when, and no running subscription "
                "was found at Stripe"
                if self._wanted.form.bills_at_stripe
                else f"it is {member.state}, but nothing says until when"
            )
        is_cancelled = member.state is State.CANCELLED
        outcome = Outcome.CANCELLED if is_cancelled else Outcome.PAID
        return self._held(member, outcome, member.paid_until)

    def _held(self, member: ImportedMember, outcome: Outcome, ends_at: datetime) -> MemberStep:
        if ends_at <= self._wanted.now:
            return _nothing(member)
        source = _source(member, outcome, ends_at)
        if Grant.objects.filter(source=source).exists():
            outcome = Outcome.HERE
        elif outcome in (Outcome.CANCELLED, Outcome.PAID):
            _refuse_beside_another(member)
        return MemberStep(member.line, member.email, outcome, ends_at=ends_at, source=source)

    def _take(self, member: ImportedMember, step: MemberStep) -> None:
        """Refuse what an earlier line of the file takes: an address, or a subscription."""
        # Whoever manages a group may be a member too, and manage another.
        names = [] if member.group else [member.email]
        names += [step.found.id] if step.found else []
        for name in names:
            if (line := self._lines.get(name)) is not None:
                same = self._seen[line]._replace(line=member.line) == member
                raise RowFault(
                    f"it is the same as line {line}" if same else f"line {line} has {name} already"
                )
        self._lines |= dict.fromkeys(names, member.line)
        self._seen[member.line] = member


def _refuse_charged(member: ImportedMember) -> None:
    """Refuse to leave behind whoever Stripe goes on charging."""
    charging: tuple[facts.FoundSubscription, ...] = ()
    if member.subscription:
        found = gateway.found_subscription(member.subscription)
        charging = (found,) if found.status not in SUBSCRIPTION_ENDS else ()
    elif member.customer:
        charging = gateway.running_subscriptions(member.customer)
    if names := ", ".join(one.id for one in charging if not one.cancels):
        raise RowFault(
            f"it is {member.state} in the file, but Stripe goes on charging it ({names})"
        )


def _nothing(member: ImportedMember) -> MemberStep:
    return MemberStep(member.line, member.email, Outcome.NOTHING)


def _source(member: ImportedMember, outcome: Outcome, ends_at: datetime | None) -> str:
    """Return the name under which a line is granted once; it tells nobody whose it is."""
    said = f"{member.email} {outcome.name} {ends_at.isoformat() if ends_at else ''}"
    return f"import:{sha256(said.encode()).hexdigest()}"


def _subscription(member: ImportedMember, form: Format) -> facts.FoundSubscription | None:
    """Return the subscription at Stripe that charges a member, or None."""
    if member.subscription:
        return _named(member)
    customers: tuple[str, ...] = (member.customer,) if member.customer else ()
    if not customers and form.bills_at_stripe:
        spellings = dict.fromkeys((member.typed_email, member.email))
        found = (gateway.customers_of(one) for one in spellings)
        customers = tuple(dict.fromkeys(one for some in found for one in some))
    running = [one for name in customers for one in gateway.running_subscriptions(name)]
    if len(running) > 1:
        names = ", ".join(one.id for one in running)
        raise RowFault(
            f"Stripe has several running subscriptions for it ({names}): end all but one"
        )
    return running[0] if running else None


def _named(member: ImportedMember) -> facts.FoundSubscription | None:
    try:
        found = gateway.found_subscription(member.subscription)
    except gateway.NoSuchObject:
        raise RowFault(f"Stripe knows no subscription {member.subscription!r}") from None
    if member.customer and member.customer != found.customer:
        raise RowFault(
            f"{found.id} belongs to {found.customer} at Stripe, not to {member.customer}"
        )
    if found.status not in SUBSCRIPTION_ENDS:
        return found
    if member.state is State.PAYING:
        raise RowFault(f"the file says that it is paying, but {found.id} has ended at Stripe")
    return None


def _joined(member: ImportedMember, found: facts.FoundSubscription, wanted: Wanted) -> MemberStep:
    step = MemberStep(member.line, member.email, Outcome.HERE, found=found)
    known = Subscription.objects.filter(stripe_id=found.id).select_related("checkout").first()
    if known is not None:
        _refuse_of_another(member, known)
        return step
    _refuse_odd(member, found)
    if not member.group:
        _refuse_beside_another(member)
    money = Money(found.amount_minor, found.currency)
    _refuse_other_amount(member, found, money)
    if found.cancels:
        return step._replace(outcome=Outcome.ENDING)
    per_seat = money._replace(amount_minor=money.amount_minor // max(found.quantity, 1))
    if _is_price(wanted.plan, per_seat if member.group else money, found.interval):
        return step._replace(outcome=Outcome.JOINED)
    per = f"{money.written('en')} a {found.interval}"
    return step._replace(outcome=Outcome.OTHER_PRICE, why=per)


def _refuse_of_another(member: ImportedMember, known: Subscription) -> None:
    checkout = known.checkout
    if checkout.forgotten_at is not None:
        raise RowFault(f"whoever had {known.stripe_id} erased their account here")
    reader = reader_who_proved(member.email)
    is_theirs = checkout.email == member.email or (
        checkout.reader_id is not None and reader is not None and reader.pk == checkout.reader_id
    )
    if not is_theirs:
        raise RowFault(f"{known.stripe_id} is here already, under another address")


def _refuse_odd(member: ImportedMember, found: facts.FoundSubscription) -> None:
    """Refuse what nobody here could charge on, change or end as it is."""
    faults = {
        "is marked as another site's": found.checkout_id
        not in ("", member.checkout, str(taking_over.checkout_id(found.id))),
        f"has not begun ({found.status})": rules.STATUS.get(found.status) is None,
        "is for several things at once": found.items != 1,
        f"is charged every {found.intervals} {found.interval}s": found.intervals != 1,
        f"is charged every {found.interval}": found.interval not in ("month", "year"),
        "costs nothing at Stripe, or has no fixed price": not found.amount_minor,
        f"is charged in {found.currency}": found.currency not in currencies.TAKEN,
        "is paused at Stripe: let it go on there first": found.is_paused,
        "is billed by invoices that are sent": found.is_billed_by_email,
        "is cancelled in the file, but Stripe would charge it again: cancel it there first": (
            member.state is State.CANCELLED and not found.cancels
        ),
    }
    for fault, holds in faults.items():
        if holds:
            raise RowFault(f"{found.id} {fault}")


def _refuse_other_amount(
    member: ImportedMember, found: facts.FoundSubscription, money: Money
) -> None:
    """Refuse a subscription that is not the one the file means."""
    if member.currency and member.currency != money.currency:
        raise RowFault(f"{found.id} is charged in {money.currency}, not in {member.currency}")
    if member.interval and member.interval != found.interval:
        raise RowFault(f"{found.id} is charged by the {found.interval}, not {member.interval}")
    if not member.amount:
        return
    try:
        said = parse_amount(member.amount, money.currency)
    except AmountFault as fault:
        raise RowFault(f"{member.amount!r} is no amount: {fault}") from fault
    if said != money:
        raise RowFault(
            f"{found.id} is charged {money.written('en')}, the file says {said.written('en')}"
        )


def _refuse_beside_another(member: ImportedMember) -> None:
    """Refuse whoever has a membership here, or lately had: of two, one would be given back."""
    reader = reader_who_proved(member.email)
    unclaimed = Q(checkout__email=member.email, reader=None)
    theirs = unclaimed | Q(reader__email=member.email)
    if reader is not None:
        theirs |= Q(reader=reader)
    of_their_own = Membership.objects.filter(theirs, is_group=False)
    for membership in of_their_own.select_related("subscription"):
        name = membership.subscription.stripe_id
        if membership.status != Membership.Status.ENDED:
            raise RowFault(f"has a membership here already ({name})")
        ended_at = membership.subscription.ended_at or membership.paid_until
        if ended_at is None or ended_at > clock.now() - rules.GIVEN_BACK_WITHIN:
            raise RowFault(f"had a membership here until lately ({name}): one may be given back")


def _is_price(plan: Plan, money: Money, interval: str) -> bool:
    """Tell whether readers could choose an amount themselves."""
    price = plan.price(money.currency)
    if price is None:
        return False
    try:
        rules.checked(money, interval=interval, limits=price.limits(interval))
    except AmountFault:
        return False
    return True
