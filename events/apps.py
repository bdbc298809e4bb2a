from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        """Jobs are found by name once their modules are imported."""
        from events.importing import drafts  # noqa: F401
