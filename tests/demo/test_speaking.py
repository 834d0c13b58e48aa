"""The Courier sells in its site's currency, and speaks its edition's language also afterwards."""

import pytest
from django.utils import timezone

from wellread.appeals.actions import publish_everywhere
from wellread.appeals.models import Campaign, Copy, Variant
from wellread.demo.amounts import typed
from wellread.demo.campaigns import make_campaigns, reason_to_join
from wellread.demo.courier import Courier
from wellread.demo.people import fill_pot, make_plan
from wellread.demo.seed import make_editor
from wellread.demo.speaking import speak
from wellread.mail.models import EmailSignature
from wellread.membership.models import Plan


class CourierWithoutFaces(Courier):
    """Its words and amounts; to store and cut portraits takes longer than all the rest."""

    def image(self, name, title):
        return None


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [
        ("USD", "6, 10, 20"),
        ("GBP", "6, 10, 20"),
        ("SEK", "36, 60, 120"),
        ("HUF", "2100, 3500, 7000"),
        ("JPY", "600, 1000, 2000"),
        ("KWD", "6, 10, 20"),
        ("ISK", "6, 10, 20"),
    ],
)
def test_amounts_are_as_round_in_every_currency(settings, currency, amounts):
    settings.CURRENCY = currency

    assert typed(600, 1000, 2000) == amounts


@pytest.mark.django_db
def test_plan_pot_and_asks_are_of_the_sites_currency(settings):
    settings.CURRENCY = "HUF"

    plan = make_plan(**reason_to_join(courier := CourierWithoutFaces(timezone.now())))
    make_campaigns(courier)

    price = plan.prices.get()
    price.full_clean()
    assert (price.currency, price.minimum_month_minor) == ("HUF", 210_000)
    assert fill_pot().currency == "HUF"
    asks = [ask for variant in Variant.objects.all() for ask in variant.asks.all()]
    assert {ask.currency for ask in asks} == {"HUF"}
    assert asks[0].minimum == "2100"


@pytest.fixture
def filled(db, settings):
    """What readers are told, as an English edition was filled with it."""
    settings.LANGUAGE_CODE = "en"
    make_editor()
    courier = CourierWithoutFaces(timezone.now())
    make_plan(**reason_to_join(courier))
    make_campaigns(courier)
    Plan.objects.update(signer_role="Editor since 1998")


def test_another_language_has_words_of_its_own(filled, settings):
    settings.LANGUAGE_CODE = "de"

    speak()
    publish_everywhere()

    plan = Plan.objects.get()
    assert plan.name == "Die Community des Courier"
    assert plan.benefits.splitlines()[0] == "Keine Anzeigen auf der ganzen Website"
    assert plan.reason.startswith("Der Courier hat keinen Eigentümer")
    letter = Variant.objects.get(key="read-on-purpose")
    assert letter.join_label == "Mit {amount} unterstützen"
    assert "ab 6" in letter.body
    assert any("Liebe Leserin" in str(copy.document) for copy in Copy.objects.all())
    role = EmailSignature.objects.get(language="de").role
    assert role == "Chefredakteurin, {site_name}"


def test_what_an_editor_has_written_stays(filled, settings):
    campaign = Campaign.objects.first().get_latest_revision_as_object()
    variants = list(campaign.variants.all())
    variants[0].headline = "Ours"
    campaign.variants.set(variants)
    campaign.save_revision().publish()
    settings.LANGUAGE_CODE = "de"
    EmailSignature.objects.create(language="de", signed_by="Ida", role="Boss")

    speak()

    assert Plan.objects.get().signer_role == "Editor since 1998"
    assert Variant.objects.get(key="read-on-purpose").headline == "Ours"
    assert EmailSignature.objects.get(language="de").role == "Boss"


def test_there_and_back_again_all_is_as_it_was(filled, settings):
    before = [Variant.objects.values_list("key", "headline", "body"), Plan.objects.values_list()]
    before = [list(rows) for rows in before]

    for language in ("he", "en"):
        settings.LANGUAGE_CODE = language
        speak()

    after = [Variant.objects.values_list("key", "headline", "body"), Plan.objects.values_list()]
    assert [list(rows) for rows in after] == before
