"""Every event has a template from the start; this gives those without any theirs."""

from django.db import migrations

ITEMS = [
    {
        "type": "DYNAMIC",
        "key": key,
        "x": 50,
        "y": y,
        "fontSize": size,
        "fontWeight": weight,
        "color": color,
        "centerH": True,
    }
    for key, y, size, weight, color in [
        ("participant_name", 38, 42, "bold", "#1a1a1a"),
        ("place", 56, 30, "normal", "#444444"),
        ("activity", 68, 20, "normal", "#666666"),
    ]
]


def give(apps, schema_editor):
    Event = apps.get_model("events", "Event")
    DiplomaTemplate = apps.get_model("diplomas", "DiplomaTemplate")
    without = Event.objects.filter(diploma_templates=None).order_by("pk")
    DiplomaTemplate.objects.bulk_create(
        [
            DiplomaTemplate(event_id=pk, name="Default", items=ITEMS)
            for pk in without.values_list("pk", flat=True)
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("diplomas", "0002_names_as_long_as_in_the_contract"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
