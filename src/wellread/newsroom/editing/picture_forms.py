"""The form by which every picture comes in: alone, several at once, in a chooser, anew."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from wellread.language.editors import for_editors
from wellread.newsroom.models import uploads


class PictureFileField(WagtailImageField):
    """A picture that can be shown, without what it tells; anything else is refused in words."""

    def to_python(self, data: Any) -> Any:
        """Look at the whole picture before Wagtail, which reads no more than its beginning."""
        if FileField.to_python(self, data) is None:
            return None
        self.check_image_file_size(data)
        data.seek(0)
        content = data.read()
        try:
            without, ending = uploads.fit(content)
        except uploads.UnfitPicture as fault:
            raise ValidationError(
                for_editors("This file cannot be taken: %(fault)s.") % {"fault": fault},
                code="unfit_picture",
            ) from fault
        if without != content:
            _replace(data, without, ending)
        data.seek(0)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """Wagtail's form with a field that is not satisfied by a file's beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureFileField(
                label=file.label, widget=file.widget, required=file.required
            )


def install() -> None:
    """Have a colleague's own picture come in by the same field: anybody may fetch it too."""
    # Wagtail has no setting for this. It makes large ones small, and then on their side.
    theirs = AvatarPreferencesForm.base_fields["avatar"]
    AvatarPreferencesForm.base_fields["avatar"] = PictureFileField(
        label=theirs.label, required=theirs.required
    )
    # Theirs says nothing of a fault.
    AvatarSettingsPanel.template_name = "newsroom/editing/avatar.html"


def _replace(data: Any, content: bytes, ending: str) -> None:
    # In place: Wagtail's upload of several stores the very file of the request where a title fails.
    data.seek(0)
    data.truncate()
    data.write(content)
    data.size = len(content)
    data.name = uploads.renamed(data.name, ending)
