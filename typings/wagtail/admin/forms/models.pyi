from typing import Any

from django.forms import ModelForm

class WagtailAdminModelForm(ModelForm[Any]):
    formsets: dict[str, Any]
    is_deferred_validation: bool
    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]: ...
    def clean(self) -> dict[str, Any]: ...
