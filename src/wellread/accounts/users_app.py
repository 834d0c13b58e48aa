"""Wagtail's application of users, with our list; Wagtail wants it said here."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Names the screens by which the admin manages users."""

    user_viewset = "wellread.accounts.users.Users"
