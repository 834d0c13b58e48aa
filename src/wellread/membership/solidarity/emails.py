"""Which e-mails a free year brings; the room `mail` has the words."""

from typing import Any

from wellread.language import writing
from wellread.mail import actions as mail
from wellread.mail.models import Email
from wellread.membership.models import SolidarityYear
from wellread.membership.solidarity import links


def send_year(year: SolidarityYear) -> None:
    """Tell a reader that a year is theirs."""
    _send("solidarity_year", year)


def send_end(year: SolidarityYear) -> None:
    """Ask a reader whether they would like another year."""
    _send("solidarity_ends", year)


def late_facts(email: Email) -> dict[str, Any]:
    """Return the link of an e-mail about a year, as it is right when it is sent."""
    if email.name != "solidarity_ends" or not email.about.isdecimal():
        return {}
    year = SolidarityYear.objects.filter(pk=email.about).first()
    return {"renew_url": links.renewal_address(year)} if year is not None else {}


def _send(name: str, year: SolidarityYear) -> None:
    assert year.reader is not None
    facts = {"until": writing.day(year.ends_at)}
    mail.send(name, to=year.reader.email, about=str(year.pk), facts=facts)
