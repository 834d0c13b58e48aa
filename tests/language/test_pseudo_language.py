"""No English is left on a page of an edition in another language."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from tests.language import pseudo
from tests.membership.test_account import member
from tests.membership.test_gift_memberships import buy
from tests.membership.test_solidarity import needy, open_pot
from tests.newsroom.press import hours_ago, make_article, make_entries, make_live_blog
from wellread.accounts.models import Reader
from wellread.language import client_words
from wellread.mail.catalogue import TEMPLATES
from wellread.mail.rendering import render
from wellread.membership.gifts import links
from wellread.membership.models import GiftMembership, Plan, SolidarityYear
from wellread.membership.solidarity.links import renewal_address
from wellread.newsroom import actions

NUMBER = re.compile(r"[A-Z0-9]{8}")
TEXT = "<p>Первый абзац.</p><p>Второй абзац.</p>"


@pytest.fixture
def paper(db):
    """A paper all of whose content is in Russian letters, with a story of each kind."""
    section = actions.create_section(name="Гавань", slug="harbour", description="О море.")
    author = actions.create_author(name="Анна", slug="anna", role="Редактор", bio="Пишет.")
    topic = actions.create_topic(name="Море", slug="sea", description="О море.")
    facts = {"section": section, "authors": [author], "topics": [topic], "standfirst": "Итог."}
    for number, kind in enumerate(("news", "analysis", "opinion", "explainer", "review")):
        make_article(
            f"Прилив {number}", slug=f"tide-{number}", kind=kind, body=[("text", TEXT)], **facts
        )
    sponsored = {"kind": "sponsored", "sponsored_by": "Банк"}
    make_article("Оплачено", slug="paid", body=[("text", TEXT)], **facts, **sponsored)
    make_article(
        "Закрыто",
        slug="closed",
        community_only=True,
        body=[("text", TEXT), ("text", TEXT)],
        **facts,
    )
    blog = make_live_blog("Шторм", slug="storm", **facts)
    for entry in make_entries(blog, 12):
        entry.headline, entry.text = "Запись", "<p>Что было.</p>"
        entry.key_event = entry.updated_at = None
        entry.key_event, entry.updated_at = True, timezone.now()
        entry.save()
    for slug, title in (("privacy", "Что считается"), ("about", "О газете")):
        actions.create_standing_page(title=title, slug=slug, body=[("text", TEXT)])
    old = make_live_blog("Было", slug="past", **facts)
    actions.close_live_blog(live_blog=old, at=hours_ago(1))
    return section


def reading_pages():
    yield from ("/", "/harbour/", "/topic/sea/", "/author/anna/", "/search/", "/search/?q=нет")
    yield from (f"/harbour/tide-{number}/" for number in range(5))
    yield from ("/harbour/paid/", "/harbour/closed/", "/harbour/storm/", "/harbour/storm/?page=2")
    yield from ("/harbour/storm/entry/3/", "/pages/privacy/", "/pages/about/")
    yield from ("/harbour/past/", "/nowhere/", "/sign-in/", "/sign-out/", "/sign-in/inactive/")


@pytest.mark.django_db
def test_no_reading_page_has_english_on_it(paper, edition, client):
    left = {}
    for path in reading_pages():
        left[path] = pseudo.english_in(client.get(path, follow=True).content.decode())

    assert {path: texts for path, texts in left.items() if texts} == {}


@pytest.mark.django_db
def test_no_page_of_joining_or_of_an_account_has_english_on_it(edition, plan):
    Plan.objects.update(name="Друг", benefits="Без рекламы")
    reader = Reader.objects.create_user("ada@reader.example")
    client = Client()
    paths = ["/join/", "/join/?interval=month", "/join/?interval=year&amount=9000"]
    paths += [
        "/join/?interval=once&amount=2500",
        "/join/?interval=month&own=1",
        "/join/?currency=XTS",
    ]
    paths += ["/join/?interval=month&own=x", "/join/?interval=month&own=8.555"]
    paths += ["/join/?currency=XTS", "/claim/none/"]
    left = {path: pseudo.english_in(client.get(path).content.decode()) for path in paths}
    client.force_login(reader)
    for path in ("/account/", "/account/erase/", "/sign-in/keys/", "/sign-in/address/"):
        left[path] = pseudo.english_in(client.get(path, follow=True).content.decode())

    # A currency that there is not is named as it was asked for.
    assert {p: t for p, t in left.items() if [x for x in t if "XTS" not in x]} == {}


@pytest.mark.django_db
def test_no_page_of_a_member_has_english_on_it(edition, shop, plan):
    Plan.objects.update(name="Друг", benefits="Без рекламы")
    client = Client()
    paid = member(client, shop)
    receipt = f"/account/receipts/{paid.checkout.payments.get().pk}/"
    asked = client.get("/account/amount/", {"own": "12.50"})
    left = {"amount": pseudo.english_in(asked.content.decode())}
    for path in ("/account/", "/join/", receipt, "/account/erase/"):
        left[path] = pseudo.english_in(client.get(path).content.decode())
    for path, form in (
        ("/account/amount/", {"own": "0.10"}),
        ("/account/cancel/", {}),
        ("/account/resume/", {}),
        ("/account/erase/", {"sure": "yes"}),
    ):
        shown = client.post(path, form, follow=True).content.decode()
        left[f"POST {path}"] = pseudo.english_in(shown)

    # Receipts have numbers of letters and digits.
    said = {
        path: [text for text in texts if not NUMBER.fullmatch(text)] for path, texts in left.items()
    }
    assert {path: texts for path, texts in said.items() if texts} == {}


@pytest.mark.django_db
def test_no_page_of_a_gift_or_of_the_pot_has_english_on_it(edition, shop, plan):
    Plan.objects.update(name="Друг", benefits="Без рекламы")
    words = {"giver_name": "Ада", "message": "Вечера"}
    given, handed = (buy(Client(), shop, **words, **way) for way in ({}, {"way": "hand"}))
    GiftMembership.objects.update(address="")
    for gift in (given, handed):
        gift.refresh_from_db()
    open_pot(60_000, deficit=6_000)
    client, bob, eve = Client(), needy(), needy("eve@example.com")
    link = links.receiver_address(given, hand=0, is_mailed=True)
    paths = ["/give/", "/give/?months=6", links.giver_address(given), link, "/gift/none/"]
    paths += ["/solidarity/", "/join/?interval=month&amount=2000"]
    left = {path: pseudo.english_in(client.get(path).content.decode()) for path in paths}
    for path, form in (
        (link, {"do": "give_on", "address": "x"}),
        (links.giver_address(given), {"address": "x"}),
        (link, {"do": "return"}),
        (links.receiver_address(handed, hand=0, is_mailed=False), {"do": "take"}),
        ("/solidarity/", {}),
        ("/solidarity/", {}),
        ("/account/", {}),
    ):
        who = eve if path == "/solidarity/" else bob
        answer = who.get(path) if path == "/account/" else who.post(path, form, follow=True)
        left[f"POST {path} {form}"] = pseudo.english_in(answer.content.decode())
    left["found"] = pseudo.english_in(
        client.post("/give/find/", {"address": "a@b.example"}).content.decode()
    )
    [year] = SolidarityYear.objects.all()
    left["renew"] = pseudo.english_in(client.get(renewal_address(year)).content.decode())

    # Of the address of a link there is nothing to translate.
    said = {p: [text for text in texts if "http" not in text] for p, texts in left.items()}
    assert {path: texts for path, texts in said.items() if texts} == {}


@pytest.mark.django_db
def test_no_page_of_signing_in_has_english_on_it(edition, client):
    left = {}
    for form in ({}, {"email": "nobody"}, {"email": "ada@reader.example"}, {"code": "WRONG"}):
        path = "/sign-in/check/" if "code" in form else "/sign-in/"
        shown = client.post(path, form, follow=True).content.decode()
        left[str(form)] = pseudo.english_in(shown)
    for path in ("/sign-in/new/?token=none", "/sign-in/check/", "/sign-in/again/", "/account/"):
        left[path] = pseudo.english_in(client.get(path, follow=True).content.decode())
    client.force_login(Reader.objects.create_user("ada@reader.example"))
    for path in ("/sign-in/keys/webauthn/", "/sign-in/keys/webauthn/add/", "/sign-out/"):
        left[path] = pseudo.english_in(client.get(path, follow=True).content.decode())

    assert {path: texts for path, texts in left.items() if texts} == {}


@pytest.mark.django_db
def test_the_demos_mailbox_has_no_english_on_it(edition, client, tmp_path):
    edition.DEMO, edition.EMAIL_FILE_PATH = True, str(tmp_path)
    empty = client.get("/mailbox/").content.decode()
    email = "Subject: 1234\nTo: ada@reader.example\nDate: Fri, 27 Nov 2026 10:00:00 +0000\n\n1234"
    (tmp_path / "1.log").write_text(email)
    full = client.get("/mailbox/").content.decode()

    assert "ada@reader.example" in full
    assert (pseudo.english_in(empty), pseudo.english_in(full)) == ([], [])


def test_no_error_page_has_english_on_it(edition):
    names = ("bad_request", "forbidden", "lost", "server_error", "try_again")
    left = {name: pseudo.english_in(render_to_string(f"newsroom/{name}.html")) for name in names}

    assert {name: texts for name, texts in left.items() if texts} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_email_has_english_in_it(edition, name):
    template = TEMPLATES[name]
    facts = {
        one: fact if not isinstance(fact, str) or "://" in fact else "факт"
        for one, fact in template.examples().items()
    }
    facts |= {one: ("факт",) for one, fact in facts.items() if isinstance(fact, tuple)}

    for asked in ({}, {one: False for one, fact in facts.items() if fact is True}):
        email = render(template, template.wording("xx"), facts | asked, language="xx")

        assert pseudo.english_in(email.html.split("</style>")[1]) == []
        assert pseudo.english_in(email.subject) == []
        assert pseudo.english_in(escape(email.text)) == []


@pytest.mark.django_db
def test_an_email_is_in_its_own_language_whoever_looks_at_it():
    template = TEMPLATES["welcome"]

    with translation.override("de"):
        html = render(template, template.wording("he"), template.examples(), language="he").html

    assert "הדוא״ל הזה הגיע" in html


def test_scripts_draw_no_english(edition):
    body = client_words.document("xx")[1].decode()
    said = re.sub(r'"\w+":|\{\w+\}', "", body)

    assert re.findall(r"[A-Za-z]{2,}", said) == []
