"""Give every address stored so far its one spelling, in every room that keeps one.

It stands here because two accounts of one address share what was paid, which only this room sees.
"""

import datetime
from collections import defaultdict

from django.db import migrations

from wellread.mail.address import spelled

LIVE = ("active", "past_due")
NEVER = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
TWICE = "The same letter was written under another spelling of the address."


def mend(apps, schema_editor):
    db = schema_editor.connection.alias
    mend_readers(apps, db)
    mend_sign_in_addresses(apps, db)
    mend_checkouts(apps, db)
    mend_letters(apps, db)


def mend_readers(apps, db):
    """Rename; of accounts with one address keep one, and lead to it all that was paid."""
    readers = apps.get_model("accounts", "Reader").objects.using(db)
    groups = defaultdict(list)
    for reader in readers.order_by("pk").iterator():
        groups[spelled(reader.email)].append(reader)
    for address, group in groups.items():
        kept, *others = sorted(group, key=rank)
        for other in others:
            join_accounts(apps, db, kept, other)
        if kept.email != address:
            readers.filter(pk=kept.pk).update(email=address)


def rank(reader):
    """Sort first who may do most, then who signed in last."""
    seen = reader.last_login or NEVER
    return (not reader.is_superuser, not reader.is_staff, -seen.timestamp() if seen > NEVER else 0, reader.pk)


def join_accounts(apps, db, kept, other):
    """Give what one account paid and was given to another; the emptied one stays, closed."""
    held = {
        "payments": ("Checkout", "Customer"),
        "membership": ("Grant",),
    }
    move_memberships(apps, db, kept, other)
    for room, names in held.items():
        for name in names:
            rows = apps.get_model(room, name).objects.using(db)
            rows.filter(reader=other.pk).update(reader=kept.pk)
    apps.get_model("account", "EmailAddress").objects.using(db).filter(user=other.pk).delete()
    # Nobody can receive letters there, so nobody signs in by it.
    parked = f"account-{other.pk}-is-now-{kept.pk}@same-address.invalid"
    apps.get_model("accounts", "Reader").objects.using(db).filter(pk=other.pk).update(
        email=parked, is_active=False
    )
    print(f"\n  Accounts {kept.pk} and {other.pk} had one address: {other.pk} is closed, and what "
          f"it paid belongs to {kept.pk}.", end="")


def move_memberships(apps, db, kept, other):
    """Let the earlier of two running memberships run; a job has Stripe charge no more for others."""
    rows = apps.get_model("membership", "Membership").objects.using(db)
    both = rows.filter(reader__in=(kept.pk, other.pk), status__in=LIVE)
    # A failing one is no reason to stop another that is paid.
    in_order = sorted(both, key=lambda row: (row.status != "active", row.started_at, row.pk))
    for later in in_order[1:]:
        rows.filter(pk=later.pk).update(status="ending")
        print(f"\n  Membership {later.pk} is a second one and is charged no more.", end="")
    rows.filter(reader=other.pk).update(reader=kept.pk)


def mend_sign_in_addresses(apps, db):
    """Keep one row for each address of a reader; it is proved if any of its spellings was."""
    rows = apps.get_model("account", "EmailAddress").objects.using(db)
    groups = defaultdict(list)
    for row in rows.select_related("user").order_by("pk").iterator():
        groups[row.user_id, spelled(row.email)].append(row)
    proved = proved_by(groups)
    for (user, address), group in groups.items():
        kept, *others = sorted(group, key=lambda row: (not row.primary, not row.verified, row.pk))
        rows.filter(pk__in=[row.pk for row in others]).delete()
        rows.filter(pk=kept.pk).update(email=address, verified=proved.get(address) == user)


def proved_by(groups):
    """Say whose an address is that was proved: the account's that bears it comes first."""
    proved = {}
    for (user, address), group in groups.items():
        if any(row.verified for row in group):
            bears_it = spelled(group[0].user.email) == address
            if bears_it or address not in proved:
                proved[address] = user
    return proved


def mend_checkouts(apps, db):
    rows = apps.get_model("payments", "Checkout").objects.using(db)
    for pk, address in rows.exclude(email="").values_list("pk", "email").iterator():
        if spelled(address) != address:
            rows.filter(pk=pk).update(email=spelled(address))


def mend_letters(apps, db):
    """Spell recipients; a letter written twice for two spellings stays, and is not sent again."""
    rows = apps.get_model("membership", "Letter").objects.using(db)
    for letter in rows.order_by("pk").iterator():
        address = spelled(letter.recipient)
        if address == letter.recipient:
            continue
        same = rows.filter(recipient=address, kind=letter.kind, about=letter.about)
        if same.exclude(pk=letter.pk).exists():
            letter.about = f"{letter.about[:240]} ({letter.pk})"
            if letter.state == "queued":
                letter.state, letter.error, letter.try_again_at = "failed", TWICE, None
        letter.recipient = address
        letter.save()


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0005_one_spelling_of_addresses"),
        ("accounts", "0003_one_spelling"),
        ("payments", "0005_one_spelling_of_addresses"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
