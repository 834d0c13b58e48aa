"""Short tokens say what was signed, for as long as they may, and nothing else is believed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.accounts import short_tokens

KEEPS_S = 600


@given(st.binary(max_size=80))
def test_what_was_signed_is_read(payload):
    token = short_tokens.signed(payload, salt="a")

    assert short_tokens.read(token, salt="a", max_age_s=KEEPS_S) == payload


@given(st.binary(max_size=40), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_not_believed(payload, place, change):
    import base64

    token = short_tokens.signed(payload, salt="a")
    whole = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    whole[place % len(whole)] ^= change
    forged = base64.urlsafe_b64encode(whole).decode().rstrip("=")

    assert short_tokens.read(forged, salt="a", max_age_s=KEEPS_S) is None


@pytest.mark.parametrize("token", ["", "A", "a:b:c", "Ä", "AAAA", " ", "=" * 9])
def test_what_is_no_token_is_not_believed(token):
    assert short_tokens.read(token, salt="a", max_age_s=KEEPS_S) is None


def test_a_token_for_one_purpose_is_none_for_another():
    token = short_tokens.signed(b"x", salt="a")

    assert short_tokens.read(token, salt="b", max_age_s=KEEPS_S) is None


def test_a_token_grows_old(monkeypatch):
    token = short_tokens.signed(b"x", salt="a")
    later = time.time() + KEEPS_S + 2
    monkeypatch.setattr("wellread.accounts.short_tokens.time.time", lambda: later)

    assert short_tokens.read(token, salt="a", max_age_s=KEEPS_S) is None


def test_an_earlier_key_is_still_honoured(settings):
    token = short_tokens.signed(b"x", salt="a")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50

    assert short_tokens.read(token, salt="a", max_age_s=KEEPS_S) == b"x"


def test_a_claim_is_short_and_an_older_link_still_works():
    from uuid import uuid4

    from django.core import signing

    from wellread.membership import claims

    checkout = uuid4()
    link = claims.address(str(checkout))
    older = signing.dumps(str(checkout), salt=claims.SALT)

    assert (claims.read(link.rstrip("/").rpartition("/")[2]), claims.read(older)) == (
        checkout,
        checkout,
    )
    assert len(link) < 90
