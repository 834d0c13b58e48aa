"""What a story's body is made of, as an editor builds it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from wellread.language.editors import for_editors
from wellread.newsroom.rules import player

if TYPE_CHECKING:
    # Wagtail's own class takes its types in stubs alone.
    _StreamField = StreamField[Any, StreamValue]
else:
    _StreamField = StreamField

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr", "superscript", "subscript"]
LINE_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]
QUOTE_FEATURES = [*LINE_FEATURES, "ol", "ul"]
ENTRY_FEATURES = [*QUOTE_FEATURES, "hr"]


class QuoteBlock(StructBlock):
    """Words worth setting apart, and who said them."""

    text = RichTextBlock(features=QUOTE_FEATURES, label=for_editors("Quotation"))
    source = RichTextBlock(
        features=LINE_FEATURES,
        required=False,
        max_length=200,
        help_text=for_editors("Who said or wrote it."),
    )

    class Meta:
        icon = "openquote"


class PictureBlock(StructBlock):
    """A picture that cannot be left without words for those who do not see it."""

    image = ImageChooserBlock()
    alt = CharBlock(
        max_length=300,
        label=for_editors("Description"),
        help_text=for_editors("What a reader who cannot see it must know."),
    )
    caption = RichTextBlock(features=LINE_FEATURES, required=False, max_length=400)
    credit = CharBlock(
        required=False, max_length=200, help_text=for_editors("Photographer or source.")
    )

    class Meta:
        icon = "image"

    def clean(self, value: Any) -> Any:
        """Take the picture library's description where none is typed."""
        image = value.get("image")
        if image is not None and not (value.get("alt") or "").strip():
            value["alt"] = image.description[:300]
        return super().clean(value)


class ItemsBlock(StructBlock):
    """A list of points or steps."""

    style = ChoiceBlock(choices=[("ul", "Points"), ("ol", "Numbers")], default="ul")
    items = ListBlock(RichTextBlock(features=LINE_FEATURES, label=for_editors("Item")), min_num=1)

    class Meta:
        icon = "list-ul"


class TableBlock(TypedTableBlock):
    """Figures and words in rows and columns; a cell holds what a quotation may hold."""

    text = RichTextBlock(features=QUOTE_FEATURES, required=False, label=for_editors("Text"))

    class Meta:
        icon = "table"


class EmbedBlock(StructBlock):
    """A player from elsewhere that loads only when the reader asks for it."""

    url = URLBlock(label=for_editors("Address"), help_text=for_editors("A YouTube or Vimeo video."))
    title = CharBlock(
        max_length=200, help_text=for_editors("What the video shows; read out and printed.")
    )

    class Meta:
        icon = "media"

    def clean(self, value: Any) -> Any:
        """Refuse an address of a provider that is not on the list."""
        cleaned = super().clean(value)
        if player(cleaned["url"]) is None:
            raise ValidationError(
                for_editors("Only videos of YouTube and Vimeo can be shown: check the address.")
            )
        return cleaned


class RelatedBlock(StructBlock):
    """Links to our own stories within the text."""

    title = CharBlock(
        required=False, max_length=80, help_text=for_editors("Left empty: “Read more”.")
    )
    stories = ListBlock(PageChooserBlock(page_type=["newsroom.Article", "newsroom.LiveBlog"]))

    class Meta:
        icon = "link"


class BodyBlock(StreamBlock):
    """A story's body: our kinds of block, and those that a site folder adds.

    A site's own are named in `WELLREAD_BODY_BLOCKS`, name to dotted path of a block class, and
    drawn by the template `newsroom/blocks/<name>.html`, which is given the block's `value`.
    """

    text = RichTextBlock(features=TEXT_FEATURES, icon="pilcrow")
    quote = QuoteBlock()
    image = PictureBlock()
    list = ItemsBlock()
    table = TableBlock()
    embed = EmbedBlock()
    related = RelatedBlock()

    def __init__(self, local_blocks: Any = None, **options: Any) -> None:
        own = settings.WELLREAD_BODY_BLOCKS.items()
        added = [(name, import_string(path)()) for name, path in own]
        super().__init__([*(local_blocks or []), *added], **options)


class BodyField(_StreamField):
    """A story's body in the database, whose kinds of block no migration needs to know.

    They would be written into ours, and a site that adds one would have to change it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(BodyBlock(), **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the blocks out of what migrations compare."""
        name, path, _, options = super().deconstruct()
        return name, path, [], {"blank": True} if options.get("blank") else {}
