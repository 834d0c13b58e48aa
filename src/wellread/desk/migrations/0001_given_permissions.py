
import django.db.models.deletion
from django.db import migrations, models

# What sites of before were given, so that what was taken away since stays away.
NEWSROOM = {
    "newsroom": [f"{verb}_{model}" for model in ("liveentry", "author", "topic") for verb in ("view", "add", "change", "delete")],
    "wagtailcore": [f"{verb}_page" for verb in ("add", "change", "publish", "lock", "unlock")],
    "wagtailimages": ["add_image", "change_image", "choose_image"],
}
REVENUE = {
    "appeals": [*(f"{verb}_campaign" for verb in ("view", "add", "change", "delete", "publish")), "change_lineupsettings"],
    "ads": [f"{verb}_housead" for verb in ("view", "add", "change", "delete")],
    "membership": ["view_gift", "add_gift", "change_gift", "view_plan", "view_membership", "view_letter"],
    "payments": ["view_payment", "view_ledgerentry", "view_billingevent"],
    "wagtailimages": ["add_image", "choose_image"],
}
GIVEN_BEFORE = {"Editors": NEWSROOM, "Moderators": NEWSROOM, "Revenue": REVENUE}


def remember(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    GivenPermission = apps.get_model("desk", "GivenPermission")
    for name, rooms in GIVEN_BEFORE.items():
        group = Group.objects.filter(name=name).first()
        # Wagtail makes two of the groups itself, before any room has given them anything.
        ours = [room for room in rooms if not room.startswith("wagtail")]
        if group is None or not group.permissions.filter(content_type__app_label__in=ours).exists():
            continue
        GivenPermission.objects.bulk_create(
            [
                GivenPermission(group=group, permission=permission)
                for permission in ["wagtailadmin.access_admin", *(f"{room}.{one}" for room, names in rooms.items() for one in names)]
            ],
            ignore_conflicts=True,
        )


def keep_pictures(apps, schema_editor):
    """In Wagtail who may change a picture may delete it: Revenue may not."""
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
        group__name="Revenue",
        permission__codename="change_image",
        permission__content_type__app_label="wagtailimages",
    ).delete()


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.CharField(help_text='Such as appeals.add_campaign.', max_length=150)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('group', 'permission'), name='permission_given_once')],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
        migrations.RunPython(keep_pictures, migrations.RunPython.noop),
    ]
