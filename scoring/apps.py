from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Results")

    def ready(self):
        """The audit trail knows what this app does and counts; jobs are found by name; a copied
        event has the rules of standings and the colour of the first, boards follow a category that
        is renamed, and the set-up knows whether there are any rules.
        """
        from accounts.trail import vocabulary
        from events.life.copying import ALSO_COPIED
        from events.life.setup_steps import PARTS
        from events.parts.writes import ALSO_RENAMED
        from scoring.erasing import due  # noqa: F401  importing it names its step
        from scoring.exporting import files  # noqa: F401  so does this
        from scoring.looks.changing import copy_colour
        from scoring.paper import photo_drafts  # noqa: F401  so does this
        from scoring.publishing.category_names import boards_follow_names
        from scoring.rules import actions
        from scoring.standings.applying import copy_rules

        ALSO_COPIED.extend(
            copied for copied in (copy_rules, copy_colour) if copied not in ALSO_COPIED
        )
        if boards_follow_names not in ALSO_RENAMED:
            ALSO_RENAMED.append(boards_follow_names)
        PARTS["standings"] = self.get_model("StandingsVersion")
        vocabulary.register(actions.SECTIONS, actions.COUNTED)
