"""Keys of other systems in the editor's admin: made, shown once, and revoked."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from wellread.integrations import actions, rules
from wellread.integrations.asking_pages import asked, shown_once
from wellread.integrations.models import ApiKey
from wellread.language.editors import for_editors
from wellread.mail.look_only import moment

SCOPES = [(scope, f"{scope}: {what}") for scope, what in rules.SCOPES.items()]
KEY_SAYS = for_editors(
    "The other system asks with it. It is shown this once: copy it now, and send it by a way that "
    "nobody else reads."
)


class KeyForm(WagtailAdminModelForm):
    """Who asks, for what, and until when."""

    scopes = forms.MultipleChoiceField(
        label=for_editors("May ask for"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "expires_at"]

    def clean_expires_at(self) -> Any:
        """Refuse a key that could never be used."""
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError(for_editors("The end must lie in the future."))
        return expires_at

    def save(self, commit: bool = True) -> Any:
        """Leave saving to whoever makes the key itself."""
        return super().save(commit=False)


class NeverChanged(ModelPermissionPolicy):
    """Lets keys be made and looked at; what one may do is changed by making another."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow no editing and no deleting, also to those who may do everything."""
        return action in ("add", "view") and bool(super().user_has_permission(user, action))


class KeyCreated(CreateView):
    """Makes a key, and shows it this once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the key instead of the list."""
        user: Any = self.request.user
        key = actions.make_key(key=form.save(), by=user)
        return shown_once(self.request, key, KEY_SAYS, "apikey:index")


class KeysIndex(IndexView):
    """The keys, with a way to revoke one."""

    def get_list_more_buttons(self, instance: ApiKey) -> list[Any]:
        """Offer to revoke what is good."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.revoked_at is None:
            url = reverse("api_key_revoke", args=[instance.pk])
            buttons.append(Button(for_editors("Revoke"), url, icon_name="cross", priority=10))
        return buttons


def state(key: ApiKey) -> str:
    """Say whether anything may be asked with a key."""
    if key.revoked_at is not None:
        return for_editors("Revoked")
    return for_editors("Good") if key.is_good(timezone.now()) else for_editors("Expired")


def _begins(key: ApiKey) -> str:
    return f"{rules.KEY_WORD}_{key.prefix}_…"


def _scopes(key: ApiKey) -> str:
    return ", ".join(key.scopes)


class ApiKeys(ModelViewSet):
    """What other systems ask with."""

    model = ApiKey
    icon = "key"
    menu_label = for_editors("API keys")
    url_prefix = "integrations/keys"
    index_view_class = KeysIndex
    add_view_class = KeyCreated
    list_display = [
        "name",
        Column("prefix", label=for_editors("Begins with"), accessor=_begins),
        Column("scopes", label=for_editors("May ask for"), accessor=_scopes),
        Column("state", label=for_editors("State"), accessor=state),
        moment("used_at", for_editors("Last used")),
        moment("expires_at", for_editors("Expires at")),
    ]
    form_fields = ["name", "scopes", "expires_at"]
    copy_view_enabled = False

    @property
    def permission_policy(self) -> NeverChanged:
        """Let none be edited."""
        return NeverChanged(self.model)

    def get_form_class(self, for_update: bool = False) -> type[KeyForm]:
        """Offer what may be asked for by name."""
        return KeyForm


def addresses() -> list[URLPattern]:
    """Return the page that asks before a key is revoked."""
    may_change = permission_required("integrations.change_apikey")
    return [
        path("integrations/keys/<int:key_id>/revoke/", may_change(revoke), name="api_key_revoke")
    ]


def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """Ask, and then have nothing more answered to a key."""
    key = get_object_or_404(ApiKey, pk=key_id)
    if request.method != "POST":
        return asked(
            request,
            title=for_editors("Revoke"),
            about=key,
            says=for_editors(
                "Nothing more is answered to this key, from this moment on and for good."
            ),
            back_to="apikey:index",
        )
    actions.revoke_key(key=key)
    messages.success(request, for_editors("%(name)s is revoked.") % {"name": key})
    return redirect("apikey:index")
