"""Members and what else is open, in the files that `wellread import members` reads."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Q

from wellread.membership import rules
from wellread.membership.models import Grant, LeftAlone, Membership, Seat
from wellread.payments import clock
from wellread.payments.models import Checkout

COLUMNS = (
    *("email", "status", "paid_until", "stripe_customer", "stripe_subscription"),
    *("amount", "currency", "interval", "unsubscribed", "checkout", "name", "note", "since"),
)
# As Ghost 5 and 6 name them in their own exports, and read them in an import.
GHOST_COLUMNS = (
    *("email", "name", "note", "subscribed_to_emails", "complimentary_plan"),
    *("stripe_customer_id", "created_at", "deleted_at", "labels", "tiers"),
)
# By which Ghost sorts its members.
HELD, FORMER, MEMBER = "held", "former", "member"
GIVEN = ("membership", "promise", "grace", "institution")
OF_GROUPS = (
    *("number", "group", "email", "status", "paid_until", "seats", "stripe_customer"),
    *("stripe_subscription", "amount", "currency", "interval", "checkout"),
)
OF_SEATS = ("number", "email", "state", "offered_at", "taken_at")


def write(folder: Path) -> int:
    """Write `members.csv`, `held.csv` and what Ghost reads; return how many lines the two have."""
    left_alone = frozenset(LeftAlone.objects.values_list("address", flat=True))
    members, held = list(_members(left_alone)), list(_held())
    _write(folder / "members.ghost.csv", _for_ghost(members, held), GHOST_COLUMNS)
    return _write(folder / "members.csv", members) + _write(folder / "held.csv", held)


def write_groups(folder: Path) -> int:
    """Write `groups.csv` and `seats.csv`: who pays for how many, and who has them."""
    return _write(folder / "groups.csv", _groups(), OF_GROUPS) + _write(
        folder / "seats.csv", _seats(), OF_SEATS
    )


def write_consents(file: Path) -> int:
    """Write what somebody agreed to pay, when, and at which price: the law asks to keep it."""
    count = 0
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(("email", "agreed_at", "to", "amount", "currency", "interval", "checkout"))
        paid = Checkout.objects.filter(state__in=Checkout.SENT_OFF).select_related("reader")
        for one in paid.order_by("created_at", "pk").iterator(chunk_size=2000):
            email = one.reader.email if one.reader else one.email
            row = (email, _moment(one.created_at), one.product_name, one.money.plain)
            table.writerow((*row, one.currency, one.interval, one.pk))
            count += 1
    return count


def _write(file: Path, rows: Iterable[dict[str, str]], columns: Sequence[str] = COLUMNS) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.DictWriter(text, columns, restval="")
        table.writeheader()
        for row in rows:
            table.writerow(row)
            count += 1
    return count


def _for_ghost(
    members: Iterable[dict[str, str]], held: Iterable[dict[str, str]]
) -> Iterator[dict[str, str]]:
    """Return members, former ones too, and whoever holds something, as Ghost exports them."""
    known = {}
    for row in held:
        known[row["email"]] = {
            "email": row["email"],
            "note": f"{row['note']}, until {row['paid_until']}",
            "subscribed_to_emails": "true",
            "complimentary_plan": "true",
            "labels": HELD,
        }
    for row in members:
        is_over = row["status"] == "ended"
        if is_over and row["email"] in known:
            continue
        known[row["email"]] = {
            "email": row["email"],
            "name": row["name"],
            "note": row["note"],
            "subscribed_to_emails": "false" if row["unsubscribed"] else "true",
            "complimentary_plan": "false",
            # Of a former member it would have Ghost look for what is charged no more.
            "stripe_customer_id": "" if is_over else row["stripe_customer"],
            "created_at": row["since"],
            "labels": FORMER if is_over else MEMBER,
            "tiers": "" if is_over else row["note"],
        }
    yield from (known[email] for email in sorted(known))


def _members(left_alone: frozenset[str]) -> Iterator[dict[str, str]]:
    """Return each membership once: what charges, else what still runs, else what ended."""
    rows = (
        Membership.objects.filter(is_group=False)
        .select_related("reader", "plan", "subscription", "checkout__customer")
        .order_by("pk")
    )
    latest: dict[str, Membership] = {}
    for row in rows.iterator(chunk_size=2000):
        known = latest.get(row.email)
        if row.email and (known is None or _rank(row) >= _rank(known)):
            latest[row.email] = row
    for email in sorted(latest):
        yield _line(email, latest[email], is_left_alone=email in left_alone)


def _rank(row: Membership) -> tuple[bool, bool, datetime]:
    is_over = row.status == Membership.Status.ENDED
    return row.status in rules.LIVE, not is_over, row.started_at


def _line(email: str, row: Membership, *, is_left_alone: bool) -> dict[str, str]:
    status = {Membership.Status.ENDING: "cancelled", Membership.Status.ENDED: "ended"}
    subscription, customer = row.subscription, row.checkout.customer
    return {
        "email": email,
        "status": status.get(Membership.Status(row.status), "active"),
        "paid_until": _moment(row.paid_until or _promised_until(row)),
        "stripe_customer": (customer.stripe_id if customer else "") or "",
        "stripe_subscription": subscription.stripe_id,
        "amount": subscription.money.plain,
        "currency": subscription.currency,
        "interval": subscription.interval,
        "unsubscribed": "yes" if is_left_alone else "",
        "since": _moment(row.started_at),
        "checkout": str(row.checkout_id),
        "name": row.reader.get_full_name() if row.reader else "",
        "note": row.plan.name,
    }


def _groups() -> Iterator[dict[str, str]]:
    rows = Membership.objects.filter(is_group=True).select_related(
        "reader", "plan", "subscription", "checkout__customer", "checkout__seat_group"
    )
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        line = _line(row.email, row, is_left_alone=False)
        group = row.checkout.seat_group
        yield {
            **{name: line[name] for name in OF_GROUPS if name in line},
            "number": str(group.pk),
            "group": group.name,
            "seats": str(row.subscription.quantity),
        }


def _seats() -> Iterator[dict[str, str]]:
    rows = Seat.objects.filter(ended_at=None).select_related("reader").order_by("group", "pk")
    for seat in rows.iterator(chunk_size=2000):
        yield {
            "number": str(seat.group_id),
            "email": seat.reader.email if seat.reader else seat.address,
            "state": str(seat.state),
            "offered_at": _moment(seat.invited_at),
            "taken_at": _moment(seat.taken_at),
        }


def _promised_until(row: Membership) -> datetime | None:
    """Return until when is open what a bank is asked for, of whom nothing was paid yet."""
    promised = row.checkout.grants.filter(reason=Grant.Reason.PROMISE, withdrawn_at=None)
    return promised.values_list("ends_at", flat=True).order_by("-ends_at").first()


def _held() -> Iterator[dict[str, str]]:
    """Return what is open to somebody without a subscription, the longest of each address."""
    running = Grant.objects.filter(~Q(reason__in=GIVEN), ends_at__gt=clock.now(), withdrawn_at=None)
    rows = running.select_related("reader", "checkout__reader").order_by("ends_at", "pk")
    longest: dict[str, Grant] = {}
    for grant in rows.iterator(chunk_size=2000):
        longest[_holder(grant)] = grant
    longest.pop("", None)
    for email in sorted(longest):
        grant = longest[email]
        paid = grant.reason == Grant.Reason.CONTRIBUTION
        yield {
            "email": email,
            "status": "cancelled" if paid else "gift",
            "paid_until": _moment(grant.ends_at),
            "note": grant.get_reason_display(),
        }


def _holder(grant: Grant) -> str:
    if grant.reader is not None:
        return grant.reader.email
    checkout = grant.checkout
    if checkout is None:
        return grant.email
    return checkout.reader.email if checkout.reader else checkout.email


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""
