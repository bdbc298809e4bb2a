"""The pictures of events leave the database. Their bytes are written before the rows that point to
them commit; backwards they come back, and the files stay until they are collected.
"""

from django.db import migrations

from foundation.files import store
from foundation.files.kinds import media_type


def into_files(apps, schema_editor):
    files = apps.get_model("foundation", "StoredFile").objects

    def kept(content):
        defaults = {"size": len(content), "kind": media_type(content)}
        return files.get_or_create(digest=store.put(content), defaults=defaults)[0]

    for picture in pictures(apps):
        picture.file = kept(bytes(picture.content))
        picture.small_file = kept(bytes(picture.small_content))
        picture.save(update_fields=["file", "small_file"])


def out_of_files(apps, schema_editor):
    for picture in pictures(apps):
        picture.content = store.read(picture.file_id)
        picture.small_content = store.read(picture.small_file_id)
        picture.file = picture.small_file = None
        picture.save(update_fields=["content", "small_content", "file", "small_file"])


def pictures(apps):
    return apps.get_model("scoring", "EventPicture").objects.order_by("pk").iterator(1)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0012_files_of_pictures")]

    operations = [migrations.RunPython(into_files, out_of_files)]
