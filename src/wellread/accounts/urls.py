from allauth.account import views as allauth_views
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView

from wellread.accounts import views
from wellread.accounts.forms import SecondFactorByPasskeyForm

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-in/code/", views.SignInView.as_view(), name="account_request_login_code"),
    path(
        "sign-in/code/confirm/",
        allauth_views.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path("sign-in/new/", views.accept_invitation, name="account_invitation"),
    path(
        "sign-in/sign-up/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_signup",
    ),
    path("sign-in/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-in/again/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path(
        "sign-in/check/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path(
        "sign-in/address/", login_required(views.ChangeAddressView.as_view()), name="account_email"
    ),
    # Before allauth's own of the same address.
    path("sign-in/keys/webauthn/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("sign-in/keys/not-now/", views.no_passkey_now, name="no_passkey_now"),
    path(
        "sign-in/keys/authenticate/",
        AuthenticateView.as_view(webauthn_form_class=SecondFactorByPasskeyForm),
        name="mfa_authenticate",
    ),
    path("sign-in/keys/", include("allauth.mfa.urls")),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-out/elsewhere/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("sign-out/device/<int:number>/", views.sign_out_device, name="sign_out_device"),
    path("demo/editor/", views.editors_way_in, name="editors_way_in"),
]
