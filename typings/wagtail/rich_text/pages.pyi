from typing import Any

class PageLinkHandler:
    identifier: str
    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Any]: ...
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]: ...
