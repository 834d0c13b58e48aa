from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest
from wagtail import hooks


@hooks.register("after_create_user", order=-1)
def have_no_password(request: HttpRequest, user: Any) -> None:
    """Mark a new colleague as having none: an empty one is asked for before a second factor."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def let_a_code_prove_the_address(request: HttpRequest, user: Any) -> None:
    """Note a colleague's address: their first code proves it, and an older one opens nothing."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
