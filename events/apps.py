from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        """The audit trail knows what this app does and counts; jobs are found by name."""
        from accounts.trail import vocabulary
        from events.importing import drafts  # noqa: F401  importing it names its steps
        from events.rules import actions

        vocabulary.register(actions.SECTIONS, actions.COUNTED)
