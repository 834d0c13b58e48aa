"""The editors' own screens, in a real browser."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.appeals.facts import ask, make_campaign, variant
from tests.chromium import BROWSER
from tests.journeys.reading import PHONE
from tests.newsroom.press import TEXT, make_article, make_entries, make_image, make_live_blog
from tests.newsroom.test_importers import bring_in_export, make_export, make_item
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.appeals.models import Campaign
from wellread.appeals.preview_links import token_of
from wellread.appeals.queries import line_up
from wellread.newsletters.models import Newsletter
from wellread.newsroom import actions
from wellread.newsroom.models import Article

# The browser's requests come from threads of their own.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The development server's answers leave files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def _stories_made_beside_the_browser():
    # The browser's driver has a loop in this thread, which Django takes for one of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def chromium(playwright):
    """The browser that editors have."""
    browser = playwright.chromium.launch(executable_path=BROWSER)
    yield browser
    browser.close()


@pytest.fixture
def device():
    """What the editor's browser runs on: a desk, unless a test says otherwise."""
    return {}


@pytest.fixture
def editor(chromium, live_server, client, settings, tmp_path, device):
    """A page of a browser in which an editor is signed in, and the site it looks at."""
    settings.ALLOWED_HOSTS = ["*"]
    sign_in_staff(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(base_url=live_server.url, **device)
    context.set_default_timeout(40_000)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def edit(page, article):
    page.goto(reverse("wagtailadmin_pages:edit", args=[article.pk]))


def faults(page):
    """Open the panel of checks and return what it names."""
    page.get_by_role("button", name="Toggle checks").click()
    rows = page.locator("[data-checks-panel] [data-content-checker-name]")
    rows.first.wait_for(state="visible")
    return set(rows.all_inner_texts())


def test_the_checks_name_a_heading_out_of_order_and_a_picture_without_words(editor):
    picture = {"image": make_image(), "alt": "", "caption": "", "credit": ""}
    body = [("text", f"{TEXT}<h3>Later</h3><p>Then.</p>"), ("image", picture)]
    article = make_article("Tide turns", body=body, standfirst="At noon.")

    edit(editor, article)

    assert faults(editor) == {"Incorrect heading hierarchy", "Picture without a description"}


TABLE = "<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>North</td><td>12</td></tr></table>"
# As each program writes its clipboard.
FROM = {
    "sheets": f"<meta charset='utf-8'><google-sheets-html-origin><style>td {{}}</style>{TABLE}",
    "docs": f'<meta charset="utf-8"><b id="docs-internal-guid-1"><div dir="ltr">{TABLE}</div></b>',
    "word": f"<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><!--StartFragment-->"
    f"{TABLE.replace('North', '<p class=MsoNormal>North<o:p></o:p></p>')}<!--EndFragment--></body>",
}
PASTE = """(editor, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  clipboardData.setData("text/plain", "Pier\\tBoats")
  const facts = { clipboardData, bubbles: true, cancelable: true }
  editor.dispatchEvent(new ClipboardEvent("paste", facts))
}"""


def paste(page, html):
    """Paste into the first field of text."""
    field = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    field.wait_for()
    field.click()
    field.evaluate(PASTE, html)


@pytest.mark.parametrize("program", FROM)
def test_a_pasted_table_stays_a_table(editor, program):
    article = make_article("Tide turns", body=[("text", "<p>Calm.</p>")])
    edit(editor, article)

    paste(editor, FROM[program])
    editor.get_by_text("The table stands in a block of its own").wait_for()
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("published").first.wait_for()

    editor.goto(article.url)
    assert editor.locator(".prose th").all_inner_texts() == ["Pier", "Boats"]
    assert editor.locator(".prose td").all_inner_texts() == ["North", "12"]
    assert editor.locator(".prose > p").all_inner_texts() == ["Calm."]


def test_a_table_among_words_is_refused_in_words(editor):
    edit(editor, make_article("Tide turns", body=[("text", "<p>Calm.</p>")]))

    paste(editor, f"<p>Before.</p>{TABLE}<p>After.</p>")

    editor.get_by_role("alert").get_by_text("A table cannot stand").wait_for()
    field = editor.locator("[data-contentpath=body] .public-DraftEditor-content").first
    assert field.inner_text().strip() == "Calm."


def test_words_are_pasted_as_ever(editor):
    edit(editor, make_article("Tide turns", body=[("text", "<p>Calm.</p>")]))

    paste(editor, "<table><tr><td><p>Storm at <b>noon</b>.</p></td></tr></table>")

    editor.locator("[data-contentpath=body]").get_by_text("noon").first.wait_for()


OLD_STORY = """
<p>It cost <b>twelve</b> pounds<sup>2</sup> and H<sub>2</sub>O.<br>Then <em>more</em>.</p><hr>
<blockquote><p>“We <b>stay</b>,” she said, <a href="https://a.example/?a=1&amp;b=2">here</a>.</p>
<ul><li>one</li><li>two <em>and</em> three</li></ul><p>Always.</p>
<cite>Ann <a href="https://ann.example/">Other</a></cite></blockquote>
<blockquote><p>First.</p><blockquote><p>Within.</p></blockquote></blockquote>
<table><caption>Boats</caption><thead><tr><th>Pier</th><th>Boats &amp; nets</th></tr></thead>
<tr><td><a href="https://pier.example/">North</a><br>side</td><td><b>12</b> &lt;ten&gt;</td></tr>
<tr><th>South</th><td><ul><li>red</li><li>blue</li></ul></td></tr>
<tr><td></td><td><p>Two</p><p>lines</p></td></tr></table>
<h2>Later</h2><ol><li>One<ul><li>under it</li></ul></li><li>Two</li></ol>
<p>القوارب في الميناء.</p>"""
# The editor writes emphasis by its own names, and puts no space between blocks.
MARKED = """() => document.querySelector(".prose").innerHTML
    .replace(/(<\\/?)em>/g, "$1i>").replace(/(<\\/?)strong>/g, "$1b>")
    .replace(/ data-block-key="[^"]*"/g, "").replace(/>\\s+</g, "><").replace(/\\s+/g, " ")"""


def test_what_was_brought_in_stays_whole_when_it_is_saved_in_the_editor(editor, tmp_path):
    bring_in_export(make_export(tmp_path, make_item(text=OLD_STORY)))
    article = Article.objects.get()
    editor.goto(article.url)
    before = editor.evaluate(MARKED)
    edit(editor, article)
    editor.locator("[data-contentpath=body] .public-DraftEditor-content").last.wait_for()

    editor.locator("#id_title").fill("Tide turned")
    publish(editor)

    editor.goto(article.url)
    assert editor.locator("h1").inner_text() == "Tide turned"
    assert editor.evaluate(MARKED) == before


def publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("published").first.wait_for()


def is_saving(asked):
    """Tell whether a request is a form of a page that saves itself."""
    return asked.method == "POST" and asked.url.endswith("/edit/")


def saves(page, headline):
    """Type a headline, as soon as there is a field for it; return how its saving is answered."""
    page.bring_to_front()
    with page.expect_response(lambda answer: is_saving(answer.request)) as answer:
        page.locator("#id_title").fill(headline)
    return answer.value.status


def test_two_windows_on_a_story_that_was_never_edited_know_each_other(editor):
    article = make_article("Tide turns")
    other = editor.context.new_page()
    edit(editor, article)
    edit(other, article)

    assert (saves(editor, "Tide turned"), saves(other, "Tide lost")) == (200, 400)

    other.get_by_text("Saving will overwrite a newer version").first.wait_for()
    assert Article.objects.get().get_latest_revision_as_object().title == "Tide turned"


def test_what_is_typed_while_something_is_being_saved_is_saved_as_well(editor):
    article = make_article("Tide turns")
    edit(editor, article)
    held = []
    editor.route(
        lambda address: address.endswith("/edit/"),
        lambda route: route.continue_() if held else held.append(route),
    )
    with editor.expect_request(is_saving):
        editor.locator("#id_title").fill("Tide turned")

    editor.locator("#id_title").fill("Tide turned twice")
    with editor.expect_response(
        lambda answer: is_saving(answer.request) and b"twice" in answer.request.post_data_buffer
    ):
        held[0].continue_()

    assert Article.objects.get().get_latest_revision_as_object().title == "Tide turned twice"


# What stands beyond an edge where nothing scrolls is out of an editor's reach.
OUT_OF_REACH = """() => [...document.querySelectorAll(
    "main table, main select, main input, main .button, .w-breadcrumbs li:last-child")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1)
    .filter((one) => {
        const { left, right } = one.getBoundingClientRect()
        return right > innerWidth + 1 || left < -1
    })
    .filter((one) => {
        for (let each = one.parentElement; each; each = each.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(each).overflowX)) return false
        }
        return true
    })
    .map((one) => one.outerHTML.slice(0, 120))"""


def test_no_list_and_no_form_is_out_of_reach_on_a_phone(editor):
    editor.set_viewport_size({"width": 390, "height": 844})
    entry = make_entries(make_live_blog(), 3)[0]
    story = make_article("Tide turns", body=[("text", TEXT)])
    pages = [
        "/admin/",
        reverse("wagtailsnippets_newsroom_liveentry:list"),
        reverse("wagtailsnippets_newsroom_liveentry:edit", args=[entry.pk]),
        reverse("wagtailadmin_explore", args=[story.get_parent().pk]),
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        reverse("wagtailadmin_pages:history", args=[story.pk]),
        reverse("wagtailsnippets_appeals_campaign:list"),
        reverse("wagtailsnippets_appeals_campaign:edit", args=[make_campaign().pk]),
        reverse("wagtailsnippets_membership_plan:list"),
        reverse("wagtailsnippets_membership_plan:edit", args=[make_plan().pk]),
        *("/admin/members/memberships/", "/admin/members/gifts/", "/admin/members/gifts/new/"),
        *("/admin/members/person/?q=ada", "/admin/money/payments/", "/admin/money/ledger/"),
        *("/admin/asking/", "/admin/desk/funnel/", "/admin/emails/words/", "/admin/images/"),
        reverse("wagtailusers_users:index"),
        "/admin/sensitive/",
        "/admin/desk/why/",
    ]

    found = {}
    for page in pages:
        editor.goto(page)
        editor.wait_for_load_state()
        found[page] = editor.evaluate(OUT_OF_REACH)

    assert found == {page: [] for page in pages}


# Where the first and the last letter of an element's words stand.
ENDS = """(node) => {
    const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
    let text = words.nextNode()
    while (!text.data.trim()) text = words.nextNode()
    const start = text.data.search(/\\S/), end = text.data.trimEnd().length
    return [[start, start + 1], [end - 1, end]].map(([from, to]) => {
        const letter = document.createRange()
        letter.setStart(text, from)
        letter.setEnd(text, to)
        return letter.getBoundingClientRect().left
    })
}"""


def test_words_of_the_other_direction_keep_their_marks_at_their_end(editor, django_user_model):
    user = django_user_model.objects.get()
    UserProfile.objects.create(user=user, preferred_language="ar")
    article = make_article("Who cooks lunch?")

    editor.goto(reverse("wagtailadmin_explore", args=[article.get_parent().pk]))
    first, last = editor.get_by_role("link", name="Who cooks lunch?").first.evaluate(ENDS)
    edit(editor, article)
    field = editor.locator("#id_standfirst")

    assert editor.locator("html").get_attribute("dir") == "rtl"
    assert first < last
    assert field.evaluate("(node) => getComputedStyle(node).unicodeBidi") == "plaintext"


def test_english_labels_stand_whole_on_the_left_in_an_admin_from_right_to_left(
    editor, django_user_model
):
    UserProfile.objects.create(user=django_user_model.objects.get(), preferred_language="he")

    editor.goto(reverse("wagtailsnippets_appeals_campaign:add"))
    words = editor.locator(".campaign-sentence__words")

    assert words.evaluate("(node) => getComputedStyle(node).textAlign") == "left"


@pytest.mark.parametrize("device", [PHONE], ids=["phone"])
def test_a_story_is_corrected_on_a_phone(editor):
    story = make_article("Tide turns", body=[("text", "<p>Calm.</p>")])
    edit(editor, story)

    editor.locator("#id_title").fill("Tide turned at noon")
    text = editor.locator("[data-contentpath=body] .public-DraftEditor-content").first
    text.scroll_into_view_if_needed()
    text.tap()
    editor.wait_for_function("() => document.activeElement.isContentEditable")
    editor.keyboard.press("Control+End")
    editor.keyboard.type(" Then a storm.")
    # The field hands its text to the form a quarter of a second after the last letter.
    editor.wait_for_function(
        "() => document.querySelector('[name=body-0-value]').value.includes('storm')"
    )
    editor.get_by_role("button", name="More actions").tap()
    editor.get_by_role("button", name="Publish", exact=True).tap()
    editor.get_by_text("published").first.wait_for()

    editor.goto(story.url)
    assert editor.locator("h1").inner_text() == "Tide turned at noon"
    assert editor.locator(".prose > p").all_inner_texts() == ["Calm. Then a storm."]


LONG_WORD = "Bundesausbildungsförderungsgesetz wird reformiert"
LONG_ADDRESS = f"https://saltmere.example/{'tide' * 70}"


@pytest.mark.parametrize(
    ("headline", "standfirst"),
    [
        (LONG_WORD, "At noon."),
        (f"<{'Donaudampfschifffahrt' * 4}>", "At noon."),
        ("Tide turns", LONG_ADDRESS),
        ("คณะรัฐมนตรีเห็นชอบ" * 6, "ราชการ" * 40),
        (f"القانون {'ـ' * 90}", LONG_ADDRESS.replace("https://", "")),
    ],
    ids=["word", "longer", "address", "no-spaces", "arabic"],
)
def test_no_headline_and_no_standfirst_widens_a_page(editor, headline, standfirst):
    topic = actions.create_topic(name="Donaudampfschifffahrtsgesellschaft")
    author = actions.create_author(name="Maximiliane-Wilhelmina Featherstonehaugh-Cholmondeley")
    for number in (1, 2):
        story = make_article(
            headline,
            slug=f"story-{number}",
            standfirst=standfirst,
            topics=[topic],
            authors=[author],
        )
    blog = make_live_blog(headline, slug="storm", standfirst=standfirst)
    make_entries(blog, 1)
    paths = [
        *("/", "/harbour/", story.url, blog.url, "/search/?q=tide"),
        *(f"/topic/{topic.slug}/", f"/author/{author.slug}/"),
    ]
    editor.set_viewport_size({"width": 320, "height": 640})

    wide = {}
    for path in paths:
        editor.goto(path)
        wide[path] = editor.evaluate("() => document.documentElement.scrollWidth - innerWidth")

    assert wide == dict.fromkeys(paths, 0)


def test_a_link_shows_a_draft_on_a_real_page_and_the_page_forgets_it(editor):
    make_article("Dredging row")
    campaign = make_campaign()
    editor.goto(f"/admin/desk/previews/{campaign.pk}/")
    shown_at = editor.get_by_role("link", name="Look at it").first.get_attribute("href")
    asked = []
    editor.on("request", lambda request: asked.append(request.url))

    editor.goto(urlsplit(shown_at).path)

    heading = editor.get_by_role("dialog").get_by_role("heading")
    assert heading.inner_text() == "You have read 9 articles this month"
    editor.get_by_role("button", name="Close").click()
    assert editor.get_by_role("heading", name="Dredging row").is_visible()
    assert editor.evaluate("Object.keys(localStorage).filter((key) => /wellread/.test(key))") == []
    paths = [urlsplit(url).path for url in asked]
    assert [path for path in paths if path.startswith(("/insights/", "/meter/"))] == []


FORMS = {
    "overlay": "dialog.letter h2",
    "banner": ".foot-ask h2",
    "end_of_article": ".panel-ask h2",
    "inline": ".inline-ask h2",
    "header": ".head-ask p > span",
}
STORY = [("text", "<p>Words of a story.</p>" * 8)]
PREVIEW_GONE = "This page has no place for it."


def link_of(editor, path, **facts):
    """Go to a page as a new link shows it, for a reader whose number is as the facts say."""
    count = facts.pop("count", 9)
    campaign = make_campaign(**facts)
    campaign.unpublish()
    token = token_of(campaign, "control", count, now=timezone.now())
    editor.goto(f"/appeals/preview/{token}{path}")


@pytest.mark.parametrize("placement", FORMS)
def test_a_link_shows_each_form_with_each_placeholder(editor, placement):
    story = make_article("Dredging row", body=STORY)
    every = "{article_count} {days} {minimum} {country} {newspaper} {goal_left}"
    facts = {"placement": placement, "goal_amount": "100", "countries_only": "AT, DE"}
    for_one = [ask(amounts="7, 10", minimum="7", countries="DE"), ask()]

    link_of(editor, story.url, variants=[variant(headline=every, asks=for_one)], **facts)

    shown = editor.locator(FORMS[placement])
    shown.wait_for()
    assert shown.inner_text() == f"9 30 $6 Austria {settings.SITE_NAME} $100"
    assert PREVIEW_GONE not in editor.locator(".preview-note").inner_text()


def test_a_link_says_where_an_appeal_cannot_stand(editor):
    story = make_article("Dredging row")

    link_of(editor, story.url, placement="inline", after_paragraph=20)
    editor.locator(".preview-note", has_text=PREVIEW_GONE).wait_for()
    link_of(editor, "/", key="end", placement="end_of_article")
    editor.locator(".preview-note", has_text=PREVIEW_GONE).wait_for()
    link_of(editor, story.url, key="letter", count=None)
    editor.locator(".preview-note", has_text="not known of such a reader").wait_for()


def test_the_sentence_follows_what_is_typed_and_nothing_is_saved(editor):
    campaign = make_campaign()
    editor.goto(reverse("wagtailsnippets_appeals_campaign:edit", args=[campaign.pk]))
    sentence = editor.locator("[data-campaign-sentence-target=words]")
    assert "at least 8 articles" in sentence.inner_text()

    editor.get_by_role("tab", name="Who is asked").click()
    editor.locator("[name=min_articles]").fill("17")

    sentence.filter(has_text="at least 17 articles").wait_for()
    assert Campaign.objects.get().min_articles == 8


def in_order(editor):
    """Three campaigns, in the list where their order is changed."""
    for name in ("first", "second", "third"):
        make_campaign(name)
    editor.goto(f"{reverse('wagtailsnippets_appeals_campaign:list')}?ordering=sort_order")
    handles = editor.locator("[data-w-orderable-target=handle]")
    handles.nth(2).wait_for()
    return handles


def moved(editor, way):
    """Have a campaign moved; return the line-up's order once the admin has said that it is so."""
    with editor.expect_response(lambda answer: "/reorder/" in answer.url) as answered:
        way()
    assert answered.value.ok
    return [one.id for one in line_up("en").campaigns]


def test_priority_is_dragged(editor):
    handles = in_order(editor)

    assert moved(editor, lambda: handles.nth(2).drag_to(handles.nth(0))) == [
        "third",
        "first",
        "second",
    ]


def test_priority_is_moved_by_keyboard(editor):
    handles = in_order(editor)
    handles.nth(2).focus()
    editor.keyboard.press("ArrowUp")

    assert moved(editor, lambda: editor.keyboard.press("Enter")) == ["first", "third", "second"]


def test_a_former_version_is_compared_and_restored(editor):
    campaign = make_campaign()
    first = campaign.latest_revision
    campaign.name, campaign.min_articles = "Spring letter", 12
    second = campaign.save_revision()
    second.publish()
    editor.goto(
        reverse(
            "wagtailsnippets_appeals_campaign:revisions_compare",
            args=[campaign.pk, first.pk, second.pk],
        )
    )

    editor.get_by_role("link", name="Open the state of before, to restore it").click()
    assert editor.locator("[name=name]").input_value() == "Autumn letter"
    editor.get_by_role("button", name="More actions").last.click()
    editor.get_by_role("button", name="Publish").click()
    editor.wait_for_url("**/campaign/**")

    found = Campaign.objects.get()
    assert (found.name, found.min_articles) == ("Autumn letter", 8)


def previewed(editor, campaign):
    """Open a campaign's form with its preview beside it, and return the page in that."""
    editor.goto(reverse("wagtailsnippets_appeals_campaign:edit", args=[campaign.pk]))
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    preview.locator("[data-height]").filter(has_text="px high").wait_for()
    return preview


def preview_alone(editor, campaign):
    """Open a campaign's preview as a page of its own: the form may draw it anew at any moment."""
    previewed(editor, campaign)
    editor.goto(editor.locator("#w-preview-iframe").get_attribute("src"))
    editor.locator("[data-height]").filter(has_text="px high").wait_for()


def whole_height(preview):
    """Return the height of the appeal when all that is in it is shown."""
    return preview.locator("[data-measured]").evaluate(
        """(appeal) => {
            appeal.style.maxBlockSize = "none"
            const height = Math.round(appeal.getBoundingClientRect().height)
            appeal.style.maxBlockSize = ""
            return height
        }"""
    )


@pytest.mark.parametrize("device", [{"viewport": {"width": 1440, "height": 900}}], ids=["desk"])
def test_the_preview_says_how_high_an_appeal_is_on_a_phone_and_on_a_laptop(editor):
    preview = previewed(editor, make_campaign())
    said = preview.locator("[data-height]")

    on_phone = whole_height(preview)
    share = int(100 * on_phone / 844 + 0.5)
    phones = f"{on_phone} px high: {share} % of a phone’s screen (390 × 844)"
    said.filter(has_text=phones).wait_for()

    editor.get_by_role("radio", name="Preview in desktop size").check(force=True)
    said.filter(has_text="laptop").wait_for()
    on_laptop = whole_height(preview)
    share = int(100 * on_laptop / 800 + 0.5)
    laptops = f"{on_laptop} px high: {share} % of a laptop’s screen (1280 × 800)"
    said.filter(has_text=laptops).wait_for()

    assert on_laptop != on_phone
    assert max(on_laptop, on_phone) < 800


BRIEF, LONG = "The tide pays for nothing.", "The tide pays for nothing. " * 100
HIGHER_THAN_A_SCREEN = "Higher than fits on the screen: part of it is seen only by scrolling."
HIGHER_THAN_A_THIRD = (
    "Higher than a third of the screen, the most it may cover: "
    "part of it is seen only by scrolling."
)


@pytest.mark.parametrize(
    ("placement", "body", "warnings"),
    [
        ("overlay", BRIEF, []),
        ("overlay", LONG, [HIGHER_THAN_A_SCREEN]),
        ("banner", LONG, [HIGHER_THAN_A_THIRD]),
        ("end_of_article", LONG, []),
    ],
    ids=["brief-letter", "long-letter", "long-strip", "long-panel"],
)
def test_the_preview_warns_of_what_is_higher_than_it_may_be(editor, placement, body, warnings):
    campaign = make_campaign(placement=placement, variants=[variant(body=body)])

    preview_alone(editor, campaign)

    assert editor.locator("[data-warning]:visible").all_inner_texts() == warnings


ASKED = {
    "amounts": {"variants": [variant(join_label="Join")]},
    "amount-inside": {"variants": [variant(join_label="Give {amount} now")]},
    "cards": {"variants": [variant(join_label="Join", asks=[ask(card_year="100")])]},
    "goal-and-deadline": {
        "goal_amount": "5000",
        "deadline_at": datetime(2099, 11, 30, 12, tzinfo=UTC),
        "deadline_words": "Every gift counts twice until {deadline}.",
        "offers_reminder": True,
    },
    "newsletter": {"newsletter": "non_readers"},
}
SHOWN = ".letter, .foot-full, .head-ask, .quiet-ask"
SIZES = [(390, 844), (1280, 800)]


def look_of(editor):
    """Return the words of an appeal and its height, on a phone and on a laptop."""
    found = []
    for width, height in SIZES:
        editor.set_viewport_size({"width": width, "height": height})
        shown = editor.locator(SHOWN)
        shown.wait_for()
        # Its box's is a half more or less by where it stands, and while it arrives.
        height = shown.evaluate("(appeal) => getComputedStyle(appeal).height")
        found.append((shown.inner_text(), height))
    return found


@pytest.mark.parametrize("form", ASKED)
@pytest.mark.parametrize("placement", FORMS)
def test_the_preview_is_what_a_reader_meets(editor, placement, form):
    facts = {"placement": placement, **ASKED[form]}
    if form == "newsletter":
        tide = Newsletter.objects.create(key="tide", name="The Tide", description="All of it.")
        letter = variant(newsletter=tide, join_label="Send it to me", asks=[])
        facts["variants"] = [letter]
    story = make_article("Dredging row", body=STORY)
    # A face that comes late is not used, and which does is chance.
    editor.route("**/*.woff2", lambda route: route.abort())
    link_of(editor, story.url, **facts)
    met = look_of(editor)

    preview_alone(editor, Campaign.objects.get())

    assert look_of(editor) == met


def test_the_preview_is_shown_in_light_and_dark_and_remembers_which(editor):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    preview_alone(editor, make_campaign())
    light = editor.evaluate(ground)

    editor.get_by_label("Dark").check()
    dark = editor.evaluate(ground)
    editor.reload()

    assert dark != light
    assert editor.get_by_label("Dark").is_checked()
    assert editor.evaluate(ground) == dark

    editor.emulate_media(color_scheme="dark")
    editor.get_by_label("Light").check()
    assert editor.evaluate(ground) == light
    editor.get_by_label("As this screen").check()
    assert editor.evaluate(ground) == dark
