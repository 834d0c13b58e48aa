from typing import Any

from django.core.cache.backends.base import BaseCache

cache: BaseCache

def generate_totp_secret(length: int = 20) -> str: ...

class TOTP:
    @classmethod
    def activate(cls, user: Any, secret: str) -> TOTP: ...
