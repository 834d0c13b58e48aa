from collections.abc import Callable
from typing import Any

class Column:
    name: str
    accessor: str | Callable[[Any], Any]
    def __init__(
        self,
        name: str,
        label: str | None = None,
        accessor: str | Callable[[Any], Any] | None = None,
        classname: str | None = None,
        sort_key: str | None = None,
        width: str | None = None,
        **kwargs: Any,
    ) -> None: ...
    def get_value(self, instance: Any) -> Any: ...

class BooleanColumn(Column): ...
