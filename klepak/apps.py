from django.contrib.admin.apps import AdminConfig


class KlepakAdminConfig(AdminConfig):
    """The admin site, as organisers use it."""

    default_site = "klepak.workplace.site.KlepakAdminSite"
