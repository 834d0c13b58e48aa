"""A page that is not public is told of by no link and no redirect: not even by its address."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from tests.newsroom.press import make_article, make_live_blog
from wellread.newsroom import actions
from wellread.newsroom.models import LiveEntry, StandingPage

pytestmark = pytest.mark.django_db

SLUG = "mayor-resigns"


@pytest.fixture
def waiting():
    """A story that nobody may know of yet."""
    return make_article("Mayor resigns", live=False)


def link_to(page):
    return f'<p>See <a linktype="page" id="{page.pk}">what we know</a>.</p>'


def read(path):
    return Client().get(path).content.decode()


def appear(page):
    page.save_revision().publish()


def test_a_link_has_no_address_until_its_story_appears(waiting):
    related = ("related", {"title": "", "stories": [waiting]})
    quote = ("quote", {"text": link_to(waiting), "source": ""})
    make_article("Tide turns", body=[("text", link_to(waiting)), related, quote])

    before = read("/harbour/tide-turns/") + read("/feed/")
    appear(waiting)
    after = read("/harbour/tide-turns/")

    assert (SLUG in before, "See what we know." in before) == (False, True)
    assert f'See <a href="/harbour/{SLUG}/">what we know</a>.' in after


def test_the_same_in_entries_and_standing_pages(waiting):
    actions.add_entry(live_blog=make_live_blog(), headline="", text=link_to(waiting))
    actions.create_standing_page(title="About", body=[("text", link_to(waiting))])

    before = [LiveEntry.objects.get().html, StandingPage.objects.get().html]
    appear(waiting)
    after = [LiveEntry.objects.get().html, StandingPage.objects.get().html]

    assert before == ["<p>See what we know.</p>"] * 2
    assert after == [f'<p>See <a href="/harbour/{SLUG}/">what we know</a>.</p>'] * 2


def test_a_story_in_a_section_that_is_not_public_waits_with_it():
    section = actions.create_section(name="Secret desk")
    hidden = make_article("Mayor resigns", section=section)
    section.unpublish()
    make_article("Tide turns", body=[("text", link_to(hidden))])

    assert "secret-desk" not in read("/harbour/tide-turns/")


def test_a_link_loses_its_address_when_its_story_is_taken_down():
    gone = make_article("Mayor resigns")
    make_article("Tide turns", body=[("text", link_to(gone))])

    gone.unpublish()

    assert "See what we know." in read("/harbour/tide-turns/")


@pytest.mark.parametrize("by_page", [True, False])
def test_an_old_address_leads_on_when_its_story_is_public(client, waiting, by_page):
    target = {"redirect_page": waiting} if by_page else {"redirect_link": waiting.get_url()}
    Redirect.objects.create(old_path="/old/7", **target)

    before = client.get("/old/7/")
    appear(waiting)
    after = client.get("/old/7/")

    assert (before.status_code, SLUG in before.content.decode()) == (404, False)
    assert (after.status_code, after["Location"]) == (301, f"/harbour/{SLUG}/")


def test_addresses_elsewhere_are_led_on_to_as_they_are(client):
    Redirect.objects.create(old_path="/old/8", redirect_link="https://elsewhere.example/a/")

    assert client.get("/old/8/")["Location"] == "https://elsewhere.example/a/"
