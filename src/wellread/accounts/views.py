"""Signing in, and the demo's editor's way in."""

import hmac
from pathlib import Path
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.views import EmailView, RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellread.accounts import (
    actions,
    invitation,
    passkey_offer,
    passkey_question,
    queries,
    second_factor,
)
from wellread.accounts.models import Reader
from wellread.mail.queries import is_late

LATE = gettext_lazy("Our e-mails are late just now. If no code comes, please ask again later.")
# In the query of the sign-in page: show it though a code is on its way.
BEGIN_ANEW = "another"
THIS_MACHINE = frozenset({"127.0.0.1", "::1"})


class SendsACode:
    """A page whose form has a code sent: where codes are late, it says so."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Do what was asked for, and warn who would wait in vain."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if is_late(timezone.now()):
            messages.warning(self.request, str(LATE))  # type: ignore[attr-defined]
        return response


class ChangeAddressView(SendsACode, EmailView):
    """Sends a code to the address that is to take the place of a reader's."""


class SignInView(SendsACode, RequestLoginCodeView):
    """Asks for an address and sends a code there; known or not, the page says the same."""

    template_name = "accounts/sign_in.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> Any:
        """Lead back to the code that was sent, but not who would rather use another address.

        allauth 65 leads everybody back for as long as that code is good: an address that was
        mistyped could not be corrected, and one that was typed in a second tab was not heard.
        """
        if request.method != "POST" and BEGIN_ANEW not in request.GET:
            return super()._redirect_to_pending_stage(request, stage)
        if request.method == "POST" and stage.key != LoginByCodeStage.key:
            # A proof that is waited for is another sign-in's, and is not to be found in this one.
            clear_login(request)
        return None

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        """Add what a passkey is asked."""
        added = {"is_demo": settings.DEMO, "passkey": passkey_question.ask()}
        return super().get_context_data(**facts) | added


class AddPasskeyView(AddWebAuthnView):
    """Adds a passkey; who can always sign in by a code is not shown recovery codes."""

    def get_success_url(self) -> str:
        """Show recovery codes to those of whom the passkey will be asked."""
        if second_factor.is_asked_of(self.request.user):  # type: ignore[arg-type]
            return str(super().get_success_url())
        return reverse("mfa_index")


@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Show a button that makes the account; only the button's POST makes it.

    Mail scanners open links, so a GET changes nothing.
    """
    invited = invitation.read(request.POST.get("token") or request.GET.get("token", ""))
    if invited is not None and queries.is_closed(invited.email):
        return HttpResponseRedirect(reverse("account_inactive"))
    if invited is None or Reader.objects.filter(email=invited.email).exists():
        return render(request, "accounts/invitation_spent.html", status=410)
    if request.method == "GET":
        context = {"invited": invited, "token": request.GET["token"]}
        return render(request, "accounts/invitation.html", context)
    reader = actions.reader_with_verified_address(email=invited.email)
    return actions.sign_in_by_email(request=request, reader=reader, next=invited.next)


@never_cache
@require_POST
@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End this account's sessions in every browser but this one."""
    actions.end_sessions(reader=request.user)  # type: ignore[arg-type]
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    actions.note_device(request=request, reader=request.user)  # type: ignore[arg-type]
    messages.success(request, gettext("Every other browser is signed out."))
    is_of_account = request.POST.get("next") == "/account/"
    return HttpResponseRedirect("/account/" if is_of_account else reverse("mfa_index"))


@never_cache
@require_POST
@login_required
def sign_out_device(request: HttpRequest, number: int) -> HttpResponse:
    """End one of this account's sessions; the browser it is in asks for a sign-in next time."""
    if actions.sign_out_device(reader=request.user, number=number):  # type: ignore[arg-type]
        messages.success(request, gettext("That device is signed out."))
    return HttpResponseRedirect("/account/")


@never_cache
@require_POST
@login_required
def no_passkey_now(request: HttpRequest) -> HttpResponse:
    """Offer a passkey no more; the account page still leads to where one is added."""
    passkey_offer.end(request)
    return HttpResponseRedirect("/account/")


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do about a form that came without its proof: most often, let cookies in."""
    return render(request, "accounts/form_not_accepted.html", status=403)


@never_cache
@require_http_methods(["GET", "POST"])
def editors_way_in(request: HttpRequest) -> HttpResponse:
    """Sign in the demo's editor, from this machine and with the key the demo printed."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in THIS_MACHINE:
        raise Http404
    key = request.POST.get("key") or request.GET.get("key", "")
    if not hmac.compare_digest(key.encode(), editors_key().encode()):
        raise Http404
    if request.method == "GET":
        return render(request, "accounts/editors_way_in.html", {"key": key})
    authenticator = Authenticator.objects.select_related("user").get(
        user__email=settings.DEMO_EDITOR, type=Authenticator.Type.TOTP
    )
    login(request, authenticator.user, "django.contrib.auth.backends.ModelBackend")
    record_authentication(
        request, authenticator.user, method="mfa", type="totp", id=authenticator.pk
    )
    return HttpResponseRedirect("/admin/")


def editors_key() -> str:
    """Return the key that the demo printed; raise Http404 when there is none."""
    file = Path(settings.VAR) / "editors-key"
    if not file.is_file():
        raise Http404
    return file.read_text().strip()
