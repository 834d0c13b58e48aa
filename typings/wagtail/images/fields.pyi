from typing import Any

from django.forms import ImageField

class WagtailImageField(ImageField):
    def check_image_file_size(self, f: Any) -> None: ...
