"""Leaving: everything is taken along, and a fresh copy made of it is equal."""

import csv
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model

from tests.membership.test_account import member, pass_days
from tests.membership.test_groups import buy, make_member_of
from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.newsroom.press import hours_ago, make_article, make_entries, make_image, make_live_blog
from tests.payments.world import Shop, make_reader, open_ledger
from wellread.accounts.models import Reader
from wellread.cli import main
from wellread.desk.leaving import tables
from wellread.desk.leaving.folder import new_folder
from wellread.desk.leaving.run import run
from wellread.membership import actions
from wellread.membership import queries as members
from wellread.membership.groups import actions as groups
from wellread.membership.models import Grant, LeftAlone, Membership, Pause, Plan, Seat, SeatGroup
from wellread.newsroom import actions as newsroom
from wellread.newsroom.models import LiveEntry, Story
from wellread.newsroom.rendering.bodies import body
from wellread.newsroom.rules import plain_text
from wellread.payments import clock
from wellread.payments.models import Checkout, Customer, LedgerEntry, Payment, Refund, Subscription


def leave(folder: Path) -> Path:
    """Run the command; return the folder that it made."""
    assert main(["leave", str(folder / "all")]) == 0
    return folder / "all"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def make_paper() -> None:
    """Publish what has each kind of block, a community story, a draft, and a live blog."""
    picture = make_image("quay", width=900, height=600)
    make_article(
        "Tide <turns> & “waits”",
        published_at=hours_ago(50),
        lead_image=picture,
        lead_alt="The quay at dawn",
        lead_caption="<p>At dawn.</p>",
        body=[
            ("text", "<p>First.</p><h2>Then</h2><ul><li>one</li><li>two</li></ul>"),
            ("quote", {"text": "<p>It rose.</p>", "source": "Ada"}),
            ("image", {"image": picture, "alt": "A boat", "caption": "Out.", "credit": "Eve"}),
            ("text", "<p>Last ]]> line.</p>"),
        ],
    )
    make_article("For members", community_only=True, published_at=hours_ago(30))
    blog = make_live_blog()
    make_entries(blog, 3)
    Redirect.objects.create(old_path="/old", redirect_link="/harbour/")


def told(story: Story) -> dict[str, Any]:
    """Return what of a story must survive."""
    return {
        "slug": story.slug,
        "standfirst": story.standfirst,
        "words": " ".join(plain_text(body(story.body)).split()),
        "kinds": [block.block_type for block in story.body],
        "at": story.published_at and story.published_at.replace(microsecond=0),
        "live": story.live,
        "lead": (bool(story.lead_image), story.lead_alt, plain_text(story.lead_caption)),
        "section": story.get_parent().title,
        "authors": [one.author.name for one in story.authorships.order_by("sort_order")],
        "entries": [
            (one.headline, plain_text(one.text))
            for one in LiveEntry.objects.filter(live_blog=story.pk).order_by("published_at")
        ],
    }


def all_told() -> dict[str, dict[str, Any]]:
    return {one.title: told(one.specific) for one in Story.objects.all()}


def burn_the_paper() -> None:
    """Have nothing of the stories left, as in a fresh copy."""
    for story in Story.objects.all():
        story.delete()
    for image in get_image_model().objects.all():
        default_storage.delete(image.file.name)
        image.delete()
    Redirect.objects.all().delete()


@pytest.mark.django_db
def test_a_fresh_copy_made_of_the_wordpress_export_is_equal(tmp_path: Path) -> None:
    make_paper()
    before = all_told()
    folder = leave(tmp_path)
    burn_the_paper()

    words = ["--uploads", str(folder / "media"), "--report", str(tmp_path / "report.csv")]
    assert main(["import", "wxr", str(folder / "stories.wxr.xml"), *words]) == 0

    assert all_told() == before
    assert get_image_model().objects.count() == 1


@pytest.mark.django_db
def test_the_ghost_export_keeps_what_is_for_the_community(tmp_path: Path) -> None:
    make_paper()
    before = {
        title: (one["words"], one["kinds"], one["lead"], one["at"])
        for title, one in all_told().items()
        if not one["entries"]
    }
    folder = leave(tmp_path)
    burn_the_paper()

    words = ["--uploads", str(folder / "media"), "--report", str(tmp_path / "report.csv")]
    assert main(["import", "ghost", str(folder / "stories.ghost.json"), *words]) == 0

    after = all_told()
    found = {
        title: (one["words"], one["kinds"], one["lead"], one["at"])
        for title, one in after.items()
        if title in before
    }
    assert found == before
    closed = Story.objects.filter(community_only=True).values_list("title", flat=True)
    assert list(closed) == ["For members"]
    assert "What happened, 3." in after["Storm over Saltmere"]["words"]


LEDGER = ("kind", "source_id", "amount_minor", "currency", "occurred_at")
PAYMENT = ("stripe_id", "status", "amount_minor", "currency", "paid_at")
MEMBERSHIP = (
    *("status", "started_at", "paid_until", "subscription__stripe_id"),
    *("subscription__amount_minor", "subscription__interval", "checkout__customer__stripe_id"),
)


def promises() -> dict[str, list[Any]]:
    """Return what members have and paid, but for our own numbers."""
    paid = Grant.objects.filter(reason="membership").order_by("source")
    return {
        "memberships": list(
            Membership.objects.order_by("subscription__stripe_id").values(*MEMBERSHIP)
        ),
        "grants": list(paid.values("source", "starts_at", "ends_at", "entitlements")),
        "ledger": list(LedgerEntry.objects.order_by("kind", "source_id").values(*LEDGER)),
        "payments": list(
            Payment.objects.order_by("stripe_id").values(
                "stripe_id", "status", "amount_minor", "paid_at"
            )
        ),
    }


def forget_the_members() -> None:
    """Have nothing of the members left, as in a fresh copy."""
    with open_ledger():
        LedgerEntry.objects.all()._raw_delete(LedgerEntry.objects.db)
    Grant.objects.all().delete()
    Pause.objects.all().delete()
    Membership.objects.all().delete()
    Refund.objects.all().delete()
    Payment.objects.all().delete()
    Subscription.objects.all().delete()
    Checkout.objects.all().delete()
    Customer.objects.all().delete()


def test_a_fresh_copy_has_the_same_members_grants_and_ledger(
    client: Client, shop: Shop, plan: Plan, tmp_path: Path
) -> None:
    member(client, shop)
    for address in ("bob@example.com", "eve@example.com"):
        other = Client()
        other.force_login(make_reader(address))
        join_and_return(other, shop, LETTER_LINK)
    other.post("/account/cancel/")
    pass_days(shop, 20)
    reader = make_reader("joan@example.com")
    ends_at = clock.now().replace(microsecond=0) + timedelta(days=90)
    actions.give(reader=reader, ends_at=ends_at, reason="complimentary")
    before = promises()
    folder = leave(tmp_path)
    forget_the_members()
    assert promises()["memberships"] == []

    for name in ("members.csv", "held.csv"):
        words = ["--from", "csv", "--go", "--report", str(tmp_path / "report.csv")]
        assert main(["import", "members", str(folder / name), *words]) == 0

    after = promises()
    assert len(before["memberships"]) == 3
    assert after == before
    held = Grant.objects.get(reason="complimentary")
    assert held.ends_at.date() == ends_at.date()
    assert main(["reconcile"]) == 0


def test_groups_and_their_seats_are_taken_along_beside_the_members(
    client: Client, shop: Shop, plan: Plan, tmp_path: Path
) -> None:
    member(client, shop)
    group = buy(client, shop)
    make_member_of(client, group, "grace@example.com")
    client.post(f"/groups/{group.pk}/offer/", {"addresses": "bob@example.com"})

    folder = leave(tmp_path)

    [line] = rows(folder / "groups.csv")
    assert (line["group"], line["email"], line["seats"]) == (
        *("Saltmere Library", "ada@example.com"),
        "5",
    )
    assert line["stripe_subscription"] == group.checkout.subscription.stripe_id
    assert [(one["email"], one["state"]) for one in rows(folder / "seats.csv")] == [
        ("grace@example.com", "taken"),
        ("bob@example.com", "invited"),
    ]
    own = rows(folder / "members.csv")
    assert [(one["email"], one["amount"]) for one in own] == [("ada@example.com", "8")]
    assert [one["email"] for one in rows(folder / "held.csv")] == ["grace@example.com"]


def test_a_group_is_brought_into_a_fresh_copy_and_its_manager_hands_out_its_seats(
    client: Client, shop: Shop, plan: Plan, tmp_path: Path
) -> None:
    member(client, shop)
    before = buy(client, shop)
    folder = leave(tmp_path)
    Seat.objects.all().delete()
    SeatGroup.objects.all().delete()
    forget_the_members()

    for name in ("groups.csv", "members.csv", "groups.csv"):
        words = ["--from", "csv", "--go", "--report", str(tmp_path / "report.csv")]
        assert main(["import", "members", str(folder / name), *words]) == 0

    group = SeatGroup.objects.get()
    assert (group.name, group.seats_paid) == (before.name, 5)
    kinds = Membership.objects.order_by("is_group").values_list("status", "is_group")
    assert list(kinds) == [("active", False), ("active", True)]
    ada = Reader.objects.get(email="ada@example.com")
    assert group.checkout.reader in (None, ada)
    [seat] = groups.offer(group=group, addresses=["grace@example.com"])
    grace = make_reader("grace@example.com")
    groups.take(seat=seat, reader=grace)
    assert members.held(reader=grace, at=clock.now()).entitlements == {
        *("ad_free", "community_content"),
    }
    assert main(["reconcile"]) == 0


def test_former_members_are_in_the_files_that_other_systems_read(
    client: Client, shop: Shop, plan: Plan, tmp_path: Path, capsys: Any
) -> None:
    membership = member(client, shop)
    shop.delete(f"subscriptions/{membership.subscription.stripe_id}")
    pass_days(shop, 40)
    LeftAlone.objects.create(address="ada@example.com", since=clock.now())
    stays = Client()
    stays.force_login(make_reader("bo@example.com"))
    join_and_return(stays, shop, LETTER_LINK)

    folder = leave(tmp_path)

    ada, bo = rows(folder / "members.csv")
    assert [(one["status"], one["unsubscribed"]) for one in (ada, bo)] == [
        ("ended", "yes"),
        ("active", ""),
    ]
    assert ada["since"] == f"{membership.started_at:%Y-%m-%dT%H:%M:%S}Z"
    old, new = rows(folder / "members.ghost.csv")
    assert (old["email"], old["labels"], old["tiers"], old["subscribed_to_emails"]) == (
        *("ada@example.com", "former", "", "false"),
    )
    assert (new["labels"], new["tiers"]) == ("member", plan.name)
    assert new["stripe_customer_id"].startswith("cus_")
    for name, system, told in (
        ("members.csv", "csv", "known as a former member"),
        ("members.ghost.csv", "ghost", "nothing to bring"),
    ):
        capsys.readouterr()
        assert main(["import", "members", str(folder / name), "--from", system]) == 0
        assert told in capsys.readouterr().out


def test_every_table_is_taken_along_or_named_as_left_out(db: None) -> None:
    names = {one._meta.label_lower for one in tables.kept()}

    assert {
        *("accounts.reader", "membership.grant", "membership.membership", "membership.withdrawal"),
        *("membership.cancellation", "payments.ledgerentry", "payments.checkout", "mail.email"),
        *("newsroom.article", "appeals.campaign", "wagtailredirects.redirect"),
    } <= names
    assert not names & tables.LEFT_OUT


def test_no_secret_is_in_it_and_only_its_owner_reads_it(
    client: Client, shop: Shop, plan: Plan, tmp_path: Path
) -> None:
    member(client, shop)

    folder = leave(tmp_path)

    found = list(folder.rglob("*"))
    assert {stat.S_IMODE(one.stat().st_mode) for one in found if one.is_dir()} == {0o700}
    assert {stat.S_IMODE(one.stat().st_mode) for one in found if one.is_file()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (row,) = rows(folder / "tables" / "accounts.reader.csv")
    assert ("password" in row, row["email"]) == (False, "ada@example.com")
    (agreed,) = rows(folder / "consents.csv")
    assert (agreed["email"], agreed["amount"], agreed["interval"]) == (
        "ada@example.com",
        "8",
        "month",
    )
    assert "password" not in (folder / "tables" / "payments.checkout.csv").read_text()


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def break_off() -> None:
        with new_folder(tmp_path / "all") as folder:
            (folder / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "all").mkdir()

    assert main(["leave", str(tmp_path / "all")]) == 1

    assert "is there already" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_file_that_is_gone_is_named_and_the_rest_comes(tmp_path: Path, capsys: Any) -> None:
    image = make_image("gone")
    default_storage.delete(image.file.name)
    newsroom.create_section(name="Harbour")

    folder = leave(tmp_path)

    assert f"left out: {image.file.name}" in capsys.readouterr().out
    assert json.loads((folder / "stories.ghost.json").read_text())["db"][0]["data"]["posts"] == []


def test_events_that_rest_elsewhere_are_said_to_be_left_out(
    db: None, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    assert run(tmp_path / "here") == 0
    before = capsys.readouterr().out
    settings.EVENTS_URL = "clickhouse://127.0.0.1:8123/events"

    assert run(tmp_path / "elsewhere") == 0

    said = "`wellread events move --back` first"
    assert (said in before, said in capsys.readouterr().out) == (False, True)
