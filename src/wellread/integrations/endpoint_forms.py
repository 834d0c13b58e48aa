"""Forms of the admin about addresses that hear what happens."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

from wellread.integrations import posting, rules
from wellread.integrations.models import WebhookEndpoint
from wellread.language.editors import for_editors
from wellread.mail.fields import AddressFormField
from wellread.mail.older_forms import UpToDateForm

KINDS = [(kind, f"{kind}: {what}") for kind, what in rules.KINDS.items()]


class EndpointForm(UpToDateForm):
    """Where another system hears what happens, and what of it."""

    kinds = forms.MultipleChoiceField(
        label=for_editors("Events"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=for_editors("None chosen means all, also those that come later."),
    )
    contact = AddressFormField(
        label=for_editors("Who is told"),
        help_text=for_editors("Hears by e-mail when this address is switched off."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "address", "kinds", "contact", "is_active"]

    def clean_address(self) -> str:
        """Refuse what nothing would be sent to."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            posting.check(address)
        except posting.AddressRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return address

    def save(self, commit: bool = True) -> Any:
        """Give a new address its secret; forget why one was off that is switched on."""
        if not self.instance.secret:
            random = secrets.token_bytes(rules.SECRET_BYTES)
            self.instance.secret = rules.written_secret(random)
        if self.instance.is_active:
            self.instance.switched_off_at, self.instance.why_off = None, ""
            self.instance.claimed_until = None
        return super().save(commit)


class ReplayForm(forms.Form):
    """From when until when everything is sent again."""

    since = forms.DateTimeField(label=for_editors("From"), widget=AdminDateTimeInput)
    until = forms.DateTimeField(label=for_editors("Until"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", timezone.now() - timedelta(days=1))
        self.initial.setdefault("until", timezone.now())

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since >= until:
            raise forms.ValidationError(for_editors("The end must come after the beginning."))
        return cleaned
