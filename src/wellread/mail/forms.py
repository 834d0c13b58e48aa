"""Forms in which editors word e-mails."""

from typing import Any

from django import forms

from wellread.language.editors import for_editors
from wellread.mail.models import EmailWording
from wellread.mail.rules import Wording
from wellread.mail.template import COMMON, Template
from wellread.mail.wording_faults import faults, faults_of_line

MEANWHILE = for_editors(
    "Somebody else has saved other words since this page was opened. Look at theirs in another "
    "tab; to put yours in their place, save again."
)


class WordingForm(forms.Form):
    """The words of one e-mail, checked against the facts that it may name."""

    subject = forms.CharField(label=for_editors("Subject"), max_length=200, required=False)
    preheader = forms.CharField(
        label=for_editors("Preheader"),
        max_length=200,
        required=False,
        help_text=for_editors("What mail programs show beside the subject."),
    )
    body = forms.CharField(
        label=for_editors("Body"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 22, "dir": "auto"}),
    )
    signed_by = forms.CharField(
        label=for_editors("Signed by"),
        max_length=100,
        required=False,
        help_text=for_editors("Empty: whoever signs all e-mails."),
    )
    role = forms.CharField(label=for_editors("Role"), max_length=100, required=False)
    # When the words in this form were saved, so that nobody's are overwritten unseen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: Template, row: EmailWording | None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._template = template
        self._row = row

    def clean(self) -> dict[str, Any]:
        """Say at each field what is wrong with its words."""
        cleaned = super().clean() or {}
        for field, words in faults(self.wording(), self._template.known()).items():
            for fault in words:
                self.add_error(field, fault)
        if "save" in self.data and cleaned.get("seen", "") != version(self._row):
            # Asked once: who saves again has been told.
            self.data = {**self.data, "seen": version(self._row)}
            self.add_error(None, str(MEANWHILE))
        return cleaned

    def wording(self) -> Wording:
        """Return the words as they were typed."""
        typed = {name: self.cleaned_data.get(name, "") for name in Wording._fields}
        return Wording(**{**typed, "body": typed["body"].replace("\r\n", "\n").strip()})


class SignatureForm(forms.Form):
    """Who signs every e-mail whose own words name nobody."""

    signed_by = forms.CharField(label=for_editors("Name"), max_length=100, required=False)
    role = forms.CharField(label=for_editors("Role"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what would keep every e-mail from being written."""
        cleaned = super().clean() or {}
        known = {one.name: one for one in COMMON}
        for field in ("signed_by", "role"):
            for fault in faults_of_line(cleaned.get(field, ""), known):
                self.add_error(field, fault)
        return cleaned


def version(row: EmailWording | None) -> str:
    """Return what tells one saving of a wording from another."""
    return row.saved_at.isoformat() if row else ""
