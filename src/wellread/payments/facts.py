"""What Stripe says, as plain facts: read from its JSON, checked once, without its classes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from wellread.payments.money import Money

Json = Mapping[str, Any]
CHECKOUT_KEY = "wellread_checkout"
# In the metadata of a refund: the order of ours that it carries out.
REFUND_KEY = "wellread_refund"
# In the metadata of a subscription: what of its amount covers the payment service's fee.
FEE_KEY = "wellread_covers_fee"
# Marks a coupon and a code of ours.
CODE_KEY = "wellread_code"
# Marks a line by which a draft was brought to another amount.
AMOUNT_KEY = "wellread_amount"
# Marks a subscription whose next charge was moved: the time until then costs and opens nothing.
REST_KEY = "wellread_rests"


class SessionFacts(NamedTuple):
    """A Checkout session at present."""

    id: str
    checkout_id: str
    status: str
    is_paid: bool
    url: str
    customer: str
    email: str
    subscription: str
    payment_intent: str
    # Of the bill; "" where it was not asked for.
    country: str = ""


class DiscountFacts(NamedTuple):
    """What is taken off each charge, hundredths of a percent or a sum, until a moment or for ever.

    Nought of both is none.
    """

    hundredths: int = 0
    amount_minor: int = 0
    ends_at: datetime | None = None


class SubscriptionFacts(NamedTuple):
    """A subscription at present; the amount is without what is taken off."""

    id: str
    checkout_id: str
    status: str
    customer: str
    cancels_at_period_end: bool
    current_period_ends_at: datetime
    started_at: datetime
    ended_at: datetime | None
    end_reason: str
    amount_minor: int
    currency: str
    interval: str
    off: DiscountFacts = DiscountFacts()
    quantity: int = 1
    fee_covered_minor: int = 0


class FoundSubscription(NamedTuple):
    """A subscription as it stands in our account, whoever began it; no amount is an odd price."""

    id: str
    customer: str
    checkout_id: str
    status: str
    cancels: bool
    is_paused: bool
    is_billed_by_email: bool
    items: int
    amount_minor: int
    currency: str
    interval: str
    intervals: int
    current_period_ends_at: datetime
    ended_at: datetime | None
    quantity: int = 1


class InvoiceFacts(NamedTuple):
    """An invoice of a subscription at present; the period is that of its line.

    One that was settled without a payment names no payment intent. One that is collected will be
    charged by itself, now or later. What the period costs is without discounts, or what staff
    added to the invoice.
    """

    id: str
    subscription: str
    checkout_id: str
    status: str
    is_first: bool
    is_collected: bool
    customer: str
    customer_email: str
    payment_intent: str
    period_costs_minor: int
    lines: int
    amount_paid_minor: int
    currency: str
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    period_starts_at: datetime
    period_ends_at: datetime
    # Where its payer pays it at Stripe, or agrees to it with their bank; "" while it is a draft.
    page_url: str = ""
    # Whether it stands for the time until a charge that was moved: it paid for nothing.
    is_of_rest: bool = False
    # Whether it paid for more of the same until the next renewal: it begins no period.
    is_of_change: bool = False
    # How many were charged for before such a change; None where that is not told.
    quantity_before: int | None = None
    fee_covered_minor: int = 0


class ChargeTerms(NamedTuple):
    """What is charged each time, and how often; a part of it may cover the service's fee."""

    money: Money
    interval: str
    fee_covered_minor: int = 0
    # How many are charged for that money together: seats of a group.
    quantity: int = 1
    # Takes the place of what was taken off; an empty one ends it, None leaves it.
    coupon: str | None = None


class PreviewFacts(NamedTuple):
    """What would be charged next, and when, after a change that nobody has made."""

    money: Money
    charged_at: datetime


class Movement(NamedTuple):
    """One movement of our balance at Stripe, and what it cost us.

    Both are in the currency of our account, which need not be the payment's. A fee is negative
    when it is given back.
    """

    id: str
    money: Money
    fee: Money
    moved_at: datetime


class CardFacts(NamedTuple):
    """A card as it may be shown, and by what it is known again; it runs out at a moment."""

    fingerprint: str
    last4: str
    runs_out_at: datetime
    # Of the bank that gave it out, "" where that is not known.
    country: str = ""


class AgreedFacts(NamedTuple):
    """How a card's holder answered a page that asked for their bank's agreement."""

    is_complete: bool
    payment_method: str


class PaymentFacts(NamedTuple):
    """A payment intent with its latest charge at present; a movement of None is not known yet.

    Why it was declined is in Stripe's word, "" when it was not. One that waits for its payer to
    agree with their bank needs an action.
    """

    id: str
    checkout_id: str
    status: str
    amount_minor: int
    currency: str
    charge: str
    attempted: bool
    paid_at: datetime | None
    movement: Movement | None
    refunded_minor: int
    disputed: bool
    decline_code: str = ""
    needs_action: bool = False
    card: CardFacts | None = None
    # Of the bill; "" where it was not asked for.
    country: str = ""
    # When the bank was asked that has not answered yet.
    asked_at: datetime | None = None


class RefundFacts(NamedTuple):
    """A refund at present, when its money left us, and when it came back from the reader's bank."""

    id: str
    payment_intent: str
    status: str
    amount_minor: int
    currency: str
    created_at: datetime
    left: Movement | None
    came_back: Movement | None
    order_id: str = ""


class DisputeFacts(NamedTuple):
    """A disputed charge at present. An enquiry of the bank takes nothing, unlike a dispute."""

    id: str
    payment_intent: str
    status: str
    amount_minor: int
    currency: str
    created_at: datetime
    movements: tuple[Movement, ...]
    reason: str = ""
    answer_by: datetime | None = None

    @property
    def holds_money(self) -> bool:
        """Whether the bank has our money at present."""
        return sum(one.money.amount_minor for one in self.movements) < 0


class ChargeFacts(NamedTuple):
    """A charge as the balance names it."""

    id: str
    payment_intent: str
    checkout_id: str
    received: Money
    made_at: datetime


class FailedCharge(NamedTuple):
    """A card that was declined: which one, where, and for how much."""

    id: str
    payment_intent: str
    checkout_id: str
    customer: str
    fingerprint: str
    decline_code: str
    money: Money
    made_at: datetime


class BookedMovement(NamedTuple):
    """A line of our balance at Stripe, and what moved it."""

    movement: Movement
    source: ChargeFacts | RefundFacts | DisputeFacts


class PayoutFacts(NamedTuple):
    """Money that left for the bank; a failed one came back."""

    id: str
    status: str
    money: Money
    made_at: datetime
    arrives_at: datetime
    is_by_hand: bool
    is_complete: bool
    reference: str
    descriptor: str
    left: Movement | None
    came_back: Movement | None


class PaidOut(NamedTuple):
    """A line of our balance that a payout took to the bank, and what moved it.

    That is a reader's card, or a payout that had come back, or nothing that we know of.
    """

    movement: Movement
    booked: BookedMovement | None
    returned_payout: str


class EventFacts(NamedTuple):
    """One message from Stripe: what happened to which object, and the object as it was then."""

    id: str
    type: str
    livemode: bool
    object_id: str
    payload: dict[str, Any]


def session(given: Json) -> SessionFacts:
    """Read a Checkout session."""
    return SessionFacts(
        id=given["id"],
        checkout_id=given.get("client_reference_id") or _checkout_id(given),
        status=given["status"] or "open",
        is_paid=given["payment_status"] in {"paid", "no_payment_required"},
        url=given.get("url") or "",
        customer=_id(given.get("customer")),
        email=(given.get("customer_details") or {}).get("email") or "",
        subscription=_id(given.get("subscription")),
        payment_intent=_id(given.get("payment_intent")),
        country=_country(given.get("customer_details")),
    )


def subscription(given: Json) -> SubscriptionFacts:
    """Read a subscription of one item."""
    # The period stands on the item; the subscription itself no longer has one.
    item = given["items"]["data"][0]
    price = item["price"]
    amount_minor = (price["unit_amount"] or 0) * item.get("quantity", 1)
    return SubscriptionFacts(
        id=given["id"],
        checkout_id=_checkout_id(given),
        status=given["status"],
        customer=_id(given["customer"]),
        cancels_at_period_end=bool(given["cancel_at_period_end"] or given.get("cancel_at")),
        current_period_ends_at=_time(item["current_period_end"]),
        started_at=_time(given.get("start_date") or given["created"]),
        ended_at=_time_or_none(given.get("ended_at")),
        end_reason=(given.get("cancellation_details") or {}).get("reason") or "",
        amount_minor=amount_minor,
        currency=price["currency"].upper(),
        interval=price["recurring"]["interval"],
        off=_discount(given.get("discounts") or ()),
        quantity=item.get("quantity", 1),
        fee_covered_minor=_fee_covered(given, amount_minor),
    )


def found_subscription(given: Json) -> FoundSubscription:
    """Read a subscription of any number of items at any price; the first one's is told."""
    items = given["items"]["data"]
    price = items[0]["price"]
    return FoundSubscription(
        id=given["id"],
        customer=_id(given["customer"]),
        checkout_id=_checkout_id(given),
        status=given["status"],
        cancels=bool(given["cancel_at_period_end"] or given.get("cancel_at")),
        is_paused=bool(given.get("pause_collection")),
        is_billed_by_email=given.get("collection_method") == "send_invoice",
        items=len(items),
        amount_minor=(price["unit_amount"] or 0) * items[0].get("quantity", 1),
        currency=price["currency"].upper(),
        interval=price["recurring"]["interval"],
        intervals=price["recurring"]["interval_count"],
        current_period_ends_at=_time(items[0]["current_period_end"]),
        ended_at=_time_or_none(given.get("ended_at")),
        quantity=items[0].get("quantity", 1),
    )


def invoice(given: Json) -> InvoiceFacts:
    """Read an invoice that was fetched with its payments expanded."""
    details = (given.get("parent") or {}).get("subscription_details") or {}
    starts_at, ends_at = _line_period(given)
    costs_minor = sum(line["amount"] for line in given["lines"]["data"] if _is_of_period(line))
    return InvoiceFacts(
        id=given["id"],
        subscription=_id(details.get("subscription")),
        checkout_id=_checkout_id(details),
        status=given["status"] or "draft",
        is_first=given["billing_reason"] == "subscription_create",
        is_collected=given["status"] in {"draft", "open"} and bool(given.get("auto_advance")),
        customer=_id(given.get("customer")),
        customer_email=given.get("customer_email") or "",
        payment_intent=_payment_intent(given),
        period_costs_minor=costs_minor,
        lines=len(given["lines"]["data"]),
        amount_paid_minor=given["amount_paid"],
        currency=given["currency"].upper(),
        attempts=given["attempt_count"],
        next_attempt_at=_time_or_none(given.get("next_payment_attempt")),
        created_at=_time(given["created"]),
        period_starts_at=starts_at,
        period_ends_at=ends_at,
        page_url=given.get("hosted_invoice_url") or "",
        is_of_rest=not costs_minor and REST_KEY in (details.get("metadata") or {}),
        is_of_change=_is_of_change(given),
        quantity_before=_quantity_before(given),
        fee_covered_minor=_fee_covered(details, costs_minor),
    )


def agreed(given: Json) -> AgreedFacts:
    """Read a session in which a card was to be agreed to, its setup intent expanded."""
    intent = given.get("setup_intent") or {}
    is_complete = given["status"] == "complete" and intent.get("status") == "succeeded"
    return AgreedFacts(is_complete, _id(intent.get("payment_method")))


def preview(given: Json) -> PreviewFacts:
    """Read an invoice that would come."""
    return PreviewFacts(
        money=Money(given["amount_due"], given["currency"].upper()),
        charged_at=_time(given["period_end"]),
    )


def payment(given: Json) -> PaymentFacts:
    """Read a payment intent that was fetched with its latest charge and balance transaction."""
    charge = given.get("latest_charge") or {}
    error = given.get("last_payment_error") or {}
    return PaymentFacts(
        id=given["id"],
        checkout_id=_checkout_id(given),
        status=given["status"],
        amount_minor=given["amount_received"] or given["amount"],
        currency=given["currency"].upper(),
        charge=charge.get("id", ""),
        attempted=bool(charge) or bool(given.get("last_payment_error")),
        paid_at=_time(charge["created"]) if given["status"] == "succeeded" and charge else None,
        movement=_movement_or_none(charge.get("balance_transaction")),
        refunded_minor=charge.get("amount_refunded", 0),
        disputed=bool(charge.get("disputed")),
        decline_code=error.get("decline_code") or error.get("code") or "",
        needs_action=given["status"] == "requires_action",
        card=_card(charge),
        country=_country(charge.get("billing_details")),
        asked_at=_time((charge or given)["created"]) if given["status"] == "processing" else None,
    )


def refund(given: Json) -> RefundFacts:
    """Read a refund that was fetched with the movements of our balance that it made."""
    return RefundFacts(
        id=given["id"],
        payment_intent=_id(given.get("payment_intent")),
        status=given["status"] or "pending",
        amount_minor=given["amount"],
        currency=given["currency"].upper(),
        created_at=_time(given["created"]),
        left=_movement_or_none(given.get("balance_transaction")),
        came_back=_movement_or_none(given.get("failure_balance_transaction")),
        order_id=str((given.get("metadata") or {}).get(REFUND_KEY, "")),
    )


def dispute(given: Json) -> DisputeFacts:
    """Read a dispute with the movements of our balance that it made."""
    movements = [_movement(one) for one in given["balance_transactions"]]
    return DisputeFacts(
        id=given["id"],
        payment_intent=_id(given.get("payment_intent")),
        status=given["status"],
        amount_minor=given["amount"],
        currency=given["currency"].upper(),
        created_at=_time(given["created"]),
        movements=tuple(sorted(movements, key=lambda one: (one.moved_at, one.id))),
        reason=given.get("reason") or "",
        answer_by=_time_or_none((given.get("evidence_details") or {}).get("due_by")),
    )


def failed_charge(given: Json) -> FailedCharge:
    """Read a charge that was declined."""
    card_told = (given.get("payment_method_details") or {}).get("card") or {}
    return FailedCharge(
        id=given["id"],
        payment_intent=_id(given.get("payment_intent")),
        checkout_id=_checkout_id(given),
        customer=_id(given.get("customer")),
        fingerprint=card_told.get("fingerprint") or "",
        decline_code=(given.get("outcome") or {}).get("reason") or given.get("failure_code") or "",
        money=Money(given["amount"], given["currency"].upper()),
        made_at=_time(given["created"]),
    )


def booked_movement(given: Json) -> BookedMovement | None:
    """Read a line of the balance with its source expanded; None when no reader's card moved it."""
    source: Json = given["source"] if isinstance(given.get("source"), Mapping) else {}
    kind, movement = source.get("object"), _movement(given)
    if kind == "charge":
        return BookedMovement(movement, _charge(source))
    if kind == "refund":
        return BookedMovement(movement, refund(source))
    return BookedMovement(movement, dispute(source)) if kind == "dispute" else None


def payout(given: Json) -> PayoutFacts:
    """Read a payout."""
    return PayoutFacts(
        id=given["id"],
        status=given["status"],
        money=Money(given["amount"], given["currency"].upper()),
        made_at=_time(given["created"]),
        arrives_at=_time(given["arrival_date"]),
        is_by_hand=not given["automatic"],
        is_complete=given["reconciliation_status"] == "completed",
        reference=str((given.get("trace_id") or {}).get("value") or ""),
        descriptor=given.get("statement_descriptor") or "",
        left=_movement_or_none(given.get("balance_transaction")),
        came_back=_movement_or_none(given.get("failure_balance_transaction")),
    )


def paid_out(given: Json) -> PaidOut:
    """Read a line of the balance that a payout took to the bank, with its source expanded."""
    source: Json = given["source"] if isinstance(given.get("source"), Mapping) else {}
    returned = str(source["id"]) if source.get("object") == "payout" else ""
    return PaidOut(_movement(given), booked_movement(given), returned)


def event(given: Json) -> EventFacts:
    """Read an event; raise ValueError for one that names itself or its object by no short text."""
    return EventFacts(
        id=_name(given["id"], "id", 255),
        type=_name(given["type"], "type", 100),
        livemode=bool(given["livemode"]),
        # What is about no object, such as a balance, has no id.
        object_id=_name(given["data"]["object"].get("id") or "", "data.object.id", 255, least=0),
        payload=dict(given),
    )


def _name(given: object, place: str, most: int, *, least: int = 1) -> str:
    if not isinstance(given, str) or not least <= len(given) <= most:
        raise ValueError(f"{place} must be a text of {least} to {most} letters")
    return given


def _charge(given: Json) -> ChargeFacts:
    return ChargeFacts(
        id=given["id"],
        payment_intent=_id(given.get("payment_intent")),
        checkout_id=_checkout_id(given),
        received=Money(given["amount_captured"], given["currency"].upper()),
        made_at=_time(given["created"]),
    )


def _movement(given: Json) -> Movement:
    currency = given["currency"].upper()
    return Movement(
        id=given["id"],
        money=Money(given["amount"], currency),
        fee=Money(given["fee"], currency),
        moved_at=_time(given["created"]),
    )


def _movement_or_none(given: object) -> Movement | None:
    # One that was not expanded, or is not made yet, says no date: it is not known.
    return _movement(given) if isinstance(given, Mapping) else None


def _country(billed: Json | None) -> str:
    """Read the country of a bill's address, "" where it has none."""
    return str(((billed or {}).get("address") or {}).get("country") or "").upper()


def _card(charge: Json) -> CardFacts | None:
    return card((charge.get("payment_method_details") or {}).get("card") or {})


def card(told: Json) -> CardFacts | None:
    """Read a card, as a charge or a payment method shows it; None where it was no card."""
    if not told.get("exp_year"):
        return None
    # A card is good to the end of its last month, wherever that ends last.
    years, month = divmod(told["exp_month"], 12)
    return CardFacts(
        fingerprint=told.get("fingerprint") or "",
        last4=told.get("last4") or "",
        runs_out_at=datetime(told["exp_year"] + years, month + 1, 1, tzinfo=UTC),
        country=told.get("country") or "",
    )


def _fee_covered(given: Json, amount_minor: int) -> int:
    """Read what of an amount covers the fee; what staff typed there and is no such part is none."""
    said = str((given.get("metadata") or {}).get(FEE_KEY, ""))
    covered_minor = int(said) if said.isdecimal() and len(said) <= 9 else 0
    return covered_minor if covered_minor < amount_minor else 0


def _discount(given: Sequence[object]) -> DiscountFacts:
    """Read what a subscription's discounts take off, each expanded with its coupon; the first.

    One for a single invoice is spent with the first: of what comes it takes nothing off.
    """
    for one in given:
        source = one.get("source") if isinstance(one, Mapping) else None
        coupon = source.get("coupon") if isinstance(source, Mapping) else None
        if (
            isinstance(one, Mapping)
            and isinstance(coupon, Mapping)
            and coupon["duration"] != "once"
        ):
            return DiscountFacts(
                hundredths=int(Decimal(str(coupon.get("percent_off") or 0)) * 100),
                amount_minor=coupon.get("amount_off") or 0,
                ends_at=_time_or_none(one.get("end")),
            )
    return DiscountFacts()


def _line_period(given: Json) -> tuple[datetime, datetime]:
    lines = given["lines"]["data"]
    # What is reckoned up for a change within a period is no period of its own.
    periods = [line["period"] for line in lines if not _is_proration(line)]
    periods = periods or [line["period"] for line in lines]
    # An invoice of somebody else on the same account may have no line at all.
    periods = periods or [{"start": given["created"], "end": given["created"]}]
    latest = max(periods, key=lambda period: int(period["end"]))
    return _time(latest["start"]), _time(latest["end"])


def _is_proration(line: Json) -> bool:
    details = (line.get("parent") or {}).get("subscription_item_details") or {}
    return bool(details.get("proration"))


def _is_of_change(given: Json) -> bool:
    is_update = given["billing_reason"] == "subscription_update"
    return is_update and all(_is_proration(line) for line in given["lines"]["data"])


def _quantity_before(given: Json) -> int | None:
    """Return how many a change within a period gives back, having more of them from then on."""
    lines = given["lines"]["data"] if _is_of_change(given) else ()
    return next((line["quantity"] for line in lines if line["amount"] < 0), None)


def _is_of_period(line: Json) -> bool:
    is_of_item = bool((line.get("parent") or {}).get("subscription_item_details"))
    is_ours = AMOUNT_KEY in (line.get("metadata") or {})
    return is_ours or (is_of_item and not _is_proration(line))


def _payment_intent(given: Json) -> str:
    made = list((given.get("payments") or {}).get("data", ()))
    # An invoice may have had several: the one that was paid stands, else the one to be paid.
    made.sort(key=lambda one: (one.get("status") != "paid", not one.get("is_default")))
    return next(filter(None, (_id(one["payment"].get("payment_intent")) for one in made)), "")


def _checkout_id(given: Json) -> str:
    return str((given.get("metadata") or {}).get(CHECKOUT_KEY, ""))


def payment_intent_of(given: Json) -> str:
    """Return the payment intent that a refund or dispute names, expanded or not."""
    return _id(given.get("payment_intent"))


def own_card(subscription: Json) -> str:
    """Return the id of the card that a subscription has for itself, or an empty text."""
    return _id(subscription.get("default_payment_method"))


def customers_card(subscription: Json) -> str:
    """Return the id of the card that the expanded customer of a subscription has, or ""."""
    return _id(
        (subscription["customer"].get("invoice_settings") or {}).get("default_payment_method")
    )


def _id(given: object) -> str:
    """Return the id of something that may be expanded, or absent."""
    if isinstance(given, Mapping):
        return str(given["id"])
    return str(given) if given else ""


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _time_or_none(seconds: int | None) -> datetime | None:
    return _time(seconds) if seconds else None
