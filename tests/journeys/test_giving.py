"""Reading given to somebody: a gift that is bought, and a free year that some readers pay for."""

import re

import pytest

from tests.journeys.reading import (
    PHONE,
    ask_for_code,
    fresh_browser,
    is_members_page,
    pay,
)
from tests.journeys.site import copy_of, eventually, free_pair, running
from tests.journeys.words import counted, dollars, like, say

GIFT = re.compile(r"http\S+/gift/[A-Za-z0-9_-]{20,}/")
OPEN_UNTIL = "Everything is open to you until %(date)s."


def buy_gift(page, site, *, of, to, months=6):
    """Buy a gift as somebody without an account does; leave the page that shows how it stands."""
    page.goto(f"{site.url}/give/")
    how_long = counted(months, "%(number)s month", "%(number)s months")
    price = dollars(months * 6)
    page.get_by_role(
        "link", name=say("%(how_long)s, %(amount)s", how_long=how_long, amount=price)
    ).click()
    page.locator("#address").fill(to)
    page.locator("#giver_name").fill("Ada")
    page.locator("#message").fill("For the long evenings!")
    page.get_by_role(
        "button", name=say("Give %(how_long)s for %(amount)s", how_long=how_long, amount=price)
    ).click()
    pay(page, email=of)
    page.wait_for_url("**/give/**")
    page.get_by_role("heading", name=say("Your gift"), exact=True).wait_for()


def gift_link(site, address):
    """Return the link in the e-mail that brought a gift."""
    return eventually(
        lambda: GIFT.search("\n".join(one.text for one in site.emails_to(address))),
        "an e-mail brings the gift",
    )[0]


@pytest.mark.in_every_edition
def test_a_gift_of_a_guest_is_taken_on_a_telephone_and_its_giver_sees_it(chromium, site):
    ada, grace = "ada.giver@reader.example", "grace.taker@reader.example"
    with fresh_browser(chromium) as context:
        page = context.new_page()
        buy_gift(page, site, of=ada, to=grace)
        page.get_by_text(say("Sent, not taken yet")).wait_for()

        with fresh_browser(chromium, **PHONE) as telephone:
            phone = telephone.new_page()
            phone.goto(gift_link(site, grace))
            phone.get_by_text("For the long evenings!").wait_for()
            phone.get_by_role("button", name=say("Take the gift")).tap()
            phone.wait_for_url(f"{site.url}/account/")
            given = (
                "Everything is open to you until %(date)s: somebody gave it to you. Nothing is "
                "charged when it ends."
            )
            phone.get_by_text(like(given)).wait_for()
            phone.goto(f"{site.url}{site.community_story}")
            assert is_members_page(phone)

        page.reload()
        page.get_by_text(say("Taken", of="state of a gift"), exact=True).wait_for()
        page.goto(f"{site.url}{site.open_stories[0]}")
        assert not is_members_page(page)


def test_a_gift_for_somebody_else_is_given_on_and_one_that_nobody_wants_returned(chromium, site):
    ada, grace, bob = (f"{name}.on@reader.example" for name in ("ada", "grace", "bob"))
    with fresh_browser(chromium) as context:
        page = context.new_page()
        buy_gift(page, site, of=ada, to=grace)
        page.goto(gift_link(site, grace))
        page.get_by_text(say("It is not for you?")).click()
        page.locator("#address").fill(bob)
        page.get_by_role("button", name=say("Give it on"), exact=True).click()
        page.get_by_role("heading", name=say("It is given on")).wait_for()

        page.goto(gift_link(site, bob))
        page.get_by_text(say("It is not for you?")).click()
        page.get_by_role("button", name=say("Return it"), exact=True).click()
        page.get_by_role("heading", name=say("It is returned")).wait_for()

    returned, refunded = say("Your gift was returned"), like("We have given {given_back} back")

    def subjects():
        return "\n".join(one.subject for one in site.emails_to(ada))

    eventually(lambda: returned in subjects(), "the giver is told")
    eventually(lambda: refunded.search(subjects()), "the giver has the money back")


@pytest.mark.in_every_edition
def test_a_year_that_others_paid_for_is_taken_and_a_year_later_renewed(
    prepared, chromium, tmp_path
):
    """A site of its own: its clock runs ahead of everybody else's."""
    with (
        running(copy_of(prepared, tmp_path / "demo"), free_pair()) as site,
        fresh_browser(chromium, **PHONE) as telephone,
    ):
        page = telephone.new_page()
        page.goto(f"{site.url}/join/")
        page.get_by_role(
            "link", name=say("Cannot pay just now? A free year is there for you.")
        ).tap()
        page.get_by_role("link", name=say("Sign in for a free year")).tap()
        ask_for_code(page, site, "reader@courier.example")
        page.wait_for_url(f"{site.url}/solidarity/")
        page.get_by_role("button", name=say("Take a free year")).tap()
        page.wait_for_url(f"{site.url}/account/")
        first = page.get_by_text(like(OPEN_UNTIL)).first.inner_text()
        page.goto(f"{site.url}{site.community_story}")
        assert is_members_page(page)

        site.advance(advance_days=345)
        page.goto(f"{site.url}/account/")
        page.get_by_role("button", name=say("Take another year")).tap()
        page.get_by_text(like(OPEN_UNTIL)).first.wait_for()
        page.wait_for_load_state()

        assert page.get_by_text(like(OPEN_UNTIL)).first.inner_text() != first
        assert site.rows("SELECT balance_minor FROM membership_solidaritypot") == [(48_000,)]


def test_who_pays_above_the_price_puts_it_in_and_the_sum_says_so(chromium, site):
    before = pot(site)
    with fresh_browser(chromium) as context:
        page = context.new_page()
        page.goto(f"{site.url}/join/?interval=month")
        page.fill("#own", "20")
        page.get_by_role("button", name=say("Use this amount")).click()
        page.locator("input[name=for_pot]").check()
        choose = like("Support with %(amount)s")
        page.get_by_role("button", name=choose).click()
        pay(page, email="above@reader.example")
        page.wait_for_url(f"{site.url}/**")
        site.come_to_rest()
        page.goto(f"{site.url}/account/")
        page.get_by_role("button", name=say("Put nothing more in")).wait_for()

    assert pot(site) == before + 1_400


def pot(site):
    [(minor,)] = site.rows("SELECT balance_minor FROM membership_solidaritypot")
    return minor
