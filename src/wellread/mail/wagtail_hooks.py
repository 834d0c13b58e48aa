"""E-mails in the editor's admin: what was sent, sending one again, and the words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button

from wellread.language.editors import for_editors
from wellread.mail import actions
from wellread.mail.look_only import AddressIndex, Ledgerlike, chosen, moment
from wellread.mail.models import Email
from wellread.mail.wording_views import WordingsView, WordingView

MAY_WORD = "mail.change_emailwording"


class EmailsIndex(AddressIndex):
    """The e-mails, with a way to send one again."""

    def get_list_more_buttons(self, instance: Email) -> list[Any]:
        """Offer to send again what could not be sent."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.can_be_sent_again:
            url = reverse("send_email_again", args=[instance.pk])
            buttons.append(Button(for_editors("Send again"), url, icon_name="mail", priority=10))
        return buttons


class Emails(Ledgerlike):
    """What was written to readers, and whether it was accepted."""

    model = Email
    icon = "mail"
    menu_label = for_editors("E-mails")
    url_prefix = "emails/sent"
    index_view_class = EmailsIndex
    list_display = [
        "recipient",
        chosen("name", for_editors("E-mail")),
        chosen("state", for_editors("State")),
        "error",
        moment("queued_at", for_editors("Written at")),
    ]
    list_filter = ["name", "state"]
    search_fields = ["recipient", "about"]
    # A code that waits to be sent is nobody else's to see.
    inspect_view_fields = [
        "recipient",
        "name",
        "state",
        "attempts",
        "queued_at",
        "try_again_at",
        "good_until",
        "sent_at",
        "error",
    ]


@hooks.register("register_admin_viewset")
def emails() -> Emails:
    """Show the list."""
    return Emails()


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Add the page that asks before sending again, and those of the words."""
    again = permission_required("mail.view_email")(send_again)
    for_wording = permission_required(MAY_WORD)
    return [
        path("emails/sent/<int:number>/again/", again, name="send_email_again"),
        path("emails/words/", for_wording(WordingsView.as_view()), name="email_wordings"),
        path("emails/words/<slug:name>/", for_wording(WordingView.as_view()), name="email_wording"),
    ]


class AllowedMenuItem(MenuItem):
    """A line of the menu that is shown to whoever may go there."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this colleague may go there."""
        user: Any = request.user
        return bool(user.has_perm(self._permission))


@hooks.register("register_admin_menu_item")
def menu_item() -> SubmenuMenuItem:
    """Show both pages in the menu."""
    sent = AllowedMenuItem(
        for_editors("Sent"), reverse("email:index"), permission="mail.view_email", icon_name="mail"
    )
    words = AllowedMenuItem(
        for_editors("Words"), reverse("email_wordings"), permission=MAY_WORD, icon_name="edit"
    )
    return SubmenuMenuItem(
        for_editors("E-mails"),
        Menu(items=[sent, words]),
        name="emails",
        icon_name="mail",
        order=260,
    )


def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, and then have an e-mail sent again."""
    email = get_object_or_404(Email, pk=number)
    if not email.can_be_sent_again:
        return redirect("email:index")
    if request.method != "POST":
        return render(request, "mail/admin/send_again.html", {"email": email})
    actions.send_again(email=email)
    messages.success(request, for_editors("%(email)s will be sent again.") % {"email": email})
    return redirect("email:index")
