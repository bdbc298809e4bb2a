"""Lists between preview and confirmation are `foundation.Job`s now.

What waits in the old table is good for an hour at most, so it is not carried over: whoever is at it
chooses the file again. Backwards the table comes back, empty.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_pending_imports"),
    ]

    operations = [
        migrations.DeleteModel(
            name="PendingImport",
        ),
    ]
