import pytest

pytestmark = pytest.mark.django_db


def test_a_browser_that_asks_for_an_icon_is_led_to_it(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response["Location"]) == (302, "/static/favicon.svg")


def test_what_was_uploaded_may_run_nothing(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

    response = client.get("/media/drawing.svg")

    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert list(response.streaming_content) != []


def test_nothing_outside_the_folder_is_served(client):
    assert client.get("/media/../wellread.sqlite3").status_code == 400
