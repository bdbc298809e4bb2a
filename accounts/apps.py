from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.jobs import context


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and access")

    def ready(self):
        """The audit trail knows what this app does; jobs are found by name, and leave the address
        of who asked for them in the trail. Nobody's accounts are overwritten by a backup.
        """
        from accounts.files import checking, removing  # noqa: F401  names their steps
        from accounts.sign_in import password_resets  # noqa: F401  names its step
        from accounts.trail import actions, audit, vocabulary
        from foundation.backup import contents

        vocabulary.register(actions.SECTIONS)
        contents.PRECIOUS.append(self.get_model("User")._meta.db_table)
        context.carry("address", audit.request_address)
