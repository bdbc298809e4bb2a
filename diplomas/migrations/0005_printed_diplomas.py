import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("diplomas", "0004_trail_of_each_event"),
        ("events", "0013_hidden_participants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Diploma",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ACTIVITY", "activity"), ("OVERALL", "overall standings")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="code")),
                ("facts", models.JSONField(verbose_name="what it says")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PRINTED", "printed"),
                            ("HANDED_OVER", "handed over"),
                            ("OBSOLETE", "not valid any more"),
                        ],
                        default="PRINTED",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=255, verbose_name="reason"),
                ),
                ("printed_at", models.DateTimeField(verbose_name="printed")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="diplomas",
                        to="events.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diplomas",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diplomas",
                        to="events.participant",
                        verbose_name="participant",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="printed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "printed diploma",
                "verbose_name_plural": "printed diplomas",
                "ordering": ["-printed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "OBSOLETE"), _negated=True), ("kind", "ACTIVITY")
                        ),
                        fields=("participant", "activity"),
                        name="one_valid_diploma_for_an_activity",
                        violation_error_message="Somebody has this diploma already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "OBSOLETE"), _negated=True), ("kind", "OVERALL")
                        ),
                        fields=("participant",),
                        name="one_valid_diploma_for_the_overall_standings",
                        violation_error_message="Somebody has this diploma already.",
                    ),
                ],
            },
        ),
    ]
