"""A paper's own looks: what is taken, what is refused in words, and what pages then show."""

import gc
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.newsroom.press import make_article, make_image
from tests.staff import sign_in_staff
from wellread.mail.catalogue import TEMPLATES
from wellread.mail.rendering import render
from wellread.newsroom.models import Brand, colours
from wellread.newsroom.models.colours import Palette
from wellread.newsroom.opening import open_site
from wellread.newsroom.rules import public_path
from wellread.pageview.cache import pages

pytestmark = pytest.mark.django_db

STYLE = Path(__file__).parents[2] / "src" / "wellread" / "client" / "style" / "site.css"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60"><path d="M0 0h9"/></svg>'


@pytest.fixture
def administrator():
    editors_browser = Client()
    sign_in_staff(editors_browser)
    return editors_browser


@pytest.fixture(autouse=True)
def _open_paper():
    open_site()


def page(client, path="/"):
    return client.get(path).content.decode()


def save(client, **fields):
    brand = Brand.load()
    address = reverse("wagtailsettings:edit", args=["newsroom", "brand", brand.pk])
    empty = {field.name: "" for field in Brand._meta.fields if field.name != "id"}
    counted = {"footer_links-count": "0"}
    return client.post(address, empty | counted | fields)


def test_what_is_typed_is_on_every_page_at_once(administrator, client):
    path = public_path(make_article().url_path)
    before = page(client, path)

    answer = save(
        administrator,
        logo=SimpleUploadedFile("Our Logo.svg", LOGO),
        main="#7a1f5c",
        main_dark="#f0a9d8",
        support="#1d5c2e",
        footer_words="Paid for by Haifa.",
        publisher="Carmel Press Ltd",
        telephone="+972 4 555 0100",
    )

    assert answer.status_code == 302, re.findall(
        r"error-message[^>]*>.*?</", answer.content.decode()
    )
    after = page(client, path)
    assert ('class="logo"' in before, 'class="logo"' in after) == (False, True)
    assert 'width="240" height="60" alt="The Saltmere Courier"' in after
    assert "Paid for by Haifa." in after
    assert 'href="tel:+97245550100"' in after
    assert "Published by <bdi>Carmel Press Ltd</bdi>" in after
    sheet = client.get(re.search(r'href="(/brand\.\w+\.css)"', after)[1])
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--link:#7a1f5c" in sheet.content.decode()
    assert "--support-text:#ffffff" in sheet.content.decode()
    front = page(client)
    data = json.loads(re.search(r"ld\+json\">(.*?)</script>", front)[1])
    publisher = data["@graph"][1]
    assert publisher["legalName"] == "Carmel Press Ltd"
    assert publisher["logo"]["url"].endswith(".svg")


def test_nothing_typed_changes_nothing(client):
    assert "/brand." not in page(client)
    assert 'class="logo"' not in page(client)
    assert client.get("/brand.abc.css").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"main": "#ffd24a", "main_dark": "#ffd24a"}, "Cannot be read well: its contrast with"),
        ({"main": "#0b566b"}, "Needed too"),
        ({"main": "#0b566b", "main_dark": "#0b566b"}, "Cannot be read well"),
        ({"main": "teal"}, "Write it as # and six digits"),
        ({"text_face": "own"}, "Upload the face that is chosen above"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_in_words(fields, fault, administrator):
    answer = save(administrator, **fields)

    assert answer.status_code == 200
    assert fault in answer.content.decode()
    assert Brand.load().main == ""


def png(size=(400, 100)):
    file = BytesIO()
    Image.new("RGBA", size).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        (
            "logo",
            LOGO.replace(b"<path", b"<script>alert(1)</script><path"),
            "may do more than draw",
        ),
        ("logo", LOGO.replace(b"<path", b'<path onload="x()"'), "is a script"),
        ("logo", LOGO.replace(b"<path", b'<image href="https://x.example/p.png"/><path'), "else"),
        ("logo", LOGO.replace(b'viewBox="0 0 240 60"', b""), "has no viewBox"),
        ("logo", LOGO[:-10], "is no SVG that can be read"),
        ("logo", b"GIF89a", "is no SVG, PNG or WebP"),
        ("icon", b"x" * 300_000, "has more than 200 kB"),
        ("face", b"OTTO" + b"x" * 90, "is no WOFF2 file"),
        ("face", b"wOF2" + b"x" * 70_000, "has more than 60 kB"),
    ],
)
def test_a_file_that_cannot_be_shown_is_refused_in_words(name, content, fault, administrator):
    answer = save(administrator, **{name: SimpleUploadedFile(f"{name}.svg", content)})

    assert answer.status_code == 200
    assert fault in answer.content.decode()
    assert not getattr(Brand.load(), name)


def test_a_new_logo_has_a_new_address_since_caches_keep_the_old_one(administrator, client):
    save(administrator, logo=SimpleUploadedFile("logo.png", png()))
    first = re.search(r'class="logo" src="([^"]+)"', page(client))[1]
    save(administrator, logo=SimpleUploadedFile("logo.png", png((200, 100))))
    second = re.search(r'class="logo" src="([^"]+)"', page(client))[1]

    assert first != second
    assert first.endswith(".png")


def test_a_face_of_ones_own_never_moves_the_text(administrator, client):
    save(
        administrator,
        face=SimpleUploadedFile("face.woff2", b"wOF2" + b"x" * 90),
        headline_face="own",
        text_face="system",
    )

    sheet = client.get(re.search(r'href="(/brand\.\w+\.css)"', page(client))[1]).content.decode()

    assert "font-display:optional" in sheet
    assert '--display:"Own"' in sheet
    assert "--text:system-ui" in sheet


def test_a_lost_file_leaves_the_name_in_type(administrator, client):
    save(administrator, logo=SimpleUploadedFile("logo.svg", LOGO))
    brand = Brand.load()
    brand.logo.storage.delete(brand.logo.name)
    brand.save()

    assert "<bdi>The Saltmere Courier</bdi></a></h1>" in page(client)


# Wagtail leaves the temporary files of its renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_lost_social_card_costs_nobody_a_page(administrator, client):
    image = make_image()
    save(administrator, card=str(image.pk))
    with_card = page(client)
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    Brand.load().save()

    gc.collect()

    assert 'property="og:image"' in with_card
    assert 'property="og:image"' not in page(client)


def test_the_footers_links_are_addresses(administrator, client):
    def with_link(address):
        return {
            "footer_links-count": "1",
            "footer_links-0-deleted": "",
            "footer_links-0-order": "0",
            "footer_links-0-type": "link",
            "footer_links-0-value-words": "Jobs",
            "footer_links-0-value-address": address,
        }

    refused = save(administrator, **with_link("javascript:alert(1)"))
    taken = save(administrator, **with_link("/pages/jobs/"))

    assert "is no address" in refused.content.decode()
    assert taken.status_code == 302
    assert '<a href="/pages/jobs/"><bdi>Jobs</bdi></a>' in page(client)


def test_an_editor_without_the_right_cannot_change_it(client):
    sign_in_staff(client, "access_admin")

    assert save(client, main="#7a1f5c", main_dark="#f0a9d8").status_code in {302, 403}
    assert Brand.load().main == ""


def test_the_contrast_is_the_published_formulas():
    """Examples of WebAIM's contrast checker."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_papers_that_colours_are_checked_against_are_those_of_the_style_sheet():
    light, dark = STYLE.read_text().split("@media (prefers-color-scheme: dark)", 1)

    def declared(sheet, *names):
        return tuple(re.search(rf"--{name}: (#\w+);", sheet)[1] for name in names)

    assert declared(light, "paper", "tint", "raised") == colours.PAPER
    assert declared(dark, "paper", "tint", "raised") == colours.DARK_PAPER
    assert declared(light, "button-text", "support-text") == (colours.WHITE, colours.NEARLY_BLACK)
    assert declared(dark, "button-text") == (colours.DARK_BUTTON_TEXT,)
    ours = Palette(declared(light, "link")[0], declared(dark, "link")[0], "#ffca4b")
    assert colours.unreadable(ours) == {}


def an_email():
    template = TEMPLATES["welcome"]
    return render(template, template.wording("en"), template.examples(), language="en").html


def wide_logo(colour="black"):
    file = BytesIO()
    Image.new("RGB", (600, 120), colour).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), "image/png")


def test_emails_carry_the_logo_and_the_colours(administrator, settings):
    colours_given = {"main": "#7a1f3d", "main_dark": "#f0a6bd"}
    save(administrator, logo=wide_logo(), logo_dark=wide_logo("white"), **colours_given)
    brand = Brand.load()

    html = an_email()

    heads = [
        tuple(re.search(rf'{name}="([^"]+)"', image)[1] for name in ("src", "width", "height"))
        for image in re.findall("<img[^>]+>", html)
    ]
    assert heads == [
        (f"{settings.SITE_URL}{brand.logo.url}", "200", "40"),
        (f"{settings.SITE_URL}{brand.logo_dark.url}", "200", "40"),
    ]
    assert ["display: none" in image for image in re.findall("<img[^>]+>", html)] == [False, True]
    assert "background: #7a1f3d" in html
    assert "#f0a6bd !important" in html
    assert "#0b4f7a" not in html


def test_a_logo_for_light_pages_alone_keeps_its_white_ground_in_a_dark_email(administrator):
    save(administrator, logo=wide_logo())

    assert 'class="head on-white"' in an_email()


def test_an_svg_leaves_the_name_in_type_at_the_head_of_emails(administrator):
    save(administrator, logo=SimpleUploadedFile("logo.svg", LOGO, "image/svg+xml"))

    assert "<img" not in an_email()


def test_a_logo_without_one_for_dark_pages_is_pointed_out(administrator):
    address = reverse("wagtailsettings:edit", args=["newsroom", "brand", Brand.load().pk])
    warning = "dark lines disappear there"
    assert warning not in page(administrator, address)

    save(administrator, logo=wide_logo())
    assert warning in page(administrator, address)

    save(administrator, logo_dark=wide_logo("white"))
    assert warning not in page(administrator, address)


def test_our_face_is_fetched_early_where_it_is_used(client, settings):
    assert preloaded(client) == ["/static/style/faces/latin-roman.woff2"]

    settings.LANGUAGE_CODE = "he"
    assert preloaded(client) == []
    settings.LANGUAGE_CODE = "pl"
    assert len(preloaded(client)) == 1

    Brand.objects.update_or_create(defaults={"headline_face": "system", "text_face": "system"})
    assert preloaded(client) == []


def preloaded(client):
    pages.clear()
    html = client.get("/").content.decode()
    return re.findall(r'<link rel="preload" as="font"[^>]* href="([^"]+)"', html)
