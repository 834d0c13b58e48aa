"""What allauth asks of us: where a reader goes next, and which e-mail tells what."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from wellread.accounts import invitation, origin, queries, second_factor
from wellread.accounts.next import is_safe, is_step_of_sign_in
from wellread.language import writing
from wellread.mail import actions as mail
from wellread.mail.address import spelled
from wellread.mail.rules import Fact

# What allauth calls its e-mails, and what we do.
EMAILS: Mapping[str, str] = {
    "account/email/login_code": "sign_in_code",
    "account/email/email_confirmation": "address_code",
    "account/email/email_confirmation_signup": "address_code",
    "account/email/unknown_account": "invitation",
    "account/email/email_changed": "address_changed",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
}


class ReaderAdapter(DefaultAccountAdapter):
    """Sends readers only to pages of our own, and offers an account to an unknown address."""

    def is_safe_url(self, url: str | None) -> bool:
        """Take only paths of this site; the admin's are kept by the admin's own door."""
        path = _path(url or "")
        return is_safe(path, staff_too=True) or is_step_of_sign_in(path)

    def clean_email(self, email: str) -> str:
        """Give every address that reaches allauth its one spelling."""
        return spelled(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have an e-mail sent; one to an address without an account carries an invitation."""
        name = EMAILS.get(template_prefix, "account_notice")
        if name == "account_notice":
            # Something that a newer allauth tells of; its own words are better than none.
            said = self.render_mail(template_prefix, email, context)
            context |= {"headline": said.subject, "words": said.body}
        if name == "invitation" and queries.is_closed(email):
            # Its account cannot be made anew, and the page on which that is asked for says nothing.
            name = "account_closed"
        if name == "invitation":
            context["invitation_url"] = invitation.address(email, next=_wanted(self.request))
        mail.send(name, to=spelled(email), facts=_facts(context))

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


def _facts(context: Mapping[str, Any]) -> dict[str, Fact]:
    """Return what our words may name of what allauth tells."""
    names = {
        "code": "code",
        "invitation_url": "invitation_url",
        "from_email": "before",
        "to_email": "now",
        "ip": "ip",
        "user_agent": "browser",
        "headline": "headline",
        "words": "words",
    }
    facts: dict[str, Fact] = {
        ours: str(context[theirs]) for theirs, ours in names.items() if theirs in context
    }
    if "timestamp" in context:
        facts["when"] = writing.day_and_clock(context["timestamp"])
    return facts | {"keys_url": f"{settings.SITE_URL}/sign-in/keys/"}


def _path(url: str) -> str:
    return url.removeprefix(settings.SITE_URL)
