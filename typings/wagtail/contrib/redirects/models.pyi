from django.db import models
from wagtail.models import Page, Site

class Redirect(models.Model):
    old_path: models.CharField[str, str]
    site: models.ForeignKey[Site | None, Site | None]
    is_permanent: models.BooleanField[bool, bool]
    redirect_page: models.ForeignKey[Page | None, Page | None]
    redirect_page_route_path: models.CharField[str, str]
    redirect_link: models.CharField[str, str]
    automatically_created: models.BooleanField[bool, bool]

    @property
    def link(self) -> str | None: ...
    @staticmethod
    def normalise_path(url: str, decode_unicode: bool = True) -> str: ...
