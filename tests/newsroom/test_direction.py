import pytest

from tests.newsroom.press import make_article, make_image
from wellread.newsroom.templatetags.direction import direction

ENGLISH = "The quay on Tuesday."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The ferry sails again", "ltr"),
        ("‘مكتبة’ is the first word you see at the new reading room", "ltr"),
        ("המעבורת Hesper תשוט גם בלילה", "rtl"),
        ("Hesper תשוט גם בלילה, כך החליטה המועצה", "rtl"),
        ("", "ltr"),
        ("1871–2026", "auto"),
    ],
)
def test_most_of_the_letters_say_which_way_a_text_is_read(text: str, read: str):
    assert direction(text) == read


@pytest.mark.django_db
def test_a_caption_and_its_credit_go_the_same_way_in_a_paper_of_the_other_direction(client):
    blocks = [
        ("image", {"image": make_image("Quay"), "alt": "Q", "caption": ENGLISH, "credit": "A"})
    ]
    facts = {"lead_image": make_image("Lead"), "lead_alt": "L", "lead_credit": "Drawing: B / C"}
    make_article("מעבורת", slug="ferry", body=blocks, lead_caption=ENGLISH, **facts)

    page = client.get("/harbour/ferry/").content.decode()

    assert f'<figcaption dir="ltr"><span>{ENGLISH}</span> <bdi class="credit">' in page
    assert f'<figcaption dir="auto"><span>{ENGLISH}</span> <bdi class="credit">A</bdi>' in page
