import pytest
from django.test import RequestFactory

from wellread.accounts import origin
from wellread.accounts.origin import network


def asked_from(address, **headers):
    return RequestFactory(REMOTE_ADDR=address).get("/", **headers)


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("2a00:1450:4009:80b::200e", "2a00:1450:4009:80b::"),
        ("2a00:1450:4009:80b:ffff::1", "2a00:1450:4009:80b::"),
    ],
)
def test_a_reader_is_known_by_address_and_of_ipv6_by_household(address, known_as):
    assert network(asked_from(address)) == known_as


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "172.17.0.1", "fd00::1", "", "nowhere"]
)
def test_a_proxy_that_nobody_counted_tells_nothing(address):
    forwarded = {"HTTP_X_FORWARDED_FOR": "93.184.216.34"}

    assert network(asked_from(address, **forwarded)) is None


def test_a_proxy_of_our_own_tells_who_asked(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    told = {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 93.184.216.34"}

    assert network(asked_from("10.0.0.7", **told)) == "93.184.216.34"


@pytest.mark.parametrize(
    ("header", "default", "country"),
    [
        ("DE", "", "DE"),
        (" gb ", "US", "GB"),
        # A network that is asked and names none: it may be any.
        (None, "US", None),
        ("", "US", None),
        ("XX", "US", None),
        ("T1", "", None),
        ("Germany", "US", None),
    ],
)
def test_a_country_is_what_the_network_in_front_names_or_unknown(
    rf, settings, header, default, country
):
    settings.COUNTRY_HEADER, settings.DEFAULT_COUNTRY = "CF-IPCountry", default
    headers = {} if header is None else {"CF-IPCountry": header}

    assert origin.country(rf.get("/", headers=headers)) == country


@pytest.mark.parametrize(("default", "country"), [("US", "US"), ("", None)])
def test_where_no_network_is_asked_it_is_the_sites_own(rf, settings, default, country):
    settings.COUNTRY_HEADER, settings.DEFAULT_COUNTRY = "", default

    assert origin.country(rf.get("/", headers={"CF-IPCountry": "DE"})) == country
