from typing import Any

from django.db import models
from django.db.models import QuerySet

class LogActionRegistry:
    def get_logs_for_instance(self, instance: models.Model) -> QuerySet[Any]: ...

registry: LogActionRegistry

def log(instance: models.Model, action: str, user: Any = None, **kwargs: Any) -> Any: ...
