import pytest
from django.test import Client

from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


def test_a_form_without_its_proof_gets_a_page_of_ours_that_says_what_to_do():
    ensure_site()
    browser_without_cookies = Client(enforce_csrf_checks=True)

    response = browser_without_cookies.post("/sign-in/", {"email": "ada@courier.example"})

    assert response.status_code == 403
    assert "Please let this site keep cookies" in response.content.decode()
