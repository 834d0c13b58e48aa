"""Other systems in the editor's admin: where they listen, what they were told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from wellread.integrations import actions, key_pages
from wellread.integrations.asking_pages import asked, shown_once
from wellread.integrations.endpoint_forms import EndpointForm, ReplayForm
from wellread.integrations.models import WebhookDelivery, WebhookEndpoint
from wellread.language.editors import for_editors
from wellread.mail.look_only import AddressIndex, Ledgerlike, chosen, moment

SECRET_SAYS = for_editors(
    "The other system checks with it that an event is from here. It is shown this once: copy it "
    "now."
)


class EndpointsIndex(IndexView):
    """The addresses, each with what can be done about it."""

    def get_list_more_buttons(self, instance: WebhookEndpoint) -> list[Any]:
        """Offer a test, a new secret, and sending again."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        for label, name, icon, order in (
            (for_editors("Send a test"), "webhook_test", "mail", 10),
            (for_editors("New secret"), "webhook_secret", "key", 20),
            (for_editors("Send again"), "webhook_replay", "rotate", 30),
        ):
            url = reverse(name, args=[instance.pk])
            buttons.append(Button(label, url, icon_name=icon, priority=order))
        return buttons


class EndpointCreated(CreateView):
    """Adds an address, and shows its secret this once."""

    def get_initial(self) -> dict[str, Any]:
        """Propose whoever adds it as the one who is told."""
        return {**super().get_initial(), "contact": getattr(self.request.user, "email", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, and show the secret instead of the list."""
        super().form_valid(form)
        return shown_once(self.request, self.object.secret, SECRET_SAYS, "webhookendpoint:index")


class Endpoints(ModelViewSet):
    """Where other systems hear what happens."""

    model = WebhookEndpoint
    icon = "link-external"
    menu_label = for_editors("Webhooks")
    url_prefix = "integrations/webhooks"
    index_view_class = EndpointsIndex
    add_view_class = EndpointCreated
    list_display = [
        "name",
        "address",
        BooleanColumn("is_active", label=for_editors("Active")),
        Column("why_off", label=for_editors("Why it is off")),
        moment("answered_at", for_editors("Last answered well")),
    ]
    form_fields = ["name", "address", "kinds", "contact", "is_active"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[EndpointForm]:
        """Offer events by name, and check the address."""
        return EndpointForm


class DeliveriesIndex(AddressIndex):
    """What was sent, with a way to send it again."""

    def get_list_more_buttons(self, instance: WebhookDelivery) -> list[Any]:
        """Offer to send again what does not wait."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state != WebhookDelivery.State.WAITING:
            url = reverse("webhook_send_again", args=[instance.pk])
            buttons.append(Button(for_editors("Send again"), url, icon_name="rotate", priority=10))
        return buttons


class Deliveries(Ledgerlike):
    """Every event told to another system, and what was answered."""

    model = WebhookDelivery
    icon = "history"
    menu_label = for_editors("Webhook deliveries")
    url_prefix = "integrations/deliveries"
    index_view_class = DeliveriesIndex
    related = ("event", "endpoint")
    list_display = [
        "event",
        "endpoint",
        chosen("state", for_editors("State")),
        "answer",
        Column("error", label=for_editors("Fault")),
        "attempts",
        moment("tried_at", for_editors("Tried at")),
        moment("try_again_at", for_editors("Try again at")),
    ]
    list_filter = ["state", "endpoint", "tried_at"]
    search_fields = ["event__name", "subject"]


class OtherSystems(ViewSetGroup):
    """Other systems in the menu."""

    menu_label = for_editors("Other systems")
    menu_icon = "link"
    menu_order = 270
    items = (Endpoints, Deliveries, key_pages.ApiKeys)


@hooks.register("register_admin_viewset")
def other_systems() -> OtherSystems:
    """Show the lists."""
    return OtherSystems()


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Add the pages that ask before something is done."""
    may_change = permission_required("integrations.change_webhookendpoint")
    one = "integrations/webhooks/<int:endpoint_id>"
    return [
        *key_pages.addresses(),
        path(f"{one}/test/", may_change(send_test), name="webhook_test"),
        path(f"{one}/secret/", may_change(make_secret), name="webhook_secret"),
        path(f"{one}/replay/", may_change(replay), name="webhook_replay"),
        path(
            "integrations/deliveries/<int:delivery_id>/again/",
            permission_required("integrations.change_webhookdelivery")(send_again),
            name="webhook_send_again",
        ),
    ]


def send_test(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Ask, and then have an address told something that means nothing."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=endpoint_id)
    if request.method != "POST":
        return asked(
            request,
            title=for_editors("Send a test"),
            about=endpoint,
            says=for_editors("An event of the kind endpoint.test is sent; it is about nobody."),
            back_to="webhookendpoint:index",
        )
    actions.send_test(endpoint=endpoint)
    messages.success(request, for_editors("It is on its way; this list shows what is answered."))
    return redirect("webhookdelivery:index")


def make_secret(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Ask, and then make a new secret and show it this once."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=endpoint_id)
    if request.method != "POST":
        return asked(
            request,
            title=for_editors("New secret"),
            about=endpoint,
            says=for_editors(
                "For a day every event is signed with the new secret and with the old one, so that "
                "the other system can change it in between."
            ),
            back_to="webhookendpoint:index",
        )
    secret = actions.make_secret(endpoint=endpoint)
    return shown_once(request, secret, SECRET_SAYS, "webhookendpoint:index")


def replay(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Ask from when until when, and then send everything of that time again."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=endpoint_id)
    form = ReplayForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return asked(
            request,
            title=for_editors("Send again"),
            about=endpoint,
            says=for_editors(
                "Everything that happened in this time is sent again under the name it had, so "
                "that the other system can tell what it knows already. Events are kept for 30 days."
            ),
            back_to="webhookendpoint:index",
            form=form,
        )
    number = actions.replay_range(endpoint=endpoint, **form.cleaned_data)
    messages.success(
        request, for_editors("Events to be sent again: %(number)s.") % {"number": number}
    )
    return redirect("webhookdelivery:index")


def send_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Ask, and then have one event sent again."""
    delivery = get_object_or_404(
        WebhookDelivery.objects.select_related("event", "endpoint"), pk=delivery_id
    )
    if request.method != "POST":
        return asked(
            request,
            title=for_editors("Send again"),
            about=delivery,
            says=for_editors(
                "It is sent again under the name it had, so that the other system can tell whether "
                "it knows it already."
            ),
            back_to="webhookdelivery:index",
        )
    actions.replay(deliveries=[delivery.pk])
    messages.success(request, for_editors("It is on its way; this list shows what is answered."))
    return redirect("webhookdelivery:index")
