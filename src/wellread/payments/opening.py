"""Opening the page where a Checkout is paid, one at a time for each payer, and closing it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q, QuerySet

from wellread.accounts.models import Reader
from wellread.payments import clock, debits, gateway, settling, signals
from wellread.payments.actions import FIRST_LOOK, TIMES_OVERTAKEN, finish_checkout
from wellread.payments.discounts import Discount
from wellread.payments.models import Checkout, CheckoutPause, Customer
from wellread.payments.money import Money


class CheckoutClosed(Exception):
    """This Checkout was paid, is being paid or has expired; a new one is needed to pay again."""

    def __init__(self, checkout: Checkout) -> None:
        super().__init__(str(checkout.pk))
        self.checkout = checkout


class CheckoutsPaused(gateway.GatewayRefused):
    """No new payments are taken: strangers try out cards here. Renewals go on."""


class ReaderIsGone(Exception):
    """The account was erased while its reader began to pay."""


def start_checkout(
    *,
    reader: Reader | None,
    email: str,
    kind: str,
    interval: str,
    money: Money,
    quantity: int = 1,
    attribution: Mapping[str, str],
    return_path: str,
    product_name: str,
    metadata: Mapping[str, str],
    browser: str = "",
    has_scripts: bool = True,
    network: str = "",
    checkout_id: UUID | None = None,
    takes_debits: bool = False,
    discount: Discount | None = None,
    trial_days: int = 0,
    fee_covered_minor: int = 0,
    write_beside: Callable[[Checkout], object] | None = None,
) -> Checkout:
    """Write a Checkout down and open its page at Stripe; the same id opens the same page.

    A reader, or a browser in which nobody signed in, has one page open at a time. Who chooses the
    same again is given that page; it is closed for who chooses something else. Other rows that
    tell of it are written in the same transaction.

    Raises CheckoutClosed, ReaderIsGone, gateway.GatewayUnavailable or gateway.GatewayRefused, of
    which CheckoutsPaused is one.
    """
    if CheckoutPause.objects.filter(is_on=True).exists():
        raise CheckoutsPaused
    wanted = Checkout(
        id=checkout_id or uuid4(),
        reader=reader,
        browser="" if reader else browser,
        has_scripts=has_scripts,
        network=network,
        email=email,
        kind=kind,
        interval=interval,
        amount_minor=money.amount_minor,
        quantity=quantity,
        currency=money.currency,
        fee_covered_minor=fee_covered_minor,
        off_minor=discount.off_minor if discount else 0,
        off_months=discount.months if discount else None,
        coupon=discount.coupon if discount else "",
        trial_days=trial_days,
        promotion_code=discount.code if discount else "",
        attribution=dict(attribution),
        return_path=return_path,
        product_name=product_name,
        metadata=dict(metadata),
        takes_debits=takes_debits,
        created_at=clock.now(),
        look_again_at=clock.now() + FIRST_LOOK,
    )
    checkout = _written_down(wanted, browser, write_beside)
    try:
        checkout = checkout if checkout.url else _open_page(checkout)
    except Reader.DoesNotExist as fault:
        raise ReaderIsGone from fault
    # Another tab may have closed it while its page was opened.
    if checkout.state != Checkout.State.OPEN:
        raise CheckoutClosed(checkout)
    return checkout


def close_checkouts(*, reader: Reader | None, browser: str = "") -> None:
    """Expire or settle every page on which a reader, or a browser, could still pay.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    for checkout in _open_of(reader, browser):
        close_for_good(checkout)


def settle_checkouts(*, reader: Reader | None, browser: str) -> None:
    """Write down what was paid on pages begun here, though neither a message nor the payer came.

    Where that cannot be asked or written now, it is left to the messages.
    """
    for checkout in _open_of(reader, browser).exclude(stripe_session_id=None):
        with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused, DatabaseError):
            finish_checkout(checkout=checkout)


def is_open_for(*, reader: Reader | None, browser: str = "") -> bool:
    """Tell whether a reader or a browser could still pay on a page of ours."""
    return _open_of(reader, browser).exists()


def close_for_good(checkout: Checkout) -> None:
    """Close a page; also what was sent there already makes no membership any more."""
    try:
        _close(checkout)
    except CheckoutClosed:
        told = gateway.session(str(checkout.stripe_session_id))
        if told.subscription:
            gateway.cancel_now(told.subscription)
        _expire(checkout)


def close_page(checkout: Checkout) -> None:
    """Close a page on which nobody paid; one that was sent off stays as it is."""
    with suppress(CheckoutClosed):
        _close(checkout)


def forgotten_checkouts() -> QuerySet[Checkout]:
    """Return pages that were left open by readers whose accounts are erased."""
    return Checkout.objects.filter(state=Checkout.State.OPEN).exclude(forgotten_at=None)


def is_under_way(checkout: Checkout) -> bool:
    """Tell whether a Checkout was sent off, though its money has not arrived yet.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if checkout.state != Checkout.State.OPEN or not checkout.stripe_session_id:
        return False
    return gateway.session(checkout.stripe_session_id).status == "complete"


def _written_down(
    wanted: Checkout, browser: str, write_beside: Callable[[Checkout], object] | None
) -> Checkout:
    """Return the one Checkout that may be open now: a new row, or the one that stands already."""
    fault: IntegrityError | None = None
    for _ in range(TIMES_OVERTAKEN):
        if same := _standing(wanted, browser):
            return same
        try:
            return _insert(wanted, write_beside)
        except IntegrityError as taken:
            # Another tab was faster: what it wrote down is looked at next.
            fault = taken
    raise gateway.GatewayUnavailable("Other tabs open pages all the time") from fault


def _standing(wanted: Checkout, browser: str) -> Checkout | None:
    """Return what was written down for this very form or choice; close what was for another."""
    same = Checkout.objects.filter(pk=wanted.pk).first()
    if same is not None and same.state != Checkout.State.OPEN:
        raise CheckoutClosed(same)
    kept: Checkout | None = None
    for one in dict.fromkeys([*([same] if same else []), *_open_of(wanted.reader, browser)]):
        suits = one.pk == wanted.pk or _is_same_choice(one, wanted)
        if kept is None and suits and _can_be_paid(one):
            kept = one
        else:
            _make_way(one, wanted)
    if kept is None and same is not None:
        raise CheckoutClosed(same)
    return kept


def _make_way(other: Checkout, wanted: Checkout) -> None:
    """Close a page for another one, unless it began the membership that is wanted."""
    _close(other)
    other.refresh_from_db()
    is_sent_off = other.state in (Checkout.State.PROMISED, Checkout.State.PAID)
    is_same_kind = other.kind == wanted.kind and other.is_of_group == wanted.is_of_group
    if is_sent_off and is_same_kind and wanted.kind == Checkout.Kind.SUBSCRIPTION:
        raise CheckoutClosed(other)


@transaction.atomic
def _insert(wanted: Checkout, write_beside: Callable[[Checkout], object] | None) -> Checkout:
    # Who erases the account holds this row: nothing is begun for it behind their back.
    readers = Reader.objects.select_for_update(no_key=True)
    if wanted.reader_id is not None and not readers.filter(pk=wanted.reader_id).exists():
        raise ReaderIsGone
    wanted.save(force_insert=True)
    signals.checkout_begun.send(sender=Checkout, checkout=wanted)
    if write_beside is not None:
        write_beside(wanted)
    return wanted


def _open_of(reader: Reader | None, browser: str) -> QuerySet[Checkout]:
    payer = Q(reader=reader) if reader else Q(pk__in=[])
    if browser:
        payer |= Q(browser=browser, reader=None)
    return Checkout.objects.filter(payer, state=Checkout.State.OPEN).order_by("created_at")


def _is_same_choice(one: Checkout, other: Checkout) -> bool:
    # What is bought with it stands in the metadata.
    names = (
        *("reader_id", "interval", "amount_minor", "currency", "return_path", "has_scripts"),
        *("fee_covered_minor", "quantity", "off_minor", "off_months", "coupon", "promotion_code"),
        *("trial_days", "metadata"),
    )
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _can_be_paid(checkout: Checkout) -> bool:
    """Tell whether a page is open; one that is being opened by another tab counts as open."""
    if not checkout.stripe_session_id:
        return True
    try:
        return gateway.session(checkout.stripe_session_id).status == "open"
    except gateway.NoSuchObject:
        return False


def _close(checkout: Checkout) -> None:
    """Close a page at Stripe; raise CheckoutClosed when it was sent off and is not paid yet."""
    if not checkout.stripe_session_id:
        # It may have been opened though we never heard of it: asked again, the same one is.
        checkout = _open_page(checkout)
    # A page that was just paid, or that ran out, refuses: what became of it is asked next.
    with suppress(gateway.GatewayRefused):
        gateway.expire_session(str(checkout.stripe_session_id))
    try:
        checkout = finish_checkout(checkout=checkout)
    except gateway.NoSuchObject:
        # One that Stripe has forgotten can be paid by nobody.
        return _expire(checkout)
    if checkout.state == Checkout.State.OPEN:
        raise CheckoutClosed(checkout)
    return None


def _expire(checkout: Checkout) -> None:
    Checkout.objects.filter(pk=checkout.pk, state=Checkout.State.OPEN).update(
        state=Checkout.State.EXPIRED, look_again_at=None
    )


def _open_page(checkout: Checkout) -> Checkout:
    told = gateway.make_session(
        checkout_id=str(checkout.pk),
        kind=checkout.kind,
        interval=checkout.interval,
        money=checkout.money,
        quantity=checkout.quantity,
        product_name=checkout.product_name,
        customer=_customer_of(checkout.reader)
        if checkout.reader and not checkout.is_of_group
        else "",
        email=checkout.email,
        metadata=checkout.metadata,
        success_url=f"{settings.SITE_URL}/join/return/{checkout.pk}/",
        cancel_url=f"{settings.SITE_URL}/join/cancelled/{checkout.pk}/",
        key=f"checkout:{checkout.pk}",
        methods=debits.methods(checkout.currency, takes_debits=checkout.takes_debits),
        fee_covered_minor=checkout.fee_covered_minor,
        promotion_code=checkout.promotion_code,
        coupon=checkout.coupon,
        trial_days=checkout.trial_days,
    )
    return settling.note_session(checkout=checkout, told=told)


def _customer_of(reader: Reader) -> str:
    """Return the id under which Stripe knows a reader, introducing them when it does not."""
    customer = _customer_row(reader)
    if customer.stripe_id is None:
        customer.stripe_id = gateway.make_customer(
            email=reader.email, key=f"customer:{customer.pk}"
        )
        customer.save(update_fields=["stripe_id"])
    return customer.stripe_id


@transaction.atomic
def _customer_row(reader: Reader) -> Customer:
    # Two clicks at once must find one row: its id is the key under which Stripe makes one.
    Reader.objects.select_for_update(no_key=True).get(pk=reader.pk)
    known = Customer.objects.filter(reader=reader).order_by("created_at", "pk").first()
    return known or Customer.objects.create(reader=reader)
