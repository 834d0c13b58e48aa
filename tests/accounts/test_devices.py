"""The browsers in which a reader is signed in, and signing out of them."""

import pytest
from django.test import Client

from tests.payments.world import make_reader
from wellread.accounts import browsers, queries
from wellread.accounts.models import Reader, SignedInDevice

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox · Windows"),
        (IPHONE, "Safari · iPhone"),
        (EDGE, "Edge · Mac"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert browsers.named(user_agent) == name


def signed_in(reader: Reader, user_agent: str) -> Client:
    """Sign a reader in with a browser, which the account page writes down."""
    client = Client(headers={"User-Agent": user_agent})
    client.force_login(reader)
    client.get("/account/")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_one_device_is_signed_out_and_the_others_stay(db: None) -> None:
    reader = make_reader()
    here, there = signed_in(reader, FIREFOX), signed_in(reader, IPHONE)
    device = SignedInDevice.objects.order_by("-pk")[0]

    here.post(f"/sign-out/device/{device.pk}/")

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert here.get("/account/").content.decode().count("/sign-out/device/") == 0


def test_nobody_signs_out_somebody_elses_device(db: None) -> None:
    mine = signed_in(make_reader(), FIREFOX)
    device = SignedInDevice.objects.get()
    stranger = signed_in(make_reader("eve@example.com"), IPHONE)

    stranger.post(f"/sign-out/device/{device.pk}/")

    assert is_signed_in(mine)


def test_signing_out_everywhere_else_leaves_this_browser_alone(db: None) -> None:
    reader = make_reader()
    here, there = signed_in(reader, FIREFOX), signed_in(reader, IPHONE)
    # One of before devices were written down.
    old = Client()
    old.force_login(reader)
    SignedInDevice.objects.filter(session=old.session.session_key).delete()

    answer = here.post("/sign-out/elsewhere/", {"next": "/account/"})

    assert answer["Location"] == "/account/"
    assert [is_signed_in(one) for one in (here, there, old)] == [True, False, False]
    reader.refresh_from_db()
    assert [one.name for one in queries.devices(reader)] == ["Firefox · Windows"]


def test_a_device_goes_with_its_session(db: None) -> None:
    client = signed_in(make_reader(), FIREFOX)

    client.post("/sign-out/")

    assert not SignedInDevice.objects.exists()
