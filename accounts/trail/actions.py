"""What the actions of the audit trail are called, and in which groups they are looked for.

The names stand in the trail and in the API and never change; these are for people. All apps' are
here: whoever reads the trail looks for them in one list.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[Promise, dict[str, Promise]] = {
    _("Signing in and passwords"): {
        "LOGIN": _("Signed in"),
        "LOGIN_FAILED": _("Sign-in refused"),
        "REVOKE_TOKENS": _("Sign-in ended for safety"),
        "CHANGE_PASSWORD": _("Password changed"),
        "FORGOT_PASSWORD": _("New password asked for"),
        "FORGOT_PASSWORD_UNKNOWN": _("New password asked for by an unknown address"),
        "RESET_PASSWORD": _("Password set by a mailed link"),
    },
    _("People and their rights"): {
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
    _("Organisations"): {
        "CREATE_ORGANISATION": _("Organisation created"),
        "UPDATE_ORGANISATION": _("Organisation changed"),
        "DELETE_ORGANISATION": _("Organisation deleted"),
        "CREATE_MEMBERSHIP": _("Member added to the organisation"),
        "UPDATE_MEMBERSHIP": _("Member's role in the organisation changed"),
        "DELETE_MEMBERSHIP": _("Member removed from the organisation"),
    },
    _("Events"): {
        "CREATE_EVENT": _("Event created"),
        "CREATE_EVENT_MANUAL": _("Event created from a list"),
        "COPY_EVENT": _("Event copied"),
        "UPDATE_EVENT": _("Event or its status changed"),
        "DELETE_EVENT": _("Event deleted"),
        "IMPORT_EVENT": _("Event created from a file"),
        "IMPORT_UPDATE": _("Event updated from a file"),
        "CREATE_AGE_CATEGORY": _("Age category created"),
        "UPDATE_AGE_CATEGORY": _("Age category changed"),
        "DELETE_AGE_CATEGORY": _("Age category deleted"),
    },
    _("Groups and participants"): {
        "CREATE_GROUP": _("Group created"),
        "UPDATE_GROUP": _("Group changed"),
        "DELETE_GROUP": _("Group deleted"),
        "ADD_PARTICIPANT": _("Participant added"),
        "CREATE_PARTICIPANT": _("Participant added"),
        "UPDATE_PARTICIPANT": _("Participant changed"),
        "MOVE_PARTICIPANT": _("Participant moved to another group"),
        "UPDATE_PARTICIPANTS": _("Several participants changed"),
        "MOVE_PARTICIPANTS": _("Several participants moved to another group"),
        "MERGE_PARTICIPANTS": _("Two entries of one participant merged"),
        "DELETE_PARTICIPANT": _("Participant deleted"),
        "DELETE_PARTICIPANTS": _("Several participants deleted"),
    },
    _("Evaluators"): {
        "ADD_EVENT_EVALUATOR": _("Evaluator joined the event"),
        "CREATE_EVENT_EVALUATOR": _("Evaluator joined the event"),
        "UPDATE_EVENT_EVALUATOR": _("Evaluator of the event changed"),
        "DELETE_EVENT_EVALUATOR": _("Evaluator left the event"),
        "ASSIGN_GROUP_EVALUATOR": _("Evaluator assigned to a group"),
        "CREATE_GROUP_EVALUATOR": _("Evaluator assigned to a group"),
        "UPDATE_GROUP_EVALUATOR": _("Evaluator moved to another group"),
        "MOVE_GROUP_EVALUATOR": _("Evaluator moved to another group"),
        "DELETE_GROUP_EVALUATOR": _("Evaluator taken off a group"),
        "BOOTSTRAP_EVALUATOR": _("Team login created"),
        "NEW_TEAM_CARD": _("Team card made"),
        "REVOKE_SIGN_IN_CODE": _("Team card revoked"),
    },
    _("Activities and results"): {
        "CREATE_ACTIVITY": _("Activity created"),
        "UPDATE_ACTIVITY": _("Activity changed"),
        "DELETE_ACTIVITY": _("Activity deleted"),
        "LOCK_ACTIVITY": _("Activity locked"),
        "REOPEN_ACTIVITY": _("Activity opened again"),
        "CREATE_RECORD": _("Result entered"),
        "UPDATE_RECORD": _("Result corrected"),
        "DELETE_RECORD": _("Result taken away"),
        "BULK_SUBMIT_RECORDS": _("Several results entered"),
    },
    _("Diplomas"): {
        "CREATE_DIPLOMA": _("Diploma created"),
        "UPDATE_DIPLOMA": _("Diploma changed"),
        "DELETE_DIPLOMA": _("Diploma deleted"),
    },
    _("Lists in and out"): {
        "IMPORT_GROUPS": _("Groups imported"),
        "IMPORT_PARTICIPANTS": _("Participants imported"),
        "IMPORT_RECORDS": _("Results imported"),
        "IMPORT_USERS": _("People imported"),
        "EXPORT_GROUPS": _("Groups exported"),
        "EXPORT_PARTICIPANTS": _("Participants exported"),
        "EXPORT_RECORDS": _("Results exported"),
        "EXPORT_USERS": _("People exported"),
        "EXPORT_AUDIT": _("Audit trail exported"),
    },
}

LABELS: dict[str, Promise] = {
    action: label for actions in GROUPS.values() for action, label in actions.items()
}


def named_alike(action: str) -> list[str]:
    """The action and all that are called the same: the ways differ by which it was done."""
    return [each for each, label in LABELS.items() if label == LABELS.get(action)] or [action]


def choices() -> list[tuple[Promise, list[tuple[str, Promise]]]]:
    """By group; of actions that are called the same only the first."""
    return [
        (group, [(each, label) for each, label in actions.items() if named_alike(each)[0] == each])
        for group, actions in GROUPS.items()
    ]


def label_of(action: str) -> str | Promise:
    """What the action is called; one that no list knows by its own name, made readable."""
    return LABELS.get(action) or action.replace("_", " ").capitalize()
