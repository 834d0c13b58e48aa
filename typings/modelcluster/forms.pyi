from typing import Any

from django.forms import BaseModelFormSet

class BaseTransientModelFormSet(BaseModelFormSet[Any, Any]): ...

class BaseChildFormSet(BaseTransientModelFormSet):
    fk: Any
    instance: Any
    def _should_delete_form(self, form: Any) -> bool: ...
