"""The editors' own screens, in a real browser."""

import pytest
from django.urls import reverse

from tests.newsroom.press import TEXT, make_article, make_image
from tests.staff import sign_in_staff

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


@pytest.fixture
def editor(chromium, live_server, client, settings, tmp_path):
    """A page of a browser in which an editor is signed in, and the site it looks at."""
    settings.ALLOWED_HOSTS = ["*"]
    sign_in_staff(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(base_url=live_server.url)
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

    assert faults(editor) >= {"Incorrect heading hierarchy", "Picture without a description"}
