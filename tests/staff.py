"""Staff who have proved their second factor, as the admin's door wants it."""

import time

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client


def sign_in_staff(client: Client, *permissions: str, **facts):
    """Sign in an editor with these permissions; with none named, one who may do everything."""
    editor = get_user_model().objects.create_user(
        email=facts.pop("email", "desk@saltmere.example"),
        is_staff=True,
        is_superuser=not permissions,
        **facts,
    )
    editor.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(editor)
    session = client.session
    session["account_authentication_methods_user"] = str(editor.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session.save()
    return editor


def colleague(name: str, *permissions: str) -> Client:
    """Return the browser of another editor, who is signed in."""
    client = Client()
    client.editor = sign_in_staff(client, *permissions, email=f"{name}@saltmere.example")
    return client
