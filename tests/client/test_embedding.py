"""Our script on a site that is not ours: another origin, a strict policy, styles of its own."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.client.other_site import STORY, OtherSite, serve_other
from tests.client.paper import campaign
from tests.client.reading import everything_stored, history, keep, recorded, stored
from wellread.cli import main
from wellread.engine.line_up import version_of

LETTER = "wellread-appeal dialog.letter[open]"
PANEL = "wellread-appeal .quiet-ask:not([inert])"


@pytest.fixture
def other(paper):
    site = OtherSite(paper.url)
    server = serve_other(site)
    paper.sites = {site.url}
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(device, other):
    return device.new_page()


def read(page, other, path):
    page.goto(other.url + path)
    recorded(page, other.url + path)


def read_nine_there(page, other):
    read(page, other, "/warm-up")
    views = [
        {**view, "article": f"story-{n}"} for n in range(8) for view in stored(page, "history")
    ]
    keep(page, "history", json.dumps(views))
    page.goto(f"{other.url}/story-9")


def ready(page):
    return page.evaluate(
        """async () => {
            const { articleCount, isMember, entitlements } = await wellread.ready
            return [articleCount, isMember, entitlements]
        }"""
    )


def test_a_story_elsewhere_is_counted_by_its_canonical_address(page, other):
    read(page, other, "/a-story")
    page.goto(f"{other.url}/a-story?utm_source=mail")

    assert ready(page) == [1, False, []]
    (view,) = stored(page, "history")
    assert view["article"] == f"{other.url}/a-story"
    assert (view["section"], view["topics"]) == ("World", ["boats", "sea"])


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("?utm_source=mail&id=7&utm_medium=x", "?id=7"),
        ("?id=7&gclid=a", "?id=7"),
        ("?fbclid=b", ""),
        ("?id=7&page=2", "?id=7&page=2"),
    ],
)
def test_without_a_canonical_address_it_is_the_plain_one(page, other, asked, plain):
    other.head = STORY + '<script src="/none.js"></script>'
    other.files = {"/none.js": "document.querySelector('[rel=canonical]').remove()"}

    page.goto(f"{other.url}/a-story{asked}#part")
    recorded(page, f"{other.url}/a-story{plain}")


def test_a_front_is_no_article(page, other, paper):
    other.head = ""
    page.goto(f"{other.url}/")

    assert ready(page) == [0, False, []]
    page.wait_for_timeout(500)
    assert history(page) == []
    assert "/appeals/line-up.en.json" not in paper.requests


def test_the_ninth_story_brings_the_letter_under_a_strict_policy(page, other, paper):
    read_nine_there(page, other)

    letter = page.locator(LETTER)
    letter.wait_for()
    assert letter.locator("h2").inner_text() == "You have read 9 articles"
    assert letter.evaluate("(one) => getComputedStyle(one).borderTopWidth") == "6px"
    door = letter.get_by_role("link", name="Join us")
    assert door.get_attribute("href").startswith(f"{paper.url}/join/?")
    letter.get_by_role("button", name="Close").click()
    paper.wait_for(lambda: paper.notes)
    assert paper.notes[0]["story"] == f"{other.url}/story-9"[-64:]
    assert paper.kept == []


@pytest.mark.parametrize(("holdout", "is_held"), [(1.0, True), (1e-9, False)])
def test_whether_chance_let_a_campaign_ask_is_kept_there_too(page, other, paper, holdout, is_held):
    paper.campaigns = [campaign("letter", "overlay", holdout=holdout)]
    read_nine_there(page, other)
    page.wait_for_function("() => localStorage.getItem('wellread.compared') !== null")

    (kept,) = stored(page, "compared")
    assert (kept["campaign"], kept["version"], kept["held"]) == ("letter", "v1", is_held)


def test_the_panel_stands_at_the_end_of_the_article(page, other, paper):
    paper.campaigns = [campaign("panel", "end_of_article")]
    read_nine_there(page, other)
    panel = page.locator(PANEL)
    panel.wait_for(state="attached")
    panel.scroll_into_view_if_needed()

    assert page.evaluate("document.querySelector('article').lastElementChild.localName") == (
        "wellread-appeal"
    )
    assert panel.locator("h2").inner_text() == "You have read 9 articles"


def test_a_read_story_is_told_by_its_address_and_of_no_reader(page, other, paper):
    read(page, other, "/a-story")
    assert paper.notes == []
    paper.facts["*"] = {"tells": ["views"]}
    address = f"{other.url}/{'a-long-name-' * 9}"

    read(page, other, address.removeprefix(other.url))
    paper.wait_for(lambda: paper.notes)

    assert paper.notes == [{"read": True, "story": address[-64:], "one_in": 1}]


def test_before_consent_where_it_is_needed_no_read_story_is_told(page, other, paper):
    paper.facts["*"] = {"tells": ["views"]}
    paper.consent_needed = True
    page.goto(f"{other.url}/a-story")
    page.wait_for_timeout(1500)
    assert (everything_stored(page), paper.notes) == ([], [])

    keep(page, "consent", "given")
    page.goto(f"{other.url}/b-story")
    paper.wait_for(lambda: paper.notes)

    assert [note["story"].rpartition("/")[2] for note in paper.notes] == ["b-story"]


def test_a_read_story_is_told_of_a_member_too(page, other, paper):
    paper.facts["*"] = {"tells": ["views"]}
    page.goto(f"{other.url}/a-front")
    member = {"key": "k", "token": "t", "until": 9e9, "hint": {"is_member": "1"}}
    keep(page, "pass", json.dumps(member | {"entitlements": ["ad_free"]}))
    paper.notes.clear()

    page.goto(f"{other.url}/b-story")
    paper.wait_for(lambda: paper.notes)

    assert [note["story"].rpartition("/")[2] for note in paper.notes] == ["b-story"]


def test_a_page_whose_lists_are_made_texts_by_an_old_library_loses_no_count(page, other):
    read_nine_there(page, other)
    recorded(page, f"{other.url}/story-9")
    kept = history(page)
    page.add_init_script("Array.prototype.toJSON = function () { return 'x' }")

    page.goto(f"{other.url}/story-10")
    page.evaluate("wellread.ready")
    page.wait_for_timeout(1000)

    assert history(page) == kept


def test_whoever_has_switched_counting_off_is_in_no_sum(page, other, paper):
    page.goto(f"{other.url}/a-front")
    keep(page, "counting", "off")
    paper.facts["*"] = {"tells": ["views"]}
    paper.notes.clear()

    page.goto(f"{other.url}/a-story")
    page.wait_for_timeout(1000)

    assert paper.notes == []


def test_a_page_that_asks_for_silence_is_silent(page, other, paper):
    other.tag = " data-silent"
    read_nine_there(page, other)
    recorded(page, f"{other.url}/story-9")
    page.wait_for_timeout(300)

    assert page.locator("wellread-appeal").count() == 0
    assert page.evaluate("wellread.ready.then(({ decide }) => decide())")["shown"] == {}


def test_silence_takes_away_what_stands(page, other):
    read_nine_there(page, other)
    page.locator(LETTER).wait_for()

    page.evaluate("wellread.silence()")

    page.locator("wellread-appeal").wait_for(state="detached")
    page.wait_for_function("() => document.documentElement.style.overflow === ''")
    # Nobody closed it.
    assert stored(page, "dismissed") is None


def test_pages_without_reload_count_each(page, other):
    read(page, other, "/one")
    page.evaluate(
        """() => {
            history.pushState({}, "", "/two")
            document.querySelector('link[rel=canonical]').href = location.href
        }"""
    )
    recorded(page, f"{other.url}/two")
    # What the page says is still the last one's: of this one nobody knows that it is a story.
    page.evaluate("""() => history.pushState({}, "", "/three")""")
    page.wait_for_timeout(1500)

    assert {view.removeprefix(other.url) for view in history(page)} == {"/one", "/two"}
    page.evaluate(
        """() => {
            history.pushState({}, "", "/four")
            document.querySelector('[type$=json]').append(" ")
        }"""
    )
    recorded(page, f"{other.url}/four")


def test_a_browser_that_does_not_tell_of_moves_counts_each_page_too(page, other):
    other.files = {"/old.js": "delete window.navigation; window.own = history.pushState"}
    other.head = STORY + '<script src="/old.js"></script>'
    read(page, other, "/one")
    page.evaluate(
        """() => {
            history.pushState({}, "", "/two")
            document.querySelector('link[rel=canonical]').href = location.href
        }"""
    )
    recorded(page, f"{other.url}/two")

    assert page.evaluate("() => [window.navigation, history.pushState === own]") == [None, True]


def test_words_in_our_tag_stand_over_what_the_page_says(page, other):
    other.tag = ' data-article="own-id" data-section="harbour" data-topics="ships, storms"'
    page.goto(f"{other.url}/a-story")
    recorded(page, "own-id")

    (view,) = stored(page, "history")
    assert (view["section"], view["topics"]) == ("harbour", ["ships", "storms"])


def test_where_consent_is_needed_nothing_is_kept_before_it(page, other, paper):
    paper.country, paper.consent_needed = "DE", True
    themed(other)
    other.before = '<div class="lead"></div>'
    page.goto(f"{other.url}/a-story")
    question = page.locator("wellread-appeal .count-question")
    question.wait_for(state="attached")
    page.wait_for_timeout(500)
    assert everything_stored(page) == []
    # In our own looks, whatever the page's are.
    assert question.evaluate("(one) => getComputedStyle(one).padding") == "20px"

    question.get_by_role("button", name="Yes, count").click()

    recorded(page, f"{other.url}/a-story")
    assert paper.kept == []


def test_a_site_that_was_not_named_gets_nothing(chromium, other, paper):
    paper.sites = set()
    page = chromium.new_page()
    faults = []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.goto(f"{other.url}/a-story")

    assert page.evaluate(
        "wellread.ready.then(({ isMember, articleCount }) => [isMember, articleCount])"
    ) == [False, None]
    page.wait_for_timeout(500)
    assert (everything_stored(page), faults) == ([], [])
    page.close()


HOSTILE = {
    "broken structured data": '<script type="application/ld+json">{"@type": </script>' + STORY,
    "structured data of odd kinds": (
        '<script type="application/ld+json">[null, 7, "x", [[{"@graph": [null, {"@type": 3}]}]],'
        '{"@type": ["Thing", null, "NewsArticle"], "articleSection": [1, {}], "keywords": {}}]'
        "</script>"
    ),
    "a name of ours that is taken": (
        '<script src="/taken.js"></script><meta name="keywords" content="x">' + STORY
    ),
    "methods of others' making": '<script src="/patched.js"></script>' + STORY,
}
FILES = {
    "/taken.js": 'Object.defineProperty(window, "wellread", {value: 1});',
    "/patched.js": (
        "Object.freeze(history); delete window.navigation;"
        "Object.prototype.own = 1; Array.prototype.last = function () {};"
    ),
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_a_page_is_never_broken_and_counted_all_the_same(page, other, head):
    other.head, other.files = head, FILES
    faults = []
    page.on("pageerror", lambda fault: faults.append(fault))

    read(page, other, "/a-story")

    assert faults == []


@pytest.mark.parametrize(("drawn", "told"), [(0.001, {100}), (0.5, set())])
def test_of_many_pages_there_one_tells_for_all(page, other, paper, drawn, told):
    paper.facts["*"] = {"one_in": 100}
    page.add_init_script(f"Math.random = () => {drawn}")
    read_nine_there(page, other)
    letter = page.locator(LETTER)
    letter.wait_for()

    letter.get_by_role("button", name="Close").click()
    page.goto(f"{other.url}/story-10")
    recorded(page, f"{other.url}/story-10")

    if told:
        paper.wait_for(lambda: paper.notes)
    assert {note["one_in"] for note in paper.notes} == told
    bands = {event["band"] for note in paper.notes for event in note["events"]}
    assert bands == ({"5-9"} if told else set())


PLACES = {
    "overlay": "dialog.letter[open]",
    "banner": ".foot-ask",
    "end_of_article": ".panel-ask",
    "inline": ".inline-ask",
    "header": ".head-ask",
}


def asked_everywhere(page, other, paper, placement):
    """Open a story on which a campaign asks in one place, and beside it in what stands with it."""
    beside = {"inline": ["end_of_article", "header"], "end_of_article": ["inline", "header"]}
    paper.campaigns = [campaign(one, one) for one in [placement, *beside.get(placement, [])]]
    other.tag = ' data-inline="article > p"'
    other.head = STORY_WITH_ROOM
    # What stands inside the text is put there while its place is not on screen.
    other.before = '<div data-wellread="header"></div><div class="lead"></div>'
    other.files = {
        "/theme.css": "[data-wellread=header] { min-height: 24px } .lead { height: 1200px }"
    }
    read_nine_there(page, other)
    shows(page, PLACES[placement]).scroll_into_view_if_needed()
    for one in beside.get(placement, []):
        shows(page, PLACES[one])


def why(page, placement):
    page.locator(f"wellread-appeal {PLACES[placement]}").get_by_role(
        "link", name="Why am I seeing this?"
    ).click()
    told = page.get_by_role("dialog", name="Why am I seeing this?")
    told.wait_for()
    return told


@pytest.mark.parametrize("placement", ["overlay", "banner", "end_of_article", "inline"])
@pytest.mark.parametrize("choice", ["rest", "stop"])
def test_whoever_wants_no_more_of_it_is_left_alone_there_at_once(
    page, other, paper, placement, choice
):
    asked_everywhere(page, other, paper, placement)
    told = why(page, placement)
    assert "You have read 9 stories here in the past 30 days, with this one." in told.inner_text()

    if choice == "rest":
        told.get_by_role("button", name="Do not ask me for 30 days").click()
        told.get_by_text("You are not asked before").wait_for()
    else:
        told.get_by_role("button", name="Stop counting and erase the count").click()
        told.get_by_text("Nothing is counted on this device.").wait_for()

    page.locator("wellread-appeal .asked").wait_for(state="detached")
    told.get_by_role("button", name="Close").click()
    page.goto(f"{other.url}/story-10")
    assert ready(page)[0] == (10 if choice == "rest" else None)
    page.wait_for_timeout(500)
    assert page.locator("wellread-appeal .asked").count() == 0
    assert (stored(page, "history") is None) is (choice == "stop")
    # Nothing of it went home, which keeps nothing of other sites' readers.
    assert paper.kept == []


def test_a_member_finds_the_way_in_and_anybody_a_file_to_check_it_by(
    page, other, paper, tmp_path, capsys
):
    paper.version = version_of(paper.line_up())
    read_nine_there(page, other)
    page.locator(LETTER).wait_for()
    told = why(page, "overlay")

    door = told.get_by_role("link", name="Already a member? Sign in")
    assert door.get_attribute("href").startswith(f"{paper.url}/sign-in/?next=%2Fembedding%2Freturn")
    with page.expect_download() as saving:
        told.get_by_role("button", name="Save a file to check it by").click()
    file = tmp_path / "proof.json"
    saving.value.save_as(file)
    assert main(["verify", str(file)]) == 0
    assert "9" in capsys.readouterr().out


def give_in_another_tab(device, other, **hint):
    """Come back from paying to another page of that site, which keeps what it is told."""
    tab = device.new_page()
    other.head = ""
    tab.goto(f"{other.url}/elsewhere")
    told = {"key": "k", "token": "t", "until": 9e9, "entitlements": [], "hint": hint}
    keep(tab, "pass", json.dumps(told))
    tab.close()


GIVEN = [
    {"is_member": "1"},
    {"contributed_at": f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"},
]


@pytest.mark.parametrize("hint", GIVEN, ids=["joined", "gave once"])
def test_what_stands_is_gone_once_its_reader_gave_in_another_tab(device, page, other, hint):
    read_nine_there(page, other)
    page.locator(LETTER).wait_for()

    give_in_another_tab(device, other, **hint)

    page.locator("wellread-appeal").first.wait_for(state="detached")
    is_member = "is_member" in hint
    page.wait_for_function(
        "(is) => document.documentElement.classList.contains('wellread-member') === is",
        arg=is_member,
    )
    assert page.locator("wellread-appeal").count() == 0
    assert stored(page, "dismissed") is None


@pytest.mark.parametrize("hint", GIVEN, ids=["joined", "gave once"])
def test_who_gave_in_another_tab_is_not_asked_on_a_page_opened_before(
    device, page, other, paper, hint
):
    read_nine_there(page, other)
    page.locator(LETTER).wait_for()
    for name in ("asked", "interrupted"):
        page.evaluate("(name) => localStorage.removeItem(`wellread.${name}`)", name)
    # Nobody reads for so long: nothing is asked before it is scrolled through.
    paper.facts["*"] = {"view_seconds": 3600}
    page.goto(f"{other.url}/story-10")
    assert ready(page)[1] is False
    weighed = "wellread.ready.then(({ decide }) => decide()).then(({ shown }) => shown)"
    assert list(page.evaluate(weighed)) == ["overlay"]

    give_in_another_tab(device, other, **hint)
    page.evaluate("document.querySelector('article p').scrollIntoView()")
    page.wait_for_timeout(400)
    page.mouse.wheel(0, 800)
    recorded(page, f"{other.url}/story-10")
    page.wait_for_timeout(500)

    assert page.locator("wellread-appeal .asked").count() == 0


def test_a_browser_that_signals_privacy_is_neither_counted_nor_asked_there(page, other, paper):
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
    )
    for number in range(3):
        page.goto(f"{other.url}/story-{number}")
        assert ready(page)[0] is None
        page.wait_for_timeout(400)

    assert everything_stored(page) == []
    assert page.locator("wellread-appeal").count() == 0
    assert paper.notes == []


def test_pictures_sizes_and_letters_are_not_the_pages_own(page, other):
    # What many themes begin with.
    other.head = STORY + '<link rel="stylesheet" href="/theme.css">'
    other.files = {"/theme.css": ""}
    read_nine_there(page, other)
    letter = page.locator(LETTER)
    letter.wait_for()
    size = "(one) => getComputedStyle(one).fontSize"
    before = letter.evaluate(size)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet()
            sheet.replaceSync("html { font-size: 62.5% } * { color: red !important; font: 9px x }")
            document.adoptedStyleSheets = [sheet]
        }"""
    )

    assert letter.evaluate(size) == before
    headline = letter.locator("h2")
    assert headline.evaluate("(one) => getComputedStyle(one).color") == "rgb(20, 26, 32)"


STORY_WITH_ROOM = STORY + '<link rel="stylesheet" href="/theme.css">'
# Themes are worse than this, but not by much.
HOSTILE_STYLES = """
html { font-size: 62.5%; color-scheme: light dark } [data-wellread=header] { min-height: 24px }
.lead { height: 1200px }
* { letter-spacing: .3em !important; text-transform: uppercase; font: 9px/9 fantasy !important }
a, button, h2, p, section { color: red !important; background: lime !important; float: left }
wellread-appeal { display: none; position: absolute; transform: scale(3); opacity: .2 }
.pinned { position: fixed; inset: auto 0 0; height: 60px; background: navy; z-index: 99999 }
"""


def shows(page, kind):
    appeal = page.locator(f"wellread-appeal {kind}:not([inert])")
    appeal.wait_for(state="attached")
    return appeal


def themed(other):
    other.head = STORY_WITH_ROOM
    other.files = {"/theme.css": HOSTILE_STYLES}


def test_a_panel_stands_after_the_paragraph_that_was_chosen(page, other, paper):
    paper.campaigns = [campaign("inside", "inline")]
    other.tag = ' data-inline="article > p"'
    themed(other)
    other.before = '<div class="lead"></div>'
    read_nine_there(page, other)
    panel = shows(page, ".inline-ask")

    assert page.evaluate(
        "[...document.querySelector('article').children].findIndex((one) => one.shadowRoot)"
    ) == (4)
    panel.get_by_role("button", name="Close").click()
    panel.wait_for(state="detached")


@pytest.mark.parametrize("tag", ["", ' data-inline="article > p, ]["', ' data-inline="h1"'])
def test_a_text_is_not_parted_where_its_page_does_not_say_so(page, other, paper, tag):
    paper.campaigns = [campaign("inside", "inline")]
    other.tag = tag
    read_nine_there(page, other)
    recorded(page, f"{other.url}/story-9")
    page.wait_for_timeout(500)

    assert page.locator("wellread-appeal section").count() == 0


def test_a_line_stands_in_the_room_that_a_page_keeps_and_moves_nothing(page, other, paper):
    paper.campaigns = [campaign("line", "header")]
    themed(other)
    other.before = '<div data-wellread="header"></div>'
    read_nine_there(page, other)
    top = "document.querySelector('h1').getBoundingClientRect().top + scrollY"
    before = page.evaluate(top)
    line = shows(page, ".head-ask")

    assert page.evaluate(top) == before
    assert line.bounding_box()["height"] == 24
    assert line.locator(".head-door").get_attribute("href").startswith(f"{paper.url}/join/?")
    line.get_by_role("button", name="Close").click()
    assert stored(page, "dismissed")[0]["placement"] == "header"


def test_no_line_stands_where_no_room_is_kept(page, other, paper):
    paper.campaigns = [campaign("line", "header")]
    other.before = '<div data-wellread="header"></div>'
    read_nine_there(page, other)
    recorded(page, f"{other.url}/story-9")
    page.wait_for_timeout(500)

    assert page.locator("wellread-appeal .head-ask").count() == 0


def test_a_strip_stands_over_what_a_page_has_pinned_and_is_never_a_third_of_it(page, other, paper):
    paper.campaigns = [campaign("strip", "banner")]
    themed(other)
    other.before = '<div class="pinned">Buy</div>'
    page.set_viewport_size({"width": 390, "height": 844})
    read_nine_there(page, other)
    strip = shows(page, ".foot-ask")
    assert strip.locator("p").first.evaluate("(one) => getComputedStyle(one).fontSize") == "16px"
    page.wait_for_timeout(400)
    box = strip.bounding_box()

    assert box["height"] <= 844 / 3
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844)
    strip.get_by_role("button", name="Close").click(trial=True)
    assert strip.locator("h2").evaluate(
        "(one) => { const { color, letterSpacing, textTransform, float } = getComputedStyle(one);"
        " return [color, textTransform, float] }"
    ) == ["rgb(20, 26, 32)", "none", "none"]


def test_a_campaign_that_was_switched_off_asks_no_more_on_the_next_page_without_reload(
    page, other, paper
):
    often = {"views": None, "days": None, "gap_days": 0, "counts": "placement", "rest_days": 0}
    paper.campaigns = [campaign("panel", "end_of_article", cap=often)]
    read_nine_there(page, other)
    page.locator(PANEL).wait_for(state="attached")
    paper.campaigns = []
    asked = paper.requests.count("/appeals/line-up.en.json")

    page.evaluate(
        """() => {
            history.pushState({}, "", "/story-10")
            document.querySelector('link[rel=canonical]').href = location.href
        }"""
    )
    recorded(page, f"{other.url}/story-10")
    paper.wait_for(lambda: paper.requests.count("/appeals/line-up.en.json") > asked)
    page.wait_for_timeout(300)

    assert paper.requests.count("/appeals/line-up.en.json") > asked
    assert page.locator("wellread-appeal section").count() == 0


ADS = """
window.loadAds = () => { window.ads = true }
const known = import("{home}/embed.js").then(() => wellread.ready)
const late = new Promise((resolve) => setTimeout(resolve, 2000, {}))
const { isMember } = await Promise.race([known, late]).catch(() => ({}))
window.isKnown = true
if (!isMember) loadAds()
"""


def has_ads(page, other):
    other.files["/ads.js"] = ADS.replace("{home}", other.home)
    other.head = f'{STORY}<script type="module" src="/ads.js"></script>'
    page.goto(f"{other.url}/a-story", wait_until="commit")
    page.wait_for_function("() => window.isKnown")
    return page.evaluate("() => window.ads === true")


def test_advertising_waits_for_whoever_is_a_member_and_for_nobody_else(page, other, paper):
    assert has_ads(page, other)
    member = {"key": "k", "token": "t", "until": 9e9, "hint": {"is_member": "1"}}
    keep(page, "pass", json.dumps(member | {"entitlements": ["ad_free"]}))
    other.files["/heard.js"] = "addEventListener('wellread:member', () => { window.heard = true })"
    before = len(paper.requests)

    assert not has_ads(page, other)
    assert page.evaluate("document.documentElement.className") == "wellread-member"
    assert "/appeals/line-up.en.json" not in paper.requests[before:]


@pytest.mark.parametrize("how", ["down", "slow"])
def test_advertising_comes_whatever_becomes_of_us(chromium, other, how):
    page = chromium.new_page()
    page.route(
        f"{other.home}/embed.js",
        lambda route: route.abort() if how == "down" else None,
    )

    assert has_ads(page, other)
    page.unroute_all(behavior="ignoreErrors")
    page.close()


def test_a_page_may_draw_what_was_decided_by_itself(page, other):
    other.tag = " data-silent"
    read_nine_there(page, other)
    assert page.evaluate("wellread.ready.then(({ decide }) => decide())")["shown"] == {}
    recorded(page, f"{other.url}/story-9")
    other.tag = ""
    page.goto(f"{other.url}/story-10")

    found = page.evaluate("wellread.ready.then(({ decide }) => decide())")
    assert found["shown"]["overlay"]["campaign"] == "letter"
    assert found["article_count"] == found["shown"]["overlay"]["article_count"] == 10


def test_members_are_told_of_before_anything_is_fetched_and_each_page_is_said(page, other):
    other.files["/heard.js"] = """
        window.heard = []
        for (const name of ["wellread:member", "wellread:ready"])
            addEventListener(name, ({ detail }) => heard.push([name, detail?.isMember ?? null]))
    """
    other.head = f'{STORY}<script src="/heard.js"></script>'
    page.goto(f"{other.url}/a-story")
    member = {"key": "k", "token": "t", "until": 9e9, "hint": {"is_member": "1"}}
    keep(page, "pass", json.dumps(member | {"entitlements": ["ad_free"]}))
    page.goto(f"{other.url}/b-story")
    page.evaluate("() => wellread.ready")
    page.evaluate("() => history.pushState({}, '', '/c-story')")
    page.wait_for_function("() => heard.length > 2")

    assert page.evaluate("() => heard") == [
        ["wellread:member", None],
        ["wellread:ready", True],
        ["wellread:ready", True],
    ]
    assert page.evaluate("() => wellread.token()") == "t"
