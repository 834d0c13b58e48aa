"""Passing a story on."""

from urllib.parse import unquote

from tests.journeys.words import say


def test_a_storys_address_is_copied_sent_and_handed_to_the_device(reader, site):
    page = reader
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    page.goto(f"{site.url}{site.open_stories[0]}?utm_source=elsewhere")
    address = page.locator("link[rel=canonical]").get_attribute("href")
    headline = page.locator("h1").inner_text()

    page.get_by_role("button", name=say("Copy link")).click()
    page.get_by_text(say("Link copied")).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address

    page.evaluate("() => { navigator.share = async (told) => { window.told = told } }")
    page.get_by_role("button", name=say("Share"), exact=True).click()
    page.wait_for_function("window.told")
    assert page.evaluate("window.told") == {"title": headline, "url": address}
    page.get_by_role("button", name=say("Copy link")).wait_for()

    letter = page.locator(".share a").get_attribute("href")
    assert unquote(letter) == f"mailto:?subject={headline}&body={address}"


def test_an_update_is_passed_on_by_its_own_address(reader, site):
    page = reader
    page.goto(f"{site.url}/harbour/storm-ottilie-live/")
    page.locator(".timeline .entry-time a").first.click()
    page.wait_for_url("**/entry/**")

    assert page.locator(".share").get_attribute("data-url") == page.url
