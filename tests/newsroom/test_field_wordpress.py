"""Exports that once came in wrongly, each through the command that people use."""

from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.newsroom.test_import_report import read_report
from wellread.cli import main
from wellread.newsroom.importers.library import Library
from wellread.newsroom.models import Article, Author, AuthorOrigin, LiveBlog, Section, Topic

pytestmark = pytest.mark.django_db

FIELD = Path(__file__).parent / "field"


def bring(tmp_path, *names, options=()):
    """Import a file of the field by the command; return its report's lines."""
    files = [str(file) for name in names for file in sorted(FIELD.glob(f"{name}*"))]
    report = tmp_path / "report.csv"
    assert main(["import", "wxr", *files, *options, "--report", str(report)]) == 0
    return read_report(report)[1:]


def bylines():
    return {
        story.title: [str(each.author) for each in story.authorships.all()]
        for story in Article.objects.all()
    }


def topics():
    return {
        story.title: list(story.topics.values_list("name", flat=True))
        for story in Article.objects.all()
    }


def test_two_papers_with_an_admin_each_keep_their_own_people_and_topics(tmp_path):
    for paper in ("F05a", "F05b", "F05a", "F05b"):
        lines = bring(tmp_path, paper)

    assert bylines() == {"Northern news": ["Nora North"], "Southern news": ["Sami South"]}
    assert topics() == {"Northern news": ["Vote 2020"], "Southern news": ["La votación"]}
    assert [line[0] for line in lines] == ["here already"]
    assert (Author.objects.count(), Topic.objects.count()) == (2, 2)


def test_papers_merge_only_who_has_the_same_name_and_say_so(tmp_path):
    text = (FIELD / "F05b-second-paper.xml").read_text(encoding="utf-8")
    same = tmp_path / "same.xml"
    same.write_text(text.replace("Sami South", "nora  NORTH"), encoding="utf-8")
    bring(tmp_path, "F05a")

    report = tmp_path / "report.csv"
    main(["import", "wxr", str(same), "--report", str(report)])

    assert [
        "to look at",
        "author merged with one of the same name here",
        "nora  NORTH",
        "author/admin of wxr:south.example",
    ] in read_report(report)
    assert (Author.objects.count(), AuthorOrigin.objects.count()) == (1, 2)


def test_sections_of_two_papers_are_found_by_their_names(tmp_path):
    def paper(host, name):
        text = (FIELD / "F05a-first-paper.xml").read_text(encoding="utf-8")
        text = text.replace("north.example", host).replace('domain="post_tag"', 'domain="category"')
        file = tmp_path / f"{host}.xml"
        file.write_text(text.replace("Vote 2020", name), encoding="utf-8")
        assert main(["import", "wxr", str(file)]) == 0

    paper("one.example", "Ballots")
    paper("two.example", "Votaciones")
    paper("three.example", "ballots")

    assert sorted(Section.objects.values_list("title", "slug")) == [
        ("Ballots", "vote"),
        ("Votaciones", "vote-2"),
    ]


def test_an_export_from_before_https_is_the_same_paper(tmp_path):
    text = (FIELD / "F05a-first-paper.xml").read_text(encoding="utf-8")
    old = tmp_path / "old.xml"
    old.write_text(text.replace("https://north", "http://www.north"), encoding="utf-8")
    assert main(["import", "wxr", str(old)]) == 0

    lines = bring(tmp_path, "F05a")

    assert [line[0] for line in lines] == ["here already"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/category/b10world/", "/b10world/"),
        ("/category/b10world/feed/", "/b10world/feed/"),
        ("/category/b10politics/", "/topic/b10politics/"),
        ("/category/b10politics/feed/", "/topic/b10politics/feed/"),
        ("/category/b10world/b10europe/", "/topic/b10europe/"),
        ("/category/b10world/b10europe/feed/", "/topic/b10europe/feed/"),
        ("/tag/b10budget/", "/topic/b10budget/"),
        ("/tag/b10budget/feed/", "/topic/b10budget/feed/"),
        ("/author/anna/", "/author/anna-berg/"),
        ("/author/anna/feed/", "/author/anna-berg/feed/"),
    ],
)
def test_old_lists_and_their_feeds_lead_on(tmp_path, client, old, new):
    bring(tmp_path, "F10")

    answer = client.get(old)

    assert (answer.status_code, answer.get("Location")) == (301, new)
    assert client.get(new).status_code == 200


@pytest.mark.parametrize("path", ["/category/b10budget/", "/tag/b10world/", "/author/nobody/"])
def test_what_was_no_list_leads_nowhere(tmp_path, client, path):
    bring(tmp_path, "F10")

    assert client.get(path).status_code == 404


def bodies():
    """Return each story's blocks: its kind with the text, or with the address of a player."""
    return {story.title: [shape(block) for block in story.body] for story in Article.objects.all()}


def shape(block):
    if block.block_type == "quote":
        return ("quote", block.value["text"].source, block.value["source"].source)
    if block.block_type == "embed":
        return ("embed", block.value["url"], block.value["title"])
    return (block.block_type, block.value.source)


def test_words_in_brackets_stay(tmp_path):
    bring(tmp_path, "F01")

    assert bodies()["Minister answers"] == [
        (
            "text",
            "<p>“He [vice-president] met [Al-Shabaab commanders] on Monday,” the envoy said. “We "
            '[re-elected members] disagree [see report at <a href="https://gov.example/r?id=4">the '
            "registry</a> for all names].”</p>\n<p>The word [sic] stays.</p>",
        )
    ]


def test_a_quotation_keeps_links_emphasis_paragraphs_lists_and_letters(tmp_path, client):
    bring(tmp_path, "F02")

    quotation = (
        '<p>We find (<a href="https://court.example/1">the record</a>), as <em>amici</em>’s brief '
        "says, that <strong>P</strong>ort fees were void.</p>\n<p>Second paragraph, “so ordered”."
        "</p>\n<ul><li>One</li><li>Two</li></ul>"
    )
    assert bodies()["What the court wrote"] == [
        ("text", "<p>The court wrote:</p>"),
        ("quote", quotation, ""),
        ("text", "<p>It closed the case.</p>"),
    ]
    page = client.get(Article.objects.get().url).content.decode()
    assert "<strong>P</strong>ort fees" in page
    assert "<li>One</li><li>Two</li>" in page


def test_players_of_old_archives_are_players(tmp_path):
    bring(tmp_path, "F03")

    assert bodies()["Storm on film"] == [
        ("text", "<p>Before.</p>"),
        ("embed", "https://www.youtube.com/embed/LHhoWU_L2S4", "Video"),
        ("embed", "https://www.youtube.com/embed/Sn4izrORf5A?rel=0", "Video"),
        ("embed", "https://player.vimeo.com/video/42285777", "Video"),
        ("embed", "https://www.youtube.com/embed/yy5H52NYIoU", "Video"),
        ("embed", "https://www.youtube.com/watch?v=LHhoWU_L2S4", "Video"),
        ("embed", "https://www.youtube.com/watch?v=Sn4izrORf5A", "Video"),
        ("text", "<p>After.</p>"),
    ]


def test_blocks_that_point_elsewhere_are_in_the_story_or_in_the_report(tmp_path):
    lines = bring(tmp_path, "F07")

    found = bodies()
    assert found["With a reusable block"] == [
        (
            "text",
            "<p>Opening.</p>\n<p>This story was made with a grant of the Harbour Fund.</p>\n"
            "<p>Closing.</p>",
        )
    ]
    uploads = "https://b07.example/wp-content/uploads"
    assert found["With sound and film"] == [
        (
            "text",
            f'<p><a href="{uploads}/interview.mp3">interview.mp3</a></p>\n<p>The interview</p>\n'
            f'<p><a href="{uploads}/storm.mp4">storm.mp4</a></p>\n<p>Text.</p>',
        )
    ]
    assert found["With a file, buttons, details and columns"] == [
        (
            "text",
            f'<p><a href="{uploads}/budget.pdf">Budget</a></p>\n<p>What is it?</p>\n'
            "<p>An answer.</p>\n<p>Left</p>\n<p>Right</p>",
        ),
        ("quote", "<p>Never again</p>", "A witness"),
        ("embed", "https://www.youtube.com/watch?v=LHhoWU_L2S4", "Watch"),
    ]
    assert [line[1:] for line in lines if line[0] == "to look at"] == [
        ["audio", "With sound and film", f"{uploads}/interview.mp3"],
        ["video", "With sound and film", f"{uploads}/storm.mp4"],
        [
            "text that was folded away, now open",
            "With a file, buttons, details and columns",
            "What is it? An answer.",
        ],
    ]


def test_drafts_twins_and_dates_are_as_they_were_and_no_date_is_now(tmp_path):
    lines = bring(tmp_path, "F11")

    found = {story.source_id: story for story in Article.objects.all()}
    dated = {
        number: story.published_at and str(story.published_at) for number, story in found.items()
    }
    assert {number for number, story in found.items() if not story.live} == {"3", "4", "6", "7"}
    assert (dated["5"], dated["6"]) == ("2020-03-05 14:30:00+00:00", None)
    assert str(found["4"].go_live_at) == "2031-01-02 08:00:00+00:00"
    assert [found[number].slug for number in "12"] == ["weekly-letter", "weekly-letter-2"]
    assert found["9"].title == "I <3 news & R&D – 5 < 6"
    kinds = {(line[1], line[2][:9]) for line in lines if line[0] == "to look at"}
    assert ("no date that is known, so a draft", "No date a") in kinds
    assert ("headline cut at 255 letters", "W" * 9) in kinds


def test_other_types_come_when_they_are_asked_for(tmp_path):
    lines = bring(tmp_path, "F12")

    assert ["not brought in", "of the type article, which --type article brings",
            "An article type", ""] in lines  # fmt: skip
    blog = LiveBlog.objects.get()
    assert (blog.title, blog.body[0].value.source) == (
        "A liveblog with entries in comments",
        "<p>Follow us.</p>",
    )
    # The entry has no date there, and none is made up.
    assert list(blog.entries.values_list("text", "state")) == [
        ("<p>The vote has begun.</p>", "draft")
    ]
    assert ["to look at", "live entry without a date, so a draft", blog.title, "7"] in lines
    bring(tmp_path, "F12", options=("--type", "article"))
    assert Article.objects.filter(title="An article type").exists()


def test_parts_of_one_export_know_each_other(tmp_path, capsys):
    text = (FIELD / "F05a-first-paper.xml").read_text(encoding="utf-8")
    start, end = text.index("<wp:author>"), text.index("</wp:author>") + len("</wp:author>")
    posts = tmp_path / "1.xml"
    posts.write_text(text[:start] + text[end:], encoding="utf-8")
    people = tmp_path / "2.xml"
    people.write_text(text[: text.index("<item>")] + "</channel></rss>", encoding="utf-8")

    assert main(["import", "wxr", str(posts), str(people)]) == 0
    assert bylines() == {"Northern news": ["Nora North"]}
    assert main(["import", "wxr", str(posts), str(FIELD / "F05b-second-paper.xml")]) == 1
    assert "F05b-second-paper.xml: an export of another site" in capsys.readouterr().err


@pytest.mark.parametrize(("there", "here"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_picture_is_found_however_its_accents_are_composed(tmp_path, there, here):
    file = tmp_path / normalize(here, "Käse.jpg")
    file.write_bytes(b"")

    address = f"https://old.example/wp-content/uploads/{quote(normalize(there, 'Käse.jpg'))}"
    assert Library(tmp_path).find(address) == file
