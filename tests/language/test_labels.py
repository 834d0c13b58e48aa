"""The words on editors' forms can be changed without a migration."""

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.language import pseudo
from wellread.ads.models import HouseAd


@pytest.fixture
def title():
    return HouseAd._meta.get_field("title")


def changes_are_found():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        return True
    return False


@pytest.mark.django_db
def test_other_words_of_a_field_or_a_model_are_no_change(title, monkeypatch):
    monkeypatch.setattr(title, "verbose_name", "headline")
    monkeypatch.setattr(title, "_verbose_name", "headline")
    monkeypatch.setattr(title, "help_text", "In six words.")
    monkeypatch.setitem(HouseAd._meta.original_attrs, "verbose_name", "notice")

    assert not changes_are_found()


@pytest.mark.django_db
def test_what_a_database_has_to_be_told_is_a_change(title, monkeypatch):
    monkeypatch.setattr(title, "max_length", 61)

    assert changes_are_found()


def test_a_label_is_in_the_language_of_whoever_looks(tmp_path, settings):
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    label = HouseAd._meta.verbose_name

    with translation.override(pseudo.CODE):
        assert str(label) == pseudo.widened("house ad")
    assert str(label) == "house ad"
