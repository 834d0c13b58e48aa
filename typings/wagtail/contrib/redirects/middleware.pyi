from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from wagtail.contrib.redirects.models import Redirect

def get_redirect(request: HttpRequest, path: str) -> Redirect | None: ...

class RedirectMiddleware(MiddlewareMixin):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse: ...
