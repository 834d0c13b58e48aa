"""Every setting a newsroom can make, in one typed table read from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language_info

from wellread.config import mail
from wellread.insights.store_address import read_address
from wellread.payments.currencies import TAKEN


class SettingFault(Exception):
    """A value in the environment that cannot be used; the message names the setting."""


class Setting(NamedTuple):
    """One setting: its name in the environment, how it is read, its default, what it does."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    is_secret: bool = False


def text(value: str) -> str:
    return value.strip()


def some_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def truth(value: str) -> bool:
    match value.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off" | "":
            return False
    raise ValueError("must be yes or no")


def up_to_hundred(value: str) -> int:
    if value.strip().isdecimal() and 1 <= int(value) <= 100:
        return int(value)
    raise ValueError("must be a whole number from 1 to 100")


def some_days(value: str) -> int:
    if value.strip().isdecimal() and 1 <= int(value) <= 3650:
        return int(value)
    raise ValueError("must be a whole number of days, 1 to 3650")


def whole(value: str) -> int:
    if not value.strip().isdecimal():
        raise ValueError("must be a whole number, 0 or more")
    return int(value)


def positive_number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError("must be a positive number")
    return number


def path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def origin(value: str) -> str:
    wrong = ValueError("must be an address such as https://news.example, without a path")
    try:
        parts = urlsplit(value.strip())
        is_port_possible = parts.port is None or parts.port > 0
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_port_possible:
        raise wrong
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong
    return f"{parts.scheme}://{parts.netloc.lower()}"


def origin_or_nothing(value: str) -> str:
    return origin(value) if value.strip() else ""


def origins(value: str) -> tuple[str, ...]:
    return tuple(origin(one) for one in words(value))


def currency(value: str) -> str:
    code = value.strip().upper()
    if code not in TAKEN:
        raise ValueError("must be the code of a currency that Stripe takes, such as USD")
    return code


def country_or_nothing(value: str) -> str:
    code = value.strip().upper()
    if code and (len(code) != 2 or not code.isascii() or not code.isalpha()):
        raise ValueError("must be an ISO 3166 code such as GB, or empty")
    return code


def hosts(value: str) -> tuple[str, ...]:
    names = tuple(word.lower() for word in words(value))
    if not all(HOST.fullmatch(name) for name in names):
        raise ValueError("must be host names such as www.news.example, without https://")
    return names


def web_addresses(value: str) -> tuple[str, ...]:
    addresses = words(value)
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be addresses such as http://127.0.0.1:6081")
    return addresses


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in words(value))
    except ValueError:
        raise ValueError("must be networks such as 10.1.2.0/24") from None


def header_or_nothing(value: str) -> str:
    if value and not HEADER.fullmatch(value.strip()):
        raise ValueError("must be the name of a header such as CF-IPCountry, or empty")
    return value.strip()


def sender(value: str) -> str:
    _, address = parseaddr(value)
    if "\n" in value or "\r" in value or not ADDRESS.fullmatch(address):
        raise ValueError("must be a sender such as The Example <hello@news.example>")
    return value.strip()


def language(value: str) -> str:
    code = value.strip().lower()
    try:
        get_language_info(code.split("-")[0])
    except KeyError:
        raise ValueError("must be a language such as en or pt-br") from None
    return code


def time_zone(value: str) -> str:
    try:
        return ZoneInfo(value.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Europe/London") from None


def url_of(*schemes: str) -> Callable[[str], str]:
    """Return a reader of addresses with one of these schemes, or of none."""

    def url_or_nothing(value: str) -> str:
        scheme, marks, rest = value.strip().partition("://")
        if value.strip() and (scheme not in schemes or not marks or not rest.strip("/")):
            raise ValueError(f"must begin with {' or '.join(f'{one}://' for one in schemes)}")
        if not PORT.fullmatch(rest.rpartition("@")[2].partition("/")[0].rpartition("]")[2]):
            raise ValueError("names a port that is no number")
        return value.strip()

    return url_or_nothing


def events_url(value: str) -> str:
    if value.strip():
        read_address(value.strip())
    return value.strip()


HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")
HEADER = re.compile(r"[A-Za-z0-9-]+")
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
PORT = re.compile(r"[^:]*(:[0-9]{1,5})?")

# The keys below are no secrets: they open nothing but the sandbox on this machine.
SANDBOX_KEY = "sk_test_wellread_sandbox"
SANDBOX_WEBHOOK_SECRET = "whsec_wellread_sandbox"  # noqa: S105
DEVELOPMENT_SECRET = "for-development-only-never-in-production-0000000000000000"  # noqa: S105

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "WELLREAD_SITE_URL",
        origin,
        "http://localhost:8000",
        "Where readers find the site. With https, cookies are marked Secure and HSTS is sent.",
    ),
    Setting(
        "WELLREAD_SITE",
        text,
        "",
        "The site folder, made by `wellread new`: its templates, files, words and code are found "
        "before ours. Empty: the folder a command is run in, where that holds a `wellread.env`.",
    ),
    Setting("WELLREAD_SITE_NAME", some_text, "Wellread", "The paper's name."),
    Setting("WELLREAD_TAGLINE", text, "", "A line under the name, on the front."),
    Setting(
        "WELLREAD_HOSTS",
        hosts,
        "",
        "Further host names that the site answers to, separated by commas.",
    ),
    Setting(
        "WELLREAD_SECRET_KEY",
        text,
        DEVELOPMENT_SECRET,
        "Signs cookies and tokens. At least 50 random characters, kept secret.",
        is_secret=True,
    ),
    Setting(
        "WELLREAD_OLD_SECRET_KEYS",
        words,
        "",
        "Earlier keys whose cookies are still honoured while readers get new ones.",
        is_secret=True,
    ),
    Setting("WELLREAD_VAR", path, "var/dev", "The folder for the database file, media and files."),
    Setting(
        "DATABASE_URL",
        url_of("postgres", "postgresql", "sqlite"),
        "",
        "postgres://user:password@host/name. Empty: a SQLite file in WELLREAD_VAR.",
        is_secret=True,
    ),
    Setting(
        "CACHE_URL",
        url_of("redis", "rediss", "valkey", "valkeys"),
        "",
        "redis://host:6379/0 for a shared cache. Empty: a table in the database.",
        is_secret=True,
    ),
    Setting(
        "WELLREAD_SHARED_CACHES",
        web_addresses,
        "",
        "Addresses of Varnish caches in front, parted by commas, that are told which pages have "
        "changed; pages then carry the names of what they show.",
    ),
    Setting(
        "EMAIL_URL",
        url_of(*mail.SMTP, *mail.PROVIDERS),
        "",
        "smtp+tls://user:password@host:587, or a provider and its key: brevo://, mailersend://, "
        "mailgun://, postmark://, resend://, sparkpost://. "
        "Empty: e-mails are kept as files in WELLREAD_VAR.",
        is_secret=True,
    ),
    Setting(
        "WELLREAD_MAIL_FROM", sender, "Wellread <hello@news.example>", "The sender of e-mails."
    ),
    Setting(
        "WELLREAD_LANGUAGE", language, "en", "The edition's language; it sets the direction too."
    ),
    Setting("WELLREAD_TIME_ZONE", time_zone, "UTC", "The newsroom's time zone."),
    Setting("WELLREAD_CURRENCY", currency, "USD", "The currency of plans and contributions."),
    Setting(
        "WELLREAD_VIEW_SECONDS",
        positive_number,
        "5",
        "Seconds a page is visible before it counts as read.",
    ),
    Setting(
        "WELLREAD_TEXT_SECONDS",
        positive_number,
        "1",
        "Seconds at the text before scrolling through it counts as reading.",
    ),
    Setting(
        "WELLREAD_TEXT_SCREENS",
        positive_number,
        "1",
        "Screens scrolled beyond the beginning of the text that count as reading.",
    ),
    Setting(
        "WELLREAD_EVENTS_ONE_IN",
        up_to_hundred,
        "1",
        "Of how many pages one tells what became of its appeals; its events count for so many. "
        "1 to 100.",
    ),
    Setting(
        "WELLREAD_EVENTS_DAYS",
        some_days,
        "90",
        "Days for which single events are kept; their sums by the hour stay.",
    ),
    Setting(
        "EVENTS_URL",
        events_url,
        "",
        "Where events rest that nothing changes any more: http://user:password@host:8123/wellread "
        "for ClickHouse, with ?cluster=name and all its hosts parted by commas where it has "
        "several, or chdb:///folder. Empty: the database. `wellread events move` takes them there.",
        is_secret=True,
    ),
    Setting(
        "WELLREAD_SITES",
        origins,
        "",
        "Other sites on whose pages `/embed.js` counts, asks and signs in, such as "
        "`https://www.news.example`, parted by commas. No other site's pages get an answer.",
    ),
    Setting(
        "WELLREAD_COUNTRY_HEADER",
        header_or_nothing,
        "",
        "The header in which your CDN names the reader's country, such as CF-IPCountry.",
    ),
    Setting(
        "WELLREAD_DEFAULT_COUNTRY",
        country_or_nothing,
        "",
        "The country where no header is named. Empty: unknown, and readers are asked first.",
    ),
    Setting(
        "WELLREAD_PROXIES",
        whole,
        "0",
        "How many proxies of your own stand in front; each appends to X-Forwarded-For. Rate limits "
        "need the reader's address.",
    ),
    Setting(
        "WELLREAD_HSTS_SUBDOMAINS",
        truth,
        "no",
        "Whether browsers may insist on https for every host under the site's too. They remember "
        "it for a year.",
    ),
    Setting(
        "WELLREAD_WEBHOOK_NETWORKS",
        networks,
        "",
        "Networks of your own, such as `10.1.2.0/24`, to which webhooks may be sent too, also "
        "without https. All others must be of the public internet.",
    ),
    Setting(
        "STRIPE_SECRET_KEY",
        text,
        SANDBOX_KEY,
        "The key for payments; the default is the sandbox's.",
        is_secret=True,
    ),
    Setting(
        "STRIPE_WEBHOOK_SECRET",
        words,
        SANDBOX_WEBHOOK_SECRET,
        "Proves that a webhook is genuine. Two, parted by a comma, while one replaces the other.",
        is_secret=True,
    ),
    Setting(
        "STRIPE_API_ADDRESS",
        origin_or_nothing,
        "http://127.0.0.1:8001",
        "Where payments are made. Empty: Stripe itself.",
    ),
    Setting(
        "WELLREAD_FOLLOW_SANDBOX_CLOCK",
        truth,
        "no",
        "Whether memberships live by the sandbox's clock. For demo, tests and staging only.",
    ),
    Setting(
        "WELLREAD_DEMO",
        truth,
        "no",
        "Whether this is the demo: a mailbox page and an editor's way in that work locally.",
    ),
)


def read_environment(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return every setting by name; raise SettingFault for the first that cannot be used."""
    _refuse_misspelt(environment)
    return {setting.name: _read(setting, environment) for setting in SETTINGS}


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    # A name that is like none of ours may be another program's.
    names = [setting.name for setting in SETTINGS]
    for name in environment:
        if name.startswith("WELLREAD_") and name not in names:
            for meant in get_close_matches(name, names, n=1, cutoff=0.8):
                raise SettingFault(f"{name}: there is no such setting; {meant} is meant?")


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    value = environment.get(setting.name, setting.default)
    try:
        return setting.read(value)
    except ValueError as fault:
        told = "" if setting.is_secret else f", got {value!r}"
        raise SettingFault(f"{setting.name}: {fault}{told}") from None
