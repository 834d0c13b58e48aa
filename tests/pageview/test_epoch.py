from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from wagtail.actions.move_page import MovePageAction

from tests.newsroom.press import make_article, make_image
from wellread.ads.actions import create_house_ad
from wellread.ads.models import HouseAd
from wellread.ads.queries import fills
from wellread.newsroom import queries as newsroom
from wellread.newsroom.actions import create_author, create_section
from wellread.newsroom.models import Article, Author, Section
from wellread.pageview import epoch
from wellread.pageview.cache import Key, pages
from wellread.pageview.models import Change, Epoch
from wellread.pageview.variant import PUBLIC

pytestmark = pytest.mark.django_db


def changed_by_another_process(found, **facts):
    """Change rows as no signal of this process tells."""
    found.update(**facts)
    Epoch.objects.update(number=F("number") + 1)
    epoch.current()


def read_next():
    page = newsroom.article("/harbour/first/", community_content=False)
    return [teaser.headline for teaser in page.related]


def test_sections_that_another_process_renamed_are_read_anew():
    make_article()
    assert [section.name for section in newsroom.menu()] == ["Harbour"]

    changed_by_another_process(Section.objects.all(), title="Waterfront")

    assert [section.name for section in newsroom.menu()] == ["Waterfront"]


def test_what_to_read_next_is_read_anew_when_another_process_changed_it():
    make_article("First")
    make_article("Second")
    assert read_next() == ["Second"]

    changed_by_another_process(Article.objects.filter(slug="second"), title="Second, corrected")

    assert read_next() == ["Second, corrected"]


def test_house_ads_that_another_process_changed_are_read_anew():
    create_house_ad(title="Tours", text="See us.", url="/pages/about/", slot="rectangle")
    assert fills("article", "/")["rectangle"].title == "Tours"

    changed_by_another_process(HouseAd.objects.all(), title="Open day")

    assert fills("article", "/")["rectangle"].title == "Open day"


@pytest.mark.parametrize(
    "write",
    [
        lambda: MovePageAction(
            Section.objects.get(slug="town"), Section.objects.get(slug="harbour"), pos="left"
        ).execute(skip_permission_checks=True),
        lambda: Author.objects.get().save(),
        lambda: Section.objects.get(slug="harbour").save(),
        lambda: call_command("publish_scheduled", verbosity=0),
    ],
    ids=["sections in another order", "an author", "a section", "a time set"],
)
def test_every_way_of_writing_what_readers_see_raises_the_epoch(write):
    article = make_article()
    create_section(name="Town")
    create_author(name="Nadia Farouk")
    Article.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    before = epoch.current()

    write()

    assert epoch.current() > before


def redrawn_by(change):
    """Return which of three pages are drawn anew after a change."""
    paths = ["/", "/harbour/first/", "/town/elsewhere/"]
    for path in paths:
        Client().get(path)
    before = {key.path: entry for key, entry in pages._entries.items()}
    change()
    for path in paths:
        Client().get(path)
    return [path for path in paths if pages._entries[kept_under(path)] is not before[path]]


def kept_under(path):
    return Key("testserver", path, "", PUBLIC, "")


@pytest.mark.parametrize(
    ("change", "redrawn"),
    [
        (lambda: Article.objects.get(slug="first").save_revision(), []),
        (lambda: make_image(), []),
        (lambda: create_author(name="Zoe"), []),
        (lambda: Article.objects.get(slug="elsewhere").save(), ["/", "/town/elsewhere/"]),
        (lambda: make_article("Third"), ["/", "/harbour/first/"]),
        (lambda: create_section(name="Islands"), ["/", "/harbour/first/", "/town/elsewhere/"]),
    ],
    ids=["a draft", "an image", "an author", "a correction", "a new story", "a section"],
)
def test_only_what_shows_a_change_is_drawn_anew(change, redrawn):
    make_article("First")
    make_article("Elsewhere", section=create_section(name="Town"))

    assert redrawn_by(change) == redrawn


def test_a_publication_is_one_step(transactional_db):
    article = make_article()
    before = Epoch.objects.get().number

    with transaction.atomic():
        article.title = "Corrected"
        article.save_revision().publish()

    assert Epoch.objects.get().number == before + 1


def test_what_is_taken_back_with_a_savepoint_is_touched_again():
    epoch.touch(["story-1"])
    with transaction.atomic():
        epoch.touch(["story-2"])
        transaction.set_rollback(True)

    epoch.touch(["story-2"])

    assert Change.objects.filter(name="story-2").count() == 1


def test_old_changes_are_deleted_and_whoever_missed_them_lets_go_of_everything(monkeypatch):
    monkeypatch.setattr(epoch, "KEPT", 2)
    monkeypatch.setattr(epoch, "TIDIED_EVERY", 1)
    steps = []
    monkeypatch.setattr(epoch, "_followers", [steps.append])
    epoch.touch(["story-0"])
    epoch.current()
    steps.clear()
    for number in range(4):
        epoch.touch([f"story-{number}"])
        epoch.current()
    steps.clear()
    epoch._known, epoch._looked_at = epoch._known - 4, float("-inf")

    epoch.current()

    assert [step.names for step in steps] == [None]
    assert Change.objects.count() <= 2
