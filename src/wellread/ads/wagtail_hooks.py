from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.ads.models import HouseAd
from wellread.language.editors import for_editors
from wellread.mail.look_only import chosen


class HouseAdViewSet(SnippetViewSet):
    model = HouseAd
    icon = "pick"
    menu_label = for_editors("House ads")
    menu_name = "house-ads"
    menu_order = 230
    add_to_admin_menu = True
    list_display = [
        "title",
        chosen("slot", for_editors("Slot")),
        "weight",
        BooleanColumn("active", sort_key="active"),
        "starts_on",
        "ends_on",
    ]
    list_filter = ["slot", "active"]
    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("slot"), FieldPanel("url")]),
        FieldPanel("text"),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("alt")],
            heading=for_editors("Picture"),
        ),
        FieldRowPanel([FieldPanel("weight"), FieldPanel("active")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


register_snippet(HouseAdViewSet)
