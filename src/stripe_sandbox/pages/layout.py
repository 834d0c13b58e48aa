"""The frame of every page, its policy, and how sums and dates are written."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from stripe_sandbox.wire import Response

STYLE = Path(__file__).with_name("style.css")
WITHOUT_MINOR_UNITS = frozenset({"clp", "isk", "jpy", "krw", "pyg", "ugx", "vnd", "xaf", "xof"})
SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}


def document(
    title: str, body: str, *, leads_to: tuple[str | None, ...] = (), status: int = 200
) -> Response:
    """Return a page; a form on it may end at the origins of the addresses in `leads_to`."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/_sandbox/style.css">'
        f"</head><body>{body}</body></html>"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy(leads_to),
    }
    return Response(status, text.encode(), headers)


def policy(leads_to: tuple[str | None, ...]) -> str:
    """Return a policy without scripts; Chromium holds a form's redirects to form-action too."""
    addresses = [urlsplit(one) for one in leads_to if one]
    origins = " ".join(sorted({f"{one.scheme}://{one.netloc}" for one in addresses}))
    return (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {origins}"
    )


def style() -> Response:
    """Return the style sheet."""
    headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=60"}
    return Response(200, STYLE.read_bytes(), headers)


def strip() -> str:
    """Return the line that says on every page what this is."""
    return '<header class="strip"><strong>Sandbox</strong> No real card, no real money.</header>'


def money(amount: int, currency: str) -> str:
    """Return minor units as a reader writes them: $8.00."""
    sign = "-" if amount < 0 else ""
    units, digits = abs(amount), digits_of(currency)
    number = f"{units:,}" if not digits else f"{units // 100:,}.{units % 100:02d}"
    known = SIGNS.get(currency)
    return f"{sign}{known}{number}" if known else f"{sign}{number} {currency.upper()}"


def digits_of(currency: str) -> int:
    """Return how many digits of the minor unit a sum is written with."""
    return 0 if currency in WITHOUT_MINOR_UNITS else 2


def rhythm(recurring: dict[str, object] | None) -> str:
    """Return "per month", "every 3 months", or "" for a price paid once."""
    if recurring is None:
        return ""
    interval, count = recurring["interval"], recurring["interval_count"]
    return f"per {interval}" if count == 1 else f"every {count} {interval}s"


def day(moment: int) -> str:
    """Return a date such as 3 March 2027, in UTC."""
    when = datetime.fromtimestamp(moment, UTC)
    return f"{when.day} {when:%B %Y}"


def minute(moment: int) -> str:
    """Return a date and time such as 3 Mar 2027, 09:30, in UTC."""
    when = datetime.fromtimestamp(moment, UTC)
    return f"{when.day} {when:%b %Y, %H:%M}"


def notice(text: str) -> str:
    """Return an error that is read out when it appears; "" for none."""
    return f'<p class="notice" role="alert">{escape(text)}</p>' if text else ""


def field(name: str, label: str, value: str, hints: str = "") -> str:
    """Return a labelled text field."""
    return (
        f'<p class="field"><label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" {hints}></p>'
    )


# A card left like this is good until the networks renew it.
EXPIRY = "12 / 34"


def card_fields(*, is_needed: bool = True) -> str:
    """Return the fields of a card, filled with one that works; a bank account needs none."""
    digits = f'inputmode="numeric"{" required" if is_needed else ""}'
    return (
        field("card", "Card number", "4242 4242 4242 4242", f'{digits} autocomplete="cc-number"')
        + '<div class="pair">'
        + field("expiry", "Expires", EXPIRY, f'{digits} autocomplete="cc-exp"')
        + field("cvc", "Security code", "123", f'{digits} autocomplete="cc-csc"')
        + "</div>"
    )


CARD_HELP = (
    '<details class="help"><summary>Other test cards</summary><ul>'
    "<li><code>4000 0000 0000 0002</code> is declined</li>"
    "<li><code>4000 0000 0000 9995</code> has insufficient funds</li>"
    "<li><code>4000 0000 0000 0069</code> has expired</li>"
    "<li><code>4000 0027 6000 3184</code> asks for 3-D Secure each time</li>"
    "<li><code>4000 0025 0000 3155</code> asks for it once, and renews without</li>"
    "<li><code>4000 0000 0000 0259</code> pays, and the payment is disputed</li>"
    "</ul></details>"
)
