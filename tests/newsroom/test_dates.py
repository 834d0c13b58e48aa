from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from wellread.newsroom.importers.dates import read_date, read_dates

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
NO_ZONE = "its date names no time zone, so it is taken as UTC"
NO_TIME = "its date names no time, so it is taken as the day's beginning"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Fri, 19 Nov 2021 01:45:08 +0200", "2021-11-19T01:45:08+02:00"),
        ("Fri, 19 Nov 2021 01:45:08 +02:00", "2021-11-19T01:45:08+02:00"),
        ("Mon, May 25 2020 04:45:26 +0000", "2020-05-25T04:45:26+00:00"),
        ("Sat, 04 Jul 2026 10:00:00 GMT+0100", "2026-07-04T10:00:00+01:00"),
        ("Sat Jul 04 2026 10:00:00 GMT+0100 (BST)", "2026-07-04T10:00:00+01:00"),
        ("Tue, 08 Oct 2013 18:30:00 EST", "2013-10-08T18:30:00-05:00"),
        ("Tue, 07 Jul 2020 12:00:00 PDT", "2020-07-07T12:00:00-07:00"),
        ("Tue, 07 Jul 2020 12:00:00 ET", "2020-07-07T12:00:00-04:00"),
        ("Tue, 07 Jul 2020 12:00 CEST", "2020-07-07T12:00:00+02:00"),
        ("Tue, 07 Jul 2020 12:00:00 AEST", "2020-07-07T12:00:00+10:00"),
        ("Tue, 07 Jul 2020 12:00:00 Europe/Berlin", "2020-07-07T12:00:00+02:00"),
        ("Friday, 19-Nov-21 01:45:08 GMT", "2021-11-19T01:45:08+00:00"),
        ("19 Nov 99 01:45 EST", "1999-11-19T01:45:00-05:00"),
        ("Fri Nov 19 01:45:08 EST 2021", "2021-11-19T01:45:08-05:00"),
        ("2020-07-07 12:00:00+02:00", "2020-07-07T12:00:00+02:00"),
        ("2020-07-07T12:00:00+02:00[Europe/Berlin]", "2020-07-07T12:00:00+02:00"),
        ("2020-07-07T12:00Z", "2020-07-07T12:00:00+00:00"),
        ("20200707T120000Z", "2020-07-07T12:00:00+00:00"),
        ("2020-07-07t24:00:00z", "2020-07-08T00:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("Di, 07 Jul 2020 12:00:00 +0200", "2020-07-07T12:00:00+02:00"),
        ("mar. 7 juil. 2020 à 12h30 CEST", "2020-07-07T12:30:00+02:00"),
        ("вт, 07 июл 2020 12:00:00 +0300", "2020-07-07T12:00:00+03:00"),
        ("יום שלישי, 7 ביולי 2020 12:00 +0300", "2020-07-07T12:00:00+03:00"),
        ("٧ يوليو ٢٠٢٠ 12:00 +0300", "2020-07-07T12:00:00+03:00"),
        ("2020年7月7日 下午3:05 JST", "2020-07-07T15:05:00+09:00"),
        ("7. heinäkuuta 2020 klo 12.00 EEST", "2020-07-07T12:00:00+03:00"),
        ("July 7th, 2020 12:00 AM EDT", "2020-07-07T00:00:00-04:00"),
    ],
)
def test_a_date_with_one_meaning_is_read_without_a_word(written, moment):
    reading = read_date(written)

    assert reading.at is not None, reading.notes
    assert (reading.at.isoformat(), reading.notes) == (moment, ())


@pytest.mark.parametrize(
    ("written", "moment", "note"),
    [
        ("7 July 2020 12:00", "2020-07-07T12:00:00+00:00", NO_ZONE),
        ("2020-07-07T12:00:00", "2020-07-07T12:00:00+00:00", NO_ZONE),
        ("Fri Nov 19 01:45:08 2021", "2021-11-19T01:45:08+00:00", NO_ZONE),
        ("25.02.2021 10:15", "2021-02-25T10:15:00+00:00", NO_ZONE),
        ("2021-W46-5", "2021-11-19T00:00:00+00:00", NO_TIME),
        ("2021-323", "2021-11-19T00:00:00+00:00", NO_TIME),
        (
            "Thu, 19 Nov 2021 01:45:08 +0200",
            "2021-11-19T01:45:08+02:00",
            "the day of the week in its date is wrong: 2021-11-19 was a Friday",
        ),
        ("1637282708", "2021-11-19T00:45:08+00:00", "its date is a count of seconds"),
    ],
)
def test_what_had_to_be_assumed_is_said(written, moment, note):
    reading = read_date(written)

    assert reading.at is not None, reading.notes
    assert (reading.at.isoformat(), reading.notes) == (moment, (note,))


@pytest.mark.parametrize(
    "written",
    [
        "03.02.2021 10:15",
        "7/7/20",
        "Nov 19 21 01:45",
        "21 srp 2020 12:00",
        "Tue, 07 Jul 2020 12:00:00 IST",
        "Tue, 07 Jul 2020 12:00:00 J",
        "2020-07-07 12:00:00 +0200 EST",
        "Tue, 07 Jul 2020 12:00:00 +9900",
        "2021-11",
        "July 2021",
        "12:00",
        "yesterday",
        "2020-02-30T10:00:00Z",
        "2020-07-07T25:00:00Z",
        "nan",
        "0",
        "0000-00-00 00:00:00",
        "",
        None,
        ["2020"],
    ],
)
def test_what_could_mean_several_moments_or_none_is_unknown(written):
    reading = read_date(written)

    assert reading.at is None
    assert len(reading.notes) == 1


def test_a_month_named_alike_in_two_languages_is_the_one_of_the_feeds_own():
    assert read_date("21 srp 2020 12:00 +0200", language="cs").at.month == 8
    assert read_date("21 srp 2020 12:00 +0200", language="hr-HR").at.month == 7


def test_a_time_without_a_zone_is_in_the_zone_that_is_known():
    berlin = ZoneInfo("Europe/Berlin")

    at = read_date("2020-07-07 12:00:00", zone=berlin).at

    assert at.astimezone(UTC).isoformat() == "2020-07-07T10:00:00+00:00"


def test_when_a_story_changed_stands_in_for_when_it_came_and_is_said():
    found = read_dates({"pubDate": None, "updated": "2020-07-07T12:00:00Z"}, now=NOW)

    assert found.at.isoformat() == "2020-07-07T12:00:00+00:00"
    assert found.notes == ("it has no date of publication, so it is dated by its updated",)


def test_a_date_that_cannot_be_read_is_replaced_by_no_other():
    found = read_dates({"pubDate": "yesterday", "updated": "2020-07-07T12:00:00Z"}, now=NOW)

    assert found.at is None
    assert "“yesterday”" in found.notes[0]


@pytest.mark.parametrize(
    ("at", "is_known"),
    [
        (NOW + timedelta(days=2), True),
        (NOW + timedelta(days=800), False),
        (datetime(1923, 4, 1, 8, tzinfo=UTC), True),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1, 1, 1, tzinfo=UTC), False),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), False),
    ],
)
def test_a_date_still_to_come_or_of_another_age_is_said(at, is_known):
    found = read_dates({"pubDate": at.isoformat()}, now=NOW)

    assert (found.at is not None) is is_known
    assert len(found.notes) == 1


def test_the_dates_of_a_feed_that_others_read_wrongly():
    feed = ElementTree.parse(Path(__file__).parent / "files" / "dates.xml")
    found = {
        item.findtext("guid"): read_date(item.findtext("pubDate")).at for item in feed.iter("item")
    }

    assert {name: at.isoformat() if at else None for name, at in found.items()} == {
        "rfc": "2021-11-19T01:45:08+02:00",
        "colon": "2021-11-19T01:45:08+02:00",
        "monthfirst": "2020-05-25T04:45:26+00:00",
        "gmtplus": "2026-07-04T10:00:00+01:00",
        "est": "2013-10-08T18:30:00-05:00",
        "german": "2020-07-07T12:00:00+02:00",
        "dmy": None,
        "words": "2020-07-07T12:00:00+00:00",
        "iso-space": "2020-07-07T12:00:00+02:00",
        "none": None,
    }
