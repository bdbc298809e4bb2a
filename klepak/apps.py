from django.contrib.admin.apps import AdminConfig
from django.core import checks

from klepak.checks import check_backups, check_contacts, check_files, check_site_address


class KlepakAdminConfig(AdminConfig):
    """The admin site, as organisers use it."""

    default_site = "klepak.workplace.site.KlepakAdminSite"

    def ready(self):
        super().ready()
        checks.register(check_site_address)
        checks.register(check_backups)
        checks.register(check_files)
        checks.register(check_contacts, deploy=True)
