"""The sandbox's own page: the time, the people, the letters it sent."""

from html import escape
from itertools import islice

from stripe_sandbox.objects import customers, subscription_status
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.pages import layout
from stripe_sandbox.shapes import Json
from stripe_sandbox.wire import Response
from stripe_sandbox.world import World

# One screen: who looks for somebody else asks the API.
SHOWN = 20
LEAPS = (("1", "A day"), ("7", "A week"), ("31", "31 days"), ("365", "A year"))


def show(world: World) -> Response:
    """Return the page."""
    return layout.document(
        "Payment sandbox",
        f'{layout.strip()}<main class="wide"><h1>Payment sandbox</h1>'
        f"{time_section(world)}{people_section(world)}{letters_section(world)}</main>",
    )


def time_section(world: World) -> str:
    """Return the virtual time and the buttons that move it."""
    ahead = world.clock.offset
    days, hours = ahead // 86_400, ahead % 86_400 // 3600
    says = f"{days} days and {hours} hours ahead of the wall clock" if ahead else "Wall-clock time"
    buttons = "".join(
        f'<button class="button plain" name="advance_days" value="{count}">{label}</button>'
        for count, label in LEAPS
    )
    return (
        '<section class="panel"><h2>Time</h2>'
        f'<p class="now">{layout.minute(world.now())} <abbr title="Coordinated Universal Time">'
        f"UTC</abbr></p><p>{says}. It goes forward only; renewals happen on the way.</p>"
        '<form class="row" method="post" action="/_sandbox/clock">'
        f"<span>Advance</span> {buttons}</form></section>"
    )


def people_section(world: World) -> str:
    """Return the customers and what they pay for, newest first."""
    rows = [one for one in world.all("customer") if not one.get("deleted")]
    if not rows:
        return (
            '<section class="panel"><h2>Customers</h2>'
            "<p>None yet. One appears when a reader joins.</p></section>"
        )
    more = f"<p>{len(rows) - SHOWN} older ones are not shown.</p>" if len(rows) > SHOWN else ""
    people = "".join(person(world, one) for one in rows[:SHOWN])
    return (
        f'<section class="panel"><h2>Customers</h2><ul class="people">{people}</ul>{more}</section>'
    )


def person(world: World, customer: Json) -> str:
    """Return one customer with the lever of the card."""
    fails = customers.card_fails(world, customer["id"])
    label = "Make the card work" if fails else "Make the card fail"
    plans = world.all("subscription", customer=customer["id"])
    lines = "".join(f"<li>{plan_line(one)}</li>" for one in plans) or "<li>No subscription</li>"
    failing = ' <span class="tag bad">card fails</span>' if fails else ""
    who = customer["email"] or customer["name"] or "Somebody"
    return (
        f'<li><div><p class="who">{escape(who)}{failing}</p><p class="id">{customer["id"]}</p>'
        f'<ul class="plans">{lines}</ul></div>'
        '<form method="post" action="/_sandbox/cards">'
        f'<input type="hidden" name="customer" value="{customer["id"]}">'
        f'<button class="button plain" name="fails" value="{str(not fails).lower()}" '
        f'aria-label="{label}: {escape(who)}">{label}</button></form></li>'
    )


def plan_line(plan: Json) -> str:
    """Return one subscription in a line."""
    item = plan["items"]["data"][0]
    price = item["price"]
    total = layout.money(price["unit_amount"] * item["quantity"], price["currency"])
    good = plan["status"] == "active"
    tag = f'<span class="tag {"good" if good else "bad"}">{escape(plan["status"])}</span>'
    when = "ends" if plan["cancel_at"] else "renews"
    rest = (
        ""
        if plan["status"] in subscription_status.OVER
        else f", {when} {layout.day(plan['cancel_at'] or subs.period_end(plan))}"
    )
    return f"{tag} {total} {layout.rhythm(price['recurring'])}{rest}"


def letters_section(world: World) -> str:
    """Return the latest webhooks and how their delivery stands."""
    latest = list(islice(world.rows("_delivery"), SHOWN))
    if not latest:
        none = "None yet." if world.all("webhook_endpoint") else "No endpoint is set."
        return f'<section class="panel"><h2>Webhooks</h2><p>{none}</p></section>'
    rows = "".join(letter(world, one) for one in latest)
    return (
        '<section class="panel"><h2>Webhooks</h2>'
        '<form class="row" method="post" action="/_sandbox/deliver">'
        '<input type="hidden" name="order" value="reverse">'
        '<button class="button plain" name="times" value="2">'
        "Deliver everything again, twice and in reverse</button></form>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Latest webhooks"><table>'
        '<thead><tr><th scope="col">Event</th><th scope="col">Delivery</th>'
        '<th scope="col">Tries</th><th scope="col">Virtual time</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def letter(world: World, delivery: Json) -> str:
    """Return one delivery."""
    event = world.get("event", delivery["event"])
    state = delivery["state"]
    kind = {"delivered": "good", "waiting": "wait"}.get(state, "bad")
    status = "" if delivery["status"] is None else f" {escape(str(delivery['status']))}"
    return (
        f"<tr><td>{escape(delivery['type'])}</td>"
        f'<td><span class="tag {kind}">{state}</span>{status}</td>'
        f"<td>{delivery['tries']}</td><td>{layout.minute(event['created'])}</td></tr>"
    )
