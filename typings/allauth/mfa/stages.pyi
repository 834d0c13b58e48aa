from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

class AuthenticateStage:
    login: Login
    request: HttpRequest
    def handle(self) -> tuple[HttpResponse | None, bool]: ...
