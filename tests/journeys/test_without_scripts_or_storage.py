"""Reading asks nothing of a browser: no script, no storage, no cookie."""

import re
from html import unescape

import pytest

from tests.journeys.reading import (
    LETTER,
    PANEL,
    choose_own_amount,
    fresh_browser,
    numbers_in,
    pay,
    settle,
)
from tests.journeys.words import say
from wellread.demo.content_files import documents

NO_STORAGE = """
for (const shelf of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, shelf, {
        get() { throw new DOMException("The operation is insecure.", "SecurityError") },
    })
}
Object.defineProperty(document, "cookie", { get: () => "", set: () => {} })
"""


def test_without_scripts_every_open_article_of_the_demo_reads_whole(chromium, site):
    stories = [story for story in documents("articles") if not story.get("community_only")]
    with fresh_browser(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        for story in stories:
            page.goto(f"{site.url}/{story['section']}/{story['slug']}/")
            shown = normal(page.locator("#article-body").inner_text())
            missing = [text for text in paragraphs(story) if text not in shown]
            assert missing == [], story["slug"]


def test_without_scripts_every_update_of_a_live_blog_can_be_read(chromium, site):
    with fresh_browser(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        for blog in documents("live"):
            page.goto(f"{site.url}/{blog['section']}/{blog['slug']}/")
            for folded in page.locator("main .fold > summary").all():
                # On a phone what we know and what is pinned open by a tap.
                if folded.is_visible():
                    folded.click()
            shown = normal(page.locator("main").inner_text())
            while page.locator("a[rel=next]").count():
                page.locator("a[rel=next]").first.click()
                shown += normal(page.locator("main").inner_text())
            texts = [text for entry in blog["entries"] for text in in_html(entry["html"])]
            assert [text for text in texts if text not in shown] == []


def test_without_scripts_a_reader_can_join(chromium, any_site):
    story = any_site.open_stories[0]
    with fresh_browser(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{any_site.url}/join/?interval=month&next={story}")
        choose_own_amount(page, "8")
        pay(page, email="plain@reader.example")
        page.get_by_role("heading", name=say("Thank you")).wait_for()
        assert "plain@reader.example" in page.locator("main").inner_text()
        page.get_by_role("link", name=say("Back to reading")).click()
        page.wait_for_url(f"{any_site.url}{story}")
        assert page.locator("#join").count() == 0


def test_every_story_that_is_published_can_be_read_without_scripts(chromium, any_site):
    with fresh_browser(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        for story in any_site.open_stories:
            page.goto(f"{any_site.url}{story}")
            assert len(page.locator("#article-body").inner_text()) > 100
            assert page.locator(".community-panel").count() == 0


def test_without_storage_nothing_breaks_and_no_number_is_guessed(chromium, any_site):
    with fresh_browser(chromium) as context:
        context.add_init_script(NO_STORAGE)
        page = context.new_page()
        for story in any_site.open_stories[:10]:
            page.goto(f"{any_site.url}{story}")
            page.mouse.wheel(0, 700)
            settle(page)
            assert page.locator(LETTER).count() == 0
            for panel in page.locator(PANEL).all_inner_texts():
                assert numbers_in(panel) == set()


@pytest.mark.parametrize("path", ["/", "/pages/privacy/", "/join/", "/sign-in/"])
def test_without_storage_other_pages_come_too(chromium, site, path):
    with fresh_browser(chromium) as context:
        context.add_init_script(NO_STORAGE)
        page = context.new_page()
        answer = page.goto(f"{site.url}{path}")
        page.wait_for_load_state("networkidle")
        assert answer.status == 200


def paragraphs(story):
    """Return the text of each paragraph of a story as it lies in its file."""
    texts = []
    for block in story["body"]:
        match block["type"]:
            case "text":
                texts += in_html(block["html"])
            case "list":
                texts += [normal(re.sub(r"<[^>]+>", "", item)) for item in block["items"]]
            case "quote":
                texts.append(normal(block["text"]))
    return texts


def in_html(html):
    found = re.findall(r"<(p|h2|h3|li)>(.*?)</\1>", html, re.DOTALL)
    return [normal(re.sub(r"<[^>]+>", "", inner)) for _, inner in found]


def normal(text):
    return " ".join(unescape(text).split())
