from typing import Any

from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

class MenuItem:
    name: str
    def __init__(
        self,
        label: StrOrPromise,
        url: str,
        name: str = "",
        classname: str = "",
        icon_name: str = "",
        attrs: dict[str, Any] | None = None,
        order: int = 1000,
    ) -> None: ...
    def is_shown(self, request: HttpRequest) -> bool: ...

class Menu:
    def __init__(
        self,
        register_hook_name: str | None = None,
        construct_hook_name: str | None = None,
        items: list[MenuItem] | None = None,
    ) -> None: ...

class SubmenuMenuItem(MenuItem):
    def __init__(self, label: StrOrPromise, menu: Menu, **kwargs: Any) -> None: ...
