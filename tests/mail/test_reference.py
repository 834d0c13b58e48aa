from pathlib import Path

from tests.mail.reference import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "emails.md"


def test_the_reference_lists_every_email_with_all_that_it_may_name():
    assert PAGE.read_text() == page()
