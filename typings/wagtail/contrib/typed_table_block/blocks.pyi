from typing import Any

from wagtail.blocks import Block

class TypedTableBlock(Block):
    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None: ...
