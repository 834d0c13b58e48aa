from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.views.generic import ListView
from wagtail.admin.widgets.button import Button

class IndexView(ListView[Any]):
    request: HttpRequest
    model: Any
    search_fields: list[str]
    search_query: str
    is_searching: bool
    @property
    def columns(self) -> list[Any]: ...
    def get_base_queryset(self) -> models.QuerySet[Any]: ...
    def search_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]: ...
    def get_list_more_buttons(self, instance: Any) -> list[Button]: ...

class CreateView:
    request: HttpRequest
    object: Any
    def get_initial(self) -> dict[str, Any]: ...
    def form_valid(self, form: Any) -> HttpResponse: ...

class EditView:
    request: HttpRequest
    object: Any
    def get_initial(self) -> dict[str, Any]: ...
    def form_valid(self, form: Any) -> HttpResponse: ...
