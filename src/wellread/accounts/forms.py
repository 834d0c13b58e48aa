"""Forms of signing in that say or take more than allauth's own."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellread.accounts import passkey_question
from wellread.mail.address import spelled

NAME_OF_A_PASSKEY = pgettext_lazy("of a passkey", "Name")
NO_KEY = gettext_lazy("Your device’s answer could not be read. Please try again.")
TOO_LATE = gettext_lazy("This page was open for too long. Please try again.")


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


class CredentialField(forms.JSONField):
    """What a device answered: allauth 65 takes `0` and `""` for a key, and stumbles over `[]`."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, Any]:
        """Return an object with something in it; raise ValidationError for all else."""
        said = super().clean(value)
        if not isinstance(said, dict) or not said:
            raise forms.ValidationError(NO_KEY)
        return said


@contextmanager
def _believing_nothing() -> Iterator[None]:
    """Let what a device is not known to answer be a fault of the form, and none of ours."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError):
        raise forms.ValidationError(NO_KEY) from None


class SignInByPasskeyForm(LoginWebAuthnForm):
    """Signs in by a passkey, which answers the question of the page or that of its button."""

    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    credential = CredentialField()
    # The question comes first: the answer is read by it.
    field_order = ["asked", "credential"]

    def clean_credential(self) -> Authenticator:
        """Return the key that answered."""
        signed = self.cleaned_data["asked"]
        asked_at = passkey_question.take_up(signed) if signed else None
        if signed and asked_at is None:
            raise forms.ValidationError(TOO_LATE)
        with _believing_nothing():
            passkey = super().clean_credential()
        if asked_at is not None and passkey_question.was_answered(passkey, asked_at):
            raise forms.ValidationError(TOO_LATE)
        return passkey


class ProveByPasskeyForm(ReauthenticateWebAuthnForm):
    """Proves by a passkey that the same person is still there."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Return the key that answered."""
        with _believing_nothing():
            return super().clean_credential()


class SecondFactorByPasskeyForm(AuthenticateWebAuthnForm):
    """Adds a passkey to a code that was typed."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Return the key that answered."""
        with _believing_nothing():
            return super().clean_credential()


class RenamePasskeyForm(EditWebAuthnForm):
    """Gives a passkey another name; allauth's own form has its label in English alone."""

    name = forms.CharField(label=NAME_OF_A_PASSKEY)


class AddPasskeyForm(AddWebAuthnForm):
    """Adds a passkey that signs in by itself, unless its owner says otherwise."""

    name = forms.CharField(label=NAME_OF_A_PASSKEY, required=False)
    credential = CredentialField()
    passwordless = forms.BooleanField(
        label=gettext_lazy("It signs me in by itself, without a code"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Leave this off for an older security key that asks for no finger, face or PIN."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Check the key; raise ValidationError for an answer that is none."""
        with _believing_nothing():
            return super().clean() or {}
