"""Forms of signing in that say or take more than allauth's own."""

import unicodedata
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
)
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellread.mail.address import spelled

NAME_OF_A_PASSKEY = pgettext_lazy("of a passkey", "Name")


class TypedAddressField(EmailField):
    """Allauth's field for an address, which takes it however it is typed."""

    def to_python(self, value: Any) -> str:
        """Spell an address before it is checked."""
        return spelled(super().to_python(value) or "")


class TypedCodeField(forms.CharField):
    """Takes a mailed code as people type it: spaces, other dashes, small or full-width letters."""

    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        """Return the letters and figures alone."""
        typed = unicodedata.normalize("NFKC", super().to_python(value) or "")
        return "".join(letter for letter in typed if letter.isalnum())


class RequestCodeForm(RequestLoginCodeForm):
    """Asks for the address to which a code is sent, where browsers may offer a passkey instead."""

    email = TypedAddressField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "webauthn" comes last: HTML's autofill (4.10.18.7.1) and WebAuthn (5.1.4) have it so.
        self.fields["email"].widget.attrs["autocomplete"] = "username webauthn"


class ChangeAddressForm(AddEmailForm):
    """Asks for the address that is to take the place of a reader's."""

    email = TypedAddressField(required=True)


class SignInCodeForm(ConfirmLoginCodeForm):
    """Asks for the code that an e-mail brought."""

    code = TypedCodeField(label=pgettext_lazy("sent by e-mail", "Code"))


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """Asks for the code that proves a new address."""

    code = TypedCodeField(label=pgettext_lazy("sent by e-mail", "Code"))


class RenamePasskeyForm(EditWebAuthnForm):
    """Gives a passkey another name; allauth's own form has its label in English alone."""

    name = forms.CharField(label=NAME_OF_A_PASSKEY)


class AddPasskeyForm(AddWebAuthnForm):
    """Adds a passkey that signs in by itself, unless its owner says otherwise."""

    name = forms.CharField(label=NAME_OF_A_PASSKEY, required=False)
    passwordless = forms.BooleanField(
        label=gettext_lazy("It signs me in by itself, without a code"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Leave this off for an older security key that asks for no finger, face or PIN."
        ),
    )
