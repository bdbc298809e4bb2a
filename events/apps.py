from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        """The audit trail knows what this app does and counts, and can be read event by event;
        jobs are found by name.
        """
        from accounts.trail import filters, vocabulary
        from events.importing import drafts  # noqa: F401  importing it names its steps
        from events.rules import actions
        from events.rules.lookups import managed_events
        from foundation.backup import contents

        if managed_events not in filters.EVENTS_OF:
            filters.EVENTS_OF.append(managed_events)
        contents.PRECIOUS.append(self.get_model("Event")._meta.db_table)
        vocabulary.register(actions.SECTIONS, actions.COUNTED)
