"""What staff may look at, and must never rewrite: a mixin for the admin's read-only lists."""

from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from wellread.mail.address import sought


class LookOnly(ModelPermissionPolicy):
    """Lets those who may view it view it, and nobody write it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow looking only, also to those who may do everything."""
        return action == "view" and bool(super().user_has_permission(user, action))


class AddressIndex(IndexView):
    """A list that finds an address however it is typed, and all else as it stands."""

    def search_queryset(self, queryset: Any) -> Any:
        """Return the rows that hold what was typed."""
        if not self.is_searching:
            return queryset
        holds = Q()
        for text in {self.search_query, *sought(self.search_query)}:
            for field in self.search_fields:
                holds |= Q(**{f"{field}__icontains": text})
        return queryset.filter(holds)


class Ledgerlike(ModelViewSet):
    """A list that staff can search and inspect, and cannot change."""

    index_view_class: type[IndexView] = AddressIndex
    inspect_view_enabled = True
    exclude_form_fields: tuple[str, ...] = ()
    list_per_page = 50

    @property
    def permission_policy(self) -> LookOnly:
        """Forbid writing, whatever someone's permissions say."""
        return LookOnly(self.model)


class MomentColumn(Column):
    """A point in time, past or to come; Wagtail's own calls all that is to come "just now"."""

    def get_value(self, instance: Any) -> str:
        """Return day and time where the newsroom is."""
        at = super().get_value(instance)
        return date_format(localtime(at), "j M Y, H:i") if at else ""


def chosen(name: str, label: str) -> Column:
    """Return a column with what was chosen, in words; Wagtail's own prints what the table holds."""
    return Column(name, label=label, accessor=f"get_{name}_display", sort_key=name)


def moment(name: str, label: str) -> MomentColumn:
    """Return a column with a point in time."""
    return MomentColumn(name, label=label, sort_key=name, width="15%")
