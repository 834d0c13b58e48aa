"""Promotion codes in the editor's admin: made once, then switched on and off."""

from typing import Any

from django import forms
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic.models import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from wellread.language.editors import for_editors
from wellread.mail.look_only import moment
from wellread.membership import promotions
from wellread.membership.models import Promotion
from wellread.payments import gateway
from wellread.payments.forms import AmountField, MoneyForm

KEPT = ("note", "is_on")
NOT_KNOWN = for_editors(
    "Stripe does not answer, or refuses: %(why)s. Until it takes the code nobody can join with it; "
    "save again."
)


class PromotionForm(MoneyForm):
    """A new code."""

    off_minor = AmountField(
        label=for_editors("Sum off"),
        required=False,
        help_text=for_editors("Of each charge. The minimum of a plan is before this."),
    )

    class Meta:
        model = Promotion
        fields = [
            *("code", "percent", "off_minor", "currency", "months", "starts_at", "ends_at"),
            *("most_uses", "is_for_new_readers", "note", "is_on"),
        ]

    def clean_code(self) -> str:
        """Write codes in capitals."""
        return str(self.cleaned_data["code"]).upper()


class PromotionSwitchForm(forms.ModelForm[Promotion]):
    """A code that readers have been told of: what it promises stays."""

    class Meta:
        model = Promotion
        fields = KEPT


class Introducing:
    """Has Stripe know what was saved; where it does not answer, says so."""

    request: Any

    def save_instance(self) -> Promotion:
        """Save the row, then tell Stripe."""
        saved: Promotion = super().save_instance()  # type: ignore[misc]
        try:
            promotions.switch(saved)
        except (gateway.GatewayUnavailable, gateway.GatewayRefused) as fault:
            messages.warning(self.request, NOT_KNOWN % {"why": fault})
        return saved


class PromotionsIndex(IndexView):  # type: ignore[misc]  # Wagtail is untyped
    """The codes, each with how often it was used."""

    def get_base_queryset(self) -> Any:
        """Count for all of them at once."""
        return promotions.with_uses(super().get_base_queryset())


class PromotionCreate(Introducing, CreateView):  # type: ignore[misc]  # Wagtail is untyped
    """Makes a code."""


class PromotionEdit(Introducing, EditView):  # type: ignore[misc]  # Wagtail is untyped
    """Switches a code on or off."""


class Promotions(ModelViewSet):
    """Codes for a lower price."""

    model = Promotion
    icon = "tag"
    menu_label = for_editors("Codes")
    url_prefix = "members/codes"
    list_display = [
        "code",
        Column("worth", label=for_editors("Less")),
        Column("months", label=for_editors("Months")),
        moment("ends_at", for_editors("Until")),
        Column("joined", label=for_editors("Used")),
        Column("most_uses", label=for_editors("Most")),
        BooleanColumn("is_on", label=for_editors("Can be used")),
    ]
    list_filter = ["is_on"]
    search_fields = ["code", "note"]
    index_view_class = PromotionsIndex
    add_view_class = PromotionCreate
    edit_view_class = PromotionEdit
    form_fields = list(PromotionForm.Meta.fields)

    def get_form_class(self, for_update: bool = False) -> Any:
        """Let what was promised stay."""
        return PromotionSwitchForm if for_update else PromotionForm
