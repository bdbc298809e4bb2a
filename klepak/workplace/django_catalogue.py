"""What Django says and our catalogue says better: Django's Czech puts nouns into sentences without
inflecting them ("Objekt skupina byl změněn"). Nobody imports this; `makemessages` reads it.
"""

from django.utils.translation import gettext_noop, ngettext

gettext_noop("Home")
gettext_noop("Change password: %s")
gettext_noop("Delete multiple objects")
gettext_noop("Cannot delete %(name)s")
gettext_noop("Add another %(verbose_name)s")
gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("You may edit it again below.")
gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below.")
gettext_noop("The %(name)s “%(obj)s” was deleted successfully.")
gettext_noop("Successfully deleted %(count)d %(items)s.")
gettext_noop("Select all %(total_count)s %(module_name)s")
ngettext(
    "%(count)s %(name)s was changed successfully.",
    "%(count)s %(name)s were changed successfully.",
    2,
)
