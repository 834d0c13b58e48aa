from typing import Any, ClassVar

from allauth.account.managers import EmailAddressManager
from django.db import models

from wellread.accounts.models import Reader

class EmailAddress(models.Model):
    user: models.ForeignKey[Reader, Reader]
    user_id: int
    email: models.EmailField[str, str]
    verified: models.BooleanField[bool, bool]
    primary: models.BooleanField[bool, bool]
    objects: ClassVar[EmailAddressManager]

    def set_as_primary(self, conditional: bool = False) -> bool: ...

class Login:
    user: Reader
    email: str | None
    def __init__(self, user: Reader, *args: Any, **kwargs: Any) -> None: ...
