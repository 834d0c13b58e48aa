"""Members in the editor's admin: plans, memberships, gifts."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet

from wellread.accounts.models import Reader
from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.fields import AddressFormField
from wellread.mail.look_only import AddressIndex, Ledgerlike, NamedByMenu, chosen, moment
from wellread.mail.older_forms import UpToDateForm
from wellread.membership import dispute_pages, emails, price_change_admin, queries, rules
from wellread.membership.dispute_pages import Disputes
from wellread.membership.gifts.admin import GiftMemberships
from wellread.membership.groups.admin import SeatGroups
from wellread.membership.institutions.admin import Institutions
from wellread.membership.models import (
    Cancellation,
    FailedRenewal,
    Gift,
    Grant,
    LeftAlone,
    Membership,
    Plan,
    Withdrawal,
)
from wellread.membership.person import PersonMenuItem, PersonView
from wellread.membership.plans import PlanViewSet
from wellread.membership.promotion_admin import Promotions
from wellread.membership.refund_pages import LOGGED, MAY_REFUND, RefundView
from wellread.membership.solidarity.admin import MAY_LOOK, PotMenuItem, PotView
from wellread.payments import clock

STILL_PAYS = for_editors(
    "%(address)s still pays (%(subscription)s): closing the account ends no membership. An e-mail "
    "tells them how to cancel without signing in; what was paid can be given back at Stripe."
)
REASONS = [choice for choice in Grant.Reason.choices if choice[0] in rules.GIFTS]


class Memberships(Ledgerlike):
    """Who is a member, and how that stands."""

    model = Membership
    icon = "user"
    menu_label = for_editors("Memberships")
    url_prefix = "members/memberships"
    list_display = [
        Column("email", label=for_editors("Member"), accessor=lambda row: readable(row.email)),
        chosen("status", for_editors("Status")),
        Column("amount", label=for_editors("Amount"), accessor="subscription"),
        moment("started_at", for_editors("Since")),
        moment("paid_until", for_editors("Paid until")),
    ]
    list_filter = ["status", "plan", "started_at"]
    related = ("reader", "checkout", "subscription")
    search_fields = ["reader__email", "checkout__email", "subscription__stripe_id"]


class FailedRenewals(Ledgerlike):
    """Renewals that could not be charged, and what became of each."""

    model = FailedRenewal
    icon = "warning"
    menu_label = for_editors("Failed renewals")
    url_prefix = "members/failed-renewals"
    list_display = [
        "__str__",
        Column("decline_code", label=for_editors("Reason")),
        moment("failed_at", for_editors("Failed")),
        moment("next_attempt_at", for_editors("Tried again")),
        chosen("end", for_editors("Outcome")),
        moment("ended_at", for_editors("At")),
    ]
    list_filter = ["end", "decline_code", "failed_at"]
    related = ("membership__reader", "membership__checkout")
    search_fields = [
        "membership__reader__email",
        "membership__checkout__email",
        "invoice_id",
    ]


class Cancellations(Ledgerlike):
    """Who cancelled without signing in, and what came of it."""

    model = Cancellation
    icon = "cross"
    menu_label = for_editors("Cancellations")
    url_prefix = "members/cancellations"
    list_display = [
        Column("address", label=for_editors("Member"), accessor=lambda row: readable(row.address)),
        Column("contract", label=for_editors("Contract")),
        chosen("kind", for_editors("Kind")),
        moment("declared_at", for_editors("Declared")),
        BooleanColumn(
            "is_known",
            label=for_editors("Membership known"),
            accessor=lambda row: row.membership_id is not None,
        ),
        moment("done_at", for_editors("Done")),
    ]
    search_fields = ["address", "name", "contract"]


class Withdrawals(Ledgerlike):
    """Who withdrew from what they bought, and what came of it."""

    model = Withdrawal
    icon = "undo"
    menu_label = for_editors("Withdrawals")
    url_prefix = "members/withdrawals"
    list_display = [
        Column("address", label=for_editors("Member"), accessor=lambda row: readable(row.address)),
        Column("contract", label=for_editors("Contract")),
        moment("declared_at", for_editors("Declared")),
        BooleanColumn(
            "is_proved",
            label=for_editors("Payment known"),
            accessor=lambda row: row.checkout_id is not None,
        ),
        moment("done_at", for_editors("Done")),
    ]
    search_fields = ["address", "name", "contract"]


class GiftForm(UpToDateForm):
    """A grant without payment: to whom (by address), until when, and why."""

    email = AddressFormField(label=for_editors("The reader's e-mail address"))
    reason = forms.ChoiceField(choices=REASONS)

    class Meta:
        model = Gift
        fields = ["reason", "ends_at", "note"]
        labels = {"ends_at": for_editors("Until")}

    field_order = ["email", "reason", "ends_at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_for = holder_of_gift(self.instance) if self.instance.pk else ""
        self.taken_by = self.instance.reader if self.instance.pk else None
        self.fields["email"].initial = holder_of_gift(self.instance)

    def clean_email(self) -> str:
        """Find the reader; for who has no account yet it is held until the address is proved."""
        email = str(self.cleaned_data["email"])
        if self.taken_by and email != self.held_for:
            raise forms.ValidationError(
                for_editors("%(held_for)s has it already: let it end, and give another.")
                % {"held_for": self.held_for}
            )
        self.instance.reader = Reader.objects.filter(email=email).first()
        self.instance.email = "" if self.instance.reader else email
        return email

    def clean_ends_at(self) -> Any:
        """Refuse a gift that is over before it begins."""
        ends_at = self.cleaned_data["ends_at"]
        if ends_at <= clock.now():
            raise forms.ValidationError(for_editors("The end must lie in the future."))
        return ends_at

    def save(self, commit: bool = True) -> Any:
        """Let a new gift begin now; tell its reader of it, and of an end that changed."""
        if self.instance.starts_at is None:
            self.instance.starts_at = clock.now()
        with transaction.atomic():
            gift = super().save(commit)
            if commit and not self.held_for:
                emails.send_gift(grant=gift)
            elif commit and {"email", "ends_at"} & set(self.changed_data):
                emails.send_gift_again(grant=gift, before=self.held_for, at=clock.now())
        return gift


def holder_of_gift(gift: Gift) -> str:
    """Return the address of whoever a gift is for."""
    return gift.reader.email if gift.reader else gift.email


class GiftsIndex(AddressIndex):
    """The gifts, each with its reader."""

    related = ("reader",)


class Gifts(NamedByMenu):
    """What is open to readers without a payment of their own."""

    model = Gift
    icon = "snippet"
    menu_label = for_editors("Complimentary")
    url_prefix = "members/gifts"
    list_display = [
        Column(
            "holder", label=for_editors("For"), accessor=lambda row: readable(holder_of_gift(row))
        ),
        BooleanColumn(
            "is_taken", label=for_editors("Taken"), accessor=lambda gift: gift.reader_id is not None
        ),
        chosen("reason", for_editors("Reason")),
        moment("ends_at", for_editors("Until")),
        "note",
    ]
    list_filter = ["reason"]
    search_fields = ["reader__email", "email", "note"]
    index_view_class = GiftsIndex
    inspect_view_enabled = True
    form_fields = ["reason", "ends_at", "note"]

    def get_form_class(self, for_update: bool = False) -> type[GiftForm]:
        """Ask for the address rather than for a row's number."""
        return GiftForm


class LeftAloneAddresses(NamedByMenu):
    """Addresses that nobody asks back: those who said so, and whom a colleague adds for them."""

    model = LeftAlone
    icon = "mail"
    menu_label = for_editors("Left alone")
    url_prefix = "members/left-alone"
    list_display = [
        Column("address", label=for_editors("Address"), accessor=lambda row: readable(row.address)),
        moment("since", for_editors("Since")),
    ]
    search_fields = ["address"]
    index_view_class = AddressIndex
    form_fields = ["address"]


class Members(ViewSetGroup):
    """Members in the menu."""

    menu_label = for_editors("Members")
    menu_icon = "group"
    menu_order = 250
    items = (
        Memberships,
        FailedRenewals,
        Cancellations,
        Withdrawals,
        Promotions,
        GiftMemberships,
        SeatGroups,
        Gifts,
        Institutions,
        LeftAloneAddresses,
    )


register_snippet(PlanViewSet)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Add the pages on which a reader is looked up, and the pot is minded."""
    person = permission_required("membership.view_membership")(PersonView.as_view())
    pot = permission_required(MAY_LOOK)(PotView.as_view())
    refund = permission_required(MAY_REFUND)(RefundView.as_view())
    evidence = permission_required(dispute_pages.MAY_LOOK)(dispute_pages.download)
    prices = permission_required(price_change_admin.MAY_SEE)(
        price_change_admin.PriceChangeView.as_view()
    )
    stays = permission_required(price_change_admin.MAY_CHANGE_PRICES)(price_change_admin.take_back)
    return [
        path("members/prices/", prices, name="price_changes"),
        path("members/prices/<int:number>/take-back/", stays, name="take_back_price_change"),
        path("members/person/", person, name="person"),
        path("members/solidarity/", pot, name="solidarity_pot"),
        path("money/payments/<int:pk>/refund/", refund, name="refund_payment"),
        path("money/disputes/<int:pk>/evidence.zip", evidence, name="dispute_evidence"),
    ]


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Have the admin's own log say that money was given back."""
    actions.register_action(LOGGED, for_editors("Give money back"), for_editors("Gave money back"))
    actions.register_action(
        price_change_admin.LOGGED,
        for_editors("Ask for a higher price"),
        for_editors("Asked for a higher price"),
    )


@hooks.register("register_admin_menu_item")
def person_menu_item() -> MenuItem:
    """Offer to look a reader up."""
    return PersonMenuItem(
        for_editors("Look up a reader"),
        reverse("person"),
        name="person",
        icon_name="search",
        order=245,
    )


@hooks.register("register_admin_menu_item")
def prices_menu_item() -> MenuItem:
    """Offer to ask members for a higher price."""
    return price_change_admin.PriceChangeMenuItem(
        for_editors("Higher prices"),
        reverse("price_changes"),
        name="price_changes",
        icon_name="tag",
        order=253,
    )


@hooks.register("register_admin_menu_item")
def pot_menu_item() -> MenuItem:
    """Offer the solidarity pot."""
    return PotMenuItem(
        for_editors("Solidarity pot"),
        reverse("solidarity_pot"),
        name="solidarity_pot",
        icon_name="group",
        order=252,
    )


@hooks.register("construct_homepage_panels")
def warn_of_prices(request: HttpRequest, panels: list[Any]) -> None:
    """Name the prices that can hardly be meant, to who may change them."""
    user: Any = request.user
    if user.has_perm("membership.change_plan"):
        for plan in Plan.objects.prefetch_related("prices"):
            _say_doubts(request, plan)


@hooks.register("before_edit_snippet")
def warn_at_the_plan(request: HttpRequest, plan: Any) -> None:
    """Name them where they are changed too."""
    if isinstance(plan, Plan) and request.method == "GET":
        _say_doubts(request, plan)


@hooks.register("after_edit_user")
def warn_of_what_a_closed_account_pays(request: HttpRequest, user: Any) -> None:
    """Say that closing an account ends no membership, and what its owner can do."""
    for membership in queries.memberships_of_closed(address=user.email):
        said = {
            "address": readable(membership.email),
            "subscription": membership.subscription,
        }
        messages.warning(request, STILL_PAYS % said)


@hooks.register("after_bulk_action")
def warn_of_what_closed_accounts_pay(
    request: HttpRequest, action: str, objects: Any, _view: Any
) -> None:
    """Say it too where several are closed at once."""
    if action == "set_active_state":
        for user in objects:
            warn_of_what_a_closed_account_pays(request, user)


def _say_doubts(request: HttpRequest, plan: Plan) -> None:
    if doubt := plan.doubt_of_grace():
        messages.warning(request, doubt)
    for price in (*plan.prices.all(), *plan.local_prices.all()):
        for doubt in price.doubts():
            messages.warning(request, doubt)


@hooks.register("register_admin_viewset")
def disputes() -> Disputes:
    """Show what is disputed, beside the payments."""
    return Disputes()


@hooks.register("register_admin_viewset")
def members() -> Members:
    """Show the lists."""
    return Members()
