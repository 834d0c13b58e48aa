import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.newsroom.press import (
    SECRET,
    TEXT,
    hours_ago,
    make_article,
    make_community_article,
    make_image,
    make_wide_image,
)
from wellread.newsroom import actions, queries
from wellread.newsroom.models import Article, Rendering
from wellread.newsroom.rendering.pages import SectionLink, TopicLink

pytestmark = pytest.mark.django_db


def read(path, **facts):
    return queries.article(path, **{"community_content": False} | facts)


def test_an_article_reads_whole():
    make_article("Tide turns", published_at=hours_ago(1))

    page = read("/harbour/tide-turns/")

    assert (page.headline, page.standfirst, page.body_html, page.is_whole) == (
        "Tide turns",
        "At noon.",
        TEXT,
        True,
    )


def test_an_article_knows_its_place():
    topic = actions.create_topic(name="Tides")
    article = make_article("Tide turns", topics=[topic], sensitive=True)

    page = read("/harbour/tide-turns/")

    assert page.section == SectionLink("Harbour", "harbour", "/harbour/")
    assert page.topics == (TopicLink("Tides", "tides", "/topic/tides/"),)
    assert page.facts == {
        "article": str(article.pk),
        "kind": "article",
        "section": "harbour",
        "topics": ["tides"],
        "sensitive": True,
        "sponsored": False,
        "silent": False,
    }


def test_authors_stand_in_the_order_of_the_byline():
    zoe, ann = actions.create_author(name="Zoe Ray"), actions.create_author(name="Ann Lee")
    make_article("Tide turns", authors=[zoe, (ann, "photographs")])

    bylines = read("/harbour/tide-turns/").bylines

    assert [(each.name, each.url, each.role) for each in bylines] == [
        ("Zoe Ray", "/author/zoe-ray/", ""),
        ("Ann Lee", "/author/ann-lee/", "photographs"),
    ]


@pytest.mark.parametrize("neighbours", [1, 3])
def test_an_article_costs_three_queries_once_its_section_was_read(
    neighbours, django_assert_num_queries
):
    image, author = make_image(), actions.create_author(name="Ann Lee", portrait=make_image("ann"))
    facts = {"authors": [author], "topics": [actions.create_topic(name="Tides")]}
    facts |= {"lead_image": image, "lead_alt": "A quay."}
    for number in range(neighbours + 1):
        make_article(f"Story {number}", **facts)
    read("/harbour/story-1/")

    with django_assert_num_queries(3):
        page = read("/harbour/story-0/")

    assert len(page.related) == neighbours


def test_what_to_read_next_is_the_newest_of_the_section_without_the_story_itself():
    for number in range(1, 7):
        make_article(f"Story {number}", published_at=hours_ago(10 - number))
    make_article("Paid", kind="sponsored", sponsored_by="Crane & Sons")

    headlines = [
        [teaser.headline for teaser in read(f"/harbour/story-{number}/").related]
        for number in (1, 6)
    ]

    assert headlines == [
        ["Story 6", "Story 5", "Story 4", "Story 3"],
        ["Story 5", "Story 4", "Story 3", "Story 2"],
    ]


def test_what_to_read_next_hears_of_a_new_story_and_of_one_that_is_gone():
    make_article("First")
    second = make_article("Second")
    read("/harbour/first/")

    second.unpublish()
    make_article("Third")

    assert [teaser.headline for teaser in read("/harbour/first/").related] == ["Third"]


@pytest.mark.parametrize(
    "path", ["/harbour/nothing/", "/world/tide-turns/", "/harbour/", "/", "/harbour/tide-turns"]
)
def test_there_is_no_article_at_other_paths(path):
    make_article("Tide turns")

    assert read(path) is None


def test_an_article_has_one_page():
    make_article("Tide turns")

    assert read("/harbour/tide-turns/", page_number=2) is None


def test_a_draft_is_for_editors():
    make_article("Tide turns", live=False)

    assert read("/harbour/tide-turns/") is None


def test_what_is_taken_down_is_gone():
    make_article("Tide turns").unpublish()

    assert read("/harbour/tide-turns/") is None


def test_a_story_goes_with_its_section():
    make_article("Tide turns")

    actions.create_section(name="Harbour").unpublish()

    assert read("/harbour/tide-turns/") is None


def test_a_community_story_ends_after_its_opening():
    make_community_article()

    page = read("/harbour/for-members/")

    opening = "<p>First paragraph.</p><p>Second paragraph.</p>"
    assert (page.body_html, page.opening_html, page.is_whole) == (opening, opening, False)


def test_a_community_story_is_whole_for_members():
    make_community_article()

    page = read("/harbour/for-members/", community_content=True)

    assert (page.is_whole, page.body_html.count(SECRET)) == (True, 3)


def test_a_story_closed_later_is_cut_from_then_on():
    article = make_article("Tide turns")

    article.community_only = True
    article.save_revision().publish()

    page = read("/harbour/tide-turns/")
    assert page.body_html == "<p>First paragraph.</p><p>Second paragraph.</p>"


def test_without_its_opening_a_community_story_shows_nothing():
    article = make_community_article()

    article.bodies.filter(variant="opening").delete()

    assert read("/harbour/for-members/").body_html == ""


def test_strangers_markup_is_not_printed():
    make_article("Tide", body=[("text", '<p onclick="x()">A<script>alert(1)</script></p>')])

    assert read("/harbour/tide/").body_html == "<p>A</p>"


def test_every_kind_of_block_is_drawn():
    neighbour = make_article("Neighbour")
    body = [
        ("quote", {"text": "<p>Aye.</p>", "source": "The pilot"}),
        (
            "image",
            {"image": make_wide_image(), "alt": "A quay", "caption": "Dawn", "credit": "A. Lee"},
        ),
        ("list", {"style": "ol", "items": ["One", "Two"]}),
        ("embed", {"url": "https://vimeo.com/76979871", "title": "The storm"}),
        ("related", {"title": "", "stories": [neighbour]}),
    ]
    make_article("Tide", body=body)

    html = read("/harbour/tide/").body_html

    assert '<figure class="pull-quote"><blockquote dir="auto"><p>Aye.</p></blockquote>' in html
    assert 'width="1280" height="800" alt="A quay"' in html
    assert '<ol><li dir="auto">One</li><li dir="auto">Two</li></ol>' in html
    assert 'data-embed="https://player.vimeo.com/video/76979871?dnt=1"' in html
    assert '<a href="/harbour/neighbour/" dir="auto">Neighbour</a>' in html
    assert "<iframe" not in html


def test_nothing_changed_is_no_update():
    article = make_article("Tide turns")

    article.save_revision().publish()

    assert read("/harbour/tide-turns/").updated_at is None


def test_a_changed_word_is_an_update():
    article = make_article("Tide turns")
    before = timezone.now()

    article.standfirst = "At one."
    article.save_revision().publish()

    assert before <= read("/harbour/tide-turns/").updated_at <= timezone.now()


def test_the_date_of_publication_survives_an_edit():
    published_at = hours_ago(30)
    article = make_article("Tide turns", published_at=published_at)

    article.title = "Tide has turned"
    article.save_revision().publish()

    assert read("/harbour/tide-turns/").published_at == published_at


def test_a_story_that_changed_elsewhere_keeps_its_date_of_change():
    make_article("Tide turns", published_at=hours_ago(9), updated_at=(changed := hours_ago(2)))

    assert read("/harbour/tide-turns/").updated_at == changed


def test_pictures_come_in_widths_and_with_their_words():
    words = {"lead_alt": "A quay", "lead_caption": "Dawn", "lead_credit": "Ann Lee"}
    make_article("Tide turns", lead_image=make_wide_image(), **words)

    picture = read("/harbour/tide-turns/").picture

    assert (picture.width, picture.height, picture.alt) == (1280, 800, "A quay")
    assert [width.split()[-1] for width in picture.srcset.split(",")] == ["800w", "1280w"]
    assert (picture.caption, picture.credit) == ("Dawn", "Ann Lee")


def test_a_small_picture_is_not_blown_up():
    image = make_image(width=600, height=400)
    make_article("Tide turns", lead_image=image, lead_alt="A quay")

    picture = read("/harbour/tide-turns/").picture

    assert (picture.width, picture.height, picture.srcset.count(",")) == (600, 400, 0)


def test_a_story_whose_picture_is_lost_still_appears():
    image = make_image()
    image.file.storage.delete(image.file.name)

    make_article("Tide turns", lead_image=image, lead_alt="A quay")

    assert read("/harbour/tide-turns/").picture is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "sponsored"}, "sponsored_by"),
        ({"published_at": hours_ago(-1)}, "published_at"),
        ({"slug": "feed"}, "slug"),
    ],
)
def test_what_readers_would_trip_over_is_refused(facts, field):
    with pytest.raises(ValidationError) as fault:
        make_article("Tide turns", **facts)

    assert list(fault.value.message_dict) == [field]


def test_a_picture_without_words_is_refused():
    with pytest.raises(ValidationError) as fault:
        make_article("Tide turns", lead_image=make_image())

    assert list(fault.value.message_dict) == ["lead_alt"]


@pytest.mark.parametrize("slug", ["join", "admin", "pages"])
def test_a_section_may_not_take_an_address_of_the_site(slug):
    with pytest.raises(ValidationError):
        actions.create_section(name="Any", slug=slug)


def test_two_stories_of_one_name_get_two_addresses():
    slugs = [make_article("Tide turns").slug for _ in range(3)]

    assert slugs == ["tide-turns", "tide-turns-2", "tide-turns-3"]


def test_an_imported_story_is_known_again():
    article = make_article("Tide turns", source="old.example", source_id="17")
    make_article("Tide turns")

    assert actions.imported(source="old.example") == {"17": (article.pk, "")}


def test_names_in_any_script_become_addresses():
    slugs = [actions.slug_for(name) for name in ("Ann Lee", "שלום עולם", "???")]

    assert slugs == ["ann-lee", "שלום-עולם", "untitled"]


def test_reading_minutes_come_from_the_whole_story():
    make_article("Tide turns", body=[("text", "<p>" + "word " * 690 + "</p>")])

    assert read("/harbour/tide-turns/").reading_minutes == 3


def test_related_stories_are_the_newest_unpaid_ones_of_the_section():
    for hours in range(6, 0, -1):
        make_article(f"Story {hours}", published_at=hours_ago(hours))
    make_article("Paid", kind="sponsored", sponsored_by="Orra Bank")
    make_article("Elsewhere", section=actions.create_section(name="World"))

    related = read("/harbour/story-3/").related

    assert [each.headline for each in related] == ["Story 1", "Story 2", "Story 4", "Story 5"]


def test_a_rendering_belongs_to_a_story_and_goes_with_it():
    make_article("Tide turns").delete()

    assert (Article.objects.count(), Rendering.objects.count()) == (0, 0)
