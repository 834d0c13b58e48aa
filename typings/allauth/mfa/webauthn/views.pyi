from typing import Any

from django.views.generic import FormView

class AddWebAuthnView(FormView[Any]):
    def get_success_url(self) -> str: ...
