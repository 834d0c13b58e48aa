"""The admin's addresses with values that no link of it has: an answer in words, never a fault."""

from urllib.parse import quote

import pytest
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver
from wagtail.admin.views.generic.chooser import CreateView

from tests.newsroom.press import make_article
from tests.staff import sign_in_staff
from wellread.newsroom.editing.odd_addresses import OddAddressMiddleware

pytestmark = pytest.mark.django_db

NUMBER = "9" * 30
ODD = ["abc", NUMBER, "a\0b", "é" * 300]
NAMED = [
    "documents/chooser/chosen/{}/",
    "images/chooser/chosen/{}/",
    "choose-page/{}/",
    "snippets/choose/newsroom/author/chosen/{}/",
    "snippets/newsroom/topic/edit/{}/",
    "live-blogs/{}/turn/",
    "pages/{}/edit/",
    "users/edit/{}/",
]
ASKED = [
    "images/chooser/chosen-multiple/?id={}",
    "documents/chooser/chosen-multiple/?id={}",
    "choose-page/chosen-multiple/?id={}",
    "choose-external-link/?parent_page_id={}",
    "images/chooser/?collection_id={0}&q={0}&p={0}&tag={0}",
    "images/?collection_id={0}&q={0}&p={0}&ordering={0}&layout={0}",
    "snippets/newsroom/author/?q={0}&ordering={0}&p={0}&locale={0}",
    "snippets/newsroom/liveentry/?q={0}&live_blog={0}&state={0}&ordering={0}&export={0}",
    "pages/?q={0}&ordering={0}&p={0}&site={0}&owner={0}&page_type={0}",
    "pages/search/?q={0}&content_type={0}&ordering={0}&p={0}",
    "reports/site-history/?user={0}&timestamp_from={0}&export={0}&object_type={0}",
]


@pytest.mark.parametrize("value", ODD)
def test_odd_values_are_answered_in_words(client, value):
    sign_in_staff(client)

    given = {
        address: client.get("/admin/" + address.format(quote(value))).status_code
        for address in NAMED + ASKED
    }

    assert {address: code for address, code in given.items() if code >= 500} == {}
    missing = {address: given[address] for address in NAMED if given[address] != 404}
    assert missing == {}


def addresses(patterns, before="/"):
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, address)
        else:
            yield address, getattr(one.callback, "view_class", object)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_chooser_in_which_nothing_is_made_has_no_form_for_it(client, method):
    sign_in_staff(client)
    of_choosers = {
        address
        for address, kind in addresses(get_resolver().url_patterns)
        if issubclass(kind, CreateView)
    }

    given = {address: getattr(client, method)(address).status_code for address in of_choosers}

    assert "/admin/snippets/choose/newsroom/author/create/" in given
    assert set(given.values()) == {404}


def test_ordinary_addresses_answer_as_ever(client):
    sign_in_staff(client)
    article = make_article()

    assert client.get(f"/admin/choose-page/{article.get_parent().pk}/").status_code == 200
    assert client.get("/admin/snippets/newsroom/author/?q=ann&ordering=name").status_code == 200


def test_a_fault_of_a_plain_page_is_not_hidden():
    request = RequestFactory().get("/admin/")
    request.resolver_match = None

    assert OddAddressMiddleware(None).process_exception(request, ValueError()) is None
