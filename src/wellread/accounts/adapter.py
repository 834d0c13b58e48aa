"""What allauth asks of us: where a reader goes next, and what a stranger's letter offers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from wellread.accounts import invitation
from wellread.accounts.next import is_safe


class ReaderAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends readers only to pages of our own, and offers an account to an unknown address."""

    def is_safe_url(self, url: str | None) -> bool:
        """Take only paths of this site; the admin's are kept by the admin's own door."""
        path = _path(url or "")
        return is_safe(path, staff_too=True) or _is_step_of_sign_in(path)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; one to an address without an account carries an invitation."""
        if template_prefix == "account/email/unknown_account":
            context["invitation_url"] = invitation.address(email, next=_wanted(self.request))
        context["site_name"] = settings.SITE_NAME
        super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as written: the sender already names the paper."""
        return subject

    def get_login_stages(self) -> list[str]:
        """Put our own second factor in the place of allauth's."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "wellread.accounts.stages.SecondFactorStage"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Close allauth's own sign-up: accounts are made by invitation to an address."""
        return False


def _wanted(request: HttpRequest | None) -> str:
    if request is None:
        return "/"
    return request.POST.get("next") or request.GET.get("next") or "/"


def _path(url: str) -> str:
    return url.removeprefix(settings.SITE_URL)


def _is_step_of_sign_in(path: str) -> bool:
    # allauth asks about its own steps too: the second factor, the list of keys.
    return path.startswith("/sign-in/") and "\\" not in path and "//" not in path
