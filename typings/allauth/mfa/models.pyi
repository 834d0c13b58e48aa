from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from wellread.accounts.models import Reader

class AuthenticatorManager(models.Manager[Authenticator]): ...

class Authenticator(models.Model):
    class Type(models.TextChoices):
        RECOVERY_CODES = "recovery_codes"
        TOTP = "totp"
        WEBAUTHN = "webauthn"

    user: models.ForeignKey[Reader, Reader]
    user_id: int
    type: models.CharField[str, str]
    data: models.JSONField[dict[str, Any], dict[str, Any]]
    created_at: models.DateTimeField[datetime, datetime]
    last_used_at: models.DateTimeField[datetime | None, datetime | None]
    objects: ClassVar[AuthenticatorManager]

    def wrap(self) -> Any: ...
