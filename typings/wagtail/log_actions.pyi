from typing import Any

from django.db import models

def log(instance: models.Model, action: str, user: Any = None, **kwargs: Any) -> Any: ...
