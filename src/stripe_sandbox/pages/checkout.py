"""The hosted Checkout page."""

import re
from html import escape

from stripe_sandbox import banks
from stripe_sandbox.cards import DECLINED, Card, card_for
from stripe_sandbox.clock import next_boundary
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import purchase, session_totals, trials
from stripe_sandbox.pages import challenge, layout
from stripe_sandbox.shapes import Json
from stripe_sandbox.wire import Response, redirect
from stripe_sandbox.world import World

PLAUSIBLE_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def show(world: World, session_id: str) -> Response:
    """Return the page of a session, or what became of it."""
    return page(world, world.get("checkout.session", session_id))


def submit(world: World, session_id: str, form: Json) -> Response:
    """Pay with the card given, or play a declined one."""
    session = world.get("checkout.session", session_id)
    if session["status"] == "complete":
        return redirect(back_to_shop(session))
    email = known_email(session) or str(form.get("email", "")).strip()
    if is_payment(form) and not PLAUSIBLE_EMAIL.fullmatch(email):
        return page(world, session, email=email, says="Enter an e-mail address.", status=400)
    # Enter, pressed in the field of the code, presses the first button, which is the other one.
    if not is_payment(form):
        return apply_code(world, session, email, str(form.get("promotion_code", "")))
    name = str(form.get("name", "")).strip() or None
    try:
        take_amount(world, session, form)
        means = means_of(session, form)
        refusal = purchase.pay(
            world,
            session,
            means,
            email=email,
            name=name,
            country=country_of(form),
            expiry=expiry_of(form),
        )
    except ApiError as error:
        return page(world, session, email=email, says=error.message, status=400)
    if refusal:
        return page(world, session, email=email, says=refusal, status=402)
    if purchase.is_held(session):
        return redirect(f"/c/auth/{session['id']}")
    return redirect(back_to_shop(session))


def take_amount(world: World, session: Json, form: Json) -> None:
    """Note what a reader chose to pay, written as 12 or 12.50."""
    if session_totals.chooses(session) is None or session["status"] != "open":
        return
    digits = layout.digits_of(session["currency"])
    written = str(form.get("amount", "")).strip()
    found = re.fullmatch(r"(\d{1,8})(?:\.(\d{1,2}))?", written)
    if found is None or len(found[2] or "") > digits:
        raise ApiError("Enter an amount, such as 12.")
    minor = int(found[1] + (found[2] or "").ljust(digits, "0"))
    session_totals.choose_amount(world, session, minor)


def expiry_of(form: Json) -> tuple[int, int] | None:
    """Return the year and month typed, or None where they were left as they stood."""
    written = "".join(str(form.get("expiry", "")).split())
    if written in ("", layout.EXPIRY.replace(" ", "")):
        return None
    found = re.fullmatch(r"(\d{1,2})/?(\d{2}|\d{4})", written)
    if found is None:
        raise ApiError("Your card's expiration date is incomplete.")
    return int(found[2]) % 100 + 2000, int(found[1])


def country_of(form: Json) -> str:
    """Return the country of the bill that was typed, "" where it was left open."""
    written = str(form.get("country", "")).strip().upper()
    if written and not re.fullmatch(r"[A-Z]{2}", written):
        raise ApiError("Enter your country in two letters, such as GB.")
    return written


def means_of(session: Json, form: Json) -> Card | banks.Account:
    """Return the card or bank account that a reader typed."""
    if form.get("action") == "decline":
        return DECLINED
    if account := str(form.get("account", "")).strip():
        kind = banks.kind_of(account)
        if kind not in session["payment_method_types"]:
            raise ApiError(f"{kind} is not taken here.")
        return banks.account_for(kind, account)
    return card_for(str(form.get("card", "")))


def is_payment(form: Json) -> bool:
    """Whether a form pays: whoever has typed a code sees first what it takes off."""
    return form.get("action") != "apply" and not form.get("promotion_code")


def apply_code(world: World, session: Json, email: str, code: str) -> Response:
    """Redeem the promotion code that somebody typed, or say why not."""
    try:
        session_totals.enter_code(world, session, code)
    except ApiError as error:
        return page(world, session, email=email, says=error.message, status=400)
    return page(world, session, email=email)


def ask(world: World, session_id: str) -> Response:
    """Return the question of the bank, while a purchase waits for its answer."""
    session = world.get("checkout.session", session_id)
    if not purchase.is_held(session):
        return redirect(f"/c/pay/{session_id}")
    total = layout.money(session["amount_total"], session["currency"]) if due(session) else ""
    return challenge.page(world, total, leads_to=(session["success_url"],))


def answer(world: World, session_id: str, form: Json) -> Response:
    """Go on as the holder of the card answered."""
    session = world.get("checkout.session", session_id)
    if session["status"] == "complete":
        return redirect(back_to_shop(session))
    passed = form.get("action") == "complete"
    if refusal := purchase.answer(world, session, is_authenticated=passed):
        return page(world, session, says=refusal, status=402)
    return redirect(back_to_shop(session) if session["status"] == "complete" else session["url"])


def back_to_shop(session: Json) -> str:
    """Return where a reader goes after paying."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def known_email(session: Json) -> str:
    """Return the address the shop already knows, which cannot be edited here."""
    details = session["customer_details"] or {}
    return str(details.get("email") or "")


def page(
    world: World, session: Json, *, email: str = "", says: str = "", status: int = 200
) -> Response:
    """Return the page as the session stands."""
    body = {"open": payable, "complete": paid, "expired": expired}[session["status"]]
    shop = escape(world.shop_name)
    return layout.document(
        f"{world.shop_name}: pay",
        f'{layout.strip()}<main class="checkout">'
        f'<section class="summary" aria-label="What you are paying for">'
        f'<p class="shop">{shop}</p>{summary(session)}</section>'
        f'<section class="pay">{body(world, session, email, says)}</section></main>',
        leads_to=(session["success_url"], session["cancel_url"]),
        status=status,
    )


def due(session: Json) -> bool:
    """Whether anything is paid here: a card can also just be kept."""
    return bool(session["mode"] != "setup")


def summary(session: Json) -> str:
    """Return the sum, its rhythm, and the lines it is made of."""
    if not due(session):
        return "<h1>Save a card</h1><p>Nothing is charged now.</p>"
    total = layout.money(session["amount_total"], session["currency"])
    recurring = session["_line_items"][0]["price"]["recurring"]
    rows = "".join(
        f"<li><span>{escape(item['description'])}"
        + (f" × {item['quantity']}" if item["quantity"] > 1 else "")
        + f"</span><span>{layout.money(full_price(item), item['currency'])}</span></li>"
        for item in session["_line_items"]
    )
    off = session["total_details"]["amount_discount"]
    less = f"<li><span>Discount</span><span>{layout.money(-off, session['currency'])}</span></li>"
    rows += less if off else ""
    return (
        f'<h1><span class="total">{total}</span> '
        f'<span class="rhythm">{layout.rhythm(recurring) or "once"}</span></h1>'
        f'<ul class="lines">{rows}<li class="sum"><span>Due today</span>'
        f"<span>{total}</span></li></ul>"
    )


def full_price(item: Json) -> int:
    """Return what a line comes to before its discount, which stands in a line of its own."""
    return int(item["amount_total"]) + int(item["amount_discount"])


def payable(world: World, session: Json, email: str, says: str) -> str:
    """Return the form of an open session."""
    known = known_email(session)
    hints = "readonly" if known else 'required autocomplete="email" placeholder="you@example.com"'
    cancel = session["cancel_url"]
    leave = f'<a class="button plain" href="{escape(cancel)}">Cancel</a>' if cancel else ""
    return (
        f"<h2>{'Pay by card' if due(session) else 'Card'}</h2>{layout.notice(says)}"
        '<form method="post">'
        + layout.field("email", "E-mail", known or email, f'type="email" {hints}')
        + amount_field(session)
        + layout.card_fields(is_needed=not account_field(session))
        + account_field(session)
        + layout.field("name", "Name on the card (optional)", "", 'autocomplete="cc-name"')
        + layout.field(
            "country",
            "Country, in two letters (optional)",
            "",
            'autocomplete="country" maxlength="2"',
        )
        + f'<button class="button main" name="action" value="pay">{verb(session)}</button>'
        + terms(world, session)
        + code_field(session)
        + '<div class="choices"><button class="button plain" name="action" value="decline">'
        f"Decline the card</button>{leave}</div></form>{layout.CARD_HELP}"
    )


def amount_field(session: Json) -> str:
    """Return the field in which a reader chooses what they pay, where they do."""
    line = session_totals.chooses(session)
    if line is None:
        return ""
    chosen = line["amount_subtotal"]
    digits = layout.digits_of(session["currency"])
    written = f"{chosen / 10**digits:.{digits}f}" if chosen else ""
    label = f"Amount in {session['currency'].upper()}"
    return layout.field("amount", label, written, 'inputmode="decimal" required')


def account_field(session: Json) -> str:
    """Return the field for a bank account, where one can be debited."""
    kinds = [one for one in session["payment_method_types"] if one != "card"]
    if not kinds:
        return ""
    return layout.field("account", "Or a bank account (IBAN or number)", "", 'autocomplete="off"')


def code_field(session: Json) -> str:
    """Return the field for a promotion code, where one is taken."""
    if not session["allow_promotion_codes"]:
        return ""
    return (
        layout.field("promotion_code", "Promotion code (optional)", "", 'autocomplete="off"')
        + '<button class="button plain" name="action" value="apply" formnovalidate>'
        "Apply the code</button>"
    )


def verb(session: Json) -> str:
    """Return what the button does."""
    if not due(session):
        return "Save this card"
    if session_totals.chooses(session):
        return "Pay this amount"
    if not session["amount_total"]:
        return "Begin" if session["mode"] == "subscription" else "Take it"
    return f"Pay {layout.money(session['amount_total'], session['currency'])}"


def terms(world: World, session: Json) -> str:
    """Return what a reader agrees to by paying."""
    if not due(session):
        return '<p class="terms">It is charged later, as agreed with the shop.</p>'
    if session["mode"] == "payment":
        return '<p class="terms">You pay once. Nothing renews.</p>'
    price = session["_line_items"][0]["price"]
    recurring = price["recurring"]
    if trial_end := trials.end_of(world, session["_later"]):
        later = layout.money(price["unit_amount"], session["currency"])
        return (
            f'<p class="terms">You pay nothing until {layout.day(trial_end)}, and then {later} '
            f"{layout.rhythm(recurring)} until you cancel.</p>"
        )
    sum_ = layout.money(session["amount_total"], session["currency"])
    now = world.now()
    again = next_boundary(now, recurring["interval"], recurring["interval_count"], now)
    if session["total_details"]["amount_discount"]:
        full = layout.money(session["amount_subtotal"], session["currency"])
        return (
            f'<p class="terms">You pay {sum_} today. It is {full} {layout.rhythm(recurring)} '
            "when the discount is over, until you cancel.</p>"
        )
    return (
        f'<p class="terms">You pay {sum_} {layout.rhythm(recurring)} until you cancel: '
        f"today, and next on {layout.day(again)}.</p>"
    )


def paid(world: World, session: Json, email: str, says: str) -> str:
    """Return what a reader sees who comes back to a paid session."""
    link = escape(back_to_shop(session))
    return (
        f"<h2>This is {'paid' if due(session) else 'done'}</h2>"
        "<p>Thank you. Nothing more is due here.</p>"
        f'<p><a class="button main" href="{link}">Continue</a></p>'
    )


def expired(world: World, session: Json, email: str, says: str) -> str:
    """Return what a reader sees who comes too late."""
    cancel = session["cancel_url"]
    link = f'<p><a class="button main" href="{escape(cancel)}">Go back</a></p>' if cancel else ""
    return (
        f"<h2>This page has expired</h2><p>Nothing was charged. Go back and start again.</p>{link}"
    )
