from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
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
from wellread.pageview.models import Epoch

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
        make_image,
        lambda: call_command("publish_scheduled", verbosity=0),
    ],
    ids=["sections in another order", "an author", "a section", "an image", "a time set"],
)
def test_every_way_of_writing_what_readers_see_raises_the_epoch(write):
    article = make_article()
    create_section(name="Town")
    create_author(name="Nadia Farouk")
    Article.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    before = epoch.current()

    write()

    assert epoch.current() > before
