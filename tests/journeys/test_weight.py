"""What a page weighs, and that anyone may keep it."""

import brotli
import pytest

from tests.journeys.reading import fresh_browser, scroll_past_first_screen, settle

MOST_REQUESTS = 10
MOST_SCRIPT_BYTES = 8_000
MOST_BYTES = 60_000


@pytest.fixture
def weighed(chromium, site):
    """What the browser fetched for an article that was read to the point of deciding."""
    with fresh_browser(chromium) as context:
        page, answers = context.new_page(), []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{site.url}{site.open_stories[0]}")
        scroll_past_first_screen(page)
        settle(page)
        yield [
            (answer.request.resource_type, answer.url, answer.request.sizes()["responseBodySize"])
            for answer in answers
            # The icon is an image, whatever the browser calls it; the knock is the test's own.
            if "favicon" not in answer.url and not answer.url.endswith("/healthz")
        ]


def test_an_article_takes_at_most_ten_requests_before_its_images(weighed):
    urls = [url for kind, url, _ in weighed if kind != "image"]

    assert len(urls) <= MOST_REQUESTS, "\n".join(urls)


def test_an_articles_script_weighs_at_most_eight_kilobytes(weighed):
    # What keeps a backup comes once there is something to keep.
    scripts = {
        url: size for kind, url, size in weighed if kind == "script" and "/backup." not in url
    }

    assert sum(scripts.values()) <= MOST_SCRIPT_BYTES, scripts


def test_an_article_weighs_at_most_sixty_kilobytes_before_its_images(weighed):
    sizes = {url: size for kind, url, size in weighed if kind != "image"}

    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_nothing_of_an_article_comes_from_anybody_else(weighed, site):
    assert [url for _, url, _ in weighed if not url.startswith((site.url, "data:"))] == []


def test_styles_and_scripts_come_with_brotli_and_may_be_kept_for_ever(site, weighed):
    for kind, url, _ in weighed:
        if kind not in {"script", "stylesheet"}:
            continue
        answer = site.get(url.removeprefix(site.url), **{"Accept-Encoding": "gzip, br"})
        assert answer.headers["Content-Encoding"] == "br", url
        assert "immutable" in answer.headers["Cache-Control"], url
        assert len(brotli.decompress(answer.body)) > len(answer.body)


def test_an_anonymous_article_is_the_same_bytes_for_everyone_and_sets_no_cookie(site):
    for path in ("/", site.open_stories[0], site.community_story, "/city/"):
        first = site.get(path)
        second = site.get(path, Cookie="wellread_csrf=abc; other=1", **{"User-Agent": "Another"})

        assert first.body == second.body
        assert ("Set-Cookie" in first.headers, "Set-Cookie" in second.headers) == (False, False)
        assert "csrf" not in first.text
        assert first.headers["Vary"] == "Accept-Encoding"
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert site.get(path, **{"If-None-Match": first.headers["ETag"]}).status == 304
