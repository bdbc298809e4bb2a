from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiplomasConfig(AppConfig):
    name = "diplomas"
    verbose_name = _("Diplomas")

    def ready(self):
        """Every event has a template from the start, and its templates go along when it is copied;
        the audit trail knows what this app does; results are exported as PDF, too.
        """
        from accounts.trail import vocabulary
        from diplomas.design import actions
        from diplomas.design.beginnings import copy_templates, give_first_template
        from diplomas.result_lists.pages import LISTS_TO_HANG_UP
        from events.life.copying import ALSO_COPIED
        from events.life.lifecycle import ALSO_BEGUN
        from scoring.exporting.formats import FORMATS

        if give_first_template not in ALSO_BEGUN:
            ALSO_BEGUN.append(give_first_template)
        if copy_templates not in ALSO_COPIED:
            ALSO_COPIED.append(copy_templates)
        vocabulary.register(actions.SECTIONS)
        FORMATS["pdf"] = LISTS_TO_HANG_UP
