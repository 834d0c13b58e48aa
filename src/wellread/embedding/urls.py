"""What other sites' pages load and ask, and what their servers do."""

from django.urls import path

from wellread.embedding import entitlements, sign_in, views

urlpatterns = [
    path("embed.js", views.script, name="embed"),
    path("embedding/here", views.here),
    path("embedding/return/", sign_in.come_back),
    path("embedding/token", sign_in.token),
    path("embedding/sign-out", sign_in.sign_out),
    path("account/entitlements", entitlements.entitlements),
    path(".well-known/jwks.json", entitlements.key_set),
]
