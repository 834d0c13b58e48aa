"""How e-mails leave, from one address: by SMTP, or through a provider that takes them by HTTP."""

from typing import Any
from urllib.parse import unquote, urlsplit

import environ

# Anymail's backends that need nothing but a key, and the name each has for it.
PROVIDERS = {
    "brevo": "BREVO_API_KEY",
    "mailersend": "MAILERSEND_API_TOKEN",
    "mailgun": "MAILGUN_API_KEY",
    "postmark": "POSTMARK_SERVER_TOKEN",
    "resend": "RESEND_API_KEY",
    "sparkpost": "SPARKPOST_API_KEY",
}
SMTP = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail")


def settings(url: str, *, timeout_s: int) -> dict[str, Any]:
    """Return Django's settings for `smtp+tls://user:password@host:587` or `postmark://key`.

    A provider's key may be followed by another address of its service, such as the European one:
    `mailgun://key@api.eu.mailgun.net/v3`.
    """
    parts = urlsplit(url)
    if parts.scheme not in PROVIDERS:
        return {**environ.Env.email_url_config(url), "EMAIL_TIMEOUT": timeout_s}
    key, _, host = parts.netloc.rpartition("@") if "@" in parts.netloc else (parts.netloc, "", "")
    facts = {PROVIDERS[parts.scheme]: unquote(key), "REQUESTS_TIMEOUT": timeout_s}
    if host:
        facts[f"{parts.scheme.upper()}_API_URL"] = f"https://{host}{parts.path}"
    return {"EMAIL_BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend", "ANYMAIL": facts}
