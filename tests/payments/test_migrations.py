"""Rows from before, brought to what must be true now."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("payments", "0005_one_spelling_of_addresses")]


@pytest.mark.django_db(transaction=True)
def test_of_a_readers_open_pages_the_latest_stays_open():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
        reader = apps.get_model("accounts", "Reader").objects.create(email="ada@example.com")
        for minor, days, owner in ((800, 2, reader), (1200, 1, reader), (900, 3, None)):
            apps.get_model("payments", "Checkout").objects.create(
                reader=owner,
                kind="subscription",
                interval="month",
                amount_minor=minor,
                currency="USD",
                created_at=timezone.now() - timedelta(days=days),
            )
    finally:
        MigrationExecutor(connection).migrate(latest)

    from wellread.payments.models import Checkout

    states = Checkout.objects.order_by("amount_minor").values_list("amount_minor", "state")
    assert list(states) == [(800, "expired"), (900, "open"), (1200, "open")]
