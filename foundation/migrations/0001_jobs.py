"""The job machine: work beside requests, uploads that wait for a decision, and the clock."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodicRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("slot", models.CharField(max_length=13)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "slot"), name="periodic_run_once_per_slot"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("organisation", models.PositiveBigIntegerField(blank=True, null=True)),
                ("subject", models.CharField(blank=True, db_index=True, max_length=80)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("content", models.BinaryField(default=b"")),
                ("options", models.JSONField(blank=True, default=dict, editable=False)),
                ("arguments", models.JSONField(blank=True, default=dict, editable=False)),
                ("context", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("QUEUED", "Queued"),
                            ("RUNNING", "Running"),
                            ("DONE", "Done"),
                            ("REFUSED", "Refused"),
                            ("FAILED", "Failed"),
                        ],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                ("total", models.PositiveIntegerField(default=0, editable=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("holder", models.CharField(blank=True, editable=False, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("outcome", models.JSONField(blank=True, default=dict, editable=False)),
                ("log", models.JSONField(blank=True, default=list, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "work in the background",
                "verbose_name_plural": "works in the background",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["state", "due_at"], name="job_by_state")],
            },
        ),
    ]
