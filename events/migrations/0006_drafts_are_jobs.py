"""Uploads on their way into an event are `foundation.Job`s now.

What waits in the old table is good for a day at most, so it is not carried over: whoever is at it
uploads the table again. Backwards the table comes back, empty.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_search_keys"),
    ]

    operations = [
        migrations.DeleteModel(
            name="ImportDraft",
        ),
    ]
