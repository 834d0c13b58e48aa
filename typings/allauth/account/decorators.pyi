from collections.abc import Callable
from typing import Any, TypeVar

_V = TypeVar("_V", bound=Callable[..., Any])

def reauthentication_required(
    function: None = None, allow_get: bool = False, **kwargs: Any
) -> Callable[[_V], _V]: ...
