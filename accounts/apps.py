from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and access")

    def ready(self):
        """The audit trail knows what this app does."""
        from accounts.trail import actions, vocabulary

        vocabulary.register(actions.SECTIONS)
