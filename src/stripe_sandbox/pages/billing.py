"""The hosted pages on which a customer changes the card, cancels, or pays an invoice."""

from html import escape

from stripe_sandbox.cards import card_for
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import customers, invoices, portal
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.pages import layout
from stripe_sandbox.shapes import Json
from stripe_sandbox.wire import Response, redirect
from stripe_sandbox.world import World


def show(world: World, session_id: str, says: str = "", status: int = 200) -> Response:
    """Return the billing page of a customer."""
    session = portal.open_session(world, session_id)
    only = session["flow"]["type"] if session["flow"] else None
    card = card_section(world, session) if only != "subscription_cancel" else ""
    plans = plans_section(world, session) if only != "payment_method_update" else ""
    home = session["return_url"]
    back = (
        f'<p><a href="{escape(home)}">← Back to {escape(world.shop_name)}</a></p>' if home else ""
    )
    return layout.document(
        f"{world.shop_name}: billing",
        f'{layout.strip()}<main class="column"><p class="shop">{escape(world.shop_name)}</p>'
        f"<h1>Billing</h1>{layout.notice(says)}{plans}{card}{back}</main>",
        leads_to=(home, finished_at(session)),
        status=status,
    )


def submit(world: World, session_id: str, form: Json) -> Response:
    """Change the card, or plan the end of a subscription, or take that plan back."""
    session = portal.open_session(world, session_id)
    try:
        if form.get("action") == "card":
            portal.change_card(world, session, card_for(str(form.get("card", ""))))
        elif form.get("action") in ("cancel", "keep"):
            ends = form["action"] == "cancel"
            portal.set_ending(world, session, str(form.get("subscription", "")), ends=ends)
        else:
            raise ApiError("Choose what to do.")
    except ApiError as error:
        return show(world, session_id, error.message, error.status)
    return redirect(finished_at(session) or f"/p/session/{session_id}")


def finished_at(session: Json) -> str | None:
    """Return where a page opened for one thing leads when that is done."""
    ending = (session["flow"] or {}).get("after_completion", {})
    address = (ending.get("redirect") or {}).get("return_url")
    return str(address) if ending.get("type") == "redirect" and address else None


def card_section(world: World, session: Json) -> str:
    """Return the present card and the form for another one."""
    customer = world.get("customer", session["customer"])
    plans = portal.current_subscriptions(world, session["customer"])
    preferred = [plan["default_payment_method"] for plan in plans]
    method = customers.card_of(world, customer, *preferred)
    means = method[method["type"]] if method else {}
    now = (
        f"<p>{escape(means.get('brand', 'Bank account').title())} ending in "
        f"<strong>{escape(means['last4'])}</strong></p>"
        if method
        else "<p>No card yet.</p>"
    )
    return (
        f'<section class="panel"><h2>Card</h2>{now}<form method="post">'
        + layout.card_fields()
        + '<button class="button main" name="action" value="card">Use this card</button></form>'
        + layout.CARD_HELP
        + "</section>"
    )


def plans_section(world: World, session: Json) -> str:
    """Return what the customer pays for, each with its one button."""
    plans = portal.current_subscriptions(world, session["customer"])
    if not plans:
        return '<section class="panel"><h2>Membership</h2><p>Nothing is running.</p></section>'
    return "".join(plan_panel(world, plan) for plan in plans)


def plan_panel(world: World, plan: Json) -> str:
    """Return one subscription."""
    item = plan["items"]["data"][0]
    price = item["price"]
    product = world.get("product", price["product"])
    total = layout.money(price["unit_amount"] * item["quantity"], price["currency"])
    until = layout.day(plan["cancel_at"] or subs.period_end(plan))
    ends = plan["cancel_at"] is not None
    action, label = (
        ("keep", "Keep it running") if ends else ("cancel", "Cancel when the period ends")
    )
    says = f"Ends on {until}." if ends else f"Renews on {until}."
    owes = plan["status"] in ("past_due", "unpaid")
    late = layout.notice("The last payment failed.") if owes else ""
    return (
        f'<section class="panel"><h2>{escape(product["name"])}</h2>{late}'
        f"<p><strong>{total}</strong> {layout.rhythm(price['recurring'])}. {says}</p>"
        f'<form method="post"><input type="hidden" name="subscription" value="{plan["id"]}">'
        f'<button class="button plain" name="action" value="{action}">{label}</button></form>'
        "</section>"
    )


def show_invoice(world: World, invoice_id: str, says: str = "", status: int = 200) -> Response:
    """Return an invoice, with a button while it is open."""
    invoice = world.get("invoice", invoice_id)
    rows = "".join(
        f"<li><span>{escape(line['description'])}<br><small>{layout.day(line['period']['start'])}"
        f" to {layout.day(line['period']['end'])}</small></span>"
        f"<span>{layout.money(line['amount'], line['currency'])}</span></li>"
        for line in invoice["lines"]["data"]
    )
    total = layout.money(invoice["amount_due"], invoice["currency"])
    pay = f'<form method="post"><button class="button main">Pay {total}</button></form>'
    return layout.document(
        f"Invoice {invoice['number'] or ''}",
        f'{layout.strip()}<main class="column"><p class="shop">{escape(world.shop_name)}</p>'
        f"<h1>Invoice {escape(invoice['number'] or 'draft')}</h1>{layout.notice(says)}"
        f'<section class="panel"><ul class="lines">{rows}<li class="sum"><span>Total</span>'
        f"<span>{total}</span></li></ul><p>Status: {escape(invoice['status'])}</p>"
        f"{pay if invoice['status'] == 'open' else ''}</section></main>",
        status=status,
    )


def pay_invoice(world: World, invoice_id: str) -> Response:
    """Try the customer's card once more, its holder being there to authenticate."""
    invoice = world.get("invoice", invoice_id)
    if invoice["status"] == "open" and not invoices.collect(world, invoice, off_session=False):
        if asked := invoices.challenge_of(world, invoice):
            return redirect(f"/3ds/{asked}")
        return show_invoice(world, invoice_id, "The card was refused again.", 402)
    return redirect(f"/i/{invoice_id}")


def show_receipt(world: World, charge_id: str) -> Response:
    """Return the receipt of a charge."""
    charge = world.get("charge", charge_id)
    paid = layout.money(charge["amount"], charge["currency"])
    back = charge["amount_refunded"]
    returned = f"<p>Refunded: {layout.money(back, charge['currency'])}</p>" if back else ""
    return layout.document(
        "Receipt",
        f'{layout.strip()}<main class="column"><p class="shop">{escape(world.shop_name)}</p>'
        f'<h1>Receipt</h1><section class="panel"><p><strong>{paid}</strong> paid on '
        f"{layout.day(charge['created'])}.</p>{returned}<p><code>{charge['id']}</code></p>"
        "</section></main>",
    )
