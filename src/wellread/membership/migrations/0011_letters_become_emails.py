"""Hand every letter to the room that sends all e-mails: none is lost, and none is sent twice.

Copying and dropping are one transaction. A worker of the version before that has a letter in its
hands finds the table gone: the row stays "being sent", and is set aside when its time runs out.
"""

from django.conf import settings
from django.db import migrations

FEW = 500
# Raw ids of Stripe are no numbers for a receipt; staff find both by its end.
RECEIPT = 8


def hand_over(apps, schema_editor):
    connection = schema_editor.connection
    letters = apps.get_model("membership", "Letter")
    emails = apps.get_model("mail", "Email").objects.using(connection.alias)
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(letters._meta.db_table)
        connection.cursor().execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    few = []
    for letter in letters.objects.using(connection.alias).order_by("pk").iterator(chunk_size=FEW):
        few.append(email_of(emails.model, letter))
        if len(few) == FEW:
            emails.bulk_create(few)
            few = []
    emails.bulk_create(few)
    hand_over_permissions(apps, connection.alias)


def email_of(model, letter):
    facts = dict(letter.facts)
    if facts.get("receipt"):
        facts["receipt"] = str(facts["receipt"])[-RECEIPT:].upper()
    belongs_to = str(facts.pop("checkout", ""))
    # Whether a link is needed is found out when it is sent.
    facts.pop("needs_claim", None)
    return model(
        recipient=letter.recipient,
        name=letter.kind,
        language=settings.LANGUAGE_CODE,
        about=letter.about,
        belongs_to=belongs_to,
        facts=facts,
        state=letter.state,
        attempts=letter.attempts,
        queued_at=letter.queued_at,
        try_again_at=letter.try_again_at,
        sent_at=letter.sent_at,
        error=letter.error,
    )


def hand_over_permissions(apps, db):
    """Let whoever may see letters see e-mails, and whom an administrator kept from it, not."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(db)
    letter = kinds.filter(app_label="membership", model="letter").first()
    if letter is None or kinds.filter(app_label="mail", model="email").exists():
        return
    kinds.filter(pk=letter.pk).update(app_label="mail", model="email")
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    for permission in permissions.filter(content_type=letter.pk):
        verb = permission.codename.partition("_")[0]
        permissions.filter(pk=permission.pk).update(
            codename=f"{verb}_email", name=f"Can {verb} email"
        )
    given = apps.get_model("desk", "GivenPermission").objects.using(db)
    given.filter(permission="membership.view_letter").update(permission="mail.view_email")


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0010_seconds_of_joined_accounts"),
        ("mail", "0001_initial"),
        ("desk", "0001_given_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="Letter"),
    ]
