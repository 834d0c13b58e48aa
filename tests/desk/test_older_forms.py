"""Two people have one form open: what the first one saved is not undone in silence."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.ads.test_house_ads import make_ad
from tests.appeals.facts import make_campaign
from tests.payments.world import make_plan, make_reader
from tests.staff import sign_in_staff
from wellread.appeals.models import LineUpSettings
from wellread.mail.older_forms import state_of
from wellread.membership.models import Grant
from wellread.newsroom import actions
from wellread.newsroom.models import Brand

pytestmark = pytest.mark.django_db

SAVES_BY_ITSELF = "w-autosave-indicator"
REFUSED = "Nothing of yours is saved yet."


def make_gift():
    now = timezone.now()
    return Grant.objects.create(
        reader=make_reader(), reason=Grant.Reason.COMPLIMENTARY, starts_at=now,
        ends_at=now + timedelta(days=30), note="Hers",
    )  # fmt: skip


FORMS = {
    "campaign": (make_campaign, "wagtailsnippets_appeals_campaign:edit", "name", ("Hers", "His")),
    "plan": (make_plan, "wagtailsnippets_membership_plan:edit", "prices-0-minimum_month_minor",
             ("5", "4")),
    "ad": (make_ad, "wagtailsnippets_ads_housead:edit", "text", ("Come in", "Stay out")),
    "topic": (lambda: actions.create_topic(name="Tides"), "wagtailsnippets_newsroom_topic:edit",
              "description", ("Of water.", "Of the moon.")),
    "author": (lambda: actions.create_author(name="Ada"), "wagtailsnippets_newsroom_author:edit",
               "bio", ("Writes.", "Draws.")),
    "brand": (Brand.load, ("newsroom", "brand"), "publisher", ("Saltmere Press", "Other Press")),
    "silence": (LineUpSettings.load, ("appeals", "lineupsettings"), "holdout_percent",
                ("5.00", "7.00")),
    "gift": (make_gift, "gift:edit", "note", ("For her help", "For his help")),
}  # fmt: skip


def fields_of(page, field):
    """Return what a browser would send of the form with this field."""
    soup = BeautifulSoup(page.content, "html.parser")
    form = soup.find(["input", "textarea"], attrs={"name": field}).find_parent("form")
    # What a script adds to the form of the brand.
    sent = {"footer_links-count": "0"}
    for each in form.find_all(["input", "textarea", "select"]):
        name, kind = each.get("name"), each.get("type")
        if not name or kind in {"submit", "file"} or "__prefix__" in name:
            continue
        if kind == "checkbox" and not each.has_attr("checked"):
            continue
        if each.name == "select":
            chosen = each.find("option", selected=True) or each.find("option")
            sent[name] = chosen["value"] if chosen else ""
        elif each.name == "textarea":
            sent[name] = each.text.strip("\n")
        else:
            sent[name] = each.get("value", "")
    return sent


@pytest.mark.parametrize("kind", FORMS)
def test_a_save_from_an_older_form_is_refused_once_in_words(client, kind):
    make, name, field, (hers, his) = FORMS[kind]
    sign_in_staff(client)
    row = make()
    address = (
        reverse("wagtailsettings:edit", args=[*name, row.pk])
        if isinstance(name, tuple)
        else reverse(name, args=[row.pk])
    )
    older = fields_of(client.get(address), field)

    assert (
        client.post(address, fields_of(client.get(address), field) | {field: hers}).status_code
        == 302
    )
    refused = client.post(address, older | {field: his})

    assert REFUSED in refused.content.decode()
    assert fields_of(client.get(address), field)[field] == hers
    again = fields_of(refused, field)
    assert again[field] == his
    assert client.post(address, again).status_code == 302
    assert fields_of(client.get(address), field)[field] == his


def test_what_the_site_writes_itself_is_no_other_version(client):
    sign_in_staff(client)
    ad = make_ad()
    address = reverse("wagtailsnippets_ads_housead:edit", args=[ad.pk])
    form = fields_of(client.get(address), "text")

    type(ad).objects.filter(pk=ad.pk).update(running=not ad.running)

    assert client.post(address, form | {"text": "Come in"}).status_code == 302


def test_a_form_that_saves_by_itself_is_no_older_form(client):
    sign_in_staff(client)
    address = reverse("wagtailsnippets_appeals_campaign:edit", args=[make_campaign().pk])
    form = fields_of(client.get(address), "name")

    by_itself = client.post(
        address, form | {"name": "Half"}, headers={"Accept": "application/json"}
    ).json()
    form |= {"name": "Whole"} | by_itself["field_updates"]

    assert client.post(address, form).status_code == 302
    assert fields_of(client.get(address), "name")["name"] == "Whole"


def test_what_was_refused_does_not_save_itself_a_moment_later(client):
    sign_in_staff(client)
    address = reverse("wagtailsnippets_appeals_campaign:edit", args=[make_campaign().pk])
    opened = client.get(address)
    older = fields_of(opened, "name")
    client.post(address, fields_of(client.get(address), "name") | {"name": "Hers"})

    refused = client.post(address, older | {"name": "His"})

    assert SAVES_BY_ITSELF in opened.content.decode()
    assert SAVES_BY_ITSELF not in refused.content.decode()


def as_before(form, *fields):
    """Return a form as an earlier release sent it, which knew none of these fields."""
    kept = {
        name: value
        for name, value in form.items()
        if not any(name == one or name.endswith(f"-{one}") for one in fields)
        and not name.startswith(tuple(f"{one}-" for one in fields))
    }
    known = [one for one in form["was_known"].split() if one.split(".")[-1] not in fields]
    return kept | {"was_known": " ".join(one for one in known if one.split(".")[0] not in fields)}


def test_a_form_of_an_earlier_release_keeps_what_it_did_not_show(client):
    sign_in_staff(client)
    plan = make_plan()
    address = reverse("wagtailsnippets_membership_plan:edit", args=[plan.pk])
    type(plan).objects.update(sends_post=True)
    plan.prices.update(trial_days=14, takes_debits=True)
    form = fields_of(client.get(address), "name")
    older = as_before(form, "sends_post", "trial_days", "takes_debits", "local_prices")
    # What its state was then is told without what it did not know.
    older["was_seen"] = state_of(type(plan).objects.get(), frozenset(older["was_known"].split()))

    answer = client.post(address, older | {"name": "Harbour friends"})

    plan.refresh_from_db()
    price = plan.prices.get()
    assert (answer.status_code, plan.name, plan.sends_post) == (302, "Harbour friends", True)
    assert (price.trial_days, price.takes_debits) == (14, True)


def test_what_is_unticked_in_a_form_of_now_is_unticked(client):
    sign_in_staff(client)
    plan = make_plan()
    type(plan).objects.update(sends_post=True)
    address = reverse("wagtailsnippets_membership_plan:edit", args=[plan.pk])
    form = fields_of(client.get(address), "name")
    del form["sends_post"]

    client.post(address, form)

    plan.refresh_from_db()
    assert not plan.sends_post


def test_a_form_that_knew_no_list_of_rows_is_not_refused_for_it(client):
    sign_in_staff(client)
    plan = make_plan()
    address = reverse("wagtailsnippets_membership_plan:edit", args=[plan.pk])
    form = fields_of(client.get(address), "name")
    older = {name: value for name, value in form.items() if not name.startswith("local_prices")}

    refused = client.post(address, older | {"prices-0-maximum_minor": "a lot"})
    saved = client.post(address, older | {"name": "Harbour friends"})

    assert (refused.status_code, saved.status_code) == (200, 302)
