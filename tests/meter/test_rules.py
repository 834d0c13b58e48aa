from json import dumps

import pytest

from wellread.engine.history import View
from wellread.engine.values import Fault
from wellread.meter import rules

NOW = 1_795_000_000
SECRET = "a secret of the site"
WORLD = View("a1", NOW - 60, "world", ("harbour", "tides"))
SPORT = View("a2", NOW - 30, None, ())


def many(number: int) -> tuple[View, ...]:
    return tuple(
        View(
            f"story-{place * 7919 % 10_007}", NOW - 3_571 * place, "world", (f"topic-{place % 9}",)
        )
        for place in range(number)
    )


@pytest.mark.parametrize(
    ("header", "default", "country"),
    [
        ("DE", "", "DE"),
        (" gb ", "US", "GB"),
        (None, "US", "US"),
        ("", "US", "US"),
        (None, "", None),
        ("XX", "", None),
        ("T1", "", None),
        ("Germany", "US", None),
    ],
)
def test_a_country_is_two_letters_or_unknown(header, default, country):
    assert rules.country_of(header, default) == country


@pytest.mark.parametrize(
    ("country", "needed"),
    [("DE", True), ("NO", True), ("GB", True), ("RE", True), (None, True), ("US", False)],
)
def test_counting_waits_for_consent_in_the_eea_the_uk_and_places_unknown(country, needed):
    assert rules.consent_needed(country) is needed


def test_a_cookie_gives_back_what_was_put_in():
    assert rules.unpack(rules.pack((SPORT, WORLD), SECRET), [SECRET]) == (SPORT, WORLD)


def test_a_cookie_survives_a_change_of_secret_while_the_old_one_is_kept():
    cookie = rules.pack((WORLD,), "the old secret")

    assert rules.unpack(cookie, [SECRET, "the old secret"]) == (WORLD,)
    assert rules.unpack(cookie, [SECRET]) == ()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda cookie: "",
        lambda cookie: "nonsense",
        lambda cookie: cookie[:-1],
        lambda cookie: cookie.replace("1.", "2.", 1),
        lambda cookie: cookie.replace("e", "f", 1),
        lambda cookie: cookie + "é",
        lambda cookie: cookie * 100,
    ],
)
def test_a_cookie_that_was_tampered_with_is_ignored(tamper):
    assert rules.unpack(tamper(rules.pack((SPORT, WORLD), SECRET)), [SECRET]) == ()


@pytest.mark.parametrize(
    "body",
    ["1.!!!!", "1.AAAA", f"1.{'e' * 40}"],
)
def test_a_sealed_cookie_of_another_format_is_ignored(body):
    assert rules.unpack(f"{body}.{rules._seal(body, SECRET)}", [SECRET]) == ()


def test_the_newest_views_fill_a_cookie_of_at_most_3500_bytes():
    views = many(1000)

    cookie = rules.pack(views, SECRET)
    kept = rules.unpack(cookie, [SECRET])

    assert len(cookie) <= rules.COOKIE_BYTES
    assert kept == views[: len(kept)]
    assert len(rules._sealed(views[: len(kept) + 1], SECRET)) > rules.COOKIE_BYTES


def test_no_view_fits_when_one_alone_is_too_long():
    noise = "".join(chr(33 + 7_919 * place % 20_000) for place in range(4000))

    assert rules.pack((View(noise, NOW, None, ()),), SECRET) == ""


def test_the_later_view_of_an_article_stands_and_the_future_is_dropped():
    again = WORLD._replace(at=NOW)
    tomorrow = SPORT._replace(at=NOW + 86_400)
    long_ago = View("old", NOW - 366 * 86_400, None, ())

    assert rules.kept_and_new((WORLD, long_ago), (again, SPORT, tomorrow), NOW) == (again, SPORT)


def test_a_message_brings_views():
    message = {"history": rules.as_json((WORLD, SPORT))}

    assert rules.read_message(dumps(message).encode()) == rules.Message((WORLD, SPORT), False)


def test_a_message_asks_to_forget():
    assert rules.read_message(b'{"clear": true}') == rules.Message((), clear=True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"history": 5}',
        b'{"history": [{"article": "a1"}]}',
        b'{"history": [{"article":"a","at":"2026-02-30T00:00:00Z","section":null,"topics":[]}]}',
        b'{"clear": 1}',
        b'{"clear": true, "more": 1}',
        b" " * 4097,
    ],
)
def test_a_malformed_message_is_a_fault(body):
    with pytest.raises(Fault):
        rules.read_message(body)
