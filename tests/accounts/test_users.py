"""The admin's list of users finds and shows an address as people write it."""

import pytest

from tests.staff import sign_in_staff
from wellread.accounts.models import Reader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["Anna@Müller.example", " anna@müller.example", "müller", "xn--mller", "ANNA"]
)
def test_a_reader_is_found_by_any_way_of_typing_the_address(client, typed):
    sign_in_staff(client)
    Reader.objects.create_user(email="anna@xn--mller-kva.example")
    Reader.objects.create_user(email="bert@reader.example")

    page = client.get("/admin/users/", {"q": typed}).content.decode()

    assert ("anna@müller.example" in page, "bert@reader.example" in page) == (True, False)
