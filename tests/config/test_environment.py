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
        ("STRIPE_API_ADDRESS", "http://127.0.0.1:8001/v1"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(name, value):
    with pytest.raises(SettingFault, match=name):
        read_environment({name: value})


def test_every_default_can_be_used():
    assert set(read_environment({})) == {setting.name for setting in SETTINGS}


def test_the_settings_page_lists_every_setting_with_its_default_and_help():
    rows = re.findall(r"^\| `(\w+)` \| (?:`(.*?)`)? ?\| (.*) \|$", PAGE.read_text(), re.MULTILINE)

    assert rows == [(setting.name, setting.default, setting.help) for setting in SETTINGS]
