"""Customers: who pays, and with which card by default."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import payment_methods, subscription_status
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id

TEXTS = ("email", "name", "phone", "description")
FIELDS = "email name phone description metadata payment_method invoice_settings preferred_locales"


def create(world: World, params: Json) -> Json:
    """POST /v1/customers."""
    read.only(params, f"{FIELDS} address test_clock")
    clock = read.text(params, "test_clock")
    if clock:
        world.get("test_helpers.test_clock", clock, param="test_clock")
    customer = make(
        world,
        **{name: read.text(params, name) for name in TEXTS},
        address=read.table(params, "address") or None,
        metadata=read.metadata(params),
        preferred_locales=params.get("preferred_locales") or [],
        test_clock=clock,
    )
    keep_cards(world, customer, params)
    return customer


def make(world: World, **known: object) -> Json:
    """Make a customer and announce it."""
    fields = {
        **nulls("address business_name currency customer_account default_source description"),
        **nulls("discount email individual_name name phone shipping test_clock"),
        "balance": 0,
        "delinquent": False,
        "invoice_prefix": new_id("", 8)[1:].upper(),
        "invoice_settings": {
            **nulls("custom_fields default_payment_method footer rendering_options")
        },
        "metadata": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
        **known,
    }
    customer = world.new("customer", "cus", fields)
    world.emit("customer.created", customer)
    return customer


def keep_cards(world: World, customer: Json, params: Json) -> None:
    """Attach the card of a request and make the named one the default."""
    settings = read.table(params, "invoice_settings")
    read.only(settings, "default_payment_method", within="invoice_settings")
    if token := read.text(params, "payment_method"):
        attached = payment_methods.attach_to(world, customer, payment_methods.resolve(world, token))
        if read.text(settings, "default_payment_method") == token:
            settings = {"default_payment_method": attached["id"]}
    if "default_payment_method" in settings:
        set_default_card(world, customer, read.text(settings, "default_payment_method"))


def set_default_card(world: World, customer: Json, method_id: str | None) -> None:
    """Make one of the customer's own cards the one that invoices are charged to."""
    if method_id:
        method = payment_methods.resolve(world, method_id)
        if method["customer"] != customer["id"]:
            raise ApiError(
                "The customer does not have a payment method with the ID "
                f"{method_id}. The payment method must be attached to the customer.",
                param="invoice_settings[default_payment_method]",
            )
    settings = {**customer["invoice_settings"], "default_payment_method": method_id}
    world.change(customer, "customer.updated", invoice_settings=settings)


def retrieve(world: World, params: Json, customer_id: str) -> Json:
    """GET /v1/customers/{id}."""
    return world.get("customer", customer_id)


def update(world: World, params: Json, customer_id: str) -> Json:
    """POST /v1/customers/{id}."""
    read.only(params, f"{FIELDS} address balance")
    customer = present(world, customer_id)
    changes: Json = {name: read.text(params, name) for name in TEXTS if name in params}
    changes["metadata"] = read.metadata(params, customer["metadata"])
    if "address" in params:
        changes["address"] = read.table(params, "address") or None
    if (balance := read.integer(params, "balance")) is not None:
        changes["balance"] = balance
    world.change(customer, "customer.updated", **changes)
    keep_cards(world, customer, params)
    return customer


def present(world: World, customer_id: str, *, param: str = "customer") -> Json:
    """Return a customer who has not been deleted."""
    customer = world.get("customer", customer_id, param=param)
    if customer.get("deleted"):
        raise ApiError(
            f"No such customer: '{customer_id}'",
            status=404,
            code="resource_missing",
            param=param,
        )
    return customer


def delete(world: World, params: Json, customer_id: str) -> Json:
    """DELETE /v1/customers/{id}: ends the subscriptions, leaves a marker behind."""
    customer = present(world, customer_id)
    for subscription in world.all("subscription", customer=customer_id):
        if subscription["status"] not in subscription_status.OVER:
            subscription_status.end(world, subscription, reason="cancellation_requested")
    world.emit("customer.deleted", customer)
    return world.put({"id": customer_id, "object": "customer", "deleted": True})


def list_customers(world: World, params: Json) -> Json:
    """GET /v1/customers."""
    read.only(params, f"{PAGING} email test_clock")
    clock = read.text(params, "test_clock")
    rows = matching(world, "customer", params, "email")
    rows = rows.where(lambda row: not row.get("deleted") and row.get("test_clock") == clock)
    return page(rows, params, "/v1/customers")


def card_of(world: World, customer: Json | None, *preferred: str | None) -> Json | None:
    """Return the card an invoice is charged to: the first preferred one, else the default."""
    default = customer["invoice_settings"]["default_payment_method"] if customer else None
    for method_id in (*preferred, default):
        if method_id:
            return world.get("payment_method", method_id)
    return None


def set_card_fails(world: World, customer_id: str, fails: bool) -> None:
    """Make every card of a customer fail when charged, or recover."""
    present(world, customer_id)
    kept = world.setting("failing", {})
    world.set("failing", {**kept, customer_id: fails})


def card_fails(world: World, customer_id: str | None) -> bool:
    """Whether this customer's cards were made to fail."""
    return bool(world.setting("failing", {}).get(customer_id or ""))
