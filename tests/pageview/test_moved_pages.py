import pytest

from tests.newsroom.press import make_article
from wellread.newsroom import actions

pytestmark = pytest.mark.django_db


def test_a_story_whose_address_changed_is_found_by_the_old_one(
    client, django_capture_on_commit_callbacks
):
    article = make_article()
    client.get("/harbour/tide-turns/")

    article.slug = "tide-returns"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()

    response = client.get("/harbour/tide-turns/")
    assert (response.status_code, response["Location"]) == (301, "/harbour/tide-returns/")


def test_a_story_whose_section_moved_is_found_by_the_old_address(client):
    article = make_article()

    article.move(actions.create_section(name="City"), pos="last-child")

    response = client.get("/harbour/tide-turns/")
    assert (response.status_code, response["Location"]) == (301, "/city/tide-turns/")
