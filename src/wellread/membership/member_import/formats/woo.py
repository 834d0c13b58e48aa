"""WooCommerce Subscriptions, as its CSV exporter writes them; not tried with a real file.

WooCommerce charges cards by itself: there is no subscription at Stripe to take over, so members
are open until their next payment would be due, and charged by nobody here.
"""

from datetime import datetime

from wellread.membership.member_import.formats.form import Format, state_of
from wellread.membership.member_import.member import ImportedMember, State
from wellread.membership.member_import.rows import FileRow

STATES = {
    "active": State.PAYING,
    "pending-cancel": State.CANCELLED,
    "on-hold": State.NOTHING,
    "cancelled": State.ENDED,
    "expired": State.ENDED,
    "pending": State.NOTHING,
    "switched": State.NOTHING,
    "trash": State.NOTHING,
}


def member(row: FileRow) -> ImportedMember:
    """Read a line."""
    return ImportedMember(
        line=row.line,
        typed_email=row.text("customer_email") or row.text("billing_email"),
        state=_state(row),
        paid_until=_end(row, "next_payment_date") or _end(row, "end_date"),
        amount=row.text("order_total"),
        currency=row.text("order_currency").upper(),
        interval=row.text("billing_period").casefold(),
    )


def _state(row: FileRow) -> State:
    word = row.text("subscription_status").casefold().removeprefix("wc-")
    return state_of(FileRow(row.line, {"subscription_status": word}), "subscription_status", STATES)


def _end(row: FileRow, name: str) -> datetime | None:
    # The exporter writes 0 where there is no such date.
    return None if row.text(name) == "0" else row.end(name)


WOO = Format(
    title="an export of WooCommerce Subscriptions",
    needed=("subscription_status", "next_payment_date"),
    used=(
        *("subscription_status", "customer_email", "billing_email", "next_payment_date"),
        *("end_date", "order_total", "order_currency", "billing_period"),
    ),
    ignored=(
        *("subscription_id", "customer_id", "customer_username", "start_date", "trial_end_date"),
        *("last_payment_date", "cancelled_date", "billing_interval", "order_shipping"),
        *("order_shipping_tax", "fee_total", "fee_tax_total", "order_tax", "cart_discount"),
        *("cart_discount_tax", "payment_method", "payment_method_title"),
        *("payment_method_post_meta", "payment_method_user_meta", "shipping_method"),
        *(
            f"{kind}_{part}"
            for kind in ("billing", "shipping")
            for part in (
                "first_name",
                "last_name",
                "company",
                "address_1",
                "address_2",
                "city",
                "state",
                "postcode",
                "country",
                "phone",
            )
        ),
        *("customer_note", "order_items", "order_notes", "renewal_orders", "coupon_items"),
        *("fee_items", "tax_items", "download_permissions"),
    ),
    bills_at_stripe=False,
    member=member,
)
