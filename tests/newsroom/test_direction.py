import pytest

from wellread.newsroom.templatetags.direction import direction


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
