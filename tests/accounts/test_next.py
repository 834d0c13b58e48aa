import pytest

from wellread.accounts.adapter import ReaderAdapter
from wellread.accounts.next import safe_next


@pytest.mark.parametrize(
    "path",
    ["/", "/harbour/line-7/", "/harbour/line-7/?page=2", "/join/?interval=month", "/account/"],
)
def test_pages_of_our_own_may_be_come_back_to(path):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "harbour/",
        "/admin/",
        "/admin",
        "/sign-out/",
        "/sign-in/",
        "/payments/stripe/webhook/",
        "/claim/abc/",
        "/harbour/../admin/",
        "/./sign-out/",
        "/%61dmin/",
        "/harbour/%2e%2e/sign-out/",
        "/harbour/..//admin",
        "/ADMIN/",
        "/%2fevil.example/../../sign-out/",
        "/harbour/\x00",
        "/harbour/\r\nSet-Cookie: a=b",
        "/" + "a" * 600,
    ],
)
def test_everything_else_leads_to_the_front(path):
    assert safe_next(path) == "/"


def test_an_editor_may_come_back_to_the_admin():
    assert safe_next("/admin/pages/", staff_too=True) == "/admin/pages/"


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("/sign-in/keys/?next=%2Fadmin%2F", True),
        ("http://localhost:8000/harbour/line-7/", True),
        ("http://localhost:8000.elsewhere.example/", False),
        ("http://localhost:8000//elsewhere.example/", False),
        ("/sign-in/../sign-out/", False),
        ("/sign-in/%2e%2e/payments/", False),
        ("/sign-in/\\elsewhere.example", False),
        ("/sign-inside-out/../sign-out/", False),
    ],
)
def test_signing_in_leads_on_to_its_own_steps_and_to_pages_of_ours_alone(address, is_safe):
    assert ReaderAdapter().is_safe_url(address) is is_safe
