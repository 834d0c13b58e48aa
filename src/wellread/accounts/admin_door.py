"""The admin is for staff with a second factor, by every door."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import reverse

from wellread.accounts import second_factor

# Wagtail's own ways in take a password alone.
WALLED_UP = ("/admin/password_reset/",)


class AdminDoorMiddleware:
    """Lets into /admin/ only staff who proved a second factor in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request, under a looser policy where Wagtail needs it."""
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        response = turned_away(request) or self.get_response(request)
        # Previews are shown in a frame of the admin's own.
        response["X-Frame-Options"] = "SAMEORIGIN"
        response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Return where somebody without the right to enter is sent, or None for those who may."""
    if request.path.startswith(WALLED_UP):
        return HttpResponseNotFound()
    if request.path == "/admin/logout/":
        return None
    if not request.user.is_authenticated:
        return _to("account_login", request)
    if not second_factor.may_enter_newsroom(request.user) or second_factor.was_proved(request):
        return _to_admin(request)
    if Authenticator.objects.filter(user=request.user).exists():
        return _to("mfa_reauthenticate", request)
    return _to("mfa_index", request)


def _to_admin(request: HttpRequest) -> HttpResponse | None:
    # Wagtail's sign-in page would take a password; who is signed in has no business there.
    return HttpResponseRedirect("/admin/") if request.path == "/admin/login/" else None


def _to(name: str, request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path()
    if request.path == "/admin/login/":
        wanted = request.GET.get("next", "/admin/")
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': wanted})}")
