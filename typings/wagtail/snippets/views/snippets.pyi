from typing import Any

from django.http import HttpRequest
from wagtail.admin.viewsets.model import ModelViewSet

class CreateView:
    request: HttpRequest
    def get_initial_form_instance(self) -> Any: ...
    def get_add_url(self) -> str: ...
    def get_success_url(self) -> str: ...

class EditView:
    request: HttpRequest
    object: Any
    autosave_enabled: bool
    expects_json_response: bool
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]: ...
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None: ...
    def save_instance(self) -> Any: ...

class SnippetViewSet(ModelViewSet):
    add_view_class: type[CreateView]
    edit_view_class: type[EditView]
    def get_queryset(self, request: HttpRequest) -> Any: ...
