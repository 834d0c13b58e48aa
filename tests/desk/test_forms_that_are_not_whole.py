"""Forms of the admin that arrive in parts, or say what no form says: an answer in words."""

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.urls import reverse
from wagtail.models import Site

from tests.ads.test_house_ads import make_ad
from tests.appeals.facts import make_campaign
from tests.desk.test_older_forms import make_gift
from tests.newsroom.press import make_article, make_image, make_live_blog
from tests.newsroom.test_embargo import form
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.appeals.models import LineUpSettings
from wellread.newsroom import actions
from wellread.newsroom.models import Article, Brand, Front, StandingPages, Topic

pytestmark = [
    pytest.mark.django_db,
    # Files of pictures that were not taken are left to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Odd in one way or another for a number, a list, an object, a text and a key.
GARBAGE = ["", "x", "9" * 30, "[1]", "null", "a\0b", "-1"]


def make_entry():
    return actions.add_entry(live_blog=make_live_blog(), headline="Closed", text="<p>Two.</p>")


def make_page():
    return actions.create_standing_page(title="About", body=[("text", "<p>Us.</p>")])


def folder():
    make_page()
    return StandingPages.objects.get()


def edit(name):
    return lambda row: reverse(f"{name}:edit", args=[row.pk])


def add(name):
    return lambda row: reverse(f"{name}:add")


def below(kind):
    return lambda parent: reverse("wagtailadmin_pages:add", args=["newsroom", kind, parent.pk])


def about(name):
    return lambda row: reverse(name, args=[row.pk])


def setting(app, model):
    return lambda row: reverse("wagtailsettings:edit", args=[app, model, row.pk])


def section():
    return make_article().get_parent().specific


def alone(name):
    return (lambda: None, lambda row: reverse(name))


PAGES = "wagtailadmin_pages"
SNIPPETS = {
    "newsroom_liveentry": make_entry,
    "newsroom_author": lambda: actions.create_author(name="Ada"),
    "newsroom_topic": lambda: actions.create_topic(name="Tides"),
    "appeals_campaign": make_campaign,
    "membership_plan": make_plan,
    "ads_housead": make_ad,
}
SCREENS = {
    "article": (make_article, edit(PAGES)),
    "live blog": (make_live_blog, edit(PAGES)),
    "standing page": (make_page, edit(PAGES)),
    "section": (section, edit(PAGES)),
    "front": (lambda: make_article() and Front.objects.get(), edit(PAGES)),
    "new article": (section, below("article")),
    "new live blog": (section, below("liveblog")),
    "new section": (lambda: section() and Front.objects.get(), below("section")),
    "new standing page": (folder, below("standingpage")),
    "preview": (make_article, about(f"{PAGES}:preview_on_edit")),
    "copy": (make_article, about(f"{PAGES}:copy")),
    "move": (make_article, about(f"{PAGES}:move")),
    "privacy": (make_article, about(f"{PAGES}:set_privacy")),
    **{name: (make, edit(f"wagtailsnippets_{name}")) for name, make in SNIPPETS.items()},
    **{f"new {name}": (make, add(f"wagtailsnippets_{name}")) for name, make in SNIPPETS.items()},
    "brand": (Brand.load, setting("newsroom", "brand")),
    "silence": (LineUpSettings.load, setting("appeals", "lineupsettings")),
    "gift": (make_gift, edit("gift")),
    "new gift": (make_gift, add("gift")),
    "picture": (make_image, edit("wagtailimages")),
    "pictures": alone("wagtailimages:add_multiple"),
    "picture in a story": alone("wagtailimages_chooser:create"),
    "picture in a text": (make_image, about("wagtailimages_chooser:select_format")),
    "new colleague": alone("wagtailusers_users:add"),
    "site": (lambda: Site.objects.get(), edit("wagtailsites")),
    "new redirect": alone("wagtailredirects:add"),
    "new collection": alone("wagtailadmin_collections:add"),
    "own account": alone("wagtailadmin_account"),
    "person": alone("person"),
    "switches": alone("asking_switches"),
    "sensitive": alone("newsroom_sensitive"),
}  # fmt: skip


def sent_by(page):
    """Return what a browser would send of the largest form of a page, and its hidden fields."""
    html = page.content.decode()
    if page.headers["Content-Type"].startswith("application/json"):
        html = page.json().get("html", "")
    fields, hidden = {}, set()
    forms = BeautifulSoup(html, "html.parser").find_all("form", method=lambda one: one != "get")
    largest = max(forms, key=lambda one: len(one.find_all("input")), default=None)
    for each in largest.find_all(["input", "textarea", "select"]) if largest else []:
        name, kind = each.get("name"), each.get("type")
        if not name or kind in {"submit", "file", "checkbox"} or "__prefix__" in name:
            continue
        chosen = each.find("option", selected=True) if each.name == "select" else each
        fields[name] = each.text if each.name == "textarea" else (chosen or {}).get("value", "")
        if kind == "hidden" and name != "csrfmiddlewaretoken":
            hidden.add(name)
    return fields, sorted(hidden)


def in_parts(whole, hidden):
    """Return what may arrive of a form; each hidden field says each odd thing once."""
    names = list(whole)
    half = len(names) // 2
    yield {}
    yield {name: whole[name] for name in names[:half]}
    yield {name: whole[name] for name in names[half:]}
    yield {name: whole[name] for name in names if name not in hidden}
    for turn in range(len(GARBAGE) if hidden else 0):
        odd = {name: GARBAGE[(place + turn) % len(GARBAGE)] for place, name in enumerate(hidden)}
        yield whole | odd


@pytest.mark.parametrize("screen", SCREENS)
def test_a_form_that_is_not_whole_is_answered_in_words(client, screen):
    make, address_of = SCREENS[screen]
    sign_in_staff(client)
    client.raise_request_exception = False
    address = address_of(make())
    whole, hidden = sent_by(client.get(address))
    if "/pages/" in address and "title" in whole:
        # What a script adds to the form of a page.
        whole |= {"body-count": "0"}
        hidden = [*hidden, "body-count"]

    failed = []
    for sent in in_parts(whole, hidden):
        with transaction.atomic():
            if client.post(address, sent).status_code >= 500:
                failed.append(sent)
            transaction.set_rollback(True)
    by_itself = client.post(address, {}, headers={"Accept": "application/json"})

    assert by_itself.status_code < 500
    assert failed == []


def test_a_story_that_arrives_without_its_fields_stays_as_it_is(client):
    sign_in_staff(client)
    article = make_article("Tide turns")
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])

    answer = client.post(address, {"action-publish": "1"})
    by_itself = client.post(address, {"title": "Half"}, headers={"Accept": "application/json"})

    assert (answer.status_code, by_itself.status_code) == (400, 400)
    assert "Nothing of it is saved" in answer.content.decode()
    assert by_itself.json()["error_code"] == "validation_error"
    assert Article.objects.get().title == "Tide turns"


@pytest.mark.parametrize("more", ["1999", "9" * 30, " 50.0 "])
def test_a_list_that_says_more_rows_than_it_brings_is_not_made(client, more):
    sign_in_staff(client)
    plan = make_plan()
    address = reverse("wagtailsnippets_membership_plan:edit", args=[plan.pk])
    whole, _ = sent_by(client.get(address))

    answer = client.post(address, whole | {"prices-TOTAL_FORMS": more})
    by_itself = client.post(
        address, whole | {"prices-TOTAL_FORMS": more}, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, by_itself.status_code) == (400, 400)
    assert "Nothing of it is saved" in answer.content.decode()
    assert by_itself.json()["error_code"] == "validation_error"


def test_what_is_no_number_of_rows_is_left_to_the_form(client):
    sign_in_staff(client)
    plan = make_plan()
    address = reverse("wagtailsnippets_membership_plan:edit", args=[plan.pk])
    whole, _ = sent_by(client.get(address))

    for said in ["x", "", "9" * 5000, "-1"]:
        answer = client.post(address, whole | {"prices-TOTAL_FORMS": said})
        assert answer.status_code == 200, said


def test_a_block_that_is_no_block_is_told_in_words(client):
    sign_in_staff(client)
    article = make_article("Tide turns")
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    body = {"body-count": "1", "body-0-type": "text", "body-0-order": "0", "body-0-deleted": ""}

    for value in ["[1]", "{", "null", "7", '{"blocks": 1}', '{"blocks": [{}], "entityMap": {}}']:
        typed = form(title="Tide") | body | {"body-0-value": value, "body-0-id": ""}
        assert client.post(address, typed).status_code < 500


def test_faults_of_ours_are_not_taken_for_the_forms(client, monkeypatch):
    sign_in_staff(client)
    topic = actions.create_topic(name="Tides")
    client.raise_request_exception = False
    address = reverse("wagtailsnippets_newsroom_topic:edit", args=[topic.pk])
    whole, _ = sent_by(client.get(address))

    def fails(self, *args, **kwargs):
        raise TypeError("ours")

    monkeypatch.setattr(Topic, "save", fails)

    assert client.post(address, whole).status_code == 500
