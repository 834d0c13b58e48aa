"""What staff may look at, and must never rewrite: a mixin for the admin's read-only lists."""

from typing import Any

from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from wellread.mail.address import sought

# More rows than anybody's address or number is found in.
SOME = 1000


class LookOnly(ModelPermissionPolicy):
    """Lets those who may view it view it, and nobody write it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow looking only, also to those who may do everything."""
        return action == "view" and bool(super().user_has_permission(user, action))


class AddressIndex(IndexView):
    """A list that finds an address however it is typed, and all else as it stands."""

    # Of what each row shows something that another table holds.
    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> Any:
        """Fetch with the rows what each of them shows of others."""
        rows = super().get_base_queryset()
        return rows.select_related(*self.related) if self.related else rows

    def search_queryset(self, queryset: Any) -> Any:
        """Return the rows that are what was typed; where there are none, those that hold it.

        A whole address or number is found by an index, and a part by a look at every row.
        """
        if not self.is_searching:
            return queryset
        typed = {self.search_query, *sought(self.search_query)}
        if whole := self._rows_that_are(typed):
            return queryset.filter(pk__in=whole)
        holds = Q()
        for text in typed:
            for field in self.search_fields:
                holds |= Q(**{f"{field}__icontains": text})
        return queryset.filter(holds)

    def _rows_that_are(self, typed: set[str]) -> list[Any]:
        """Return some rows of which one of the fields with an index is just this."""
        fields = [field for field in self.search_fields if _has_index(self.model, field)]
        all_rows = self.model._default_manager.order_by().values_list("pk", flat=True)
        # One question for each field: together they would be answered by a look at every row.
        found = [all_rows.filter(**{f"{field}__in": sorted(typed)}) for field in fields]
        return list(found[0].union(*found[1:])[:SOME]) if found else []


def _has_index(model: Any, path: str) -> bool:
    *relations, name = path.split(LOOKUP_SEP)
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    field = model._meta.get_field(name)
    return bool(field.db_index or field.unique or name in _leading_fields(model))


def _leading_fields(model: Any) -> set[str]:
    """Return what the indexes of all rows begin with."""
    kept = [*model._meta.indexes, *model._meta.total_unique_constraints]
    return {one.fields[0] for one in kept if one.fields and not one.condition}


class NamedByMenu(ModelViewSet):
    """A list whose heading is the word that led there, not the plural of its model's name."""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Head the list as the menu calls it."""
        facts: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        return {**facts, "page_title": self.menu_label}


class Ledgerlike(NamedByMenu):
    """A list that staff can search and inspect, and cannot change."""

    index_view_class: type[IndexView] = AddressIndex
    inspect_view_enabled = True
    exclude_form_fields: tuple[str, ...] = ()
    list_per_page = 50
    related: tuple[str, ...] = ()

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is shown of other tables."""
        facts: dict[str, Any] = super().get_index_view_kwargs(related=self.related, **kwargs)
        return facts

    @property
    def permission_policy(self) -> LookOnly:
        """Forbid writing, whatever someone's permissions say."""
        return LookOnly(self.model)


class MomentColumn(Column):
    """A point in time, past or to come; Wagtail's own calls all that is to come "just now"."""

    def get_value(self, instance: Any) -> str:
        """Return day and time where the newsroom is."""
        at = super().get_value(instance)
        return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def chosen(name: str, label: str) -> Column:
    """Return a column with what was chosen, in words; Wagtail's own prints what the table holds."""
    return Column(name, label=label, accessor=f"get_{name}_display", sort_key=name)


def moment(name: str, label: str) -> MomentColumn:
    """Return a column with a point in time."""
    return MomentColumn(name, label=label, sort_key=name)
