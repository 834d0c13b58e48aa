"""Forms of signing in that say more than allauth's own."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey that signs in by itself, unless its owner says otherwise."""

    passwordless = forms.BooleanField(
        label="It signs me in by itself, without a code",
        required=False,
        initial=True,
        help_text="Leave this off for an older security key that asks for no finger, face or PIN.",
    )
