from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_asking_reasons")]

    operations = [
        migrations.RenameModel("Note", "DeviceEvent"),
        migrations.RenameModel("NoteTotal", "EventTotal"),
        migrations.RenameModel("DroppedNotes", "DroppedEvents"),
    ]
