"""Every address that takes a name answers odd ones by a page that says there is none."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from wellread.newsroom import actions

LONG = "x" * 300
ODD = (
    *(LONG, "é" * 200, "x" * 5_000, "a%00b", "%00", "%01", "%7f", "%ff%fe", "%c3%28", "%ed%a0%80"),
    *("..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%5c..%5c", ".", "a.b", "%0a", "%20", "+", "%25"),
    *("%F0%9F%98%80", "%E2%80%AE", "-1", "0", "9" * 19, "9" * 400, "%D9%A3", "nan", "null", "'\"<"),
)
ARGUMENT = re.compile(r"<(?:[^>:]+:)?[^>]+>")
GROUP = re.compile(r"\(\?P<[^>]+>(?:[^()]|\([^()]*\))*\)")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield each address of the site, its arguments as <…>."""
    for each in resolver.url_patterns:
        route = before + GROUP.sub("<name>", str(each.pattern)).strip("^$")
        if isinstance(each, URLPattern):
            yield re.sub(r"\\(.)|\^|\$|\?", r"\1", route)
        else:
            yield from routes(each, route)


TAKING_NAMES = sorted({route for route in routes(get_resolver()) if ARGUMENT.search(route)})
# The admin is Wagtail's, and for staff.
OURS = [route for route in TAKING_NAMES if not route.startswith("admin/")]
TAKING_WORDS = (
    *("/search/?q=", "/search/?page=", "/?page=", "/harbour/?page=", "/sitemap.xml?page="),
    *("/join/?interval=", "/join/?amount=", "/join/?currency=", "/sign-in/?next="),
)


@pytest.fixture
def reader(plan) -> Client:
    actions.create_section(name="Harbour")
    return Client(raise_request_exception=True)


def answers(reader: Client, addresses: Iterator[str]) -> dict[str, object]:
    """Return what went wrong at which address."""
    wrong: dict[str, object] = {}
    for address in addresses:
        try:
            status = reader.get(address).status_code
        except Exception as fault:
            status = repr(fault)
        if not isinstance(status, int) or status >= 500:
            wrong[address[:200]] = status
    return wrong


def with_odd_names(route: str) -> Iterator[str]:
    """Yield the route with each odd name in the place of each argument, and of all of them."""
    fixed = ARGUMENT.split(route)
    places = range(len(fixed) - 1)
    for odd in ODD:
        for chosen in ({*places}, *({place} for place in places)):
            names = [odd if place in chosen else "1" for place in places]
            yield "/" + "".join(map("".join, zip(fixed, [*names, ""], strict=True)))


@pytest.mark.parametrize("route", OURS)
def test_no_odd_name_breaks_a_page_of_ours(reader, route):
    assert answers(reader, with_odd_names(route)) == {}


@pytest.mark.parametrize("address", TAKING_WORDS)
def test_no_odd_word_in_a_query_breaks_a_page(reader, address):
    assert answers(reader, (address + odd for odd in ODD)) == {}
