"""The Saltmere Courier is whole: every name it mentions exists."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import wellread.demo
from wellread.demo.words import language_of_stories, variant_words
from wellread.language import catalogues

DEMO = Path(wellread.demo.__file__).parent
CONTENT, PICTURES = DEMO / "content", DEMO / "pictures"
KINDS = {
    "news", "analysis", "opinion", "explainer", "review", "feature", "interview", "sponsored",
}  # fmt: skip
BLOCK_KEYS = {
    "text": {"html"},
    "quote": {"text", "attribution"},
    "image": {"image", "alt", "caption", "credit"},
    "list": {"style", "items"},
    "embed": {"provider", "url", "title", "caption"},
    "related": {"articles"},
}
PROSE_TAGS = {"p", "h2", "ul", "ol", "li", "a", "em", "strong"}

Record = dict[str, Any]


def parsed(name: str) -> Record:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def parsed_folder(name: str) -> list[Record]:
    return [parsed(f"{name}/{file.name}") for file in sorted((CONTENT / name).glob("*.toml"))]


AUTHORS = parsed("authors.toml")["authors"]
SECTIONS = parsed("sections.toml")["sections"]
TOPICS = parsed("topics.toml")["topics"]
ARTICLES = parsed_folder("articles")
LIVE_BLOGS = parsed_folder("live")
STORIES = ARTICLES + LIVE_BLOGS
CAMPAIGNS = parsed("campaigns.toml")["campaigns"]
HOUSE_ADS = parsed("house_ads.toml")["house_ads"]
PAGES = parsed("pages.toml")["pages"]


def slugs(records: list[Record]) -> set[str]:
    return {record["slug"] for record in records}


def blocks(kind: str) -> list[Record]:
    return [block for article in ARTICLES for block in article["body"] if block["type"] == kind]


def pieces_of_html() -> list[str]:
    entries = [entry["html"] for blog in LIVE_BLOGS for entry in blog["entries"]]
    items = [item for block in blocks("list") for item in block["items"]]
    return entries + items + [block["html"] for block in blocks("text")]


def test_a_paper_has_enough_of_everything():
    assert len(AUTHORS) >= 8
    assert len(SECTIONS) >= 7
    assert len(TOPICS) >= 14
    assert len(ARTICLES) >= 44
    assert len(HOUSE_ADS) >= 5
    assert sum(article["hours_ago"] <= 48 for article in ARTICLES) >= 12
    assert max(article["hours_ago"] for article in ARTICLES) <= 40 * 24
    assert sum(article["community_only"] for article in ARTICLES) >= 4


def test_each_slug_is_used_once():
    for records in (AUTHORS, SECTIONS, TOPICS, STORIES, CAMPAIGNS, HOUSE_ADS, PAGES):
        assert [
            slug for slug, uses in Counter(r["slug"] for r in records).items() if uses > 1
        ] == []


def test_a_file_is_named_for_its_story():
    names = {file.stem for folder in ("articles", "live") for file in (CONTENT / folder).iterdir()}

    assert names == slugs(STORIES)


def test_every_story_names_authors_section_and_topics_that_exist():
    named = {byline["author"] for story in STORIES for byline in story["authors"]}
    entry_authors = {
        a for blog in LIVE_BLOGS for entry in blog["entries"] for a in entry["authors"]
    }

    assert (named | entry_authors) - slugs(AUTHORS) == set()
    assert {story["section"] for story in STORIES} == slugs(SECTIONS)
    assert {topic for story in STORIES for topic in story["topics"]} == slugs(TOPICS)


def test_every_related_story_exists_and_is_another_one():
    related = {(story["slug"], slug) for story in STORIES for slug in story["related"]}
    inside = {("", slug) for block in blocks("related") for slug in block["articles"]}

    assert {slug for _, slug in related | inside} - slugs(STORIES) == set()
    assert [pair for pair in related if pair[0] == pair[1]] == []


def test_every_link_in_the_prose_leads_to_a_story_or_a_page():
    targets = {f"/{story['section']}/{story['slug']}/" for story in STORIES}
    targets |= {f"/pages/{page['slug']}/" for page in PAGES}
    prose = [*pieces_of_html(), *(page["html"] for page in PAGES)]
    house_links = {ad["url"].split("#")[0] for ad in HOUSE_ADS}

    links = {link for html in prose for link in re.findall(r'href="([^"#]+)', html)}

    assert (links | house_links) - targets == set()


def test_a_house_ad_leads_to_its_own_paragraph():
    anchors = {
        f"/pages/{page['slug']}/#{anchor}"
        for page in PAGES
        for anchor in re.findall(r'id="([^"]+)"', page["html"])
    }

    assert {ad["url"] for ad in HOUSE_ADS} - anchors == set()


def test_prose_keeps_to_the_few_tags_the_newsroom_allows():
    tags = {tag for html in pieces_of_html() for tag in re.findall(r"</?([a-z0-9]+)", html)}

    assert tags - PROSE_TAGS == set()


def test_blocks_are_of_known_types_and_hold_what_their_type_needs():
    for article in ARTICLES:
        for block in article["body"]:
            assert set(block) - {"type"} == BLOCK_KEYS[block["type"]]


def test_every_kind_of_block_and_of_article_appears():
    used = {block["type"] for article in ARTICLES for block in article["body"]}

    assert used == set(BLOCK_KEYS)
    assert {article["kind"] for article in ARTICLES} == KINDS


def test_every_article_opens_with_text():
    assert {article["body"][0]["type"] for article in ARTICLES} == {"text"}


def pictures_named() -> list[tuple[str, str]]:
    """Return (file, alternative text) of each picture."""
    placed = blocks("image") + [
        {"image": entry["image"], "alt": entry["image_alt"]}
        for blog in LIVE_BLOGS
        for entry in blog["entries"]
        if "image" in entry
    ]
    named = [(block["image"], block["alt"]) for block in placed]
    named += [(record["image"], record["image_alt"]) for record in STORIES + HOUSE_ADS]
    return named + [(author["portrait"], author["name"]) for author in AUTHORS]


def test_every_picture_exists_and_is_described():
    missing = [file for file, alt in pictures_named() if not (PICTURES / file).is_file() or not alt]

    assert missing == []


def test_no_two_articles_share_a_lead_picture():
    uses = Counter(story["image"] for story in STORIES)

    assert [image for image, count in uses.items() if count > 1] == []


def test_pictures_have_the_promised_sizes_and_stay_light():
    for file in PICTURES.glob("*.webp"):
        expected = {"portrait": (800, 800), "house": (1200, 500)}.get(
            file.name.split("-")[0], (1600, 900)
        )
        with Image.open(file) as picture:
            assert (file.name, picture.size) == (file.name, expected)
        assert file.stat().st_size <= 60_000

    assert sum(file.stat().st_size for file in PICTURES.glob("*.webp")) <= 4_000_000


def test_one_live_blog_is_open_and_one_is_closed():
    by_status = {blog["status"]: blog for blog in LIVE_BLOGS}

    assert sorted(blog["status"] for blog in LIVE_BLOGS) == ["closed", "open"]
    assert len(by_status["open"]["entries"]) >= 14
    assert len(by_status["closed"]["entries"]) >= 12
    assert by_status["open"]["entries"][0]["minutes_ago"] == 6
    assert [entry["pinned"] for entry in by_status["open"]["entries"]].count(True) == 1
    assert by_status["closed"]["entries"][0]["minutes_ago"] >= 24 * 60


def test_live_entries_run_from_newest_to_oldest_and_none_precedes_its_blog():
    for blog in LIVE_BLOGS:
        times = [entry["minutes_ago"] for entry in blog["entries"]]

        assert times == sorted(times, reverse=False)
        assert times[-1] <= blog["hours_ago"] * 60


def test_a_sponsored_article_is_marked_by_kind_and_name_alike():
    marked = {article["slug"] for article in ARTICLES if article["sponsored_by"]}

    assert marked == {a["slug"] for a in ARTICLES if a["kind"] == "sponsored"}
    assert len(marked) == 1


def test_a_story_of_grief_stands_alone():
    sensitive = [article for article in ARTICLES if article["sensitive"]]

    assert 1 <= len(sensitive) <= 2
    assert [article["sponsored_by"] for article in sensitive if article["sponsored_by"]] == []


def test_some_headlines_and_bios_run_from_right_to_left():
    hebrew_or_arabic = re.compile(r"[\u0590-\u06ff]")

    assert [a["slug"] for a in ARTICLES if hebrew_or_arabic.match(a["headline"])] == [
        "reading-room-fishgate",
        "synagogue-opens-its-doors",
    ]
    assert [a["slug"] for a in AUTHORS if hebrew_or_arabic.search(a["bio"])] == [
        "nadia-farouk",
        "ilan-reshef",
    ]


def test_each_campaign_has_two_variants_whose_shares_make_one():
    for campaign in CAMPAIGNS:
        assert len(campaign["variants"]) == 2
        assert sum(variant["share"] for variant in campaign["variants"]) == 1.0

    assert {c["placement"]: c["articles_min"] for c in CAMPAIGNS} == {
        "overlay": 9,
        "end_of_article": 3,
    }


def test_every_variant_prints_the_count_and_has_copy_for_when_it_is_unknown():
    for campaign in CAMPAIGNS:
        for variant in campaign["variants"]:
            without = variant["copy_without_count"]

            assert "{article_count}" in variant["copy"]["headline"]
            assert "{article_count}" not in " ".join([without["headline"], *without["body"]])
            assert variant["copy"]["sign_in"] == "A member? Sign in"


def test_a_letter_is_signed_by_someone_with_a_face():
    for variant in [v for c in CAMPAIGNS if c["placement"] == "overlay" for v in c["variants"]]:
        for copy in (variant["copy"], variant["copy_without_count"]):
            assert 3 <= len(copy["body"]) <= 4
            assert (PICTURES / copy["signature"]["portrait"]).is_file()


def test_preset_amounts_are_among_those_offered_and_none_is_below_the_minimum():
    for variant in [variant for campaign in CAMPAIGNS for variant in campaign["variants"]]:
        assert variant["asks"][0]["interval"] == "month"
        for ask in variant["asks"]:
            assert ask["preset"] in ask["amounts"]
            assert min(ask["amounts"]) >= ask["minimum"]


def test_house_ads_fill_both_slots():
    sizes = [size for ad in HOUSE_ADS for size in ad["sizes"]]

    assert set(sizes) == {"billboard", "rectangle"}


def test_the_standing_pages_are_there():
    assert slugs(PAGES) == {
        *("about", "accessibility", "corrections", "funding", "privacy", "shop"),
    }


WORDS = [parsed(f"words/{file.name}") for file in sorted((CONTENT / "words").glob("*.toml"))]


def test_the_courier_asks_in_every_language_it_can_be_read_in():
    languages = {file.stem for file in (CONTENT / "words").glob("*.toml")}

    assert languages == set(catalogues.languages())


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words["plan"])
def test_each_language_says_whatever_the_campaigns_say(words):
    for campaign in CAMPAIGNS:
        for variant in campaign["variants"]:
            said, copy = words[campaign["slug"]][variant["slug"]], variant["copy"]
            without = variant["copy_without_count"]
            ours = [copy["headline"], *copy["body"], copy["join"]]
            theirs = [said["headline"], *said["body"], said["join"]]
            ours += [without["headline"], *without["body"]]
            theirs += [said["headline_without_count"], *said["body_without_count"]]

            assert [placeholders(one) for one in theirs] == [placeholders(one) for one in ours]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words["plan"])
def test_each_language_says_whatever_the_resting_campaigns_say(words):
    for campaign in parsed("resting_campaigns.toml")["resting_campaigns"]:
        said, copy = (
            words[campaign["slug"]][campaign["variant"]["slug"]],
            campaign["variant"]["copy"],
        )
        ours, theirs = ([one["headline"], *one["body"], one["join"]] for one in (copy, said))

        assert [placeholders(one) for one in theirs] == [placeholders(one) for one in ours]
        if "deadline_words" in campaign:
            line = words[campaign["slug"]]["deadline_words"]
            assert placeholders(line) == placeholders(campaign["deadline_words"])


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_the_least_that_the_plan_takes_is_said_in_the_editions_language(settings):
    settings.LANGUAGE_CODE = "de"
    variant = CAMPAIGNS[0]["variants"][0]

    assert "ab 6 $ im Monat" in variant_words(CAMPAIGNS[0]["slug"], variant)["body"].replace(
        "\u00a0", " "
    )
    assert language_of_stories() == "en"


def test_no_amount_of_the_plan_is_typed_into_the_prose():
    typed = (CONTENT / "campaigns.toml").read_text() + (CONTENT / "pages.toml").read_text()

    assert "$6" not in typed
