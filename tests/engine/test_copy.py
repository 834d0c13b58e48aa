from contextlib import suppress

import pytest
from hypothesis import given

from tests.engine.documents import COPY, NOTHING, WORDS, changed
from tests.engine.invented import spoilt
from wellread.engine.copy import CopyFault, copy_hash, parse_copy


def test_a_copy_document_is_read():
    copy = parse_copy(COPY)

    assert copy.copy["en"].headline == "You have read {article_count} articles"
    assert copy.prints_count is True
    assert [ask.currency for ask in copy.asks] == ["GBP", "USD"]


def test_copy_may_do_without_number_and_signature():
    document = changed(COPY, "copy_without_count", None)

    copy = parse_copy(changed(document, "copy.en.signature", None))

    assert (copy.copy_without_count, copy.copy["en"].signature) == (None, None)


def test_copy_may_offer_a_newsletter_in_place_of_asking_for_money():
    offer = {"key": "morning-tide", "name": "The Morning Tide"}

    copy = parse_copy(changed(changed(COPY, "asks", []), "newsletter", offer))

    assert (copy.asks, copy.newsletter.name) == ((), "The Morning Tide")


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("copy", {}, "copy: must have at least one language"),
        ("copy.en_GB", WORDS, 'copy.en_GB: must be a language tag like en or en-GB, got "en_GB"'),
        ("copy.en.headline", None, "copy.en.headline: must be text, got null"),
        ("copy.en.body", "One.", 'copy.en.body: must be a list, got "One."'),
        ("copy.en.join", NOTHING, "copy.en.join: is required"),
        (
            "copy.en.join",
            "Join {article_count}",
            "copy.en.join: must not print {article_count}",
        ),
        ("copy.en.signature.name", 3, "copy.en.signature.name: must be text, got 3"),
        (
            "copy_without_count.en.body",
            ["{article_count}!"],
            "copy_without_count.en: must not print {article_count}",
        ),
        ("asks", [], "asks: must have at least one ask, or none and a newsletter"),
        (
            "newsletter",
            {"key": "morning-tide", "name": "The Morning Tide"},
            "asks: must have at least one ask, or none and a newsletter",
        ),
        ("asks.1.countries", ["US"], "asks[1].countries: must be empty: the last ask is for all"),
        (
            "asks.0.countries",
            [],
            "asks[0].countries: must name countries: only the last ask is for all",
        ),
        (
            "asks.0.countries",
            ["uk"],
            'asks[0].countries[0]: must be a country code of two capital letters, got "uk"',
        ),
        (
            "asks.1.interval",
            "week",
            'asks[1].interval: must be one of month, year, once, got "week"',
        ),
        (
            "asks.1.currency",
            "usd",
            'asks[1].currency: must be an ISO 4217 code like USD, got "usd"',
        ),
        (
            "asks.1.amounts",
            [600, 10.5],
            "asks[1].amounts[1]: must be a whole number of minor units, got 10.5",
        ),
        (
            "asks.1.amounts",
            [500, 1000],
            "asks[1].amounts[0]: must be at least the minimum, 600, got 500",
        ),
        ("asks.1.amounts", [], "asks[1].preset: must be one of the amounts, got 1000"),
        ("asks.1.preset", 700, "asks[1].preset: must be one of the amounts, got 700"),
        ("asks.1.minimum", 0, "asks[1].minimum: must be a positive number of minor units, got 0"),
    ],
)
def test_a_fault_is_named_with_its_path(path, value, fault):
    with pytest.raises(CopyFault) as caught:
        parse_copy(changed(COPY, path, value))

    assert str(caught.value) == fault


@given(spoilt(COPY))
def test_copy_with_anything_anywhere_is_read_or_is_a_fault(document):
    with suppress(CopyFault):
        parse_copy(document)


def test_the_hash_names_the_content():
    assert copy_hash(COPY) == "4e98a4680d"
    assert copy_hash(dict(reversed(COPY.items()))) == copy_hash(COPY)
    assert copy_hash(changed(COPY, "asks.1.preset", 600)) != copy_hash(COPY)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("written", ["$6", "$10"], "asks[1].written: must have a text for each of the amounts"),
        ("pattern", "$", 'asks[1].pattern: must be text with {amount}, got "$"'),
        ("digits", 4, "asks[1].digits: must be a number of decimals, at most 3, got 4"),
    ],
)
def test_how_amounts_are_written_fits_the_amounts(key, value, fault):
    written = {"written": ["$6", "$10", "$20"], "pattern": "${amount}", "digits": 3}
    document = changed(COPY, "asks.1", {**COPY["asks"][1], **written})
    assert parse_copy(document).asks[1].written == ("$6", "$10", "$20")

    with pytest.raises(CopyFault) as caught:
        parse_copy(changed(document, f"asks.1.{key}", value))

    assert str(caught.value) == fault
