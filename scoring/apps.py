from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Results")

    def ready(self):
        """The audit trail knows what this app does and counts; jobs are found by name; a copied
        event has the rules of standings and the colour of the first, and the set-up knows whether
        there are any rules.
        """
        from accounts.trail import vocabulary
        from events.life.copying import ALSO_COPIED
        from events.life.setup_steps import PARTS
        from scoring.erasing import due  # noqa: F401  importing it names its step
        from scoring.exporting import files  # noqa: F401  so does this
        from scoring.looks.changing import copy_colour
        from scoring.paper import photo_drafts  # noqa: F401  so does this
        from scoring.rules import actions
        from scoring.standings.applying import copy_rules

        ALSO_COPIED.extend(
            copied for copied in (copy_rules, copy_colour) if copied not in ALSO_COPIED
        )
        PARTS["standings"] = self.get_model("StandingsVersion")
        vocabulary.register(actions.SECTIONS, actions.COUNTED)
