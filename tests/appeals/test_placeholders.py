import pytest
from django.utils import timezone

from tests.appeals.facts import make_campaign, variant
from wellread.appeals import placeholders
from wellread.appeals.actions import check_campaign, compose
from wellread.appeals.drawn import drawn
from wellread.engine.values import Fault


@pytest.fixture
def members(monkeypatch):
    """Have so many members: the last one says."""
    numbers = [1237]
    monkeypatch.setattr(placeholders, "_counted_by", [lambda: numbers[-1]])
    return numbers


def words(_campaign):
    """Return a campaign's headline and first paragraph as its devices get them."""
    _, copies = compose("en", timezone.now())
    [copy] = copies.values()
    return copy["copy"]["en"]["headline"], copy["copy"]["en"]["body"][0]


def say(headline, body="Readers pay for this paper.", **facts):
    return make_campaign(variants=[variant(headline=headline, body=body)], **facts)


def test_what_is_the_same_for_all_is_filled_in_when_it_is_published(db, settings, members):
    settings.SITE_NAME = "The Saltmere Courier"
    campaign = say("{newspaper}, {days} days", "{members} of you pay.", count_days=1000)

    assert words(campaign) == ("The Saltmere Courier, 1,000 days", "1,200 of you pay.")


@pytest.mark.parametrize(
    ("number", "said"), [(7, "7"), (42, "42"), (199, "190"), (1237, "1,200"), (99_999, "99,000")]
)
def test_members_are_rounded_down(db, members, number, said):
    members.append(number)

    assert words(say("{members} members"))[0] == f"{said} members"


def test_what_depends_on_the_reader_is_left_to_the_device(db):
    campaign = say("{article_count} in {country}: {minimum}", countries_only="GB, IE")

    assert words(campaign)[0] == "{article_count} in {country}: {minimum}"


def test_a_country_is_printed_only_where_it_is_known_of_every_reader(db):
    campaign = say("Dear readers in {country}", countries_only="GB")
    campaign.countries_only = ""

    with pytest.raises(Fault, match=r"\{country\} needs a campaign for chosen countries only"):
        check_campaign(campaign, timezone.now())


def test_no_paper_boasts_of_nobody(db, members):
    campaign = say("{members} members")
    members.append(0)

    with pytest.raises(Fault, match=r"\{members\}: there are none yet"):
        check_campaign(campaign, timezone.now())


def test_a_draft_that_could_not_be_published_is_still_previewed(db, members):
    campaign = say("{members} members")
    members.append(0)

    shown = drawn(campaign.variants.all()[0], 9, "en")

    assert shown["copies"]["copy"]["en"]["headline"] == "{members} members"
