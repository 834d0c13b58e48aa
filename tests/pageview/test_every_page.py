"""Whatever is changed, every page that is kept says what it would say if it were drawn now."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from tests.newsroom.press import TEXT, hours_ago, make_article, make_entries, make_image
from tests.pageview.test_cache import member
from wellread.ads import queries as ads
from wellread.ads.actions import create_house_ad
from wellread.ads.models import HouseAd
from wellread.appeals import silence
from wellread.appeals.actions import turn_switch
from wellread.appeals.models import LineUpSettings
from wellread.newsroom import actions, jobs, rules
from wellread.newsroom import queries as newsroom
from wellread.newsroom.machines import sitemaps
from wellread.newsroom.models import (
    Article,
    Author,
    Brand,
    FrontPick,
    LiveBlog,
    LiveEntry,
    Section,
    Topic,
)
from wellread.newsroom.reading import list_pages
from wellread.pageview import cache, epoch
from wellread.pageview.cache import PageCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(monkeypatch):
    """A small paper in which every kind of page has a second one."""
    monkeypatch.setattr(list_pages, "TEASERS_A_PAGE", 3)
    monkeypatch.setattr(rules, "ENTRIES_A_PAGE", 2)
    harbour, town = (actions.create_section(name=name) for name in ("Harbour", "Town"))
    ann, ben, kim = (actions.create_author(name=name) for name in ("Ann", "Ben", "Kim"))
    tides, trade = (actions.create_topic(name=name) for name in ("Tides", "Trade"))
    image = make_image()

    def write(headline, section=harbour, authors=(ann,), topics=(tides,), hours=1, **facts):
        facts |= {"authors": authors, "topics": topics, "published_at": hours_ago(hours)}
        return make_article(headline, section=section, **facts)

    for number in range(7):
        write(f"Boat {number}", hours=30 + number)
    write("First", hours=2, lead_image=image, lead_alt="The quay")
    write("Second", hours=3, authors=(ben,), topics=(trade,), kind="opinion")
    write("Paid", hours=4, kind="sponsored", sponsored_by="A bank")
    write("Ours", hours=5, community_only=True, body=[("text", TEXT), ("text", "<p>Secret.</p>")])
    write("Market", town, (ben,), (trade,), hours=6)
    write("Council", town, hours=7)
    linked = Article.objects.get(slug="market")
    block = {"title": "More", "stories": [linked]}
    write("Linking", hours=8, body=[("text", TEXT), ("related", block)])
    actions.create_live_blog(
        section=town, headline="Storm", authors=[kim], published_at=hours_ago(10)
    )
    blog = LiveBlog.objects.get()
    actions.add_entry(live_blog=blog, text="<p>Wind.</p>", authors=[kim], headline="Wind")
    make_entries(blog, 6)
    actions.create_live_blog(section=harbour, headline="Fair", published_at=hours_ago(20))
    actions.create_standing_page(title="About", body=[("text", f'<a id="{linked.pk}">x</a>')])
    actions.create_standing_page(title="Funding", body=[("text", TEXT)])
    actions.pick_for_front(stories=[Article.objects.get(slug="boat-3")])
    create_house_ad(title="Tours", text="See us.", url="/pages/about/", slot="rectangle")


def story(slug):
    return Page.objects.get(slug=slug).specific


def correct(slug, /, **facts):
    """Publish a version with other facts, as the editor's form does."""
    page = story(slug)
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()


def save(model, slug, /, **facts):
    row = model.objects.get(slug=slug)
    for key, value in facts.items():
        setattr(row, key, value)
    row.save()


def entry(headline, /, **facts):
    row = LiveEntry.objects.get(headline=headline)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def byline(slug, *names):
    page = story(slug)
    page.authorships.set(actions._authorships(Author.objects.filter(name__in=names)))
    page.save_revision().publish()


def about(slug, *names):
    page = story(slug)
    page.topics.set(Topic.objects.filter(name__in=names))
    page.save_revision().publish()


def move(slug, target, place):
    found = Page.objects.get(slug=target)
    MovePageAction(Page.objects.get(slug=slug), found, pos=place).execute(
        skip_permission_checks=True
    )


def publish(headline="New", section="harbour", **facts):
    make_article(headline, section=Section.objects.get(slug=section), **facts)


def schedule():
    page = story("council")
    page.title, page.go_live_at = "Council, later", timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    page.revisions.update(approved_go_live_at=hours_ago(0.1))
    revision = page.revisions.latest("pk")
    revision.content |= {"go_live_at": None}
    revision.save()
    jobs.publish_on_time()


def expire(slug):
    Page.objects.filter(slug=slug).update(expire_at=hours_ago(0.1))
    jobs.publish_on_time()


def replace_picture():
    image = story("first").lead_image
    image.focal_point_x, image.focal_point_y = 10, 10
    image.focal_point_width = image.focal_point_height = 5
    image.save()


def set_brand(**facts):
    brand = Brand.load()
    for name, value in facts.items():
        setattr(brand, name, value)
    brand.save()


def set_ad(**facts):
    ad = HouseAd.objects.get()
    for name, value in facts.items():
        setattr(ad, name, value)
    ad.save()


# One paper lives through all changes of a kind, since making it takes longest.
CHANGES = {
    "new": {
        "nothing": lambda: None,
        "a story": publish,
        "a story of another section": lambda: publish(section="town"),
        "an opinion": lambda: publish(kind="opinion"),
        "a sponsored story": lambda: publish(kind="sponsored", sponsored_by="A mill"),
        "a live blog": lambda: actions.create_live_blog(
            section=Section.objects.get(slug="town"), headline="Flood"
        ),
        "an old story": lambda: publish(published_at=hours_ago(500)),
        "a draft": lambda: publish(live=False),
        "a story with topics and authors": lambda: publish(
            authors=Author.objects.all(), topics=Topic.objects.all()
        ),
        "a section": lambda: actions.create_section(name="Islands"),
        "an author": lambda: actions.create_author(name="Zoe"),
        "a new standing page": lambda: actions.create_standing_page(title="Jobs", body=[]),
        "an ad": lambda: create_house_ad(title="Fair", text="Come.", url="/", slot="billboard"),
        "an entry": lambda: actions.add_entry(live_blog=story("storm"), text="<p>Rain.</p>"),
        "an entry's draft": lambda: actions.add_entry(
            live_blog=story("storm"), text="<p>Draft.</p>", state="draft"
        ),
    },
    "stories": {
        "a correction": lambda: correct(
            "first", title="First, corrected", body=[("text", "<p>x</p>")]
        ),
        "a correction of an old one": lambda: correct("boat-6", standfirst="Otherwise."),
        "a draft of a live one": lambda: story("first").save_revision(),
        "a slug in a block": lambda: correct("market", slug="bazaar", title="Bazaar"),
        "a date": lambda: correct("boat-6", published_at=hours_ago(0.5)),
        "a date of before": lambda: correct("first", published_at=hours_ago(100)),
        "a kind": lambda: correct("paid", kind="news", sponsored_by=""),
        "a kind, to opinion": lambda: correct("boat-6", kind="opinion"),
        "closed to others": lambda: correct("first", community_only=True),
        "opened to others": lambda: correct("ours", community_only=False),
        "sensitive": lambda: correct("first", sensitive=True),
        "a language": lambda: correct("first", language="fr"),
        "a byline": lambda: byline("first", "Kim"),
        "no byline": lambda: byline("first"),
        "topics": lambda: about("first", "Trade"),
        "a lead picture": lambda: correct("boat-3", lead_image=make_image("new"), lead_alt="New"),
        "a picture": replace_picture,
        "a picture deleted": lambda: story("first").lead_image.delete(),
        "a kind, to sponsored": lambda: correct("first", kind="sponsored", sponsored_by="A mill"),
        "a slug": lambda: correct("first", slug="premiere"),
    },
    "moved": {
        "another order of stories": lambda: move("first", "boat-2", "left"),
        "another order of sections": lambda: move("town", "harbour", "left"),
        "another section": lambda: move("first", "town", "first-child"),
        "another section, of a live blog": lambda: move("storm", "harbour", "last-child"),
        "unpublished": lambda: story("first").unpublish(),
        "unpublished, picked": lambda: story("boat-3").unpublish(),
        "unpublished, in a block": lambda: story("market").unpublish(),
        "unpublished live blog": lambda: story("storm").unpublish(),
    },
    "gone": {
        "on time": schedule,
        "off time": lambda: expire("second"),
        "off time, live blog": lambda: expire("storm"),
        "deleted": lambda: story("first").delete(),
        "deleted, picked": lambda: story("boat-3").delete(),
        "a topic deleted": lambda: Topic.objects.get(slug="trade").delete(),
        "a section alone unpublished": lambda: story("town").unpublish(),
        "a section's stories unpublished": lambda: [
            page.unpublish() for page in story("town").get_children().specific()
        ],
    },
    "names": {
        "an author's name": lambda: save(Author, "ann", name="Anna"),
        "an author's words": lambda: save(Author, "ann", bio="Writes."),
        "an author's face": lambda: save(Author, "kim", portrait=make_image("kim")),
        "a topic's name": lambda: save(Topic, "tides", name="The tides"),
        "a topic's words": lambda: save(Topic, "tides", description="Twice a day."),
        "a section's description": lambda: correct("harbour", description="Water."),
        "a section's name": lambda: correct("harbour", title="Waterfront"),
        "an author's address": lambda: save(Author, "ann", slug="anna"),
        "a section's address": lambda: correct("harbour", slug="waterfront"),
        "a standing page": lambda: correct("funding", body=[("text", "<p>By you.</p>")]),
        "a standing page's title": lambda: correct("funding", title="Money"),
        "a standing page deleted": lambda: story("funding").delete(),
        "a section deleted": lambda: story("town").delete(),
    },
    "live": {
        "an entry's words": lambda: entry("Entry 2", text="<p>Otherwise.</p>"),
        "an entry's author": lambda: entry("Entry 2", authors=Author.objects.filter(name="Ann")),
        "an entry pinned": lambda: entry("Entry 1", pinned=True),
        "a key event": lambda: entry("Entry 1", key_event=True),
        "an entry withdrawn": lambda: LiveEntry.objects.get(headline="Entry 3").delete(),
        "a live blog closed": lambda: actions.close_live_blog(
            live_blog=story("storm"), at=timezone.now()
        ),
        "a live blog opened again": lambda: (
            actions.close_live_blog(live_blog=story("storm"), at=timezone.now()),
            epoch.current(),
            [client.get("/") for client in (Client(), member())],
            actions.reopen_live_blog(live_blog=story("storm")),
        ),
        "a quiet live blog closed": lambda: (
            LiveBlog.objects.update(quiet_hours=1),
            LiveEntry.objects.update(published_at=hours_ago(5)),
            jobs.close_quiet_live_blogs(),
        ),
        "deleted live blog": lambda: story("storm").delete(),
    },
    "around": {
        "picks": lambda: actions.pick_for_front(stories=[story("boat-5"), story("council")]),
        "a pick less": lambda: FrontPick.objects.first().delete(),
        "a section silenced": lambda: silence_lists(silent_sections="harbour"),
        "a section silent no more": lambda: silence_lists(silent_sections=""),
        "a story silenced": lambda: correct("first", silent=True),
        "all switched off": lambda: turn("all", asks=False),
        "all switched on": lambda: turn("all", asks=True),
        "notices switched off": lambda: turn("notices", asks=False),
        "notices switched on": lambda: turn("notices", asks=True),
        "an ad's words": lambda: set_ad(title="Open day"),
        "an ad switched off": lambda: set_ad(active=False),
        "an ad deleted": lambda: HouseAd.objects.get().delete(),
        "a footer": lambda: set_brand(footer_words="For all."),
    },
}


def silence_lists(**lists):
    found = LineUpSettings.objects.first() or LineUpSettings()
    for name, words in lists.items():
        setattr(found, name, words)
    found.save()


def turn(switch, *, asks):
    turn_switch(switch=switch, asks=asks, by=None, at=timezone.now())


def addresses():
    places = [place.url.removeprefix("http://localhost:8000") for place in sitemaps.pages()]
    entries = LiveEntry.objects.filter(headline__in=["Wind", "Entry 3"])
    paths = entries.values_list("pk", "live_blog__url_path")
    single = [f"{rules.public_path(path)}entry/{pk}/" for pk, path in paths]
    lists = [path for path in places if path.count("/") == 2 or path.startswith(("/to", "/au"))]
    return [*places, *single, *(f"{path}?page=2" for path in lists if path != "/")]


def told(client, address):
    answer = client.get(address)
    return answer.status_code, answer.content.decode(), answer.headers.get("ETag")


def forget_everything(monkeypatch):
    newsroom.forget()
    ads.forget()
    silence.forget()
    monkeypatch.setattr(cache, "pages", PageCache())


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_page_says_what_it_would_say_if_it_were_drawn_now(changes, paper, monkeypatch):
    readers = {"public": Client(), "member": member()}
    read = {(name, address) for address in addresses() for name in readers}
    for name, address in read:
        readers[name].get(address)
    for change, make in changes.items():
        make()

        read |= {(name, address) for address in addresses() for name in readers}
        kept = {(name, address): told(readers[name], address) for name, address in read}
        with monkeypatch.context() as anew:
            forget_everything(anew)
            for (name, address), answer in kept.items():
                assert told(readers[name], address) == answer, (change, name, address)
        assert sum(status == 200 for status, *_ in kept.values()) > 20
