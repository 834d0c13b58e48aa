"""What other sites' pages load and ask, and what their servers do."""

from django.urls import path, re_path

from wellread.embedding import entitlements, line_up_signatures, rules, sign_in, views

urlpatterns = [
    path("embed.js", views.script, name="embed"),
    path("embedding/here", views.here),
    path(rules.COME_BACK.removeprefix("/"), sign_in.come_back),
    path("embedding/token", sign_in.token),
    path("embedding/sign-out", sign_in.sign_out),
    re_path(
        r"^appeals/line-up\.(?P<edition>[A-Za-z0-9_-]{1,35})\.(?P<version>[0-9a-f]{4,64})\.jwt$",
        line_up_signatures.signature,
    ),
    path("account/entitlements", entitlements.entitlements),
    path(".well-known/jwks.json", entitlements.key_set),
]
