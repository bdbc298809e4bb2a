"""Backgrounds and fonts leave the database: each content is one file, whoever uses it.

The bytes are written before the rows that point to them commit. Backwards they come back, and the
files stay until they are collected.
"""

from django.db import migrations

from foundation.files import data_urls, store
from foundation.files.kinds import media_type


def into_files(apps, schema_editor):
    files = apps.get_model("foundation", "StoredFile").objects
    template_font = apps.get_model("diplomas", "TemplateFont")

    def without_file(text):
        parts = data_urls.split(text)
        if parts is None:
            return text, None
        start, content = parts
        defaults = {"size": len(content), "kind": media_type(content)}
        file, _is_new = files.get_or_create(digest=store.put(content), defaults=defaults)
        return start, file

    for template in (
        apps.get_model("diplomas", "DiplomaTemplate").objects.order_by("pk").iterator(1)
    ):
        template.background_address, template.background_file = without_file(
            template.background_address
        )
        template.save(update_fields=["background_address", "background_file"])
        for number, font in enumerate(template.fonts or (), 1):
            file = None
            if isinstance(font, dict) and isinstance(font.get("data"), str):
                start, file = without_file(font["data"])
                font = {**font, "data": start}
            template_font.objects.create(template=template, number=number, entry=font, file=file)


def out_of_files(apps, schema_editor):
    fonts = apps.get_model("diplomas", "TemplateFont").objects.order_by("number")
    for template in (
        apps.get_model("diplomas", "DiplomaTemplate").objects.order_by("pk").iterator(1)
    ):
        template.background_address = with_file(
            template.background_address, template.background_file_id
        )
        template.background_file = None
        template.fonts = [
            font.entry
            if font.file_id is None
            else {**font.entry, "data": with_file(font.entry["data"], font.file_id)}
            for font in fonts.filter(template=template)
        ]
        template.save(update_fields=["background_address", "background_file", "fonts"])
    fonts.all().delete()


def with_file(start, digest):
    return start if digest is None else data_urls.joined(start, store.read(digest))


class Migration(migrations.Migration):
    dependencies = [("diplomas", "0006_files_of_templates")]

    operations = [migrations.RunPython(into_files, out_of_files)]
