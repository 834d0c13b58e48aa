import pytest

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
        "/" + "a" * 600,
    ],
)
def test_everything_else_leads_to_the_front(path):
    assert safe_next(path) == "/"


def test_an_editor_may_come_back_to_the_admin():
    assert safe_next("/admin/pages/", staff_too=True) == "/admin/pages/"
