from collections.abc import Callable
from typing import Any, Self, TypeVar

from django.db import models
from django.http import HttpRequest

_M = TypeVar("_M", bound=type[models.Model])

class BaseGenericSetting(models.Model):
    class Meta:
        abstract = True

    @classmethod
    def load(cls, request_or_site: HttpRequest | Any = None) -> Self: ...

def register_setting(**kwargs: Any) -> Callable[[_M], _M]: ...
