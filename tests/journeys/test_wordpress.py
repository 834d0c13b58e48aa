"""Our plugin on a real WordPress: it counts, asks, knows members and closes what is theirs."""

import json
import re
import subprocess
import urllib.request

import pytest

from tests.chromium import CHROMIUM
from tests.journeys.conftest import copy_of, free_pair, running
from tests.journeys.reading import choose_own_amount, fresh_browser, pay
from tests.journeys.test_any_site import ANSWER, BOTH, LETTER, read_on
from tests.journeys.wordpress import INSTALL, PLUGIN, only_where_it_is, wordpress_running
from tests.journeys.words import say

pytestmark = only_where_it_is

PARAGRAPH = "<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->"
CLOSED = "<!-- wp:wellread/community -->{}<!-- /wp:wellread/community -->"
OPEN_TEXT = "".join(PARAGRAPH.format(f"Open {n} " + "words " * 60) for n in range(20))
POST = (
    OPEN_TEXT
    + CLOSED.format(PARAGRAPH.format("The first secret"))
    + PARAGRAPH.format("Between")
    + '<!-- wp:group --><div class="wp-block-group">'
    + CLOSED.format(PARAGRAPH.format("The second secret") + PARAGRAPH.format("and its end"))
    + "</div><!-- /wp:group -->"
    + CLOSED.format(PARAGRAPH.format("The third secret"))
)
SECRETS = ["The first secret", "The second secret", "The third secret"]


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wordpress")
    # Faults shown on pages are what a careless host has; the plugin must not give any.
    with wordpress_running(folder, port=free_pair(), shows_faults=True) as wordpress:
        yield wordpress


@pytest.fixture(scope="module")
def served(prepared, tmp_path_factory, wordpress):
    folder = copy_of(prepared, tmp_path_factory.mktemp("beside-wordpress") / "demo")
    with running(folder, free_pair(), WELLREAD_SITES=wordpress.url) as site:
        wordpress.home = site.url
        wordpress.run(INSTALL)
        yield site


@pytest.fixture(scope="module")
def post(wordpress, served):
    return wordpress.publish(POST)


@pytest.fixture(scope="module")
def browser(playwright):
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--test-third-party-cookie-phaseout"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(browser, served):
    served.forget_tries()
    with fresh_browser(browser, expects=served.sandbox) as context:
        yield context.new_page()


def said_by(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def test_every_file_of_the_plugin_is_php():
    for file in PLUGIN.rglob("*.php"):
        done = subprocess.run(["php", "-l", file], capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout


def test_what_is_closed_is_in_no_page_feed_or_api(wordpress, post):
    for address in (
        post,
        f"{wordpress.url}/",
        f"{wordpress.url}/feed/",
        f"{wordpress.url}/wp-json/wp/v2/posts",
        f"{wordpress.url}/?s=ferry",
        f"{post}?rest_route=/wp/v2/posts",
    ):
        text = said_by(address)

        assert [secret for secret in SECRETS if secret in text] == [], address
    assert "Open 1 " in said_by(post)


def test_the_tag_says_what_the_post_is(wordpress, served, post):
    (tag,) = re.findall(r'<script type="module" src="[^"]+/embed.js"[^>]*>', said_by(post))

    assert f'src="{served.url}/embed.js"' in tag
    assert f'data-article="{post}"' in tag
    assert 'data-section="harbour"' in tag
    assert 'data-topics="boats,winter"' in tag
    assert 'data-inline=".entry-content &gt; p' in tag
    assert 'data-kind="page"' in said_by(f"{wordpress.url}/")


def test_whoever_brings_no_token_or_a_made_up_one_is_refused(wordpress, post):
    (asked, *_) = re.findall(r'data-wellread-ask="([^"]+)"', said_by(post))
    for token in ("", "Bearer x", f"Bearer {'x' * 60}.{'y' * 60}.{'z' * 60}"):
        request = urllib.request.Request(asked, headers={"Authorization": token})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        assert refused.value.code == 401
        assert SECRETS[0] not in refused.value.read().decode()


def test_a_reader_is_asked_joins_and_reads_all_that_was_closed(page, served, post):
    page.goto(post)
    assert page.get_by_text("The rest is for members.").count() == 3
    read_on(page)
    page.wait_for_function("() => localStorage.getItem('wellread.history')")
    (view,) = json.loads(page.evaluate("localStorage.getItem('wellread.history')"))
    assert (view["article"], view["section"], view["topics"]) == (
        post,
        "harbour",
        ["boats", "winter"],
    )
    views = [view | {"article": f"story-{number}"} for number in range(11)]
    page.evaluate("(text) => localStorage.setItem('wellread.history', text)", json.dumps(views))
    page.goto(post)
    read_on(page)
    page.locator(LETTER).get_by_role("link", name=say("Choose another amount")).click()
    choose_own_amount(page, "8")
    pay(page, email="wanda@reader.example")

    page.wait_for_url(re.compile(re.escape(post)))
    assert page.evaluate(ANSWER) == [True, BOTH]
    for secret in SECRETS:
        page.get_by_text(secret).wait_for()
    assert page.locator("[data-wellread-ask]").count() == 0
    assert page.locator("html.wellread-member").count() == 1

    # Signed out, the page is the one that everybody gets.
    page.evaluate("wellread.signOut()")
    page.reload()
    assert page.evaluate(ANSWER) == [False, []]
    assert page.get_by_text("The rest is for members.").count() == 3
