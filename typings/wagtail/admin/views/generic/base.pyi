from typing import Any

from django.views.generic.base import ContextMixin, TemplateResponseMixin

class WagtailAdminTemplateMixin(TemplateResponseMixin, ContextMixin):
    page_title: str
    header_icon: str
    _show_breadcrumbs: bool
    breadcrumbs_items: list[dict[str, Any]]
    def get_page_title(self) -> str: ...
    def get_breadcrumbs_items(self) -> list[dict[str, Any]]: ...
