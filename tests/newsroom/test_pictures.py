"""Pictures are cut as Wagtail cuts them, in less time."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image as Drawing
from wagtail.images.models import Filter, Image

from tests.newsroom.press import make_image, make_wide_image
from wellread.newsroom.rendering import pictures

pytestmark = pytest.mark.django_db
TURNED_RIGHT = 6  # as a phone says that it was held upright
ORIENTATION = 0x0112


def make_photograph():
    """Store a portrait that was taken with a phone, with a focal point near its top."""
    taken = Drawing.linear_gradient("L").resize((1600, 900)).convert("RGB")
    exif = Drawing.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    file = BytesIO()
    taken.save(file, "JPEG", exif=exif)
    # As it lies there from before uploads were turned and stripped.
    name = default_storage.save("original_images/ann-lee.jpg", file)
    focus = {"focal_point_x": 300, "focal_point_y": 200}
    size = {"focal_point_width": 100, "focal_point_height": 100}
    return Image.objects.create(title="Ann Lee", file=name, width=900, height=1600, **focus, **size)


def test_a_picture_cut_from_one_reading_is_the_one_wagtail_cuts():
    image = make_photograph()

    kept = pictures.keep(image, pictures.cut(image, pictures.LEAD))

    for spec, rendition in kept.items():
        by_wagtail = BytesIO()
        Filter(spec).run(image, by_wagtail)
        with rendition.file.open() as file:
            assert file.read() == by_wagtail.getvalue(), spec
        with Drawing.open(by_wagtail) as drawn:
            assert (rendition.width, rendition.height) == drawn.size, spec
        assert rendition == image.find_existing_renditions(Filter(spec))[Filter(spec)]


def test_cutting_needs_no_database(django_assert_num_queries):
    image = make_wide_image()

    with django_assert_num_queries(0):
        cuts = pictures.cut(image, pictures.WIDE)

    assert [(each.width, each.height) for each in cuts] == [(800, 500), (1280, 800)]


def test_what_somebody_else_cut_meanwhile_is_kept_once():
    image = make_image()
    theirs, ours = (pictures.cut(image, pictures.PORTRAIT) for _ in range(2))

    pictures.keep(image, theirs)
    kept = pictures.keep(image, ours)

    storage = image.file.storage
    assert [each.file.name for each in kept.values()] == [theirs[0].file]
    assert (storage.exists(theirs[0].file), storage.exists(ours[0].file)) == (True, False)
