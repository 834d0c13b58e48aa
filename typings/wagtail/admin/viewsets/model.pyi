from collections.abc import Sequence
from typing import Any

from django.db import models
from django.forms import ModelForm
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

class ModelViewSet(ViewSet):
    model: type[models.Model]
    index_view_class: type[IndexView]
    inspect_view_enabled: bool
    list_display: Sequence[str | Column]
    list_filter: Sequence[str]
    list_per_page: int
    search_fields: Sequence[str]
    search_backend_name: str | None
    ordering: Sequence[str]
    form_fields: Sequence[str]
    exclude_form_fields: Sequence[str]
    panels: Sequence[Panel]
    edit_handler: Panel
    @property
    def permission_policy(self) -> ModelPermissionPolicy: ...
    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]: ...
    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]: ...
    def get_edit_handler(self) -> Any: ...
