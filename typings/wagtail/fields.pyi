from typing import Any, TypeVar

from django.db import models
from wagtail.blocks import Block, StreamValue

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

class RichTextField(models.TextField[_ST, _GT]):
    def __init__(
        self, *args: Any, editor: str = "default", features: list[str] | None = None, **kwargs: Any
    ) -> None: ...

class StreamField(models.Field[_ST, _GT]):
    _pyi_private_set_type: Any
    _pyi_private_get_type: StreamValue
    def __init__(self, block_types: Block | list[tuple[str, Block]], **kwargs: Any) -> None: ...
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]: ...
