"""The page on which the holder of a card authenticates, as their bank would ask for it."""

from html import escape

from stripe_sandbox.objects import challenges
from stripe_sandbox.pages import layout
from stripe_sandbox.shapes import Json
from stripe_sandbox.wire import Response, redirect
from stripe_sandbox.world import World


def show(world: World, intent_id: str) -> Response:
    """Return the page of an intent that waits for the holder."""
    intent = challenges.open_intent(world, intent_id)
    return page(world, sum_of(intent), leads_to=(return_address(intent),))


def submit(world: World, intent_id: str, form: Json) -> Response:
    """Go on as the holder answered."""
    intent = challenges.open_intent(world, intent_id)
    passed = form.get("action") == "complete"
    address = challenges.answer(world, intent, is_authenticated=passed)
    return redirect(address) if address else answered(world)


def sum_of(intent: Json) -> str:
    """Return what is to be paid, "" where only a card is kept."""
    return layout.money(intent["amount"], intent["currency"]) if "amount" in intent else ""


def return_address(intent: Json) -> str | None:
    """Return where the page leads."""
    address = (intent["next_action"].get("redirect_to_url") or {}).get("return_url")
    return str(address) if address else None


def page(world: World, total: str, *, leads_to: tuple[str | None, ...]) -> Response:
    """Return the question of the bank."""
    shop = escape(world.shop_name)
    asks = f"{shop} wants to charge <strong>{total}</strong>." if total else f"{shop} keeps a card."
    return layout.document(
        "3-D Secure",
        f'{layout.strip()}<main class="column"><p class="shop">{shop}</p>'
        f'<h1>Is it you?</h1><section class="panel"><p>{asks} '
        "Your bank asks whether you agree (3-D Secure).</p>"
        '<form method="post">'
        '<button class="button main" name="action" value="complete">Complete</button>'
        '<div class="choices"><button class="button plain" name="action" value="fail">Fail'
        "</button></div></form></section></main>",
        leads_to=leads_to,
    )


def answered(world: World) -> Response:
    """Return what is left to say where there is nowhere to go back to."""
    return layout.document(
        "3-D Secure",
        f'{layout.strip()}<main class="column"><h1>Answered</h1>'
        '<section class="panel"><p>You can close this page.</p></section></main>',
    )
