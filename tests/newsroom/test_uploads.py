from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from tests.newsroom.press import make_image
from wellread.newsroom import pictures

pytestmark = pytest.mark.django_db

ORIENTATION, MAKER, ARTIST, PLACE = 0x0112, 0x010F, 0x013B, 0x8825


def telling():
    facts = Drawing.Exif()
    facts[ORIENTATION], facts[MAKER], facts[ARTIST] = 6, "Pinhole", "Ann Lee"
    facts.get_ifd(PLACE)[2] = (52.0, 3.0, 1.0)
    return facts.tobytes()


def make_photograph(kind, **facts):
    file = BytesIO()
    photograph = Drawing.new("RGB", (1600, 1000), "teal")
    second = {"save_all": True, "append_images": [photograph]} if kind == "MPO" else {}
    photograph.save(file, kind, exif=telling(), **second, **facts)
    name = "quay.jpg" if kind == "MPO" else f"quay.{kind.lower()}"
    file.seek(0)
    return get_image_model().objects.create(title="quay", file=ImageFile(file, name=name))


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP"])
def test_nobody_learns_from_a_photograph_where_it_was_taken(kind):
    image = make_photograph(kind)

    made = pictures._made(image, (*pictures.WIDE, *pictures.SHARED))
    for stored in (image, *made):
        facts = Drawing.open(stored.file.open()).getexif()
        assert (MAKER in facts, dict(facts.get_ifd(PLACE))) == (False, {}), stored.file.name


def test_a_photograph_keeps_its_maker_and_stands_upright():
    image = make_photograph("JPEG")

    stored = Drawing.open(image.file.open())
    assert (stored.size, stored.getexif()[ARTIST]) == ((1000, 1600), "Ann Lee")
    assert (image.width, image.height, image.file_size) == (1000, 1600, image.file.size)


def test_a_picture_that_tells_nothing_is_stored_as_it_came():
    file = BytesIO()
    Drawing.new("RGB", (40, 30), "teal").save(file, "PNG")

    assert make_image(width=40, height=30).file.read() == file.getvalue()
