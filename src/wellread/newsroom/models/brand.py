"""How a newsroom looks and who it is: its logo, colours, type, footer and contact."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.forms import TextInput
from django.utils.text import format_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, StreamBlock, StructBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.newsroom.models import brand_files, colours

COLOUR = RegexValidator(
    f"^{colours.HEX.pattern}$", for_editors("Write it as # and six digits: #0b566b.")
)
OWN_FACE = "own"
FACES = [
    ("", for_editors("Ours: a book face")),
    ("system", for_editors("The system's plain face")),
]
FACES += [(OWN_FACE, for_editors("The face uploaded below"))]


class FooterLinkBlock(StructBlock):
    """A link at the foot of every page."""

    words = CharBlock(max_length=60)
    address = CharBlock(
        max_length=500, help_text=for_editors("A page of ours such as /pages/jobs/, or https://…")
    )

    class Meta:
        icon = "link"

    def clean(self, value: Any) -> Any:
        """Refuse an address that leads nowhere, or runs something."""
        cleaned = super().clean(value)
        address = cleaned["address"].strip()
        if not address.startswith(("/", "https://", "http://", "mailto:")) or " " in address:
            raise ValidationError(
                for_editors("“%(address)s” is no address: it begins with / or https://.")
                % {"address": address}
            )
        return cleaned


@register_setting(icon="image", order=400)
class Brand(BaseGenericSetting):
    """What makes every page this paper's own; what is left empty is as we made it."""

    logo = models.FileField(
        for_editors("logo"),
        upload_to="brand",
        blank=True,
        help_text=for_editors(
            "SVG, PNG or WebP. Without one the paper's name stands at the head, in type; so it "
            "does in e-mails where the logo is an SVG, which few mail programs show."
        ),
    )
    logo_dark = models.FileField(
        for_editors("logo on dark pages"),
        upload_to="brand",
        blank=True,
        help_text=for_editors("Left empty: the same one."),
    )
    icon = models.FileField(
        for_editors("icon"),
        upload_to="brand",
        blank=True,
        help_text=for_editors("Square, SVG or PNG: what browsers show beside the page's title."),
    )
    card = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("social card"),
        help_text=for_editors(
            "What other sites show with a page that has no picture of its own; 1200 × 630."
        ),
    )
    main = models.CharField(
        for_editors("main colour"),
        max_length=7,
        blank=True,
        validators=[COLOUR],
        help_text=for_editors("Links, buttons and opinion on light pages, such as #0b566b."),
    )
    main_dark = models.CharField(
        for_editors("main colour on dark pages"),
        max_length=7,
        blank=True,
        validators=[COLOUR],
        help_text=for_editors("Lighter than the other, such as #86cddc."),
    )
    support = models.CharField(
        for_editors("colour of support"),
        max_length=7,
        blank=True,
        validators=[COLOUR],
        help_text=for_editors("Behind “Support us”, in both themes, such as #ffca4b."),
    )
    headline_face = models.CharField(
        for_editors("face of headlines"), max_length=10, blank=True, choices=FACES
    )
    text_face = models.CharField(
        for_editors("face of the text"), max_length=10, blank=True, choices=FACES
    )
    face = models.FileField(
        for_editors("a face of your own"),
        upload_to="brand",
        blank=True,
        help_text=format_lazy(
            for_editors(
                "One variable WOFF2 file of at most {number} kB, whose licence allows it. It is "
                "served from here; no reader's address goes to a third party."
            ),
            number=brand_files.LARGEST_FACE_KB,
        ),
    )
    footer_words = models.CharField(
        for_editors("footer words"),
        max_length=200,
        blank=True,
        help_text=for_editors(
            "Left empty: “Free to read for everyone, and paid for by the readers it matters to.”"
        ),
    )
    footer_links = StreamField(
        StreamBlock([("link", FooterLinkBlock())], max_num=12),
        verbose_name=for_editors("footer links"),
        blank=True,
        help_text=for_editors("After the standing pages."),
    )
    publisher = models.CharField(
        for_editors("published by"),
        max_length=120,
        blank=True,
        help_text=for_editors("The company or association."),
    )
    responsible = models.CharField(
        for_editors("responsible for the content"),
        max_length=120,
        blank=True,
        help_text=for_editors("A person's name."),
    )
    postal_address = models.CharField(for_editors("postal address"), max_length=200, blank=True)
    email = models.EmailField(for_editors("e-mail address"), blank=True)
    telephone = models.CharField(for_editors("telephone"), max_length=40, blank=True)

    base_form_class = UpToDateForm

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("logo"),
                FieldPanel("logo_dark"),
                HelpPanel(template="newsroom/editing/logo_in_the_dark.html"),
                FieldPanel("icon"),
            ],
            for_editors("Logo"),
        ),
        FieldPanel("card"),
        MultiFieldPanel(
            [
                HelpPanel(template="newsroom/editing/brand_sample.html"),
                FieldRowPanel(
                    [
                        # A # before digits goes to the other end in a line from right to left.
                        FieldPanel(name, widget=TextInput(attrs={"dir": "ltr"}))
                        for name in colours.Palette._fields
                    ]
                ),
            ],
            for_editors("Colours"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("headline_face"), FieldPanel("text_face")]),
                FieldPanel("face"),
            ],
            for_editors("Type"),
        ),
        MultiFieldPanel(
            [FieldPanel("footer_words"), FieldPanel("footer_links")], for_editors("Footer")
        ),
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("responsible"),
                FieldPanel("postal_address"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("telephone")]),
            ],
            for_editors("Who publishes"),
        ),
    ]

    class Meta:
        verbose_name = for_editors("brand")

    @property
    def palette(self) -> colours.Palette:
        """The colours of this paper."""
        return colours.Palette(self.main, self.main_dark, self.support)

    def clean(self) -> None:
        """Refuse colours that cannot be read, and files that cannot be shown."""
        super().clean()
        faults = {} if self._is_misspelt() else dict(colours.unreadable(self.palette))
        if self.main and not self.main_dark:
            faults["main_dark"] = for_editors(
                "Needed too: the other one is too dark for dark pages."
            )
        for name in ("logo", "logo_dark", "icon", "face"):
            if fault := self._fault_of(name):
                faults[name] = fault
        if OWN_FACE in (self.headline_face, self.text_face) and not self.face:
            faults["face"] = for_editors("Upload the face that is chosen above.")
        if faults:
            raise ValidationError(faults)

    def _is_misspelt(self) -> bool:
        return not all(colours.HEX.fullmatch(each) for each in self.palette if each)

    def _fault_of(self, name: str) -> str:
        """Look at a file that was just uploaded, and give it the name that suits its content."""
        file = getattr(self, name)
        if not file or file._committed:
            return ""
        content = file.read()
        file.seek(0)
        try:
            if name == "face":
                brand_files.check_face(content)
                ending = "woff2"
            else:
                ending = brand_files.picture_shape(content).ending
        except brand_files.UnfitFile as fault:
            return for_editors("This file cannot be taken: %(fault)s.") % {"fault": fault}
        # Browsers and caches keep a file by its name for a year.
        file.name = f"{hashlib.blake2b(content, digest_size=8).hexdigest()}.{ending}"
        return ""
