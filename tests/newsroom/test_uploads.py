from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from tests.newsroom.press import make_image
from tests.staff import sign_in_staff
from wellread.newsroom.rendering import pictures

pytestmark = pytest.mark.django_db

ORIENTATION, MAKER, ARTIST, PLACE = 0x0112, 0x010F, 0x013B, 0x8825


def telling():
    facts = Drawing.Exif()
    facts[ORIENTATION], facts[MAKER], facts[ARTIST] = 6, "Pinhole", "Ann Lee"
    facts.get_ifd(PLACE)[2] = (52.0, 3.0, 1.0)
    return facts.tobytes()


def photograph_file(kind, size=(1600, 1000), **facts):
    file = BytesIO()
    photograph = Drawing.new("RGB", size, "teal")
    second = {"save_all": True, "append_images": [photograph]} if kind == "MPO" else {}
    photograph.save(file, kind, exif=telling(), **second, **facts)
    file.seek(0)
    return file


def make_photograph(kind, **facts):
    name = "quay.jpg" if kind == "MPO" else f"quay.{kind.lower()}"
    file = ImageFile(photograph_file(kind, **facts), name=name)
    return get_image_model().objects.create(title="quay", file=file)


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


@pytest.mark.parametrize(("size", "stored_as"), [((1600, 1000), (250, 400)), ((40, 20), (20, 40))])
def test_a_colleagues_own_picture_tells_nothing_and_stands_upright(client, size, stored_as):
    editor = sign_in_staff(client, first_name="Mara", last_name="Ellison")
    file = photograph_file("JPEG", size=size)

    set_avatar(client, file.read())

    stored = Drawing.open(UserProfile.objects.get(user=editor).avatar.open())
    facts = stored.getexif()
    assert (MAKER in facts, dict(facts.get_ifd(PLACE)), stored.size) == (False, {}, stored_as)


def test_a_damaged_picture_of_a_colleague_is_refused_in_words(client):
    editor = sign_in_staff(client, first_name="Mara", last_name="Ellison")

    page = set_avatar(client, photograph_file("JPEG").read()[:3000])

    assert "This file cannot be taken: it is damaged" in page.content.decode()
    assert not UserProfile.objects.get(user=editor).avatar


def set_avatar(client, content):
    """Send the form of one's own account as its page gives it, with a picture."""
    page = client.get("/admin/account/")
    panels = [each for tab in page.context_data["panels_by_tab"].values() for each in tab]
    fields = [field for panel in panels for field in panel.get_form()]
    given = {field.html_name: field.value() for field in fields if field.value()}
    file = SimpleUploadedFile("me.jpg", content, "image/jpeg")
    return client.post("/admin/account/", {**given, "avatar-avatar": file})
