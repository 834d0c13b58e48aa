from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0013_keep_returned_payments")]
    operations = [migrations.RemoveField(model_name="membership", name="returned_payment")]
