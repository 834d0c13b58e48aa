"""Institutions in the editor's admin: who, at which networks, from when until when, and what."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateTimeInput

from wellread.language.editors import for_editors
from wellread.mail.look_only import AddressIndex, MomentColumn
from wellread.mail.older_forms import UpToDateForm
from wellread.membership.institutions import actions, networks, queries
from wellread.membership.models import Grant, Institution
from wellread.payments import clock

OPENS = (
    ("ad_free", for_editors("No ads")),
    ("community_content", for_editors("Community-only stories")),
)
OVERLAP = for_editors(
    "%(one)s of %(name)s and %(two)s of %(other)s have addresses in common: who reads there reads "
    "by courtesy of whose network is narrower."
)
# Enough to see what is wrong.
MOST_TOLD = 5


class InstitutionForm(UpToDateForm):
    """An institution and its one grant."""

    networks = forms.CharField(
        label=for_editors("Networks"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}),
        help_text=for_editors(
            "One a line: 192.0.2.0/24, 192.0.2.0-192.0.2.99, 2001:db8::/32 or one address. Ask "
            "the institution for the addresses from which its readers reach the internet."
        ),
    )
    opens = forms.MultipleChoiceField(
        label=for_editors("Opens"),
        choices=OPENS,
        widget=forms.CheckboxSelectMultiple,
        initial=[name for name, _ in OPENS],
    )
    starts_at = forms.DateTimeField(label=for_editors("From"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(
        label=for_editors("Until"),
        widget=AdminDateTimeInput,
        help_text=for_editors("When the agreement ends. Nothing is open from then on."),
    )
    note = forms.CharField(
        label=for_editors("Note"),
        max_length=200,
        required=False,
        help_text=for_editors("Such as whom to write to; readers do not see it."),
    )

    class Meta:
        model = Institution
        fields = ["name"]

    field_order = ["name", "networks", "opens", "starts_at", "ends_at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["networks"] = "\n".join(self.instance.networks)
        grant = Grant.objects.filter(institution=self.instance.pk).first()
        if self.instance.pk and grant is not None:
            held = ("starts_at", "ends_at", "note")
            self.initial.update({name: getattr(grant, name) for name in held})
            self.initial["opens"] = grant.entitlements
        else:
            self.initial["starts_at"] = clock.now()

    def clean_networks(self) -> list[str]:
        """Read each line strictly; refuse what is too wide."""
        try:
            found = networks.read_all(self.cleaned_data["networks"])
        except networks.NetworkFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        if not found:
            raise forms.ValidationError(for_editors("Without a network nobody reads by it."))
        return [str(one) for one in found]

    def clean(self) -> dict[str, Any]:
        """Refuse an agreement that is over before it begins."""
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", for_editors("The end must lie behind the beginning."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Write the institution and its grant together."""
        self.instance.networks = self.cleaned_data["networks"]
        institution = super().save(commit=False)
        actions.arrange(
            institution=institution,
            entitlements=self.cleaned_data["opens"],
            starts_at=self.cleaned_data["starts_at"],
            ends_at=self.cleaned_data["ends_at"],
            note=self.cleaned_data["note"],
        )
        return institution


class _TellsOfOverlaps:
    """Says, once an institution was saved, with which others it shares addresses."""

    request: HttpRequest
    object: Any

    def save_action(self) -> HttpResponse:
        """Go on as ever, and tell."""
        answer: HttpResponse = super().save_action()  # type: ignore[misc]
        for one, two, other in queries.overlapping(self.object)[:MOST_TOLD]:
            said = {"one": one, "name": self.object.name, "two": two, "other": other.name}
            messages.warning(self.request, OVERLAP % said)
        return answer


class AddInstitution(_TellsOfOverlaps, CreateView):
    """A new institution."""


class EditInstitution(_TellsOfOverlaps, EditView):
    """One that there is."""


class InstitutionIndex(AddressIndex):
    """The institutions, each with its grant."""

    related = ("grant",)


class Institutions(ModelViewSet):
    """Who has the paper open at their networks."""

    model = Institution
    icon = "globe"
    menu_label = for_editors("Institutions")
    url_prefix = "members/institutions"
    list_display = [
        "name",
        Column(
            "networks",
            label=for_editors("Networks"),
            accessor=lambda row: ", ".join(row.networks),
        ),
        MomentColumn(
            "starts_at",
            label=for_editors("From"),
            accessor="grant.starts_at",
            sort_key="grant__starts_at",
        ),
        MomentColumn(
            "ends_at",
            label=for_editors("Until"),
            accessor="grant.ends_at",
            sort_key="grant__ends_at",
        ),
    ]
    search_fields = ["name", "grant__note"]
    index_view_class = InstitutionIndex
    add_view_class = AddInstitution
    edit_view_class = EditInstitution
    form_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[InstitutionForm]:
        """Ask for the grant beside the institution."""
        return InstitutionForm
