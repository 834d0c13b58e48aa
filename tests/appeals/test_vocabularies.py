"""Countries and languages are chosen by their names in the editor's own language."""

import pytest
from django.utils import translation

from wellread.appeals import vocabularies


@pytest.mark.parametrize(
    ("language", "country", "spoken"),
    [("en", "Germany", "Hebrew"), ("de", "Deutschland", "Hebräisch"), ("he", "גרמניה", "עברית")],
)
def test_lists_are_named_in_the_language_of_the_admin(language, country, spoken):
    with translation.override(language):
        assert vocabularies.countries()["DE"] == country
        assert vocabularies.languages()["he"] == spoken
        assert vocabularies.matching("country", country[:5], 1) == [("DE", country)]


def test_names_are_in_the_order_of_their_letters_whatever_their_accents():
    with translation.override("de"):
        names = list(vocabularies.countries().values())

    assert names.index("Oman") < names.index("Österreich") < names.index("Pakistan")


@pytest.mark.parametrize("typed", ["DE", "Deutschland", "Germany", "germany"])
def test_a_country_is_taken_by_code_own_name_or_english_name(typed):
    with translation.override("de"):
        assert vocabularies.read("country", typed) == ["DE"]


def test_no_two_countries_share_a_name_in_a_language():
    for language in ("ar", "de", "en", "es", "fr", "he"):
        with translation.override(language):
            names = list(vocabularies.countries().values())
        assert len(names) == len(set(names))


def test_sections_have_no_other_names_than_the_newsrooms():
    assert vocabularies.in_english("section") == {}
