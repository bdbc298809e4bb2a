from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0003_trail_of_each_event"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="clock_offset_ms",
            field=models.BigIntegerField(
                blank=True,
                null=True,
                verbose_name="milliseconds by which the device's clock was ahead",
            ),
        ),
    ]
