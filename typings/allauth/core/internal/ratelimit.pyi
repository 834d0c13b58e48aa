from typing import Any

from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest

cache: BaseCache

def truncate_ip(ip: str) -> str: ...
def consume(request: HttpRequest, **kwargs: Any) -> Any: ...
