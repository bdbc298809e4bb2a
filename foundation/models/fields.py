"""Names, and fields that are kept beside others, by every save of those (not by `update()`)."""

from collections.abc import Collection

from django.db import models

from foundation.text.names import alphabetical, tidy


class NameField(models.CharField):
    """A name, tidied wherever its model is checked; to the database it is any text."""

    def to_python(self, value):
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def deconstruct(self):
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


def with_keys(model: type[models.Model], names: Collection[str] | None) -> set[str] | None:
    """The fields to save, and those that are made of them. None: all of them."""
    if names is None:
        return None
    made_of = {field.name: getattr(field, "sources", ()) for field in model._meta.fields}
    return {*names, *(key for key, sources in made_of.items() if {*sources} & {*names})}


def fill_sort_keys(model: type[models.Model], *related: str, at_once: int = 1000) -> None:
    """Compute the keys of all rows there are; for migrations. related: what is read along."""
    rows = model._base_manager
    key = model._meta.get_field("sort_key")
    batch: list[models.Model] = []
    for row in rows.select_related(*related).order_by("pk").iterator(at_once):
        row.sort_key = key.key_of(row)
        batch.append(row)
        if len(batch) == at_once:
            rows.bulk_update(batch, ["sort_key"])
            batch = []
    rows.bulk_update(batch, ["sort_key"])


class SortKeyField(models.CharField):
    """What a list is ordered by: `foundation.text.names.alphabetical` of the first source that is
    not empty. Either database compares it letter by letter, whatever its own order is.

    After a change of `alphabetical` a migration has to compute the stored keys anew.
    """

    def __init__(self, *args, sources: Collection[str] = ("name",), **kwargs):
        self.sources = tuple(sources)
        super().__init__(*args, **{"max_length": 2000, "editable": False, "blank": True, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def db_parameters(self, connection):
        by_bytes = "C" if connection.vendor == "postgresql" else None  # SQLite does so by itself
        return {**super().db_parameters(connection), "collation": by_bytes}

    def key_of(self, model_instance: models.Model) -> str:
        """The key of the row as it is now."""
        texts = (getattr(model_instance, source) for source in self.sources)
        return alphabetical(next(filter(None, texts), ""))[: self.max_length]

    def pre_save(self, model_instance, add):
        value = self.key_of(model_instance)
        setattr(model_instance, self.attname, value)
        return value
