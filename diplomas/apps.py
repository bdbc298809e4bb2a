from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiplomasConfig(AppConfig):
    name = "diplomas"
    verbose_name = _("Diplomas")

    def ready(self):
        """The templates of an event go along when the event is copied; the audit trail knows
        what this app does.
        """
        from accounts.trail import vocabulary
        from diplomas.design import actions
        from diplomas.design.copying import copy_templates
        from events.life.copying import ALSO_COPIED

        if copy_templates not in ALSO_COPIED:
            ALSO_COPIED.append(copy_templates)
        vocabulary.register(actions.SECTIONS)
