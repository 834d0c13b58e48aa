from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.generic import FormView

class EmailView(FormView[Any]): ...

class RequestLoginCodeView(FormView[Any]):
    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: Any
    ) -> HttpResponseRedirect | None: ...

account_inactive: Callable[..., HttpResponseBase]
confirm_login_code: Callable[..., HttpResponseBase]
email: Callable[..., HttpResponseBase]
email_verification_sent: Callable[..., HttpResponseBase]
logout: Callable[..., HttpResponseBase]
reauthenticate: Callable[..., HttpResponseBase]
