"""What is no picture is refused in words at every door; what breaks later, breaks no page."""

import json
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images import get_image_model

from tests.newsroom.press import make_article, make_image, make_live_blog
from tests.staff import sign_in_staff
from wellread.newsroom import actions
from wellread.newsroom.importers.library import Library, NoPicture
from wellread.newsroom.importers.story import FoundPicture
from wellread.newsroom.models import RenderedBody

pytestmark = [
    pytest.mark.django_db,
    # Wagtail's own screens leave what they cut open until it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def drawn(kind, *, size=(400, 300), **facts):
    out = BytesIO()
    Drawing.radial_gradient("L").resize(size).convert("RGB").save(out, kind, **facts)
    return out.getvalue()


def chunk(name, content):
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png_flood(width, height):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif_frames(count):
    head = b"GIF89a" + struct.pack("<HHBBB", 4000, 4000, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 4000, 4000, 0) + b"\x02\x02\x4c\x01\x00"
    return head + frame * count + b";"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>1</script></svg>"
LAUGHS = b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>"

UNFIT = {
    "cut off.jpg": drawn("JPEG")[:-900],
    "head only.jpg": drawn("JPEG")[:24],
    "cut off.png": drawn("PNG")[:-900],
    "head only.png": drawn("PNG")[:20],
    "cut off.webp": drawn("WEBP")[:-300],
    "cut off.avif": drawn("AVIF")[:-300],
    "cut off.heic": drawn("HEIF")[:-300],
    "cut off.gif": drawn("GIF")[:-5000],
    "flood.png": png_flood(30_000, 30_000),
    "larger flood.png": png_flood(2**31 - 1, 2**31 - 1),
    "wide flood.png": png_flood(60_000, 1_000),
    "frames.gif": gif_frames(60),
    "flood.jpg": drawn("JPEG").replace(struct.pack(">HH", 300, 400), b"\xff\xff\xff\xff", 1),
    "flood.tiff": drawn("TIFF"),
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "laughs.png": LAUGHS,
    "words.jpg": b"no picture",
    "empty.jpg": b"",
    "really a png.jpg": drawn("PNG"),
    "zeros.gif": b"GIF89a" + bytes(40),
    "really a picture.exe": drawn("JPEG"),
}


@pytest.fixture
def editor(client):
    return sign_in_staff(client)


def uploaded(name, content):
    return SimpleUploadedFile(name, content, "image/jpeg")


def send(client, door, name, content):
    """Send a file through one of the doors; return the answer."""
    file = uploaded(name, content)
    match door:
        case "alone":
            return client.post(reverse("wagtailimages:add"), {"title": "Quay", "file": file})
        case "several":
            address = reverse("wagtailimages:add_multiple")
            return client.post(address, {"title": "Quay", "collection": 1, "files[]": file})
        case "chooser":
            address = reverse("wagtailimages_chooser:create")
            sent = {"title": "Quay", "file": file, "collection": 1}
            return client.post(address, {f"image-chooser-upload-{n}": v for n, v in sent.items()})
        case "another's place":
            image = get_image_model().objects.first() or make_image()
            address = reverse("wagtailimages:edit", args=[image.pk])
            return client.post(address, {"title": "Quay", "file": file, "collection": 1})


DOORS = ["alone", "several", "chooser", "another's place"]
WORDS = ("cannot be taken", "is empty", "Not a valid", "Not a supported", "not allowed")


@pytest.mark.parametrize("name", UNFIT)
def test_what_is_no_picture_is_refused_in_words(client, editor, name):
    before = make_image()
    stored = before.file.name

    for door in DOORS:
        answer = send(client, door, name, UNFIT[name])

        said = answer.content.decode()
        told = [words for words in WORDS if words in said]
        assert (answer.status_code, bool(told)) == (200, True), (door, said[-2000:])
    [image] = get_image_model().objects.all()
    assert (image.pk, image.file.name) == (before.pk, stored)
    assert image.file.storage.exists(stored)


@pytest.mark.parametrize("name", [n for n in UNFIT if not n.startswith("really")])
def test_an_import_leaves_it_out_and_says_why(tmp_path, name):
    (tmp_path / name).write_bytes(UNFIT[name])

    with pytest.raises(NoPicture, match=r"^(it is|it has|larger)"):
        Library(tmp_path).bring(FoundPicture(src=f"https://old.example/{name}"))


def telephone(kind):
    facts = Drawing.Exif()
    facts[MAKER] = "Pinhole"
    facts.get_ifd(PLACE)[2] = (52.0, 3.0, 1.0)
    if kind != "HEIF":
        facts[ORIENTATION] = 6
    return drawn(kind, size=(640, 480), exif=facts.tobytes())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "kind", "stored", "size"),
    [
        ("IMG_1.HEIC", "HEIF", ("JPEG", ".jpg"), (640, 480)),
        ("IMG_2.heif", "HEIF", ("JPEG", ".jpg"), (640, 480)),
        ("shared.jpg", "HEIF", ("JPEG", ".jpg"), (640, 480)),
        ("IMG_3.avif", "AVIF", ("AVIF", ".avif"), (480, 640)),
        ("IMG_4.jpeg", "JPEG", ("JPEG", ".jpeg"), (480, 640)),
    ],
)
def test_a_telephones_picture_is_taken_without_its_place(
    client, editor, door, name, kind, stored, size
):
    send(client, door, name, telephone(kind))

    image = get_image_model().objects.get()
    kept = Drawing.open(image.file.open())
    assert (kept.format, image.file.name[-len(stored[1]) :]) == stored
    assert (kept.size, (image.width, image.height)) == (size, size)
    assert (MAKER in kept.getexif(), dict(kept.getexif().get_ifd(PLACE))) == (False, {})


def test_a_place_is_taken_out_too_where_the_title_fails_at_first(client, editor):
    file = uploaded("IMG_5.jpg", telephone("JPEG"))
    address = reverse("wagtailimages:add_multiple")
    sent = {"title": "long " * 80, "collection": 1, "files[]": file}
    upload = client.post(address, sent).json()["uploaded_file_id"]

    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload])
    names = {"title": "Quay", "collection": 1}
    client.post(address, {f"uploaded-image-{upload}-{n}": v for n, v in names.items()})

    kept = Drawing.open(get_image_model().objects.get().file.open())
    assert dict(kept.getexif()) == {}


def rich_text(words):
    block = {"key": "abcde", "text": words, "type": "unstyled"}
    return json.dumps({"blocks": [block], "entityMap": {}})


def make_broken(name="wreck", content=UNFIT["cut off.jpg"]):
    """Return an image whose file was fit when it came and is damaged now."""
    image = make_image(name)
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(content))
    return image


@pytest.mark.parametrize(
    "content", [UNFIT["cut off.png"], UNFIT["words.jpg"], b"", UNFIT["larger flood.png"]]
)
def test_a_story_comes_without_a_picture_that_broke(client, content):
    broken = make_broken(content=content)
    body = [("image", {"image": broken, "alt": "Wreck", "caption": "", "credit": ""})]

    article = make_article(body=[*body, ("text", "<p>Calm.</p>")], lead_image=broken, lead_alt="W")

    assert client.get(article.url).status_code == 200
    assert RenderedBody.objects.get(story_id=article.pk).html.strip() == "<p>Calm.</p>"


# Wagtail never closes the temporary file from which it stores a rendition (images/models.py).
@pytest.mark.filterwarnings(r"ignore:Unclosed file <tempfile\.SpooledTemporaryFile:ResourceWarning")
def test_the_editor_is_told_of_a_picture_that_broke(client, editor):
    article = make_article(lead_image=make_broken(), lead_alt="Wreck")
    revision = article.save_revision()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, revision.pk])
    form = client.get(address).context_data["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    sent |= {"body-count": 0, "action-publish": "1", "lead_image": article.lead_image_id}
    sent |= {"lead_caption": "null"}
    for name in form.formsets:
        sent |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}

    answer = client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), sent, follow=True)

    assert "The picture “wreck” cannot be read" in answer.content.decode()


def test_the_editor_of_an_entry_is_told(client, editor):
    blog = make_live_blog()
    entry = actions.add_entry(live_blog=blog, text="<p>Now.</p>", image=make_broken(), alt="Wreck")
    address = reverse("wagtailsnippets_newsroom_liveentry:edit", args=[entry.pk])
    sent = {
        "live_blog": blog.pk,
        "text": rich_text("Now."),
        "headline": "Now",
        "state": entry.state,
    }
    sent |= {"image": entry.image_id, "alt": "Wreck"}

    answer = client.post(address, sent, follow=True)

    assert "The picture “wreck” cannot be read" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/",
        "/admin/images/{pk}/",
        "/admin/images/chooser/",
        "/admin/images/chooser/{pk}/",
        "/admin/images/{pk}/generate_url/",
    ],
)
def test_the_library_opens_with_a_picture_that_broke(client, editor, address):
    broken = make_broken()

    assert client.get(address.format(pk=broken.pk)).status_code in {200, 404, 422}
