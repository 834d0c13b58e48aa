"""The editor's form for a campaign: what it says, who is asked, where, how often."""

from typing import Any

from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from wellread.accounts.admin_rows import LaterRowsPanel, RowsPanel
from wellread.appeals.forms import AskForm, CampaignForm
from wellread.appeals.telling import told
from wellread.engine.campaign import Audience
from wellread.engine.schema import words_of
from wellread.language.editors import for_editors
from wellread.payments.forms import MoneyPanel


def _row(*fields: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(field) for field in fields])


def _rows(*fields: str) -> list[FieldRowPanel]:
    """Return rows of two; a choice that the schema of campaigns gains has its place of itself."""
    return [_row(*fields[place : place + 2]) for place in range(0, len(fields), 2)]


def _group(heading: str, *panels: FieldRowPanel | FieldPanel | str, help_text: str = ""):  # type: ignore[no-untyped-def]
    children = [FieldPanel(panel) if isinstance(panel, str) else panel for panel in panels]
    return MultiFieldPanel(children, heading=heading, help_text=help_text)


_ASKS = MoneyPanel(
    "asks",
    form=AskForm,
    label=for_editors("amounts"),
    heading=for_editors("What is asked"),
    help_text=for_editors(
        "The first row that names the reader's country counts; the last one names none."
    ),
    panels=[
        _row("interval", "currency"),
        _row("amounts", "preset", "minimum"),
        _row("card_month", "card_year", "card_once"),
        FieldPanel("countries"),
    ],
)

_TRANSLATIONS = LaterRowsPanel(
    "translations",
    label=for_editors("language"),
    heading=for_editors("In other languages"),
    help_text=for_editors(
        "Who reads one of these gets its words, right to left where it is written so; who reads "
        "none of them gets those above."
    ),
    panels=[
        FieldPanel("language"),
        FieldPanel("headline"),
        FieldPanel("body"),
        FieldPanel("headline_without_count"),
        FieldPanel("body_without_count"),
        FieldPanel("signature_role"),
        _row("join_label", "sign_in_label"),
        FieldPanel("deadline_words"),
    ],
)

_VARIANTS = RowsPanel(
    "variants",
    label=for_editors("variant"),
    heading=for_editors("Variants"),
    help_text=for_editors("One is enough; with several, the shares add up to 100 %."),
    panels=[
        _row("key", "share_percent"),
        FieldPanel("headline"),
        FieldPanel("body"),
        FieldPanel("headline_without_count"),
        FieldPanel("body_without_count"),
        _row("signature_name", "signature_role"),
        FieldPanel("portrait"),
        _row("join_label", "sign_in_label"),
        FieldPanel("newsletter"),
        _ASKS,
        _TRANSLATIONS,
    ],
)

_WORDS = [
    FieldPanel("name"),
    FieldPanel("key"),
    FieldPanel(
        "placement",
        help_text=for_editors(
            "Of two campaigns for one place, the one higher in the list asks. "
            "“Sort item order” in the list's menu moves them."
        ),
    ),
    FieldPanel("after_paragraph"),
    _row("starts_at", "ends_at"),
    _VARIANTS,
    _group(
        for_editors("A goal"),
        _row("goal_amount", "goal_currency", "goal_since"),
        help_text=for_editors(
            "Shown with how far readers are: what the ledger has received in that currency since, "
            "less what was paid back."
        ),
    ),
    _group(for_editors("A deadline"), _row("deadline_at", "deadline_words")),
    FieldPanel("offers_reminder"),
]

_AUDIENCE = [
    _group(for_editors("Readers"), *_rows(*words_of(Audience))),
    _group(
        for_editors("Articles they have read"),
        _row("min_articles", "max_articles", "count_days"),
        _row("count_sections", "count_topics"),
        help_text=for_editors(
            "Each article counts once, by its latest reading; the one on screen is included."
        ),
    ),
    _group(
        for_editors("Place, language, device"),
        _row("countries_only", "countries_except"),
        _row("languages", "devices"),
    ),
]

_PAGES = [
    FieldPanel("kinds"),
    _row("sections_only", "sections_except"),
    _row("topics_any", "topics_none"),
    FieldPanel("allow_sensitive"),
]

_OFTEN = [
    _group(
        for_editors("No more often than"),
        _row("cap_views", "cap_days"),
        _row("cap_counts", "cap_gap_days"),
    ),
    _group(for_editors("Rest"), _row("rest_days", "rest_after_contribution_days")),
    _group(for_editors("Comparing"), FieldPanel("allocation"), _row("holdout_percent", "draw")),
    _group(
        for_editors("Whether to ask at all"),
        _row("other_percent", "other_min_articles", "other_cap_views"),
        help_text=for_editors(
            "Part of the readers is asked sooner or later, or oftener or less often, than the "
            "rules above say. The appeals desk says which of the two brings more members and more "
            "money, by all who join, asked or not."
        ),
    ),
]


class CampaignTabs(TabbedInterface):
    """The form's tabs, below one sentence that says what all of them come to."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "appeals/tabs.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Add the sentence, and where a script asks for it anew."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            place = [self.instance.pk] if self.instance.pk else []
            context["told"] = told(self.instance, timezone.now())
            context["sentence_url"] = reverse("campaign_sentence", args=place)
            return context

        @property
        def media(self) -> Media:
            """The script that keeps the sentence true while one types."""
            of_tabs: Media = super().media  # type: ignore[misc]
            return of_tabs + Media(
                js=["appeals/sentence.js"], css={"all": ["appeals/sentence.css"]}
            )


CAMPAIGN_PANELS = CampaignTabs(
    [
        ObjectList(_WORDS, heading=for_editors("What it says")),
        ObjectList(_AUDIENCE, heading=for_editors("Who is asked")),
        ObjectList(_PAGES, heading=for_editors("Where")),
        ObjectList(_OFTEN, heading=for_editors("How often")),
    ],
    base_form_class=CampaignForm,
)
