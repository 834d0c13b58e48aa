import zlib
from base64 import urlsafe_b64encode
from json import dumps

import pytest
from msgspec.structs import replace

from wellread.engine.cap import Encounter
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
    ("country", "needed"),
    [("DE", True), ("NO", True), ("GB", True), ("RE", True), (None, True), ("US", False)],
)
def test_counting_waits_for_consent_in_the_eea_the_uk_and_places_unknown(country, needed):
    assert rules.consent_needed(country) is needed


LETTER = Encounter("autumn", "overlay", NOW - 90)
PANEL = Encounter("quiet", "end_of_article", NOW - 20)
WHOLE = rules.Kept(
    consent="given",
    seat=7,
    visit=rules.Visit(NOW - 100, NOW - 10),
    interrupted=(LETTER,),
    asked=(PANEL, LETTER),
    dismissed=(LETTER,),
    views=(SPORT, WORLD),
)


def kept(*views, **rest):
    return rules.Kept(views=views, **rest)


def merged(first, second, needs_consent=False):
    return rules.merged(first, second, NOW, needs_consent=needs_consent)


@pytest.mark.parametrize(
    "held",
    [WHOLE, kept(SPORT, WORLD), rules.Kept(consent="refused", counting="off"), kept(seat=0)],
)
def test_a_cookie_gives_back_what_was_put_in(held):
    assert rules.unpack(rules.pack(held, SECRET), [SECRET]) == held


def test_nothing_makes_no_cookie():
    assert rules.pack(rules.NOTHING, SECRET) == ""


def test_a_cookie_survives_a_change_of_secret_while_the_old_one_is_kept():
    cookie = rules.pack(kept(WORLD), "the old secret")

    assert rules.unpack(cookie, [SECRET, "the old secret"]) == kept(WORLD)
    assert rules.unpack(cookie, [SECRET]) == rules.NOTHING


def test_a_cookie_of_the_first_format_gives_back_its_views():
    rows = b'[["a1",1794999940,"world",["harbour","tides"]]]'
    body = f"1.{urlsafe_b64encode(zlib.compress(rows)).decode().rstrip('=')}"

    assert rules.unpack(f"{body}.{rules._seal(body, SECRET)}", [SECRET]) == kept(WORLD)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda cookie: "",
        lambda cookie: "nonsense",
        lambda cookie: cookie[:-1],
        lambda cookie: cookie.replace("2.", "1.", 1),
        lambda cookie: cookie.replace("e", "f", 1),
        lambda cookie: cookie + "é",
        lambda cookie: cookie * 100,
    ],
)
def test_a_cookie_that_was_tampered_with_is_ignored(tamper):
    assert rules.unpack(tamper(rules.pack(WHOLE, SECRET)), [SECRET]) == rules.NOTHING


def packed(text):
    return f"2.{urlsafe_b64encode(zlib.compress(text.encode())).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "body",
    [
        "1.!!!!",
        "1.AAAA",
        f"1.{'e' * 40}",
        packed("[]"),
        packed('{"more": 1}'),
        packed('{"visit": [1]}'),
        packed('{"asked": [["a", "overlay"]]}'),
        packed('{"views": 5}'),
        packed("{}").replace("2.", "3.", 1),
    ],
)
def test_a_sealed_cookie_of_another_format_is_ignored(body):
    assert rules.unpack(f"{body}.{rules._seal(body, SECRET)}", [SECRET]) == rules.NOTHING


def test_the_newest_views_fill_a_cookie_of_at_most_3500_bytes():
    held = WHOLE._replace(views=many(1000))

    cookie = rules.pack(held, SECRET)
    found = rules.unpack(cookie, [SECRET])

    assert len(cookie) <= rules.COOKIE_BYTES
    assert found == held._replace(views=held.views[: len(found.views)])
    assert len(found.views) > 80
    longer = held._replace(views=held.views[: len(found.views) + 1])
    assert len(rules._sealed(longer, SECRET)) > rules.COOKIE_BYTES


def test_dismissals_and_what_was_asked_are_kept_before_views():
    closed = tuple(Encounter(f"campaign-{n * 7919 % 9973}", "overlay", NOW - n) for n in range(60))

    found = rules.unpack(
        rules.pack(WHOLE._replace(asked=closed, dismissed=closed, views=many(1000)), SECRET),
        [SECRET],
    )

    assert (found.dismissed, found.asked, found.seat) == (closed, closed, 7)


def test_what_is_too_long_on_its_own_is_left_out():
    noise = "".join(chr(33 + 7_919 * place % 20_000) for place in range(4000))

    held = WHOLE._replace(views=(View(noise, NOW, None, ()),))

    assert rules.unpack(rules.pack(held, SECRET), [SECRET]) == held._replace(views=())
    assert rules.pack(kept(View(noise, NOW, None, ())), SECRET) == ""


def test_the_later_view_of_an_article_stands_and_the_future_is_dropped():
    again = replace(WORLD, at=NOW)
    tomorrow = replace(SPORT, at=NOW + 86_400)
    long_ago = View("old", NOW - 366 * 86_400, None, ())

    assert merged(kept(WORLD, long_ago), kept(again, SPORT, tomorrow)).views == (again, SPORT)


def test_what_was_asked_and_dismissed_is_united_newest_first():
    tomorrow = replace(PANEL, at=NOW + 1)

    both = merged(
        rules.Kept(asked=(LETTER,), dismissed=(LETTER,)),
        rules.Kept(asked=(PANEL, LETTER, tomorrow), dismissed=()),
    )

    assert (both.asked, both.dismissed) == ((PANEL, LETTER), (LETTER,))


def test_the_devices_own_seat_stands_and_the_later_visit():
    visits = rules.Visit(NOW - 50, NOW - 40), rules.Visit(NOW - 9, NOW)

    assert merged(kept(seat=7, visit=visits[0]), kept(seat=8, visit=visits[1])) == kept(
        seat=8, visit=visits[1]
    )
    assert merged(kept(seat=7, visit=visits[1]), kept(visit=visits[0])) == kept(
        seat=7, visit=visits[1]
    )


def test_do_not_count_outlives_every_view():
    off = rules.Kept(counting="off")

    assert merged(kept(WORLD, asked=(LETTER,)), off) == rules.Kept(counting="off", asked=(LETTER,))
    assert merged(off, kept(SPORT)) == off


def test_a_refusal_leaves_nothing_but_itself():
    refused = rules.Kept(consent="refused")

    assert merged(WHOLE, refused, needs_consent=True) == refused
    assert merged(WHOLE, refused) == refused
    assert merged(refused, kept(SPORT), needs_consent=True) == refused


def test_where_consent_is_needed_nothing_is_kept_without_it():
    assert merged(rules.NOTHING, kept(SPORT, seat=7), needs_consent=True) == rules.NOTHING
    assert merged(rules.NOTHING, WHOLE, needs_consent=True) == WHOLE


def test_a_message_brings_what_the_device_remembers():
    assert rules.read_message(dumps(rules.as_json(WHOLE)).encode()) == rules.Message(WHOLE, False)


def test_a_message_may_leave_out_what_the_device_has_not():
    message = {"history": rules.as_json(kept(WORLD))["history"]}

    assert rules.read_message(dumps(message).encode()) == rules.Message(kept(WORLD), False)


def test_a_message_asks_to_forget():
    assert rules.read_message(b'{"clear": true}') == rules.Message(rules.NOTHING, clear=True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"history": 5}',
        b'{"history": [{"article": "a1"}]}',
        b'{"history": [{"article":"a","at":"2026-02-30T00:00:00Z","section":null,"topics":[]}]}',
        b'{"consent": "perhaps"}',
        b'{"counting": "on"}',
        b'{"seat": 4294967296}',
        b'{"visit": {"started_at": 1}}',
        b'{"asked": [{"campaign": "a", "placement": "overlay"}]}',
        b'{"clear": 1}',
        b'{"clear": true, "more": 1}',
        b" " * 65_537,
    ],
)
def test_a_malformed_message_is_a_fault(body):
    with pytest.raises(Fault):
        rules.read_message(body)
