from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import formats, translation

from wellread.language import writing

MOMENT = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "recent", "weekday"),
    [
        ("en", "22 November 2026", "22 November, 10:05", "Sunday 22 November"),
        ("en-us", "November 22, 2026", "November 22, 10:05\u202fAM", "Sunday, November 22"),
        ("de", "22. November 2026", "22. November, 10:05", "Sonntag, 22. November"),
        ("fr", "22 novembre 2026", "22 novembre, 10:05", "dimanche 22 novembre"),
        ("es", "22 de noviembre de 2026", "22 de noviembre, 10:05", "domingo, 22 de noviembre"),
        ("he", "22 בנובמבר 2026", "22 בנובמבר, 10:05", "יום ראשון, 22 בנובמבר"),
        ("ar", "22 نوفمبر 2026", "22 نوفمبر، 10:05 ص", "الأحد، 22 نوفمبر"),
    ],
)
def test_a_moment_is_written_as_the_editions_language_writes_it(
    settings, language, day, recent, weekday
):
    settings.LANGUAGE_CODE = language

    assert writing.day(MOMENT) == day
    assert writing.recent(MOMENT) == recent.replace("\u202f", writing.clock(MOMENT)[-3:-2])
    assert writing.day_of_year(MOMENT) == weekday


@pytest.mark.parametrize("language", ["en", "en-us", "de", "fr", "es", "he", "ar"])
def test_the_admin_writes_a_day_as_readers_have_it(settings, language):
    settings.LANGUAGE_CODE = language

    with translation.override(language):
        assert formats.date_format(MOMENT, "DATE_FORMAT") == writing.day(MOMENT)


@pytest.mark.parametrize("language", ["en", "en-us"])
def test_the_admin_writes_a_moment_as_readers_have_it(settings, language):
    settings.LANGUAGE_CODE = language

    with translation.override(language):
        told = formats.date_format(MOMENT, "DATETIME_FORMAT")

    assert told == writing.day_and_clock(MOMENT).replace("\u202f", " ")


def test_a_moment_is_written_in_the_sites_own_time_zone(settings):
    settings.TIME_ZONE = "Asia/Tokyo"

    assert writing.clock(MOMENT) == "19:05"


@pytest.mark.parametrize(
    ("language", "place", "name"),
    [
        ("en", "UTC", "UTC"),
        ("en", "Europe/London", "GMT"),
        ("de", "Europe/Berlin", "MEZ"),
        ("es", "Europe/Madrid", "CET"),
        ("en", "America/New_York", "EST"),
        ("en-us", "America/New_York", "EST"),
        ("he", "Asia/Jerusalem", "IST"),
        ("en", "America/Sao_Paulo", "UTC-03:00"),
    ],
)
def test_a_zone_has_the_name_that_its_readers_know(settings, language, place, name):
    settings.LANGUAGE_CODE, settings.TIME_ZONE = language, place

    assert writing.zone(MOMENT) == name
    assert writing.weekday_and_clock(MOMENT).endswith(f" {name}")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "A, B and C"),
        ("en-us", "A, B, and C"),
        ("de", "A, B und C"),
        ("he", "A, B וC"),
        ("ar", "A وB وC"),
    ],
)
def test_a_list_is_joined_as_the_editions_language_joins_it(settings, language, names):
    settings.LANGUAGE_CODE = language

    assert writing.listed(["A", "B", "C"]) == names


@pytest.mark.parametrize(
    ("language", "figures"), [("en", "12,345"), ("de", "12.345"), ("ar", "12,345")]
)
def test_a_number_has_the_languages_separators_and_latin_digits(settings, language, figures):
    settings.LANGUAGE_CODE = language

    assert writing.number(12345) == figures


def test_a_language_that_babel_does_not_know_is_written_as_english(settings):
    settings.LANGUAGE_CODE = "xx"

    assert writing.day(MOMENT) == "22 November 2026"


def test_a_byline_keeps_each_name_in_its_own_direction_and_reads_no_markup():
    template = engines["django"].from_string("{{ people|names }}")
    people = [{"name": "نادية"}, {"name": "<b>Tom</b>"}]

    html = template.render({"people": [type("P", (), each) for each in people]})

    assert html == "<bdi>نادية</bdi> and <bdi>&lt;b&gt;Tom&lt;/b&gt;</bdi>"


@pytest.mark.parametrize(
    ("language", "is_latin"),
    [
        *(("en", True), ("en-us", True), ("de", True), ("pl", True), ("sr-latn", True)),
        *(("he", False), ("ar", False), ("ru", False), ("sr", False), ("zh-hans", False)),
        # Its letters carry two marks.
        ("vi", False),
    ],
)
def test_the_face_is_for_languages_whose_letters_it_has(language, is_latin):
    assert writing.is_latin(language) is is_latin
