from typing import Any

from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

def get_authentication_records(request: HttpRequest, user: Any) -> list[dict[str, Any]]: ...
def perform_login(request: HttpRequest, login: Login) -> HttpResponse: ...
def record_authentication(
    request: HttpRequest, user: Any, method: str, **extra_data: Any
) -> None: ...
