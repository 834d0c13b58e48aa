"""What one e-mail is, before anybody is written to: its words in our code, and its facts."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wellread.mail.rules import Fact, Placeholder, Wording

SITE_NAME = Placeholder("site_name", _("The paper’s name."), "The Saltmere Courier")
HOME_URL = Placeholder("home_url", _("The front page."), "https://news.example/")
COMMON = (SITE_NAME, HOME_URL)


@dataclass(frozen=True, slots=True)
class Template:
    """One e-mail that we send: what it is for, its words in our code, and its facts."""

    name: str
    label: object
    subject: object
    preheader: object
    body: tuple[object, ...]
    placeholders: tuple[Placeholder, ...] = ()
    # Somebody sits and waits for it: it goes before all others.
    is_urgent: bool = False
    # After that it is of no use, and is not sent.
    good_for: timedelta | None = None
    # Whether its facts stay once it was sent; a code does not.
    keeps_facts: bool = True
    # Whether its row stays; of somebody who is erased nothing does.
    keeps_row: bool = True

    def known(self) -> tuple[Placeholder, ...]:
        """Return all that its words may name."""
        return (*self.placeholders, *COMMON)

    def wording(self, language: str) -> Wording:
        """Return our words in a language."""
        with override(language):
            body = "\n\n".join(str(paragraph) for paragraph in self.body)
            return Wording(str(self.subject), str(self.preheader), body)

    def examples(self) -> dict[str, Fact]:
        """Return facts by which an editor sees what the words come to."""
        facts = {one.name: one.example for one in self.known()}
        return facts | {"site_name": settings.SITE_NAME, "home_url": f"{settings.SITE_URL}/"}
