"""What the newsroom has counted beyond appeals: nothing, until it says so."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from wellread.language.editors import for_editors


@register_setting(icon="view", order=505)
class MeasuringSettings(BaseGenericSetting):
    """Whether article views are counted, and what campaigns decided."""

    counts_article_views = models.BooleanField(
        for_editors("count article views"),
        default=False,
        help_text=for_editors(
            "How often each story is read in an hour, as a sum: no reader, no cookie, no address."
        ),
    )
    counts_decisions = models.BooleanField(
        for_editors("count whom campaigns do not ask, and why"),
        default=False,
        help_text=for_editors(
            "For “what if” beside a campaign's form. The devices of readers who consented to "
            "being counted say once a month how many there are: not who, not what they read."
        ),
    )

    panels = [FieldPanel("counts_article_views"), FieldPanel("counts_decisions")]

    class Meta:
        verbose_name = for_editors("counting readers")
