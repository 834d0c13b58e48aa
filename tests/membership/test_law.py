import datetime
from pathlib import Path

import pytest

from wellread.cli import main
from wellread.language import catalogues
from wellread.mail import catalogue
from wellread.membership import law, rules
from wellread.meter.rules import CONSENT_FIRST

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "law.md"
SOURCE = Path(law.__file__).parents[1]
RULES = law.table().rules
# Somebody who lives there, for a rule of a union.
RESIDENT = {"EU": "IE"}
# What a law puts into words of its own language stands in that edition.
LANGUAGES = {"DE": "de", "FR": "fr"}


def each(*, having="key"):
    found = [rule for rule in RULES if getattr(rule, having)]
    return pytest.mark.parametrize("rule", found, ids=[rule.key for rule in found])


def keys(on, place):
    return [rule.key for rule in law.applying(on, place)]


@each()
def test_a_rule_applies_from_its_first_day_where_it_says(rule):
    place = RESIDENT.get(rule.place, rule.place)

    assert rule.key in keys(rule.since, place)
    assert rule.key not in keys(rule.since - datetime.timedelta(days=1), place)
    assert rule.key not in keys(datetime.date(2100, 1, 1), "JP")


@each()
def test_a_rule_says_where_it_was_found_and_how_it_is_met_or_what_is_missing(rule):
    assert all((rule.says, rule.source))
    assert rule.met_by or rule.missing
    assert [one.key for one in RULES].count(rule.key) == 1


@pytest.mark.parametrize("name", ["reminder", "manager_reminder"])
def test_the_yearly_reminder_names_the_day_of_the_charge_and_until_when_to_cancel(name):
    body = catalogue.template(name).wording("en").body

    assert (
        "The next charge is on {next_charge}. Cancel before that day, and nothing more is charged."
    ) in body


@each(having="notice_intervals")
def test_what_reminds_of_a_charge_leaves_within_the_days_that_a_rule_names(rule):
    if rule.subject == "reminding":
        least, most = rule.notice_days
        renews_at = datetime.datetime(2027, 6, 30, 9, tzinfo=datetime.UTC)
        facts = {"interval": "year", "started_at": renews_at, "renews_at": renews_at}

        def due(days):
            return rules.reminder_due(at=renews_at - datetime.timedelta(days=days), **facts)

        # The hourly round sends it as soon as it is due: at the most days ahead.
        first = max(days for days in range(60) if due(days))
        assert least <= first <= most
    else:
        assert rule.subject == "changing the price"


@each(having="first_charge_notice_days")
@pytest.mark.parametrize("length", [32, 60, 365])
def test_what_tells_of_a_first_charge_leaves_within_the_days_that_a_rule_names(rule, length):
    least, most = rule.first_charge_notice_days
    ends_at = datetime.datetime(2027, 6, 30, 9, tzinfo=datetime.UTC)
    began_at = ends_at - datetime.timedelta(days=length)

    told_at = rules.first_charge_told_at(began_at=began_at, ends_at=ends_at)

    assert least <= (ends_at - told_at).days <= most


@each(having="reminder_every_months")
def test_reminders_come_as_often_as_a_rule_asks_or_the_table_says_that_they_do_not(rule):
    months = law.reminder_months(rule.since, rule.place)
    begun = datetime.datetime(2030, 1, 15, 9, tzinfo=datetime.UTC)
    found = {
        which
        for days in range(365)
        for which in (
            rules.reminder_due(
                interval="month",
                started_at=begun,
                renews_at=begun,
                at=begun + datetime.timedelta(days=days + 30),
                every_months=months,
            ),
        )
        if which
    }

    assert months <= rule.reminder_every_months
    assert len(found) == 12 // months


@each(having="withdraw_within_days")
def test_who_withdraws_has_the_days_that_a_rule_names_and_that_of_buying(rule):
    is_met = datetime.timedelta(days=rule.withdraw_within_days + 1) <= rules.WITHDRAWN_WITHIN

    assert is_met or rule.missing


@each(having="labels")
def test_the_labels_of_a_rule_that_is_met_stand_on_pages(rule):
    pages = " ".join(
        path.read_text() for path in SOURCE.rglob("*.html") if "templates" in path.parts
    ).casefold()

    language = LANGUAGES.get(rule.place)
    said = pages
    if language:
        words = catalogues.read(language)
        said = " ".join(str(one.string) for one in words).casefold()
    stand = [label.casefold() in said for label in (rule.labels.first, rule.labels.last)]
    assert all(stand) or rule.missing


def test_the_union_is_the_one_whose_readers_are_asked_first():
    assert set(law.table().places["EU"]) <= CONSENT_FIRST
    assert "eu-withdrawal-function" in keys(datetime.date(2027, 1, 1), "RE")


def test_a_state_has_the_rules_of_its_country_and_a_country_those_of_its_union():
    day = datetime.date(2026, 11, 27)

    assert {"us-rosca", "us-ca-automatic-renewal"} <= set(keys(day, "us-ca"))
    assert "us-ca-automatic-renewal" not in keys(day, "US")
    assert {"eu-withdrawal-function", "de-cancel-button"} <= set(keys(day, "DE"))
    assert "eu-withdrawal-function" not in keys(day, "GB")
    assert "gb-dmcc-subscriptions" not in keys(day, "GB")


def test_what_is_expected_and_what_was_not_read_says_so(capsys):
    assert main(["law", "--on", "2027-04-06", "--country", "GB"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    assert "GB on 2027-04-06" in said
    assert "not final" in said
    assert "Its own text was not read." in said
    assert "Anew after each renewal for a year" in said
    assert law.reminder_months(datetime.date(2027, 4, 5), "GB") == 12
    assert law.reminder_months(datetime.date(2027, 4, 6), "GB") == 6


def test_a_place_without_rules_is_not_said_to_be_without_law(capsys):
    assert main(["law", "--country", "jp"]) == 0

    assert "That does not mean that there is none." in capsys.readouterr().out


@pytest.mark.parametrize("code", ["UK", "EU", "Germany", "001", "US-", "US-CALI", "-CA", "ZZ"])
def test_a_code_that_is_no_countrys_is_refused(code, capsys):
    assert main(["law", f"--country={code}"]) == 2

    assert f"{code.upper()}: must be the code of a country" in capsys.readouterr().err


def test_the_page_of_the_documentation_is_the_table(capsys):
    assert main(["law"]) == 0

    assert capsys.readouterr().out == PAGE.read_text()


@each(having="cools_off_after")
def test_what_cools_off_anew_does_so_from_its_first_day_where_it_says(rule):
    before = rule.since - datetime.timedelta(days=1)

    assert law.cooling_off(rule.since, rule.place) == rule
    assert law.cooling_off(before, rule.place) is None
    assert law.cooling_off(rule.since, "US") is None
    # Of whom nobody knows where they live, the kinder rule counts.
    assert law.cooling_off(rule.since, "") == rule
    assert law.cooling_off(before, "") is None
