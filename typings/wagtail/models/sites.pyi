from typing import ClassVar

from django.db import models
from wagtail.models.pages import Page

class SiteManager(models.Manager[Site]): ...

class Site(models.Model):
    hostname: models.CharField[str, str]
    port: models.IntegerField[int, int]
    site_name: models.CharField[str, str]
    root_page: models.ForeignKey[Page, Page]
    is_default_site: models.BooleanField[bool, bool]
    objects: ClassVar[SiteManager]
