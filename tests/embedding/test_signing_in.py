"""Known on another site: a code that one page can take once, a key, and tokens for its servers."""

import json
import re
from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from tests.payments.world import PRICE, Shop, hidden_fields, make_reader
from wellread.accounts.actions import end_sessions
from wellread.accounts.models import Reader, SiteSignIn
from wellread.config import cleaning
from wellread.embedding import rules, tokens
from wellread.membership.data_export import export
from wellread.membership.models import Grant, Membership, Plan, Price
from wellread.payments import clock, just_paid
from wellread.payments.models import Checkout

SITE, OTHER = "https://www.elsewhere.example", "https://blog.elsewhere.example"
IBAN = "DE89370400440532013000"
VERIFIER = "v" * 43
CHALLENGE = rules.challenge_of(VERIFIER)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sites(settings):
    settings.SITES = (SITE, OTHER)


@pytest.fixture
def member(db):
    reader = Reader.objects.create_user("mira@example.com")
    now = clock.now()
    Grant.objects.create(
        reader=reader,
        reason="complimentary",
        entitlements=["ad_free", "community_content"],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
    )
    return reader


def go_back(client, **asked):
    asked = {"site": SITE, "to": "/story?page=2", "challenge": CHALLENGE} | asked
    return client.get("/embedding/return/", asked)


def led_to(answer):
    (where,) = re.findall(r'content="0;url=([^"]+)"', answer.text)
    return unescape(where)


def code_for(client, **asked):
    code, _, challenge = (
        urlsplit(led_to(go_back(client, **asked))).fragment[len("wellread=") :].partition("~")
    )
    assert challenge == asked.get("challenge", CHALLENGE)
    return code


def ask(said, *, site=SITE, path="/embedding/token"):
    return Client().post(
        path, json.dumps(said), content_type="text/plain", headers={"Origin": site}
    )


def taken(client, **how):
    return ask({"code": code_for(client), "verifier": VERIFIER}, **how)


def entitlements(token, **asked):
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get("/account/entitlements", asked, headers=headers)


def test_a_member_comes_back_with_a_code_and_the_page_gets_a_token_for_it(client, member):
    client.force_login(member)

    answer = go_back(client)
    assert led_to(answer).startswith(f"{SITE}/story?page=2#wellread=")
    assert answer["Referrer-Policy"] == "no-referrer"
    told = taken(client)

    assert told["Access-Control-Allow-Origin"] == SITE
    assert told.json()["hint"] == {"signed_in": "1", "is_member": "1", "was_member": "1"}
    assert told.json()["entitlements"] == ["ad_free", "community_content"]
    said = tokens.read(told.json()["token"])
    assert (said["aud"], said["entitlements"]) == (SITE, ["ad_free", "community_content"])
    assert said["exp"] - said["iat"] == 600
    assert "mira" not in str(said)


def test_a_code_is_taken_once(client, member):
    client.force_login(member)
    said = {"code": code_for(client), "verifier": VERIFIER}

    assert [ask(said).status_code, ask(said).status_code] == [200, 401]


def test_a_code_is_worth_nothing_to_who_did_not_ask_for_it(client, member):
    client.force_login(member)
    code = code_for(client)

    assert ask({"code": code, "verifier": "w" * 43}).status_code == 401
    assert ask({"code": code, "verifier": VERIFIER}).status_code == 401
    assert ask({"code": code_for(client), "verifier": ""}).status_code == 401
    assert taken(client, site=OTHER).status_code == 401
    assert taken(client, site="https://evil.example").status_code == 403
    assert not SiteSignIn.objects.exclude(key=None).exists()


def test_a_code_is_good_for_five_minutes(client, member):
    client.force_login(member)
    for seconds, status in ((290, 200), (301, 401)):
        code = code_for(client)
        offered = SiteSignIn.objects.filter(code=rules.digest(code))
        offered.update(began_at=timezone.now() - timedelta(seconds=seconds))

        assert ask({"code": code, "verifier": VERIFIER}).status_code == status


def test_only_the_last_code_of_a_browser_is_kept(client, member):
    client.force_login(member)
    for _ in range(3):
        code_for(client)

    assert SiteSignIn.objects.count() == 1


def test_who_is_not_signed_in_goes_back_as_they_came(client):
    assert led_to(go_back(client)) == f"{SITE}/story?page=2"
    assert not SiteSignIn.objects.exists()


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "evil", "/a b", "/a#b", "", "/\n"]
)
def test_nobody_is_led_elsewhere(client, member, path):
    client.force_login(member)

    assert go_back(client, to=path).status_code == 404
    assert go_back(client, site="https://evil.example").status_code == 404
    assert led_to(go_back(client, challenge="x")) == f"{SITE}/story?page=2"


def test_a_key_brings_tokens_until_its_reader_signs_out_there(client, member):
    client.force_login(member)
    key = taken(client).json()["key"]

    assert ask({"key": key}).status_code == 200
    assert ask({"key": key}, site=OTHER).status_code == 401
    assert ask({"key": key}, path="/embedding/sign-out").status_code == 204
    assert ask({"key": key}).status_code == 401


@pytest.mark.parametrize(
    "how", ["signs out here", "signs out everywhere", "is closed", "is erased"]
)
def test_the_end_of_the_session_here_is_the_end_there(client, member, how):
    client.force_login(member)
    told = taken(client).json()
    if how == "signs out here":
        client.post("/sign-out/")
    elif how == "signs out everywhere":
        end_sessions(reader=member)
    elif how == "is closed":
        Reader.objects.update(is_active=False)
    else:
        member.delete()

    assert ask({"key": told["key"]}).status_code == 401
    assert entitlements(told["token"]).status_code == 401


def test_who_joins_without_an_account_comes_back_as_a_member(client, shop: Shop, plan: Plan):
    asked = {"site": SITE, "to": "/story?page=2", "challenge": CHALLENGE}
    next = f"/embedding/return/?{urlencode(asked)}"
    page = client.get("/join/", {"interval": "month", "amount": "800", "next": next}).text
    pressed = client.post("/join/", hidden_fields(unescape(page)))
    paid = client.get(shop.pay(pressed["Location"]).removeprefix("http://localhost:8000"))

    assert paid["Location"] == next
    told = taken(client).json()
    assert told["hint"] == {"is_member": "1", "was_member": "1"}
    # Whoever signs out of a shared computer leaves nothing open behind them.
    client.force_login(make_reader("another@example.com"))
    client.post("/sign-out/")
    assert ask({"key": told["key"]}).status_code == 401


def pay_from_there(client, shop, *, challenge=CHALLENGE, site=SITE, pays=None, **asked):
    """Join from a page of another site, and come back as far as our own door to it."""
    next = f"/embedding/return/?{urlencode({'site': site, 'to': '/story', 'challenge': challenge})}"
    asked = {"interval": "month", "amount": "800", "next": next} | asked
    pressed = client.post("/join/", hidden_fields(unescape(client.get("/join/", asked).text)))
    paid = client.get(
        shop.pay(pressed["Location"], **pays or {}).removeprefix("http://localhost:8000")
    )
    assert paid["Location"] == next


@pytest.mark.parametrize("interval", ["month", "once"])
@pytest.mark.parametrize("signs_in", [False, True])
def test_who_comes_back_from_paying_has_just_joined_once(client, shop, plan, interval, signs_in):
    if signs_in:
        client.force_login(make_reader("nora@example.com"))
    pay_from_there(client, shop, interval=interval, amount="2500")

    told = taken(client).json()
    assert just_paid.number_in(told["proof"])
    # Nothing of it is in what sites keep and hand on, and nothing hangs on it.
    assert "proof" not in tokens.read(told["token"])
    assert "proof" not in told["hint"]
    assert "proof" not in taken(client).json()
    assert "proof" not in ask({"key": told["key"]}).json()
    assert client.get("/join/thanks/").status_code == 204


@pytest.mark.parametrize("asked", [{}, {"interval": "once", "amount": "2500"}])
def test_thanks_are_said_there_and_hold_no_address(client, shop, plan, asked):
    pay_from_there(client, shop, **asked)

    thanks = taken(client).json()["thanks"]

    assert (thanks["title"], thanks["go_on"]) == ("Thank you", "Go on reading")
    assert ("$25" if asked else "$8") in thanks["arrived"]
    assert thanks["receipt"] == "An e-mail with your receipt is on its way."
    assert "@" not in json.dumps(thanks)
    assert thanks["style"].endswith(".css")


def test_of_money_that_a_bank_still_sends_that_is_said_there(client, shop, plan):
    Price.objects.create(plan=plan, **{**PRICE, "currency": "EUR"}, takes_debits=True)
    by_debit = {"card": "", "account": IBAN}
    pay_from_there(client, shop, currency="EUR", pays=by_debit)

    thanks = taken(client).json()["thanks"]

    assert thanks["receipt"].startswith("Your bank is sending €8. ")
    assert "@" not in json.dumps(thanks)


def test_of_a_second_membership_it_is_said_there_that_it_is_undone(client, shop, plan):
    pay_from_there(client, shop)
    taken(client)
    pay_from_there(Client(), shop)
    other = Client()
    pay_from_there(other, shop)
    Membership.objects.order_by("-pk").filter(checkout__thanked_at=None).update(
        second_since=timezone.now()
    )

    thanks = taken(other).json()["thanks"]

    assert thanks["title"] == "You were a member already"
    assert "goes back to your card by itself" in thanks["arrived"]
    assert "@" not in json.dumps(thanks)


def test_who_merely_signs_in_has_not_just_joined(client, shop, plan):
    pay_from_there(client, shop)
    other = rules.challenge_of("w" * 43)

    told = ask({"code": code_for(client, challenge=other), "verifier": "w" * 43}).json()

    assert told["hint"] == {"is_member": "1", "was_member": "1"}
    assert "proof" not in told


def test_in_another_browser_nobody_has_just_joined(client, member, shop, plan):
    pay_from_there(client, shop)
    another = Client()
    another.force_login(member)

    assert "proof" not in taken(another).json()
    assert "proof" in taken(client).json()


def test_who_left_without_paying_comes_back_a_guest(client, shop, plan):
    next = f"/embedding/return/?{urlencode({'site': SITE, 'to': '/story', 'challenge': CHALLENGE})}"
    asked = {"interval": "month", "amount": "800", "next": next}
    client.post("/join/", hidden_fields(unescape(client.get("/join/", asked).text)))
    left = client.get(f"/join/return/{Checkout.objects.get().pk}/").text

    assert f'href="{escape(next)}"' in left
    told = taken(client).json()
    assert (told["hint"], told["entitlements"], "proof" in told) == ({}, [], False)
    assert not Grant.objects.exists()


def test_a_readers_data_say_where_they_are_known(client, member):
    client.force_login(member)
    taken(client)
    code_for(client)

    assert [one["site"] for one in export(member)["signed_in_elsewhere"]] == [SITE]


def test_a_server_asks_by_a_token_what_is_open_now(client, member):
    client.force_login(member)
    token = taken(client).json()["token"]

    answer = entitlements(token, needs="community_content")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/jwt")
    assert answer["Wellread-Entitlements"] == "ad_free community_content"
    assert "no-store" in answer["Cache-Control"]
    assert tokens.read(answer.text)["entitlements"] == ["ad_free", "community_content"]
    Grant.objects.update(ends_at=clock.now())

    assert entitlements(token, needs="community_content").status_code == 403
    assert tokens.read(entitlements(token).text)["entitlements"] == []


def test_our_own_pages_cookies_are_asked_too_and_for_a_named_site_alone(client, member):
    assert client.get("/account/entitlements").status_code == 401
    client.force_login(member)

    as_json = client.get("/account/entitlements", headers={"Accept": "application/json"}).json()
    assert as_json["is_member"] is True
    assert tokens.read(as_json["token"])["aud"] == "http://localhost:8000"
    named = client.get("/account/entitlements", {"audience": SITE})
    assert tokens.read(named.text)["aud"] == SITE
    assert client.get("/account/entitlements", {"audience": "https://x.example"}).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_what_we_did_not_sign_opens_nothing(token):
    assert entitlements(token).status_code == 401


def test_what_we_signed_about_nobody_opens_nothing(db, settings):
    line_up = {"iss": settings.SITE_URL, "edition": "en", "line_up_sha256": "0" * 64}

    assert entitlements(tokens.sign(line_up)).status_code == 401


def test_a_token_is_asked_about_for_a_day(client, member):
    client.force_login(member)
    said = tokens.read(taken(client).json()["token"])

    for hours, status in ((23, 200), (24, 401)):
        old = said | {"iat": said["iat"] - hours * 3600, "exp": said["exp"] - hours * 3600}
        assert entitlements(tokens.sign(old)).status_code == status


def test_keys_change_with_the_secret_and_old_ones_stay_known(client, settings):
    before = client.get("/.well-known/jwks.json").json()["keys"]
    token = tokens.sign({"iss": settings.SITE_URL})
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    after = client.get("/.well-known/jwks.json").json()["keys"]

    assert [len(before), len(after)] == [1, 2]
    assert after[1] == before[0]
    assert after[0]["kid"] != before[0]["kid"]
    assert {key: value for key, value in after[0].items() if key not in ("x", "kid")} == {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
    }
    assert tokens.read(token) == {"iss": settings.SITE_URL}
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.read(token) is None


def test_what_nobody_uses_is_forgotten(client, member):
    client.force_login(member)
    key = taken(client).json()["key"]
    code_for(client)
    SiteSignIn.objects.update(renewed_at=timezone.now() - timedelta(days=2))

    cleaning.clean()
    assert [row.key for row in SiteSignIn.objects.all()] == [rules.digest(key)]
    assert ask({"key": key}).status_code == 200
    cleaning.clean()
    SiteSignIn.objects.update(renewed_at=timezone.now() - timedelta(days=181))
    cleaning.clean()
    assert not SiteSignIn.objects.exists()
