"""An old site's addresses by number lead on, with the front kept in the cache or not."""

import pytest

from tests.newsroom.test_importers import bring_in_export, make_export, make_item
from wellread.newsroom import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def _old_site(tmp_path):
    file = make_export(tmp_path, make_item(12), make_item(13, status="draft", title="Not yet"))
    text = file.read_text(encoding="utf-8")
    text = text.replace("<wp:author_login>", "<wp:author_id>2</wp:author_id><wp:author_login>")
    category = (
        "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>harbour"
        "</wp:category_nicename><wp:cat_name>Harbour</wp:cat_name></wp:category><item>"
    )
    file.write_text(text.replace("<item>", category, 1), encoding="utf-8")
    bring_in_export(file)


@pytest.mark.usefixtures("_old_site")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?p=12", "/harbour/tide-12/"),
        ("/?utm_source=x&p=12", "/harbour/tide-12/"),
        ("/?cat=3", "/harbour/"),
        ("/?cat=3&feed=rss2", "/harbour/feed/"),
        ("/?feed=rss2&author=2", "/author/ada-wren/feed/"),
        ("/?author=2", "/author/ada-wren/"),
        ("/?tag=tides", "/topic/tides/"),
    ],
)
def test_addresses_by_number_lead_on(client, old, new):
    assert client.get("/").status_code == 200

    answer = client.get(old)

    assert (answer.status_code, answer.get("Location")) == (301, new)
    assert client.get(new).status_code == 200


@pytest.mark.usefixtures("_old_site")
@pytest.mark.parametrize("query", ["p=13", "p=99", "cat=9", "p=%00", "tag=", "q=p=12"])
def test_what_never_was_or_is_not_public_is_the_front(client, query):
    answer = client.get(f"/?{query}")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_site_without_such_addresses_is_not_asked_for_them(client, django_assert_num_queries):
    actions.ensure_site()
    client.get("/?p=1")

    with django_assert_num_queries(0):
        assert client.get("/?p=2").status_code == 200
