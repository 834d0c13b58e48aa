"""What `check --deploy` says of settings that work, but not for readers."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register(deploy=True)
def readers_can_be_served(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Warn of each setting that a site with readers needs and that is still as a new one's."""
    wanting = {
        "WELLREAD_SITE_URL: readers' sign-ins travel unprotected without https.": settings.SECURE,
        "EMAIL_URL: e-mails are kept as files, so nobody receives a code to sign in by.": (
            not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
        ),
        "WELLREAD_MAIL_FROM: e-mails come from news.example, which is nobody's.": (
            "news.example>" not in settings.DEFAULT_FROM_EMAIL
        ),
        "WELLREAD_PROXIES: TLS ends at a proxy, so with 0 all readers share one rate limit.": (
            not settings.SECURE or settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0
        ),
        "STRIPE_WEBHOOK_SECRET: not set, so no message from Stripe is believed; "
        "`wellread webhook` prints it.": bool(settings.STRIPE_WEBHOOK_SECRETS),
    }
    return [Warning(words, id="wellread.W001") for words, is_fine in wanting.items() if not is_fine]
