"""The admin's list of users, which finds and shows an address as people write it."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.users.views.users import IndexView, UserViewSet

from wellread.mail.address import readable
from wellread.mail.look_only import AddressIndex


class UserIndex(AddressIndex, IndexView):
    """Wagtail's list, which would compare what was typed letter by letter."""

    @cached_property
    def columns(self) -> list[Any]:
        """Return Wagtail's columns, the address among them as its owner writes it."""
        columns: list[Any] = super().columns
        for column in columns:
            if column.name == self.model.USERNAME_FIELD:
                column.accessor = lambda user: readable(user.email)
        return columns


class Users(UserViewSet):
    """Wagtail's screens for users, with that list."""

    index_view_class = UserIndex
