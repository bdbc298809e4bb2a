"""The order of the admin site's lists."""

from django.contrib.admin.views.main import ChangeList

from foundation.models.fields import SortKeyField


class OrderedList(ChangeList):
    """A list in which a column of names stands in the order of the alphabet.

    Databases do not know it: such a column is sorted by the key that is kept beside the names.
    """

    def get_ordering_field(self, field_name):
        name = super().get_ordering_field(field_name)
        keys = {
            field.sources[0]: field.name
            for field in self.lookup_opts.fields
            if isinstance(field, SortKeyField)
        }
        return keys.get(name, name) if isinstance(name, str) else name
