"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.trail.vocabulary import LISTS, Section

SECTIONS = [
    Section(
        10,
        _("Signing in and passwords"),
        {
            "LOGIN": _("Signed in"),
            "LOGIN_FAILED": _("Sign-in refused"),
            "REVOKE_TOKENS": _("Sign-in ended for safety"),
            "CHANGE_PASSWORD": _("Password changed"),
            "FORGOT_PASSWORD": _("New password asked for"),
            "FORGOT_PASSWORD_UNKNOWN": _("New password asked for by an unknown address"),
            "RESET_PASSWORD": _("Password set by a mailed link"),
        },
    ),
    Section(
        20,
        _("People and their rights"),
        {
            "REGISTER": _("Registered"),
            "CREATE_USER": _("Account created"),
            "UPDATE_USER": _("Account changed"),
            "DELETE_USER": _("Account deleted"),
            "CHANGE_ROLE": _("Role changed"),
            "CHANGE_STATUS": _("Account let in or switched off"),
            "INVITE_EVALUATOR": _("Invited"),
            "RESEND_INVITATION": _("Invitation sent again"),
            "REVOKE_INVITATION": _("Invitation revoked"),
            "ACCEPT_INVITATION": _("Invitation accepted"),
        },
    ),
    Section(
        30,
        _("Organisations"),
        {
            "CREATE_ORGANISATION": _("Organisation created"),
            "UPDATE_ORGANISATION": _("Organisation changed"),
            "DELETE_ORGANISATION": _("Organisation deleted"),
            "CREATE_MEMBERSHIP": _("Member added to the organisation"),
            "UPDATE_MEMBERSHIP": _("Member's role in the organisation changed"),
            "DELETE_MEMBERSHIP": _("Member removed from the organisation"),
        },
    ),
    Section(
        35,
        _("Files"),
        {
            "CREATE_FILE": _("File uploaded"),
            "UPDATE_FILE": _("File changed"),
            "DELETE_FILE": _("File deleted"),
        },
    ),
    Section(61, _("Evaluators"), {"REVOKE_SIGN_IN_CODE": _("Team card revoked")}),
    Section(92, LISTS, {"IMPORT_USERS": _("People imported")}),
    Section(
        97,
        LISTS,
        {
            "EXPORT_USERS": _("People exported"),
            "EXPORT_AUDIT": _("Audit trail exported"),
        },
    ),
]
EARLIER_SENTENCES = [
    gettext_noop("%(user)s knew the password, but the account is not active"),
    gettext_noop("Somebody tried an address that has no account"),
    gettext_noop("Somebody tried a wrong password for %(user)s"),
    gettext_noop("A new password was asked for by an address that no active account has"),
    gettext_noop("A new password was asked for by the address of %(user)s"),
]
"""Of rows that earlier versions wrote: listed here so that they are still translated."""
