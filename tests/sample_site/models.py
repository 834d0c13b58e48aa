"""A page type: an article that one can cook from."""

from django.db import models
from django.utils.html import format_html, format_html_join
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface

from wellread.newsroom.models import Article


class Recipe(Article):
    """An article with what is needed, one thing a line."""

    ingredients = models.TextField(blank=True, help_text="One thing a line.")

    edit_handler = TabbedInterface(
        [*Article.edit_handler.children, ObjectList([FieldPanel("ingredients")], heading="Recipe")]
    )

    class Meta:
        app_label = "wellread_site"

    def own_html(self) -> str:
        """Return the list of what is needed."""
        lines = [(line.strip(),) for line in self.ingredients.splitlines() if line.strip()]
        items = format_html_join("", "<li>{}</li>", lines)
        return format_html('<ul class="ingredients">{}</ul>', items) if lines else ""
