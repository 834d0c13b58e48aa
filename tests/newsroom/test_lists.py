import pytest
from django.utils import timezone

from tests.newsroom.press import hours_ago, make_article, make_live_blog
from wellread.newsroom import actions, queries
from wellread.newsroom.rendering import brand

pytestmark = pytest.mark.django_db


def front():
    return queries.front(timezone.now())


def headlines(teasers):
    return [teaser.headline for teaser in teasers]


def fill(section, count, *, first=1):
    for hours in range(first, first + count):
        make_article(f"{section.title} {hours}", section=section, published_at=hours_ago(hours))


def test_an_empty_front_is_a_page_too():
    actions.ensure_site()

    page = front()

    assert (page.lead, page.tops, page.groups, page.live) == (None, (), (), None)


def test_the_front_leads_with_what_editors_picked():
    harbour = actions.create_section(name="Harbour")
    fill(harbour, 3)
    picked = [make_article(name, published_at=hours_ago(90)) for name in ("First", "Second")]

    actions.pick_for_front(stories=picked)

    page = front()
    assert page.lead.headline == "First"
    assert headlines(page.tops) == ["Second", "Harbour 1", "Harbour 2", "Harbour 3"]


def test_every_section_has_its_band_however_old():
    harbour, world = (actions.create_section(name=name) for name in ("Harbour", "World"))
    fill(harbour, 15)
    fill(world, 2, first=100)

    groups = {link.slug: headlines(teasers) for link, teasers in front().groups}

    assert groups == {
        "harbour": ["Harbour 6", "Harbour 7", "Harbour 8", "Harbour 9"],
        "world": ["World 100", "World 101"],
    }


def test_nobody_buys_the_top_of_the_front():
    make_article("Paid", kind="sponsored", sponsored_by="Orra Bank", published_at=hours_ago(1))
    make_article("News", published_at=hours_ago(2))

    page = front()

    assert (page.lead.headline, headlines(page.most_recent)) == ("News", ["News"])
    assert [headlines(teasers) for _, teasers in page.groups] == [["Paid"]]


def test_an_open_live_blog_is_shown_and_a_closed_one_is_not():
    make_live_blog("Closed", ended_at=hours_ago(1))
    make_live_blog("Open", published_at=hours_ago(1))
    make_article("Newer")

    assert (front().live.headline, front().live.is_live_open) == ("Open", True)


def test_an_open_live_blog_that_leads_has_no_strip_above_itself():
    make_live_blog("Open")

    assert (front().lead.headline, front().live) == ("Open", None)


def test_opinion_has_a_place_of_its_own():
    harbour = actions.create_section(name="Harbour")
    fill(harbour, 6)
    make_article("I think", kind="opinion", published_at=hours_ago(30))

    page = front()

    assert headlines(page.opinion) == ["I think"]
    assert "I think" not in headlines(page.tops)


def know_the_paper():
    """Read what each process keeps in memory until it changes."""
    queries.menu()
    brand.looks()


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_costs_the_same_whatever_is_on_it(count, django_assert_num_queries):
    fill(actions.create_section(name="Harbour"), count)
    know_the_paper()

    with django_assert_num_queries(5):
        front()


def test_the_menu_follows_the_tree():
    for name in ("World", "Harbour", "Culture"):
        actions.create_section(name=name)
    actions.create_section(name="World").unpublish()

    assert [(link.name, link.url) for link in queries.menu()] == [
        ("Harbour", "/harbour/"),
        ("Culture", "/culture/"),
    ]


def test_a_section_lists_its_stories_newest_first():
    harbour = actions.create_section(name="Harbour", description="Ships and tides.")
    fill(harbour, 3)

    page = queries.section("harbour")

    assert (page.title, page.description, page.feed_url) == (
        "Harbour",
        "Ships and tides.",
        "/harbour/feed/",
    )
    assert headlines(page.teasers) == ["Harbour 1", "Harbour 2", "Harbour 3"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_section_costs_the_same_whatever_is_in_it(count, django_assert_num_queries):
    fill(actions.create_section(name="Harbour"), count)
    know_the_paper()

    with django_assert_num_queries(4):
        queries.section("harbour")


def test_a_long_list_has_pages():
    fill(actions.create_section(name="Harbour"), 21)

    first, second = queries.section("harbour"), queries.section("harbour", 2)

    assert (first.newer_url, first.older_url) == (None, "/harbour/?page=2")
    assert (second.newer_url, second.older_url) == ("/harbour/", None)
    assert headlines(second.teasers) == ["Harbour 21"]
    assert second.canonical_url == "http://localhost:8000/harbour/?page=2"
    assert queries.section("harbour", 3) is None


def test_a_topic_gathers_stories_of_all_sections():
    topic = actions.create_topic(name="Tides", description="In and out.")
    make_article("One", topics=[topic], published_at=hours_ago(2))
    world = actions.create_section(name="World")
    make_article("Two", section=world, topics=[topic], published_at=hours_ago(1))

    page = queries.topic("tides")

    assert (page.title, headlines(page.teasers)) == ("Tides", ["Two", "One"])


def test_an_authors_page_says_who_they_are():
    author = actions.create_author(name="Ann Lee", role="Pilot correspondent", bio="Knows tides.")
    make_article("One", authors=[author, (author, "photographs")])

    page = queries.author("ann-lee")

    assert (page.author.name, page.author.role) == ("Ann Lee", "Pilot correspondent")
    assert (page.description, headlines(page.teasers)) == ("Knows tides.", ["One"])


def test_there_is_no_list_of_nothing():
    actions.ensure_site()

    found = [queries.section("x"), queries.topic("x"), queries.author("x")]

    assert found == [None, None, None]


def test_search_finds_words_of_headline_standfirst_and_text():
    make_article("Herring", standfirst="Silver darlings.", body=[("text", "<p>Nets.</p>")])
    make_article("Other")

    found = [
        headlines(each.teaser for each in queries.search(words).found)
        for words in ("herring", "darlings", "nets")
    ]

    assert found == [["Herring"]] * 3


def test_search_finds_nothing_for_no_words():
    make_article("Herring")

    assert [queries.search(words).found for words in ("", "  ", "zzz")] == [(), (), ()]


@pytest.mark.parametrize("words", ['"', "a*b OR (", "%", "שלום", "x" * 5000, "-", "\x00"])
def test_search_bears_any_words(words):
    make_article("Herring")

    assert queries.search(words).found == ()


def test_a_draft_cannot_be_searched_for():
    make_article("Herring", live=False)

    assert queries.search("herring").found == ()


def test_a_standing_page_is_found_by_its_name():
    actions.create_standing_page(title="About us", slug="about", body=[("text", "<p>We.</p>")])

    page = queries.standing_page("about")

    assert (page.title, page.path, page.body_html) == ("About us", "/pages/about/", "<p>We.</p>")
    assert queries.standing_page("none") is None


def test_the_site_is_made_once():
    first, second = actions.ensure_site(), actions.ensure_site()

    assert first == second
    assert first.get_site().root_url == "http://localhost:8000"
    assert first.full_url == "http://localhost:8000/"


def test_making_things_twice_makes_them_once():
    made = [(actions.create_section(name="A"), actions.create_topic(name="A")) for _ in range(2)]

    assert made[0] == made[1]
