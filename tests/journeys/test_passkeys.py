"""A passkey, made by a virtual authenticator of the browser's own."""

import pytest

from tests.journeys.reading import PHONE, fresh_browser, sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


# Each with an account of its own: one address is sent three codes a minute.
@pytest.mark.parametrize(
    ("device", "email"),
    [({}, "reader@courier.example"), (PHONE, "member@courier.example")],
    ids=["desk", "phone"],
)
def test_a_passkey_signs_in_without_a_letter_and_leads_back_to_the_very_page(
    chromium, site, device, email
):
    story = site.open_stories[0]
    with fresh_browser(chromium, **device) as context:
        reader = context.new_page()
        browser = context.new_cdp_session(reader)
        browser.send("WebAuthn.enable")
        browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        sign_in(reader, site, email)
        reader.get_by_role("link", name="Passkeys").click()
        reader.get_by_role("link", name="Add a passkey").click()
        reader.get_by_label("Name").fill("This laptop")
        reader.get_by_role("button", name="Add it").click()
        reader.get_by_text("You have 1 passkey.").wait_for()
        assert reader.evaluate("() => document.documentElement.scrollWidth - innerWidth") == 0
        context.clear_cookies()

        reader.goto(f"{site.url}/sign-in/?next={story}")
        reader.get_by_role("button", name="Use a passkey").click()

        reader.wait_for_url(f"**{story}")
        reader.get_by_role("link", name="Account").wait_for()
        reader.goto(f"{site.url}/sign-in/keys/webauthn/")
        reader.get_by_role("link", name="Remove").click()
        reader.get_by_role("button", name="Remove").click()
        reader.get_by_text("You have none yet.").wait_for()

    # The passkey stayed in that laptop; a code still opens the account on a telephone.
    with fresh_browser(chromium) as context:
        telephone = context.new_page()
        sign_in(telephone, site, email, next=story)
        telephone.wait_for_url(f"{site.url}{story}")
        telephone.get_by_role("link", name="Account").wait_for()
