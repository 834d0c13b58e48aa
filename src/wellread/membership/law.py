"""What the law asks of who sells a membership: a dated, sourced table, and what of it applies."""

import datetime
import textwrap
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from wellread.engine.conversion import convert

Subject = Literal[
    "ordering",
    "withdrawing",
    "cancelling",
    "reminding",
    "changing the price",
    "authenticating",
    "invoicing",
]
Interval = Literal["month", "year"]
# What begins a time to cool off anew: a renewal that pays for a year, and the first full price
# after a beginning that cost less, or nothing.
Renewed = Literal["each renewal for a year", "the first full price after a cheap beginning"]


# Of two letters in CLDR, whose list of regions Babel has, and no country: unions, outlying
# islands as one, languages made up for tests, and what is unknown. Continents are numbers there.
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


# Once a year everybody is reminded, wherever they live.
USUAL_REMINDER_MONTHS = 12


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the first and the last button of a function must say, in the act's own language."""

    first: str
    last: str


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule of one place: what it asks for, from which day, and how well that is known.

    ``place`` is a country (ISO 3166-1), a state of one (ISO 3166-2) or a union of countries.
    ``notice_days`` are the least and the most days before a charge, ``first_charge_notice_days``
    before the first one after a free trial; ``steps`` the most steps. ``cools_off_after`` names the
    charges after which one may withdraw anew, and ``gives_back`` what of them goes back then.
    ``names_buyer_above`` are the sums, in minor units of a currency, above which an invoice names
    the buyer with an address.
    ``since`` is a guess where the rule ``is_expected``.
    """

    key: str
    place: str
    name: str
    act: str
    since: datetime.date
    subject: Subject
    says: str
    text_read: bool
    source: str
    met_by: tuple[str, ...]
    missing: tuple[str, ...]
    is_expected: bool = False
    withdraw_within_days: int | None = None
    cools_off_after: tuple[Renewed, ...] = ()
    gives_back: Literal["all", "unused"] = "all"
    steps: int | None = None
    labels: Labels | None = None
    notice_days: tuple[int, int] | None = None
    notice_intervals: tuple[Interval, ...] = ()
    first_charge_notice_days: tuple[int, int] | None = None
    reminder_every_months: int | None = None
    consent_kept_years: int | None = None
    names_buyer_above: dict[str, int] = {}


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules, and the unions that some of them name as their place."""

    places: dict[str, tuple[str, ...]]
    rules: tuple[Rule, ...]


class UnknownPlace(ValueError):
    """There is no country, or no state of that form, with such a code."""


@cache
def table() -> Table:
    """Return the table as it is written down beside this file."""
    text = files(__package__).joinpath("law.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Table)


def applying(on: datetime.date, place: str) -> list[Rule]:
    """Return the rules of a place by a day, the oldest first; raise UnknownPlace.

    A country has the rules of its unions; a state (``US-CA``) those of its country too.
    """
    places = _within(place.strip().upper())
    found = [rule for rule in table().rules if rule.place in places and rule.since <= on]
    return sorted(found, key=lambda rule: (rule.since, rule.key))


def reminder_months(on: datetime.date, place: str) -> int:
    """Return after how many months at most a member of a place is reminded: twelve, or fewer.

    Of whom no place is known the shortest of all places counts: too many reminders hurt nobody.
    """
    asked = [rule.reminder_every_months for rule in _theirs(on, place)]
    return min((months for months in asked if months), default=USUAL_REMINDER_MONTHS)


def cooling_off(on: datetime.date, place: str) -> Rule | None:
    """Return the rule by which some charges of a day may be withdrawn from, or None.

    Of whom no place is known that of any place counts: nobody loses a right by being unknown.
    """
    return next((rule for rule in _theirs(on, place) if rule.cools_off_after), None)


def names_buyer(on: datetime.date, place: str, *, amount_minor: int, currency: str) -> bool:
    """Tell whether an invoice of a day names its buyer with an address, in a place that is known.

    To ask for an address is no kindness: of whom no place is known none is asked for.
    """
    limits = [rule.names_buyer_above.get(currency) for rule in applying(on, place)] if place else []
    return any(limit is not None and amount_minor > limit for limit in limits)


def names_buyer_somewhere(*, amount_minor: int, currency: str) -> bool:
    """Tell whether some place has an invoice of so much name its buyer."""
    limits = (rule.names_buyer_above.get(currency) for rule in table().rules)
    return any(limit is not None and amount_minor > limit for limit in limits)


def reminded_oftener(on: datetime.date) -> dict[int, list[str]]:
    """Return the countries whose members are reminded more than once a year, by the months."""
    found: dict[int, set[str]] = {}
    for rule in _theirs(on, ""):
        if rule.reminder_every_months and rule.reminder_every_months < USUAL_REMINDER_MONTHS:
            places = table().places.get(rule.place, (rule.place,))
            found.setdefault(rule.reminder_every_months, set()).update(places)
    return {months: sorted(places) for months, places in found.items()}


def _theirs(on: datetime.date, place: str) -> list[Rule]:
    """Return the rules of a place by a day; all of them where it is unknown, or no place at all."""
    with suppress(UnknownPlace):
        return applying(on, place)
    return [rule for rule in table().rules if rule.since <= on]


def described(on: datetime.date, place: str) -> str:
    """Say to whoever runs the pages what applies; raise UnknownPlace."""
    place = place.strip().upper()
    rules = applying(on, place)
    lines = [f"{place} on {on}", ""]
    if not rules:
        lines += ["The table has no rule for it. That does not mean that there is none.", ""]
    for rule in rules:
        lines += [*_paragraphs(rule), ""]
    lines += ["Notes for those who build and run the pages, and no legal advice."]
    if states := _states_of(place):
        lines += [f"States with rules of their own: {', '.join(states)}."]
    return "\n".join(lines)


def page() -> str:
    """Return the whole table as a page of the documentation, by day."""
    lines = [
        "# The law",
        "",
        "What the law asks of who sells a membership online, as `wellread law --on DAY --country "
        "CODE` prints it. Made from `src/wellread/membership/law.toml` by `wellread law`. Notes "
        "for those who build and run the pages, and no legal advice; of a rule marked ° nobody "
        "here read the text itself, and one marked * is expected, not final. What a place that is "
        "not listed asks for was not looked up.",
        "",
        "| from | where | rule | asks | met by | missing |",
        "|---|---|---|---|---|---|",
    ]
    for rule in sorted(table().rules, key=lambda rule: (rule.since, rule.key)):
        marks = ("" if rule.text_read else " °") + (" *" if rule.is_expected else "")
        cells = (
            str(rule.since),
            rule.place,
            f"{rule.name}: {rule.act}{marks}",
            " ".join((rule.says, *asked(rule))),
            "; ".join(rule.met_by) or "–",
            "; ".join(rule.missing) or "–",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _within(place: str) -> set[str]:
    country, _, state = place.partition("-")
    is_state = not state or (state.isascii() and state.isalnum() and len(state) <= 3)
    if country not in _countries() or not is_state or place.endswith("-"):
        raise UnknownPlace(
            f"{place}: must be the code of a country (ISO 3166), such as DE, "
            "or of one of its states, such as US-CA"
        )
    unions = {name for name, members in table().places.items() if country in members}
    return unions | {country, place}


@cache
def _countries() -> frozenset[str]:
    # Imported when it is asked for: every process reads this module, and few ask.
    from babel import Locale

    names = map(str, Locale("en").territories)
    return frozenset(code for code in names if len(code) == 2 and code not in NO_COUNTRIES)


def _states_of(place: str) -> list[str]:
    return sorted({rule.place for rule in table().rules if rule.place.startswith(f"{place}-")})


def _paragraphs(rule: Rule) -> Iterable[str]:
    expected = f"expected from about {rule.since}, not final" if rule.is_expected else ""
    yield f"{rule.name} ({rule.place}): {rule.act}, {expected or f'since {rule.since}'}"
    read = "" if rule.text_read else " Its own text was not read."
    for text in (
        rule.says,
        *asked(rule),
        f"Met by: {'; '.join(rule.met_by) or 'nothing yet'}.",
        *([f"Missing: {'; '.join(rule.missing)}."] if rule.missing else []),
        f"Source: {rule.source}.{read}",
    ):
        yield textwrap.indent(textwrap.fill(text, 92), "  ")


def asked(rule: Rule) -> Iterable[str]:
    """Say in figures and labels what a rule asks for, as far as it does."""
    if rule.withdraw_within_days:
        yield f"Withdrawing: within {rule.withdraw_within_days} days."
    if rule.cools_off_after:
        goes_back = "all of it" if rule.gives_back == "all" else "the part not used"
        yield f"Anew after {' and '.join(rule.cools_off_after)}: {goes_back} goes back."
    if rule.steps:
        yield f"Steps: {rule.steps} at most."
    if rule.labels:
        yield f"Labels: “{rule.labels.first}”, then “{rule.labels.last}”."
    if rule.notice_days:
        least, most = rule.notice_days
        charges = " and ".join(f"{interval}ly" for interval in rule.notice_intervals)
        yield f"Notice: {least} to {most} days before each charge of {charges} payments."
    if rule.first_charge_notice_days:
        least, most = rule.first_charge_notice_days
        yield f"Notice: {least} to {most} days before the first charge after a free trial."
    if rule.reminder_every_months:
        yield f"Reminder: every {rule.reminder_every_months} months."
    for currency, above_minor in rule.names_buyer_above.items():
        yield f"Invoices: with the buyer's address above {above_minor // 100} {currency}."
    if rule.consent_kept_years:
        yield f"Consent: kept for {rule.consent_kept_years} years."
