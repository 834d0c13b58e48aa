from collections.abc import Sequence

class ViewSet:
    menu_label: str
    menu_name: str
    menu_order: int
    icon: str
    url_prefix: str
    add_to_admin_menu: bool

class ViewSetGroup:
    menu_label: str
    menu_icon: str
    menu_order: int
    items: Sequence[type[ViewSet]]
