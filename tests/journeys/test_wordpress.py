"""Our plugin on a real WordPress: it counts, asks, knows members and closes what is theirs."""

import hashlib
import json
import re
import shutil
import subprocess
import urllib.request

import pytest
from django.utils import translation
from django.utils.translation import gettext

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
    address, _ = wordpress.publish(POST)
    return address


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


# Of which Wellread said yes a moment ago, as the plugin keeps it for a minute.
ACCEPTED = f"Bearer {'accepted' * 5}"
ACCEPT = """<?php
require '{root}/wp-load.php';
set_transient( 'wellread_{key}', 200, 3600 );
"""


@pytest.fixture
def opened(wordpress, served):
    """All that a page of this address keeps closed, as a member gets it."""
    wordpress.run(ACCEPT, key=hashlib.sha256(ACCEPTED.encode()).hexdigest())

    def opened(address):
        parts = []
        for asked in re.findall(r'data-wellread-ask="([^"]+)"', said_by(address)):
            headers = {"Authorization": ACCEPTED, "Accept": "application/json"}
            request = urllib.request.Request(asked, headers=headers)
            with urllib.request.urlopen(request, timeout=30) as answer:
                parts.append(json.loads(answer.read())["html"])
        return parts

    return opened


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


def test_a_synced_pattern_opens_wherever_it_stands(wordpress, opened):
    _, inner = wordpress.publish(
        CLOSED.format(PARAGRAPH.format("The pattern’s secret")), "within", "wp_block"
    )
    _, outer = wordpress.publish(f'<!-- wp:block {{"ref":{inner}}} /-->', "around", "wp_block")
    address, _ = wordpress.publish(
        f'<!-- wp:group --><div><!-- wp:block {{"ref":{outer}}} /--></div><!-- /wp:group -->',
        "with-a-pattern",
    )

    assert "secret" not in said_by(address)
    [part] = opened(address)
    assert "The pattern’s secret" in part


WIDGET = """<?php
require '{root}/wp-load.php';
$widgets = array( 2 => array( 'content' => '{content}' ), '_multiwidget' => 1 );
update_option( 'widget_block', $widgets );
update_option( 'sidebars_widgets', array( 'foot' => array( 'block-2' ), 'array_version' => 3 ) );
"""
NO_WIDGET = """<?php
require '{root}/wp-load.php';
update_option( 'sidebars_widgets', array( 'foot' => array(), 'array_version' => 3 ) );
"""


def test_a_widget_opens_on_a_post_and_where_there_is_none(wordpress, opened):
    address, _ = wordpress.publish(OPEN_TEXT, "beside-a-widget")
    content = CLOSED.format(PARAGRAPH.format("The secret of the widget"))
    wordpress.run(WIDGET, content=content)
    try:
        for page in (address, f"{wordpress.url}/?s=nothing-like-this"):
            assert "The secret of the widget" not in said_by(page)
            [part] = opened(page)
            assert "The secret of the widget" in part
    finally:
        wordpress.run(NO_WIDGET)


BLOCK_THEME = {
    "style.css": "/*\nTheme Name: Blocks\n*/\n",
    "templates/index.html": CLOSED.format(PARAGRAPH.format("The secret of the template"))
    + '<!-- wp:template-part {"slug":"foot"} /-->',
    "parts/foot.html": CLOSED.format(PARAGRAPH.format("The secret of its part")),
}
WITH_THEME = """<?php
require '{root}/wp-load.php';
update_option( 'template', '{theme}' );
update_option( 'stylesheet', '{theme}' );
"""


def test_templates_and_their_parts_open(wordpress, opened):
    address, _ = wordpress.publish(OPEN_TEXT, "in-a-template")
    for name, text in BLOCK_THEME.items():
        file = wordpress.root / "wp-content" / "themes" / "blocks" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    wordpress.run(WITH_THEME, theme="blocks")
    try:
        assert "secret" not in said_by(address)
        template, part = opened(address)
    finally:
        wordpress.run(WITH_THEME, theme="plain")

    assert "The secret of the template" in template
    assert "The secret of its part" in part


FILM = "https://film.example/7"
# A host's own: its films are drawn in place of their addresses, each time a little otherwise.
PLAYER = """<?php
add_action( 'init', function () {
    wp_embed_register_handler( 'film', '#https://film.example/(\\d+)#', function ( $found ) {
        $player = '<iframe src="https://film.example/player/%s" title="%s"></iframe>';
        return sprintf( $player, $found[1], uniqid() );
    } );
} );
"""


def test_opened_text_is_drawn_as_the_post_draws_its_own(wordpress, opened):
    plugins = wordpress.root / "wp-content" / "mu-plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "films.php").write_text(PLAYER)
    picture = '<img src="/pier.jpg" width="600" height="400" alt="">'
    within = (
        f'<!-- wp:shortcode -->[caption width="600"]{picture} The pier[/caption]'
        + "<!-- /wp:shortcode -->"
        + PARAGRAPH.format('Said "so" -- twice')
        + f'<!-- wp:embed {{"url":"{FILM}"}} --><figure class="wp-block-embed">'
        + f'<div class="wp-block-embed__wrapper">\n{FILM}\n</div></figure><!-- /wp:embed -->'
    )
    address, _ = wordpress.publish(CLOSED.format(within), "with-a-film")
    try:
        [part] = opened(address)
    finally:
        (plugins / "films.php").unlink()

    assert "[caption" not in part
    assert re.search(r'<(figcaption|p) [^>]*class="wp-caption-text"[^>]*>The pier<', part)
    assert 'src="https://film.example/player/7"' in part
    assert 'loading="lazy"' in part
    assert "&#8220;so&#8221; &#8212; twice" in part


IN_LANGUAGE = """<?php
require '{root}/wp-load.php';
update_option( 'WPLANG', '{locale}' );
"""


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ar", "ar"),
        ("de_DE", "de"),
        ("de_AT", "de"),
        ("es_MX", "es"),
        ("fr_FR", "fr"),
        ("he_IL", "he"),
    ],
)
def test_a_readers_words_are_in_the_sites_language(wordpress, post, locale, language):
    # WordPress takes no language of which it has no file; any will do.
    pack = wordpress.root / "wp-content" / "languages" / f"{locale}.mo"
    pack.parent.mkdir(exist_ok=True)
    shutil.copy(PLUGIN / "languages" / "wellread-ar.mo", pack)
    wordpress.run(IN_LANGUAGE, locale=locale)
    try:
        page, feed = said_by(post), said_by(f"{wordpress.url}/feed/")
    finally:
        wordpress.run(IN_LANGUAGE, locale="")

    with translation.override(language):
        words = [gettext("Join us"), gettext("Already a member? Sign in")]
    # No word of English is left over, and those of the site itself are the same there.
    assert [word for word in words if f">{word}</a>" not in page] == []
    assert "The rest is for members." not in page
    assert "The rest is for members." not in feed


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
