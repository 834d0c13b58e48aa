"""What allauth asks of us: where a reader goes next, and what a stranger's letter offers."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from wellread.accounts import invitation, origin, second_factor
from wellread.accounts.next import is_safe, is_step_of_sign_in
from wellread.accounts.sending import NOT_TAKEN
from wellread.mail.address import spelled

logger = logging.getLogger(__name__)


class ReaderAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends readers only to pages of our own, and offers an account to an unknown address."""

    def is_safe_url(self, url: str | None) -> bool:
        """Take only paths of this site; the admin's are kept by the admin's own door."""
        path = _path(url or "")
        return is_safe(path, staff_too=True) or is_step_of_sign_in(path)

    def clean_email(self, email: str) -> str:
        """Give every address that reaches allauth its one spelling."""
        return spelled(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; one to an address without an account carries an invitation."""
        if template_prefix == "account/email/unknown_account":
            context["invitation_url"] = invitation.address(email, next=_wanted(self.request))
        context |= {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, *rest: Any, **facts: Any
    ) -> None:
        """Tell an owner what changed; what was changed stands even when the letter is refused."""
        try:
            super().send_notification_mail(template_prefix, user, *rest, **facts)
        except NOT_TAKEN:
            logger.exception("An owner was not told of a change: %s", template_prefix)

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as written: the sender already names the paper."""
        return subject

    def get_login_stages(self) -> list[str]:
        """Ask for a second factor those of whom one is asked, and nobody else."""
        ours = f"{second_factor.__name__}.{second_factor.SecondFactorStage.__name__}"
        allauths = "allauth.mfa.stages.AuthenticateStage"
        return [ours if stage == allauths else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """Ask again before keys or the address change, unless the sign-in was just now."""
        return not second_factor.is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to prove that it is still the same reader, the easiest first."""
        ways = reversed(super().get_reauthentication_methods(user))
        return [way | {"description": second_factor.WAYS[way["id"]]} for way in ways]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where tries are counted; readers of unknown address share one count."""
        return str(origin.address(request) or "unknown")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Close allauth's own sign-up: accounts are made by invitation to an address."""
        return False


def _wanted(request: HttpRequest | None) -> str:
    if request is None:
        return "/"
    return request.POST.get("next") or request.GET.get("next") or "/"


def _path(url: str) -> str:
    return url.removeprefix(settings.SITE_URL)
