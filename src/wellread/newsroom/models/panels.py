"""The editor's screens: what stands on which tab, and in which words."""

from typing import Any

from django.conf import settings
from django.forms import CheckboxSelectMultiple, Select
from django.utils.functional import lazy
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from wellread.accounts.admin_rows import RowsPanel
from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.newsroom.models.entry_screens import entry_addresses


class LanguageChooser(Select):
    """Chooses the language of a story among the world's, by name; first the paper's own."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = lazy(_languages, list)()


def _languages() -> list[tuple[str, str]]:
    own = writing.languages().get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    named = sorted(writing.languages().items(), key=lambda pair: pair[1].casefold())
    return [("", for_editors("The paper's own (%(own)s)") % {"own": own}), *named]


class EntriesPanel(Panel):
    """A live blog's latest entries beside its own fields, with a button to add the next one."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one live blog."""

        template_name = "newsroom/editing/entries_panel.html"

        def is_shown(self) -> bool:
            """Entries need a live blog to belong to."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Add the twenty latest entries, drafts too."""
            return super().get_context_data(parent_context) | entry_addresses(self.instance)


HEADLINE = TitleFieldPanel(
    "title",
    heading=for_editors("Headline"),
    help_text=" ",
    placeholder=for_editors("What happened, plainly"),
)
PICTURE = MultiFieldPanel(
    [
        FieldPanel("lead_image", heading=for_editors("Picture")),
        FieldPanel("lead_alt"),
        FieldPanel("lead_caption"),
        FieldPanel("lead_credit"),
    ],
    heading=for_editors("Lead picture"),
)
BYLINE = [
    RowsPanel(
        "authorships",
        heading=for_editors("Authors, in the order of the byline"),
        label=for_editors("Author"),
        panels=[FieldPanel("author"), FieldPanel("role")],
    ),
    FieldPanel("topics", widget=CheckboxSelectMultiple),
]
ADDRESS_PANELS = [
    FieldPanel(
        "slug",
        heading=for_editors("Last part of the address"),
        help_text=for_editors(
            "Made from the headline. When it changes, the old address leads on to the new."
        ),
    )
]
ADDRESS = [*ADDRESS_PANELS, FieldPanel("published_at"), PublishingPanel(), CommentPanel()]

ARTICLE_PANELS = TabbedInterface(
    [
        ObjectList(
            [HEADLINE, FieldPanel("standfirst"), FieldPanel("kind"), PICTURE, FieldPanel("body")],
            heading=for_editors("Story"),
        ),
        ObjectList(BYLINE, heading=for_editors("Authors and topics")),
        ObjectList(
            [
                FieldPanel("community_only"),
                FieldPanel("sensitive"),
                FieldPanel("silent"),
                FieldPanel("sponsored_by"),
                FieldPanel("language", widget=LanguageChooser),
            ],
            heading=for_editors("Readers"),
        ),
        ObjectList(ADDRESS, heading=for_editors("Address and time")),
    ]
)
LIVE_BLOG_PANELS = TabbedInterface(
    [
        ObjectList([EntriesPanel(heading=for_editors("Entries"))], heading=for_editors("Entries")),
        ObjectList(
            [
                HEADLINE,
                FieldPanel("standfirst"),
                PICTURE,
                FieldPanel(
                    "body",
                    heading=for_editors("What we know"),
                    help_text=for_editors("Above the entries."),
                ),
            ],
            heading=for_editors("Live blog"),
        ),
        ObjectList(BYLINE, heading=for_editors("Authors and topics")),
        ObjectList(
            [
                FieldPanel("sensitive"),
                FieldPanel("silent"),
                FieldPanel("started_at"),
                FieldPanel("quiet_hours"),
                FieldPanel("language", widget=LanguageChooser),
            ],
            heading=for_editors("Coverage"),
        ),
        ObjectList(ADDRESS, heading=for_editors("Address and time")),
    ]
)
FRONT_PANELS = [
    FieldPanel("title", heading=for_editors("Name in the page tree")),
    RowsPanel(
        "picks",
        heading=for_editors("Stories picked for the top"),
        label=for_editors("Story"),
        help_text=for_editors(
            "The first one leads. Empty places are filled with the newest stories."
        ),
        panels=[PageChooserPanel("story", ["newsroom.Article", "newsroom.LiveBlog"])],
    ),
]
SECTION_PANELS = [
    TitleFieldPanel("title", heading=for_editors("Name of the section")),
    FieldPanel("description"),
]
STANDING_PANELS = [
    TitleFieldPanel("title", heading=for_editors("Title")),
    FieldPanel("description"),
    FieldPanel("body"),
]
