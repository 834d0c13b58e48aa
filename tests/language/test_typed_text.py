"""What readers type beside our words: what is left of it, and what counts as nothing."""

import pytest

from wellread.language.typed_text import TypedTextField
from wellread.membership.gifts.forms import GivingForm


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada", "Ada"),
        ("\u202eAda\u202c", "Ada"),
        ("\u2066Ada\u2069 & \u200fBob", "Ada & Bob"),
        ("A\u200bd\ufeffa", "Ada"),
        ("יעל", "יעל"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("e\u0301", "e\u0301"),
        ("!", "!"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_marks_of_direction_and_without_width_are_left_out(typed: str, kept: str) -> None:
    assert TypedTextField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\u202e", "\u200d", "\u3164", "\u2800\u2800", "\u0301"])
def test_what_shows_nothing_is_empty(typed: str) -> None:
    assert TypedTextField(required=False).clean(typed) == ""


def test_no_link_hides_behind_what_has_no_width() -> None:
    form = GivingForm({"way": "hand", "message": "w\u200bww.elsewhere.example"})

    assert "message" in form.errors
