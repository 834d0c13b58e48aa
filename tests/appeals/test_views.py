import gzip
import json
from datetime import UTC, datetime

import pytest

from tests.appeals.facts import make_campaign
from wellread.appeals import queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Copy, LineUp, Publication, Variant

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ADDRESS = "/appeals/line-up.en.json"


@pytest.fixture(autouse=True)
def _published(db):
    make_campaign()
    publish_line_up("en", NOW)


def test_the_line_up_may_be_kept_for_a_minute_by_anyone(client):
    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert response.content.decode() == LineUp.objects.get().document
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=30"
    assert response.headers["CDN-Cache-Control"] == (
        "public, max-age=20, stale-while-revalidate=10, stale-if-error=86400"
    )
    assert response.headers["ETag"] == f'W/"{LineUp.objects.get().version}"'
    assert response.headers["Vary"] == "Accept-Encoding, Origin"
    assert not response.cookies


def test_a_browser_that_has_it_already_gets_304(client):
    etag = client.get(ADDRESS).headers["ETag"]

    response = client.get(ADDRESS, headers={"if-none-match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["Cache-Control"] == "public, max-age=30"


def test_it_goes_out_compressed(client):
    response = client.get(ADDRESS, headers={"accept-encoding": "br, gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == LineUp.objects.get().document


def test_an_old_version_is_readable_for_ever(client):
    old = LineUp.objects.get().version
    Variant.objects.update(headline="Another headline")
    publish_line_up("en", NOW)

    response = client.get(f"/appeals/line-up.en.{old}.json")

    assert queries.published("en").version != old
    assert json.loads(response.content)["version"] == old
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_copy_is_immutable(client):
    copy = Copy.objects.get()

    response = client.get(f"/appeals/copy.{copy.hash}.json")

    assert response.content.decode() == copy.document
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "address",
    [
        "/appeals/line-up.fr.json",
        "/appeals/line-up.en.0000000000.json",
        "/appeals/copy.0000000000.json",
    ],
)
def test_what_was_never_published_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_an_edition_without_campaigns_serves_an_empty_line_up(client):

    Publication.objects.all().delete()

    document = json.loads(client.get(ADDRESS).content)

    assert document["campaigns"] == []
    assert client.get(f"/appeals/line-up.en.{document['version']}.json").status_code == 200
