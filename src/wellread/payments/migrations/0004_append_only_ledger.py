from django.db import migrations, models

WHY = "The ledger is append-only: a mistake is answered by a new entry."
TABLE = "payments_ledgerentry"

# REPLACE deletes without firing a trigger for it, so a row that is there refuses its twin first.
SQLITE = (
    f"""CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER ledger_refuses_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (kind = NEW.kind
        AND source_id = NEW.source_id AND correction = NEW.correction))
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
)
SQLITE_BACK = tuple(
    f"DROP TRIGGER IF EXISTS ledger_refuses_{what}" for what in ("update", "delete", "replace")
)
POSTGRESQL = (
    f"""CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = '{WHY}', ERRCODE = 'integrity_constraint_violation'; END
    $$""",
    f"""CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    f"""CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()""",
)
POSTGRESQL_BACK = (
    f"DROP TRIGGER IF EXISTS ledger_refuses_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS ledger_refuses_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS ledger_is_append_only()",
)
CLOSE = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
OPEN = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}


def close_ledger(apps, schema_editor):
    """Have the database itself refuse to change or remove an entry."""
    for statement in CLOSE[schema_editor.connection.vendor]:
        schema_editor.connection.cursor().execute(statement)


def open_ledger(apps, schema_editor):
    """Let entries be changed again."""
    for statement in OPEN[schema_editor.connection.vendor]:
        schema_editor.connection.cursor().execute(statement)


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_why_a_subscription_ended")]

    operations = [
        migrations.RemoveConstraint(model_name="ledgerentry", name="movement_counted_once"),
        migrations.AddField(
            model_name="ledgerentry",
            name="correction",
            field=models.PositiveIntegerField(
                default=0, help_text="0 as it was booked; a later line corrects those before it."
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("kind", "source_id", "correction"), name="movement_counted_once"
            ),
        ),
        migrations.RunPython(close_ledger, open_ledger),
    ]
