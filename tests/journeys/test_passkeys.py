"""A passkey, made by a virtual authenticator of the browser's own."""

import sqlite3
from contextlib import closing
from urllib.parse import parse_qsl

import pytest

from tests.journeys.reading import PHONE, fresh_browser, join, sign_in
from tests.journeys.test_joining import claim_link
from tests.journeys.words import counted, like, say

ONE_PASSKEY = counted(1, "You have %(number)s passkey.", "You have %(number)s passkeys.")
REMOVE = 'Remove<span class="visually-hidden"> %(name)s</span>'
# A browser that cannot offer a passkey where the address is typed, as older ones.
OFFERS_NONE = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
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
        reader.get_by_role("link", name=say("Passkeys and address")).click()
        reader.get_by_role("link", name=say("Add a passkey")).click()
        reader.locator("#id_name").fill("This laptop")
        reader.get_by_role("button", name=say("Add it")).click()
        reader.get_by_text(ONE_PASSKEY).wait_for()
        assert reader.evaluate("() => document.documentElement.scrollWidth - innerWidth") == 0
        context.clear_cookies()

        reader.add_init_script(OFFERS_NONE)
        reader.goto(f"{site.url}/sign-in/?next={story}")
        reader.get_by_role("button", name=say("Use a passkey")).click()

        # The page to sign in on has the story in its address too, and a link about an account.
        reader.wait_for_url(f"{site.url}{story}")
        reader.get_by_role("link", name=say("Account"), exact=True).wait_for()
        reader.goto(f"{site.url}/sign-in/keys/webauthn/")
        reader.get_by_role("link", name=like(REMOVE)).click()
        reader.get_by_role("button", name=say("Remove it")).click()
        reader.get_by_text(say("You have none yet.")).wait_for()

    # The passkey stayed in that laptop; a code still opens the account on a telephone.
    with fresh_browser(chromium) as context:
        telephone = context.new_page()
        sign_in(telephone, site, email, next=story)
        telephone.wait_for_url(f"{site.url}{story}")
        telephone.get_by_role("link", name=say("Account")).wait_for()


KEPT = say("This device keeps a passkey of yours already. You can sign in with it.")
NOT_ADDED = say(
    "No passkey was added: it was cancelled, it took too long, or the device did not recognise "
    "you. Please try again."
)
NOT_USED = say(
    "No passkey was used: it was cancelled, it took too long, or this device keeps none of yours. "
    "Please try again, or take another way."
)
UNABLE = say(
    "This device or browser cannot use passkeys. A screen lock may have to be set up first."
)
OTHER = say("That did not work. Please try again, or take another way.")


LACKS_A_LOCK = """() => {
    const refused = new DOMException("", "NotSupportedError")
    navigator.credentials.create = () => Promise.reject(refused)
}"""

SOMETHING_ELSE = """() => document.dispatchEvent(
    new CustomEvent("allauth.error", { detail: { exception: new TypeError() } })
)"""


def test_what_became_of_a_passkey_stands_beside_its_button(chromium, site):
    with fresh_browser(chromium) as context:
        reader = context.new_page()
        browser = context.new_cdp_session(reader)
        browser.send("WebAuthn.enable")
        device = browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        email = "often@reader.example"
        join(reader, site, email, story=site.open_stories[1])
        reader.goto(claim_link(site, email))
        reader.get_by_role("button", name=say("Sign in and open it")).click()

        # Nobody's finger: the device asks, and does not know who it is.
        is_known(browser, device, False)
        add(reader, site)
        reader.get_by_role("alert").get_by_text(NOT_ADDED).wait_for()
        is_known(browser, device, True)
        reader.get_by_role("button", name=say("Add it")).click()
        reader.get_by_text(ONE_PASSKEY).wait_for()

        # The same device once more.
        add(reader, site)
        reader.get_by_role("alert").get_by_text(KEPT).wait_for()

        # A telephone without a lock of its screen answers so.
        reader.evaluate(LACKS_A_LOCK)
        reader.get_by_role("button", name=say("Add it")).click()
        reader.get_by_role("alert").get_by_text(UNABLE).wait_for()

        # To sign in: the device does not know who it is.
        is_known(browser, device, False)
        context.clear_cookies()
        reader.add_init_script(OFFERS_NONE)
        reader.goto(f"{site.url}/sign-in/")
        reader.get_by_role("button", name=say("Use a passkey")).click()
        reader.get_by_role("alert").get_by_text(NOT_USED).wait_for()

        # Whatever else becomes of it; the words before it go.
        reader.evaluate(SOMETHING_ELSE)
        reader.get_by_role("alert").get_by_text(OTHER).wait_for()
        assert reader.get_by_role("alert").filter(has_text=NOT_USED).count() == 0


def add(reader, site):
    reader.goto(f"{site.url}/sign-in/keys/webauthn/add/")
    reader.locator("#id_name").fill("This laptop")
    reader.get_by_role("button", name=say("Add it")).click()


def is_known(browser, device, answer):
    browser.send("WebAuthn.setUserVerified", device | {"isUserVerified": answer})


def test_the_passkey_of_an_account_that_was_joined_with_another_says_so(chromium, site):
    with fresh_browser(chromium) as context:
        reader = context.new_page()
        browser = context.new_cdp_session(reader)
        browser.send("WebAuthn.enable")
        browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        email = "twin@reader.example"
        join(reader, site, email, story=site.open_stories[1])
        reader.goto(claim_link(site, email))
        reader.get_by_role("button", name=say("Sign in and open it")).click()
        reader.goto(f"{site.url}/sign-in/keys/webauthn/add/")
        reader.locator("#id_name").fill("This laptop")
        reader.get_by_role("button", name=say("Add it")).click()
        reader.get_by_text(ONE_PASSKEY).wait_for()
        close_as_the_migration_does(site, email)

        # Whoever was signed in to it is so no more, and its passkey opens nothing.
        reader.add_init_script(OFFERS_NONE)
        reader.goto(f"{site.url}/account/")
        reader.wait_for_url("**/sign-in/**")
        reader.get_by_role("button", name=say("Use a passkey")).click()
        reader.get_by_role("heading", name=say("This account is closed")).wait_for()
        reader.get_by_role("link", name=say("Sign in with a code")).click()
        reader.locator("#id_email").wait_for()


def close_as_the_migration_does(site, email):
    """Leave an account as one that had its address in another spelling beside a second one."""
    with closing(sqlite3.connect(site.folder / "wellread.sqlite3", timeout=20)) as database:
        [(number,)] = database.execute("SELECT id FROM accounts_reader WHERE email = ?", [email])
        database.execute("DELETE FROM account_emailaddress WHERE user_id = ?", [number])
        database.execute(
            "UPDATE accounts_reader SET email = ?, is_active = 0 WHERE id = ?",
            [f"account-{number}-is-now-1@same-address.invalid", number],
        )
        database.commit()


def test_a_passkey_is_offered_once_after_a_code_and_later_where_the_address_is_typed(
    chromium, site
):
    offer = say(
        "Next time you can sign in without a code: with your finger, your face or the lock of "
        "your screen."
    )
    with fresh_browser(chromium) as context:
        reader = context.new_page()
        browser = context.new_cdp_session(reader)
        browser.send("WebAuthn.enable")
        browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        email = "once@reader.example"
        join(reader, site, email, story=site.open_stories[2])
        reader.goto(claim_link(site, email))
        reader.get_by_role("button", name=say("Sign in and open it")).click()
        reader.get_by_text(offer).wait_for()
        reader.get_by_role("link", name=say("Add a passkey")).click()
        reader.locator("#id_name").fill("This laptop")
        reader.get_by_role("button", name=say("Add it")).click()
        reader.get_by_text(ONE_PASSKEY).wait_for()
        reader.goto(f"{site.url}/account/")
        assert reader.get_by_text(offer).count() == 0
        context.clear_cookies()

        # Nothing is pressed: the browser offers what it keeps, and here takes it by itself.
        sent = []
        reader.on("request", lambda one: one.method == "POST" and sent.append(one.post_data))
        reader.goto(f"{site.url}/sign-in/?next=/account/")
        reader.wait_for_url(f"{site.url}/account/")
        reader.get_by_role("heading", name=say("Your account"), exact=True).wait_for()

    # Whoever sends the same answer once more is not let in by it.
    [answer] = [dict(parse_qsl(one)) for one in sent if "credential" in (one or "")]
    with fresh_browser(chromium) as context:
        thief = context.new_page()
        thief.add_init_script(OFFERS_NONE)
        thief.goto(f"{site.url}/sign-in/?next=/account/")
        for name in ("credential", "asked"):
            thief.locator(f"#mfa_login [name={name}]").evaluate(
                "(field, value) => { field.value = value }", answer[name]
            )
        thief.locator("#mfa_login").evaluate("(form) => form.submit()")
        thief.get_by_text(say("This page was open for too long. Please try again.")).wait_for()
