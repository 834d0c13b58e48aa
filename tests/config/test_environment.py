import re
from pathlib import Path

import pytest

from wellread.config.environment import SETTINGS, SettingFault, read_environment

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_a_fault_names_the_setting_and_the_value():
    with pytest.raises(SettingFault) as fault:
        read_environment({"WELLREAD_SITE_URL": "news.example"})

    assert str(fault.value) == (
        "WELLREAD_SITE_URL: must be an address such as https://news.example, "
        "without a path, got 'news.example'"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WELLREAD_VIEW_SECONDS", "0"),
        ("WELLREAD_VIEW_SECONDS", "inf"),
        ("WELLREAD_DEMO", "perhaps"),
        ("WELLREAD_CURRENCY", "dollars"),
        ("WELLREAD_DEFAULT_COUNTRY", "USA"),
        ("WELLREAD_PROXIES", "-1"),
        ("WELLREAD_SITE_NAME", " "),
        ("WELLREAD_SITE_URL", "https://news.example:99999"),
        ("WELLREAD_SITE_URL", "https://ed@news.example"),
        ("WELLREAD_SITE_URL", "https://news.example?edition=1"),
        ("WELLREAD_HOSTS", "https://www.news.example"),
        ("WELLREAD_HOSTS", "*"),
        ("WELLREAD_LANGUAGE", "klingon"),
        ("WELLREAD_TIME_ZONE", "Europe/Londn"),
        ("WELLREAD_TIME_ZONE", "../../etc/passwd"),
        ("WELLREAD_MAIL_FROM", "The Example"),
        ("WELLREAD_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("WELLREAD_COUNTRY_HEADER", "CF IPCountry"),
        ("DATABASE_URL", "mysql://user:password@host/name"),
        ("DATABASE_URL", "postgres//host/name"),
        ("DATABASE_URL", "postgres://user@host:port/name"),
        ("CACHE_URL", "memcache://host"),
        ("EMAIL_URL", "smpt://host"),
        ("EMAIL_URL", "smtp://user:password@host:smtp"),
        ("STRIPE_API_ADDRESS", "http://127.0.0.1:8001/v1"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(name, value):
    with pytest.raises(SettingFault, match=name):
        read_environment({name: value})


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("WELLREAD_SITE_URL", "https://News.example/", "https://news.example"),
        ("WELLREAD_HOSTS", "www.news.example, .Example.org", ("www.news.example", ".example.org")),
        ("WELLREAD_LANGUAGE", "pt-BR", "pt-br"),
        ("DATABASE_URL", "postgres://u:p%40ss:word@[::1]:5432/name", ...),
        ("DATABASE_URL", "postgresql://postgres:@/name?host=%2Frun", ...),
        ("DATABASE_URL", "sqlite:////srv/news.sqlite3", ...),
        ("EMAIL_URL", "smtp+tls://apikey:a:b@smtp.example:587", ...),
    ],
)
def test_what_can_be_used_is_taken(name, value, read):
    assert read_environment({name: value})[name] == (value if read is ... else read)


def test_a_name_that_is_almost_a_settings_is_refused_and_anothers_is_left_alone():
    with pytest.raises(SettingFault) as fault:
        read_environment({"WELLREAD_SITEURL": "https://news.example"})

    assert str(fault.value) == (
        "WELLREAD_SITEURL: there is no such setting; WELLREAD_SITE_URL is meant?"
    )
    assert read_environment({"WELLREAD_OF_ANOTHER_PROGRAM": "1"})


@pytest.mark.parametrize("name", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL"])
def test_a_fault_prints_no_password(name):
    with pytest.raises(SettingFault) as fault:
        read_environment({name: "gopher://user:the-password@host/name"})

    assert "the-password" not in str(fault.value)


def test_every_default_can_be_used():
    assert set(read_environment({})) == {setting.name for setting in SETTINGS}


def test_the_settings_page_lists_every_setting_with_its_default_and_help():
    rows = re.findall(r"^\| `(\w+)` \| (?:`(.*?)`)? ?\| (.*) \|$", PAGE.read_text(), re.MULTILINE)

    assert rows == [(setting.name, setting.default, setting.help) for setting in SETTINGS]
