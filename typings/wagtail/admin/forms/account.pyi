from typing import Any, ClassVar

from django.forms import Field, ModelForm

class AvatarPreferencesForm(ModelForm[Any]):
    base_fields: ClassVar[dict[str, Field]]
