"""Members by month as a table, and the entries of the solidarity pot."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from wellread.language.spreadsheets import plain
from wellread.membership import postal
from wellread.membership.models import Grant, Membership, SolidarityEntry
from wellread.payments.months import Month
from wellread.payments.sheets import AT, Cells


def members(month: Month) -> Iterator[Cells]:
    """Return the memberships that opened something in a month, as they stand now."""
    yield (
        *("e-mail", "plan", "status", "since (UTC)", "paid until (UTC)", "amount", "currency"),
        *("interval", "subscription", "customer", "postal address"),
    )
    held = Grant.objects.filter(
        checkout=OuterRef("checkout"),
        starts_at__lt=month.until,
        ends_at__gt=month.since,
        withdrawn_at=None,
    )
    rows = Membership.objects.filter(Exists(held)).order_by("started_at", "pk")
    post = {key: str(address) for key, address in postal.by_payer()}
    related = ("plan", "reader", "subscription", "checkout__customer")
    for row in rows.select_related(*related).iterator():
        customer = row.checkout.customer
        yield (
            plain(row.email),
            plain(row.plan.name),
            row.status,
            f"{row.started_at:{AT}}",
            f"{row.paid_until:{AT}}" if row.paid_until else "",
            row.subscription.money.decimal,
            row.subscription.currency,
            row.subscription.interval,
            plain(row.subscription.stripe_id),
            plain((customer.stripe_id if customer else "") or ""),
            plain(post.get(row.checkout.reader_id or row.checkout_id, "")),
        )


def pot(month: Month) -> Iterator[Cells]:
    """Return what came into the solidarity pot in a month, and what left it; it names no reader."""
    yield "at (UTC)", "kind", "amount", "currency", "payment", "by", "why", "source"
    rows = SolidarityEntry.objects.filter(
        occurred_at__gte=month.since, occurred_at__lt=month.until
    ).order_by("occurred_at", "pk")
    for row in rows.select_related("pot", "payment").iterator():
        yield (
            f"{row.occurred_at:{AT}}",
            row.kind,
            row.money.decimal,
            row.pot.currency,
            plain(row.payment.stripe_id if row.payment else ""),
            *map(plain, (row.by, row.why, row.source)),
        )
