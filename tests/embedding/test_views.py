"""What pages of other sites may load and ask: of the sites that were named, without cookies."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from django.db import OperationalError, connection
from django.urls import resolve

from tests.appeals.facts import make_campaign
from wellread.appeals import queries as appeals
from wellread.appeals import urls as appeals_urls
from wellread.appeals.actions import publish_line_up
from wellread.cli import main
from wellread.config.environment import SettingFault, read_environment
from wellread.engine.answering import as_json
from wellread.engine.case import parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import parse_line_up, version_of
from wellread.insights.models import MeasuringSettings
from wellread.language import urls as language_urls

CASES = Path(__file__).parents[2] / "cases"
SITE = "https://www.elsewhere.example"
ASKED = ["/embedding/here", "/appeals/line-up.en.json"]


@pytest.fixture(autouse=True)
def _sites(settings):
    settings.SITES = (SITE,)


def test_the_script_is_for_any_page_and_finds_its_modules_from_the_root(client):
    answer = client.get("/embed.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert 'from "/static/view.js"' in answer.text
    assert '"./' not in answer.text
    assert client.get("/embed.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("accepted", ["gzip, br", "br;q=1.0", "br;q=0.5, gzip"])
def test_the_script_travels_as_small_as_it_gets(client, accepted):
    whole = client.get("/embed.js")
    packed = client.get("/embed.js", headers={"Accept-Encoding": accepted})

    assert (packed["Content-Encoding"], packed["Vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(packed.content) == whole.content
    assert packed["ETag"] != whole["ETag"]


@pytest.mark.parametrize("accepted", ["", "gzip;q=0, br;q=0", "br; q=0.0", "vibrant"])
def test_whoever_takes_nothing_packed_gets_it_whole(client, accepted):
    answer = client.get("/embed.js", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer
    assert "import {" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ASKED)
def test_a_named_sites_pages_may_read_what_they_ask(client, path):
    answer = client.get(path, headers={"Origin": SITE})

    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Origin" in answer["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize(
    "origin",
    ["https://elsewhere.example", f"{SITE}.evil.example", f"{SITE}:8443", "null", SITE.upper(), ""],
)
def test_all_other_pages_are_refused(client, path, origin):
    answer = client.get(path, headers={"Origin": origin} if origin else {})

    assert "Access-Control-Allow-Origin" not in answer
    assert "Origin" in answer.get("Vary", "Origin")
    assert (answer.status_code == 403) == (path == "/embedding/here")


def opened(path, client):
    answer = client.get(path, headers={"Origin": SITE})
    return answer.get("Access-Control-Allow-Origin") == SITE and "Origin" in answer["Vary"]


# What a page elsewhere fetches, by the rooms that answer it; `tests/client/paper.py` answers alike.
@pytest.mark.django_db
@pytest.mark.parametrize("room", [appeals_urls, language_urls], ids=["appeals", "words"])
def test_every_address_of_a_room_that_appeals_are_fetched_from_is_open_but_drafts(client, room):
    made = {
        "edition": "en",
        "version": "abcdef",
        "hash": "abcdef",
        "digest": "abcdef",
        "key": "autumn-letter",
        "language": "en",
        "token": "signed",
    }
    for address in room.urlpatterns:
        wanted = str(address.pattern).removeprefix("^").removesuffix("$").replace("\\.", ".")
        path = "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda group: made[group[1]], wanted)
        assert resolve(path).func == address.callback
        assert opened(path, client) is not path.startswith("/appeals/preview/"), path


def test_no_other_page_of_ours_is_opened(client, db):
    answer = client.get("/", headers={"Origin": SITE})

    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.django_db
def test_a_page_elsewhere_learns_where_its_reader_is_and_where_everything_is_found(
    client, settings
):
    settings.SITE_URL = "https://support.example"
    here = client.get("/embedding/here", headers={"Origin": SITE}).json()

    assert here["country"] == "US"
    assert here["consent_needed"] is False
    assert here["line_up_url"] == "https://support.example/appeals/line-up.en.json"
    assert here["files"]["embed_css"] == "https://support.example/static/style/embed.css"


def test_sites_are_named_by_their_origins():
    named = "https://www.news.example, http://localhost:8080"
    read = read_environment({"WELLREAD_SITES": named})["WELLREAD_SITES"]

    assert read == ("https://www.news.example", "http://localhost:8080")
    with pytest.raises(SettingFault, match="WELLREAD_SITES"):
        read_environment({"WELLREAD_SITES": "https://news.example/path"})


def test_a_named_sites_devices_may_report(client, db, monkeypatch):
    taken = []
    monkeypatch.setattr("wellread.insights.views.take", lambda body, network: taken.append(body))
    send = {"content_type": "text/plain", "data": "{}"}

    foreign = {"Sec-Fetch-Site": "cross-site"}
    client.post("/insights/notes", **send, headers=foreign | {"Origin": SITE})
    client.post("/insights/notes", **send, headers=foreign | {"Origin": "https://x.example"})

    assert taken == [b"{}"]


@pytest.mark.django_db
def test_a_line_up_is_signed_and_another_is_not(client, tmp_path, capsys):
    make_campaign()
    publish_line_up("en", datetime(2026, 11, 22, 10, tzinfo=UTC))
    appeals.forget()
    found = appeals.published("en")
    document = json.loads(found.document)
    signature = client.get(f"/appeals/line-up.en.{found.version}.jwt").text
    made = json.loads((CASES / "caps.json").read_text())[0]
    proof = {
        "format": "wellread-proof-1",
        "line_up": document,
        "signature": signature,
        "case": made["case"],
        "answer": as_json(explain(parse_line_up(document), parse_case(made["case"]))),
    }
    file, keys = tmp_path / "proof.json", tmp_path / "keys.json"
    keys.write_bytes(client.get("/.well-known/jwks.json").content)

    file.write_text(json.dumps(proof))
    assert main(["verify", str(file), "--keys", str(keys)]) == 0
    assert "The file holds." in capsys.readouterr().out
    file.write_text(json.dumps(proof | {"signature": None}))
    assert main(["verify", str(file), "--keys", str(keys)]) == 1
    assert "The file has no signature" in capsys.readouterr().out
    file.write_text(json.dumps(proof))
    assert main(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert "The signature was not checked" in said
    assert "The file holds" not in said
    strange = tmp_path / "strange.json"
    for text in ('{"keys": []}', "[]", "1", '{"keys": [1]}', '{"keys": {}}', '{"keys": null}'):
        strange.write_text(text)
        assert main(["verify", str(file), "--keys", str(strange)]) == 1
        assert "not signed by any of these keys" in capsys.readouterr().out
    strange.write_text("{")
    assert main(["verify", str(file), "--keys", str(strange)]) == 2
    assert "strange.json" in capsys.readouterr().err
    document["campaigns"][0]["cap"]["views"] = 9
    document["version"] = version_of(document)
    file.write_text(json.dumps(proof))
    assert main(["verify", str(file), "--keys", str(keys)]) == 1
    assert "The signature is one of another line-up" in capsys.readouterr().out
    assert client.get("/appeals/line-up.en.abcdef.jwt").status_code == 404


@pytest.mark.django_db
def test_pages_are_told_to_count_article_views_where_the_newsroom_has_that_chosen(client):
    def told():
        return client.get("/embedding/here", headers={"Origin": SITE}).json().get("tells")

    before = told()
    chosen = MeasuringSettings.objects.create(counts_decisions=True)
    # Whom campaigns do not ask is told by our own pages alone.
    with_decisions = told()
    chosen.counts_article_views = True
    chosen.save()

    assert (before, with_decisions, told()) == (None, None, ["views"])


@pytest.mark.django_db
def test_where_the_choice_cannot_be_looked_up_a_page_is_answered_all_the_same(client):
    def fail(*_):
        raise OperationalError

    with connection.execute_wrapper(fail):
        answer = client.get("/embedding/here", headers={"Origin": SITE})

    assert (answer.status_code, answer.json().get("tells")) == (200, None)
