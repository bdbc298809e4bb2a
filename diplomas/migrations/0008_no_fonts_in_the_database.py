from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("diplomas", "0007_bytes_into_files")]

    operations = [migrations.RemoveField("diplomatemplate", "fonts")]
