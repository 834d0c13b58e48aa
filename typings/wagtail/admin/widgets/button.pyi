from typing import Any

class Button:
    def __init__(
        self,
        label: str = "",
        url: str | None = None,
        classname: str = "",
        icon_name: str | None = None,
        attrs: dict[str, Any] | None = None,
        priority: int = 1000,
    ) -> None: ...
