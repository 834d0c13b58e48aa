from typing import Any

from django.forms import ModelForm

class WagtailAdminModelForm(ModelForm[Any]):
    formsets: dict[str, Any]
    is_deferred_validation: bool
    def clean(self) -> dict[str, Any]: ...
