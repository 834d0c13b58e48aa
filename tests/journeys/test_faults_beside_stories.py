"""Pages that readers do things on, their scripts, storage or connections broken: each does it."""

from contextlib import contextmanager

import pytest

from tests.evidence import watched
from tests.journeys.reading import (
    DEVICE,
    choose_own_amount,
    sign_in,
)
from tests.journeys.words import say
from wellread.demo.content_files import documents

STORAGE = "for (const shelf of ['localStorage', 'sessionStorage'])"
INSIDE = {
    "storage that throws": (
        f"{STORAGE} Object.defineProperty(window, shelf,"
        " { get() { throw new DOMException('no', 'SecurityError') } })"
    ),
    "no storage": f"{STORAGE} Object.defineProperty(window, shelf, {{ value: null }})",
    "full storage": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
    "storage of somebody else": (
        "for (const name of ['consent', 'counting', 'history', 'interrupted', 'rests', 'seat',"
        " 'told', 'visit']) localStorage.setItem(`wellread.${name}`, '{\"at\": [1]')"
    ),
    "a fetch that refuses": "window.fetch = () => Promise.reject(new TypeError('refused'))",
    "a fetch that throws": "window.fetch = () => { throw new TypeError('refused') }",
    "a fetch that never ends": "window.fetch = () => new Promise(() => {})",
    "nothing to tell with": "delete Navigator.prototype.sendBeacon; delete window.fetch",
    "no observers": "delete window.IntersectionObserver; delete window.ResizeObserver",
    "no passkeys": "delete window.PublicKeyCredential; delete Navigator.prototype.credentials",
}
# As our own server says it; without this allauth's old scripts are taken for scripts.
A_PAGE = {
    "headers": {"Content-Type": "text/html", "X-Content-Type-Options": "nosniff"},
    "body": "<h1>Sign in",
}
# To all that scripts are or ask for; a page itself comes.
ANSWERS = {
    "scripts missing": ("script", {"status": 404, "body": "Not found"}),
    "scripts that are a page": ("script", A_PAGE),
    "scripts broken off": ("script", {"content_type": "text/javascript", "body": ""}),
    "answers that are an error": ("fetch", {"status": 500, "body": "<h1>Sorry"}),
    "answers that are a page": ("fetch", A_PAGE),
    "answers of another kind": ("fetch", {"json": ["x", None]}),
    "answers of nothing": ("fetch", {"json": None}),
}
TROUBLES = (*INSIDE, *ANSWERS)
MEMBER, STRANGER = "member@courier.example", "stranger-in-trouble@reader.example"


@pytest.fixture(params=TROUBLES)
def troubled(request, chromium, site):
    """Open a device that has this trouble with the site; no script of a page may fail by it."""

    @contextmanager
    def device(cookies=()):
        context = chromium.new_context(**DEVICE, base_url=site.url)
        context.set_default_timeout(40_000)
        context.add_cookies(cookies)
        give(context, request.param, site)
        errors = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        with watched(context):
            yield context.new_page()
            assert errors == []
        context.close()

    return device


def give(context, trouble, site):
    """Give a device its trouble, on our own pages alone."""
    if trouble in INSIDE:
        script = f"if (location.origin === '{site.url}') {{ {INSIDE[trouble]} }}"
        context.add_init_script(script)
        return
    kind, answer = ANSWERS[trouble]

    def refuse(route):
        if route.request.resource_type == kind:
            route.fulfill(**answer)
        else:
            route.continue_()

    context.route(f"{site.url}/**", refuse)


@pytest.fixture(scope="module")
def members_cookies(chromium, site):
    site.forget_tries()
    context = chromium.new_context(**DEVICE)
    context.set_default_timeout(40_000)
    page = context.new_page()
    sign_in(page, site, MEMBER)
    page.wait_for_url("**/account/**")
    yield context.cookies()
    context.close()


def test_who_searches_finds(troubled, site):
    story = documents("articles")[0]
    with troubled() as page:
        page.goto("/search/")
        page.locator("#search-words").fill(story["headline"])
        page.locator("main").get_by_role("button", name=say("Search", of="the paper")).click()

        page.locator("main").get_by_role("link", name=story["headline"]).first.click()

        page.wait_for_url(f"**/{story['slug']}/")


def test_who_wants_to_join_gets_to_the_checkout(troubled, site):
    with troubled() as page:
        page.goto("/join/?interval=month")
        choose_own_amount(page, "8")

        page.wait_for_url(f"{site.sandbox}/**")
        assert page.locator("#card").is_visible()


def test_who_signs_in_is_asked_for_a_code_and_told_of_a_wrong_one(troubled, site):
    site.forget_tries()
    with troubled() as page:
        page.goto("/sign-in/?next=/account/")
        page.fill("#id_email", STRANGER)
        page.get_by_role("button", name=say("Send me a code")).click()
        page.wait_for_url("**/sign-in/code/confirm/**")
        page.locator("form input[name=code]").fill("AAAAAA")
        page.get_by_role("button", name=say("Sign in"), exact=True).click()

        page.locator("input[name=code][aria-invalid=true]").wait_for()


def test_a_member_looks_after_their_membership(troubled, members_cookies):
    with troubled(members_cookies) as page:
        page.goto("/account/")
        count = page.locator("#shared-count")
        assert (count.locator("h1").count(), count.locator("p").count()) == (0, 1)
        begin = page.get_by_role("button", name=say("Keep my count on all my devices"))
        erase = page.get_by_role(
            "button", name=say("Erase it, and let each device count by itself")
        )
        begin.click()
        erase.wait_for()
        assert count.locator("p").count() == 1
        erase.click()
        begin.wait_for()
