"""Exports that once came in wrongly, each through the command that people use."""

from pathlib import Path

import pytest

from tests.newsroom.test_import_report import read_report
from wellread.cli import main
from wellread.newsroom.models import Article, Author, AuthorOrigin, Section, Topic

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
