"""Filling an empty site with the demo."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from wellread.accounts.actions import reader_with_verified_address
from wellread.demo.campaigns import (
    make_campaigns,
    make_house_ads,
    make_newsletters,
    reason_to_join,
)
from wellread.demo.courier import Courier, Step
from wellread.demo.groups import make_group, make_institution
from wellread.demo.history import make_history
from wellread.demo.people import (
    fill_pot,
    have_editor_sign,
    have_member_join,
    make_member,
    make_plan,
)
from wellread.demo.tables import make_tables
from wellread.newsroom.editing.brand_toml import begin_with
from wellread.payments import gateway

# In steps: about its share of the time.
TABLES_WEIGH = 8


def seed(*, history: bool = False, buying: bool = False) -> None:
    """Make the database and fill the site; each story is a transaction of its own.

    Where somebody is to buy, they do so at the sandbox, which must run then.
    """
    courier = Courier(timezone.now())
    steps = [*_offers_and_people(courier), *courier.steps()]
    if history:
        steps += [
            ("A year of readers", lambda: make_history(timezone.now())),
            ("A library", make_institution),
        ]
    with _progress() as progress:
        bar = progress.add_task("Database", total=TABLES_WEIGH + len(steps))
        make_tables()
        begin_with(settings.SITE_FOLDER)
        progress.advance(bar, TABLES_WEIGH)
        with courier.pictures_on_the_way():
            for words, step in steps:
                progress.update(bar, description=words[:50])
                with transaction.atomic():
                    step()
                progress.advance(bar)
        if not (buying and _bought()):
            make_member()
        progress.update(bar, description="The Courier is out")


def _bought() -> bool:
    """Have a member and a group pay; outside of transactions, because Stripe is asked."""
    try:
        have_member_join()
        make_group()
    except (gateway.GatewayUnavailable, OSError) as fault:
        print(f"  The sandbox did not answer, so that nobody pays in this demo: {fault}")
        return False
    return True


def _offers_and_people(courier: Courier) -> Iterator[Step]:
    yield "Plan", lambda: make_plan(**reason_to_join(courier))
    yield "Campaigns", lambda: make_campaigns(courier)
    yield "House ads", lambda: make_house_ads(courier)
    yield "Newsletters", make_newsletters
    yield "Editor", make_editor
    yield "Reader", lambda: reader_with_verified_address(email="reader@courier.example")
    yield "Solidarity pot", fill_pot


def make_editor() -> None:
    """Make the demo's editor with a second factor, and the key that the demo prints."""
    editor = reader_with_verified_address(email=settings.DEMO_EDITOR)
    editor.first_name, editor.last_name = "Hester", "Calloway"
    editor.is_staff = editor.is_superuser = True
    editor.save()
    TOTP.activate(editor, generate_totp_secret())
    have_editor_sign()
    key = Path(settings.VAR) / "editors-key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(24))


def _progress() -> Progress:
    return Progress(
        TextColumn("  {task.percentage:>3.0f} %"),
        BarColumn(30),
        TextColumn("{task.description}", markup=False),
        console=Console(),
    )
