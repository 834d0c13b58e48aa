"""Limits are counted where nothing pushes them out, exactly, and by one reading of "where from"."""

import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches
from django.db import connections
from django.test import Client, RequestFactory

from tests.outbox import outbox
from tests.read_only import only_reading
from wellread.accounts import limits
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.limits import TooManyTries, count, forget_run_out
from wellread.accounts.models import RateLimit
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


def asked_from(address="93.184.216.34"):
    return RequestFactory(REMOTE_ADDR=address).post("/join/")


def is_counted(request, rate="3/m/ip", **facts):
    try:
        count(request, action="try", rate=rate, **facts)
    except TooManyTries:
        return False
    return True


def test_what_was_tried_too_often_stays_so_through_a_flood_of_others():
    assert [is_counted(asked_from()) for _ in range(4)] == [True, True, True, False]

    for number in range(1_000):
        caches["limits"].set(f"somebody else {number}", [time.time()], 60)

    assert not is_counted(asked_from())
    assert RateLimit.objects.count() > 1_000


def test_codes_for_one_address_stay_limited_through_a_flood_of_others():
    ensure_site()
    asked = [Client().post("/sign-in/", {"email": "ada@courier.example"}) for _ in range(3)]
    for number in range(400):
        caches["limits"].set(f"somebody else {number}", [time.time()], 60)

    asked.append(Client().post("/sign-in/", {"email": "ada@courier.example"}))

    assert [answer.status_code for answer in asked] == [302, 302, 302, 200]
    assert "Too many" in asked[3].content.decode()
    assert len(outbox()) == 3


def test_the_window_slides(monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert [is_counted(asked_from()) for _ in range(4)] == [True, True, True, False]

    monkeypatch.setattr(time, "time", lambda: now + 59)
    assert not is_counted(asked_from())
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert is_counted(asked_from())


@pytest.mark.parametrize(
    ("first", "second", "is_one_place"),
    [
        ("2a00:1450:4009:80b::1", "2a00:1450:4009:80b:ffff::2", True),
        ("2a00:1450:4009:80b::1", "2a00:1450:4009:80c::1", False),
        ("93.184.216.34", "::ffff:93.184.216.34", True),
        ("::ffff:93.184.216.34", "::ffff:93.184.216.35", False),
        ("nowhere", "", True),
    ],
)
def test_a_household_is_one_place(first, second, is_one_place):
    assert is_counted(asked_from(first), rate="1/m/ip")

    assert is_counted(asked_from(second), rate="1/m/ip") is not is_one_place


def test_tries_are_deleted_when_no_limit_counts_them_any_more():
    is_counted(asked_from("93.184.216.34"))
    RateLimit.objects.update(runs_out_at=datetime.now(UTC) - timedelta(seconds=1))
    is_counted(asked_from("93.184.216.35"))

    assert forget_run_out() == 1
    assert RateLimit.objects.count() == 1


def test_more_than_one_batch_is_deleted(monkeypatch):
    monkeypatch.setattr(limits, "DELETED_AT_ONCE", 2)
    for number in range(5):
        caches["limits"].set(f"{number}", [], -1)

    assert forget_run_out() == 5


def test_a_code_of_an_app_opens_once_and_again_nothing():
    reader = reader_with_verified_address(email="ada@courier.example")
    secret = generate_totp_secret()
    key = TOTP.activate(reader, secret)
    code = _present_code(secret)

    used = [TOTP(Authenticator.objects.get(pk=key.instance.pk)).validate_code(code)]
    for number in range(400):
        caches["limits"].set(f"somebody else {number}", [], 60)
    used.append(TOTP(Authenticator.objects.get(pk=key.instance.pk)).validate_code(code))

    assert used == [True, False]


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_each_counted():
    counted = []

    def try_twice():
        try:
            counted.extend(is_counted(asked_from(), rate="5/h/ip") for _ in range(2))
        finally:
            connections.close_all()

    threads = [Thread(target=try_twice) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Who waits too long for their turn is told to wait, which is never one too many.
    assert counted.count(True) <= 5
    left = [is_counted(asked_from(), rate="5/h/ip") for _ in range(6)]
    assert counted.count(True) + left.count(True) == 5


def test_a_database_that_takes_no_writing_says_try_again_and_not_too_often():
    ensure_site()
    with only_reading():
        browser = Client(raise_request_exception=False)
        answer = browser.post("/sign-in/", {"email": "ada@courier.example"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "try again" in answer.content.decode()


def _present_code(secret):
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
