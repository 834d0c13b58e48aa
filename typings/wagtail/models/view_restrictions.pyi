from django.db import models
from wagtail.models.pages import Page

class PageViewRestriction(models.Model):
    page: models.ForeignKey[Page, Page]
    restriction_type: models.CharField[str, str]
