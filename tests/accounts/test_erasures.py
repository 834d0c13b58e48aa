"""A restored copy brings back whoever erased their account since; what we keep finds them again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from wellread.accounts import erasures
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.erasures import ErasureFault
from wellread.accounts.models import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path / "erasures"


def erased(callbacks, address):
    with callbacks(execute=True):
        Reader.objects.get(email=address).delete()


def names(file):
    with file.open() as lines:
        return [reader.email for reader in erasures.returned(erasures.read(lines))]


def make(address, **facts):
    reader = reader_with_verified_address(email=address)
    Reader.objects.filter(pk=reader.pk).update(**facts)


def test_who_erased_their_account_is_found_in_a_restored_copy(
    kept, django_capture_on_commit_callbacks
):
    for address in ("ada@reader.example", "ben@reader.example"):
        make(address)
    erased(django_capture_on_commit_callbacks, "ada@reader.example")

    make("ada@reader.example", date_joined=timezone.now() - timedelta(days=30))

    assert names(kept) == ["ada@reader.example"]


def test_who_came_back_afterwards_is_left_alone(kept, django_capture_on_commit_callbacks):
    make("ada@reader.example")
    erased(django_capture_on_commit_callbacks, "ada@reader.example")

    make("ada@reader.example", date_joined=timezone.now() + timedelta(days=1))

    assert names(kept) == []


def test_what_is_kept_names_nobody(kept, django_capture_on_commit_callbacks):
    make("ada@reader.example")
    erased(django_capture_on_commit_callbacks, "ada@reader.example")

    [line] = kept.read_text().splitlines()

    assert "ada" not in line
    [erasure] = erasures.read([line])
    assert datetime.now(UTC) - erasure.at < timedelta(minutes=5)
    assert len(erasure.address_hash) == 64


def test_a_rolled_key_still_finds_them(kept, settings, django_capture_on_commit_callbacks):
    make("ada@reader.example")
    erased(django_capture_on_commit_callbacks, "ada@reader.example")
    make("ada@reader.example", date_joined=timezone.now() - timedelta(days=30))

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key, of fifty characters or more, as it has to be"

    assert names(kept) == ["ada@reader.example"]


def test_an_erasure_that_was_taken_back_leaves_no_line(kept, django_capture_on_commit_callbacks):
    make("ada@reader.example")

    with django_capture_on_commit_callbacks(execute=False):
        Reader.objects.get().delete()

    assert not kept.exists()


def test_a_full_disk_does_not_keep_an_account(kept, caplog, django_capture_on_commit_callbacks):
    kept.mkdir()
    make("ada@reader.example")

    erased(django_capture_on_commit_callbacks, "ada@reader.example")

    assert Reader.objects.count() == 0
    assert "could not be kept" in caplog.text


def test_a_line_that_is_none_is_named():
    with pytest.raises(ErasureFault, match=r"line 2 is no erasure: 'ada@reader\.example'"):
        list(erasures.read(["2026-11-26T10:00:00Z " + "a" * 64, "ada@reader.example"]))
