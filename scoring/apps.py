from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Results")

    def ready(self):
        """The audit trail knows what this app does and counts; jobs are found by name."""
        from accounts.trail import vocabulary
        from scoring.paper import photo_drafts  # noqa: F401  importing it names its steps
        from scoring.rules import actions

        vocabulary.register(actions.SECTIONS, actions.COUNTED)
