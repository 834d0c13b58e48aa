"""Items that are added to a draft invoice, such as the difference to another amount."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import customers
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

CREATE = "customer invoice amount currency description metadata"


def create(world: World, params: Json) -> Json:
    """POST /v1/invoiceitems, on a draft: what is finalised keeps its amount."""
    read.only(params, CREATE)
    customer = customers.present(world, read.required(params, "customer"))
    invoice = world.get("invoice", read.required(params, "invoice"), param="invoice")
    amount, currency = read.integer(params, "amount"), read.currency(params)
    if amount is None or currency != invoice["currency"]:
        raise ApiError("An invoice's items need an amount, all in one currency.", param="amount")
    if invoice["status"] != "draft" or invoice["customer"] != customer["id"]:
        raise ApiError(
            "The specified invoice is not an editable draft of this customer.", param="invoice"
        )
    item = world.new(
        "invoiceitem",
        "ii",
        {
            **nulls("customer_account parent pricing test_clock"),
            "amount": amount,
            "currency": currency,
            "customer": customer["id"],
            "date": world.now(),
            "description": read.text(params, "description"),
            "discountable": True,
            "discounts": [],
            "invoice": invoice["id"],
            "metadata": read.metadata(params),
            "period": {"start": world.now(), "end": world.now()},
            "proration": False,
            "quantity": 1,
            "quantity_decimal": "1",
            "tax_rates": [],
        },
    )
    add(world, invoice, item)
    return item


def add(world: World, invoice: Json, item: Json) -> None:
    """Put an item on a draft as a line, and bring its totals up to date."""
    invoice["lines"]["data"].append(line_of(item))
    subtotal = sum(int(line["amount"]) for line in invoice["lines"]["data"])
    total = subtotal - sum(int(one["amount"]) for one in invoice["total_discount_amounts"])
    world.change(
        invoice,
        "invoice.updated",
        amount_due=max(0, total),
        amount_remaining=max(0, total),
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal,
        total=total,
        total_excluding_tax=total,
    )


def line_of(item: Json) -> Json:
    """Return the line that an item makes on its invoice."""
    return {
        **{name: item[name] for name in ("amount", "currency", "description", "invoice")},
        **{name: item[name] for name in ("metadata", "period", "quantity")},
        "id": f"il_{item['id']}",
        "object": "line_item",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "parent": {
            "invoice_item_details": {
                "invoice_item": item["id"],
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": None,
            },
            "subscription_item_details": None,
            "type": "invoice_item_details",
        },
        "pretax_credit_amounts": [],
        "pricing": None,
        "quantity_decimal": str(item["quantity"]),
        "subscription": None,
        "subtotal": item["amount"],
        "taxes": [],
    }
