"""Every setting a newsroom can make, in one typed table read from the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class SettingFault(Exception):
    """A value in the environment that cannot be used; the message names the setting."""


class Setting(NamedTuple):
    """One setting: its name in the environment, how it is read, its default, what it does."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str


def text(value: str) -> str:
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


def whole(value: str) -> int:
    if not value.strip().isdecimal():
        raise ValueError("must be a whole number, 0 or more")
    return int(value)


def positive_number(value: str) -> float:
    number = float(value)
    if not 0 < number < float("inf"):
        raise ValueError("must be a positive number")
    return number


def path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def origin(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise ValueError("must be an address such as https://news.example, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def origin_or_nothing(value: str) -> str:
    return origin(value) if value.strip() else ""


def currency(value: str) -> str:
    code = value.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise ValueError("must be an ISO 4217 code such as USD")
    return code


def country_or_nothing(value: str) -> str:
    code = value.strip().upper()
    if code and (len(code) != 2 or not code.isascii() or not code.isalpha()):
        raise ValueError("must be an ISO 3166 code such as GB, or empty")
    return code


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
    Setting("WELLREAD_SITE_NAME", text, "Wellread", "The paper's name."),
    Setting("WELLREAD_TAGLINE", text, "", "A line under the name, on the front."),
    Setting(
        "WELLREAD_HOSTS",
        words,
        "",
        "Further host names that the site answers to, separated by commas.",
    ),
    Setting(
        "WELLREAD_SECRET_KEY",
        text,
        DEVELOPMENT_SECRET,
        "Signs cookies and tokens. At least 50 random characters, kept secret.",
    ),
    Setting(
        "WELLREAD_OLD_SECRET_KEYS",
        words,
        "",
        "Earlier keys whose cookies are still honoured while readers get new ones.",
    ),
    Setting("WELLREAD_VAR", path, "var/dev", "The folder for the database file, media and files."),
    Setting(
        "DATABASE_URL",
        text,
        "",
        "postgres://user:password@host/name. Empty: a SQLite file in WELLREAD_VAR.",
    ),
    Setting(
        "CACHE_URL",
        text,
        "",
        "redis://host:6379/0 for a shared cache. Empty: rate limits in the database.",
    ),
    Setting(
        "EMAIL_URL",
        text,
        "",
        "smtp+tls://user:password@host:587. Empty: letters are kept as files in WELLREAD_VAR.",
    ),
    Setting("WELLREAD_MAIL_FROM", text, "Wellread <hello@news.example>", "The sender of letters."),
    Setting("WELLREAD_LANGUAGE", text, "en", "The edition's language; it sets the direction too."),
    Setting("WELLREAD_TIME_ZONE", text, "UTC", "The newsroom's time zone."),
    Setting("WELLREAD_CURRENCY", currency, "USD", "The currency of plans and contributions."),
    Setting(
        "WELLREAD_VIEW_SECONDS",
        positive_number,
        "5",
        "Seconds a page is visible before it counts as read.",
    ),
    Setting(
        "WELLREAD_COUNTRY_HEADER",
        text,
        "",
        "The header in which your CDN names the reader's country, such as CF-IPCountry.",
    ),
    Setting(
        "WELLREAD_DEFAULT_COUNTRY",
        country_or_nothing,
        "",
        "The country when no header tells. Empty: unknown, and readers are asked before counting.",
    ),
    Setting(
        "WELLREAD_PROXIES",
        whole,
        "0",
        "How many proxies of your own stand in front; each appends to X-Forwarded-For. Rate limits "
        "need the reader's address.",
    ),
    Setting(
        "STRIPE_SECRET_KEY",
        text,
        SANDBOX_KEY,
        "The key for payments; the default is the sandbox's.",
    ),
    Setting(
        "STRIPE_WEBHOOK_SECRET",
        text,
        SANDBOX_WEBHOOK_SECRET,
        "Proves that a webhook is genuine.",
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
    return {setting.name: _read(setting, environment) for setting in SETTINGS}


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    value = environment.get(setting.name, setting.default)
    try:
        return setting.read(value)
    except ValueError as fault:
        raise SettingFault(f"{setting.name}: {fault}, got {value!r}") from fault
