"""Where nobody is asked no house notice stands either, from the next page on."""

import pytest
from django.utils import timezone

from tests.newsroom.press import make_article
from tests.newsroom.test_sensitive import facts
from wellread.ads.actions import create_house_ad
from wellread.appeals.actions import turn_switch
from wellread.appeals.choices import Switch
from wellread.appeals.models import LineUpSettings
from wellread.newsroom import actions

pytestmark = pytest.mark.django_db
NOTICE = "The Tide Table"


@pytest.fixture
def paper():
    """A story of the harbour about tides and one of the town, with a notice beside each."""
    for slot in ("rectangle", "billboard"):
        create_house_ad(title=NOTICE, text="High water.", url="/pages/about/", slot=slot)
    harbour, town = (actions.create_section(name=name) for name in ("Harbour", "Town"))
    tides = actions.create_topic(name="Tides")
    make_article("High water", section=harbour, topics=[tides])
    make_article("Market day", section=town)


def bearing(client):
    """Return which pages bear the notice."""
    pages = ("/", "/harbour/high-water/", "/town/market-day/")
    return [page for page in pages if NOTICE in client.get(page).content.decode()]


def turn(switch, asks):
    turn_switch(switch=switch, asks=asks, by=None, at=timezone.now())


@pytest.mark.parametrize("switch", [Switch.ALL, Switch.NOTICES])
def test_a_switch_takes_notices_off_every_page_and_brings_them_back(client, paper, switch):
    before = bearing(client)

    turn(switch, False)
    while_off = bearing(client)
    turn(switch, True)

    assert (len(before), while_off, bearing(client)) == (3, [], before)


def test_the_switch_of_a_place_leaves_notices_alone(client, paper):
    turn(Switch.OVERLAY, False)

    assert len(bearing(client)) == 3


def test_notices_alone_are_switched_off_and_stories_go_on_asking(client, paper):
    turn(Switch.NOTICES, False)

    page = client.get("/town/market-day/").content.decode()

    assert NOTICE not in page
    assert '"asks": true' in page


@pytest.mark.parametrize(
    ("lists", "left"),
    [
        ({"silent_sections": "harbour"}, ["/", "/town/market-day/"]),
        ({"silent_topics": "tides"}, ["/", "/town/market-day/"]),
        ({"silent_sections": "harbour, town"}, ["/"]),
    ],
)
def test_no_notice_stands_where_a_section_or_topic_is_silent(client, paper, lists, left):
    assert len(bearing(client)) == 3

    silence = LineUpSettings.objects.create(**lists)
    while_silent = bearing(client)
    silence.silent_sections = silence.silent_topics = ""
    silence.save()

    assert (while_silent, len(bearing(client))) == (left, 3)


def test_a_silent_story_says_so_and_bears_no_notice(client, paper):
    story = make_article("Ferry accident", silent=True)

    page = client.get(story.get_url()).content.decode()

    assert NOTICE not in page
    assert facts(client, story)["silent"] is True


def test_where_silence_cannot_be_looked_up_a_page_is_read_without_notice_or_appeal(
    client, paper, monkeypatch
):
    monkeypatch.setattr("wellread.appeals.silence._read", lambda: 1 / 0)

    page = client.get("/town/market-day/")

    assert page.status_code == 200
    assert NOTICE not in page.content.decode()
    assert '"asks": false' in page.content.decode()
