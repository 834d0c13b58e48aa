from typing import Any

class ContentCheckerItem:
    axe_run_only: list[str]
    axe_messages: dict[str, Any]

class Userbar:
    def __init__(self, *, object: Any = None, position: str = "bottom-right") -> None: ...
    def render_html(self, parent_context: Any) -> str: ...
