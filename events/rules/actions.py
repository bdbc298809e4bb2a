"""What the audit trail calls the actions and counts of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.trail.vocabulary import LISTS, Section

GROUPS_AND_PARTICIPANTS = _("Groups and participants")
ACTIVITIES_AND_RESULTS = _("Activities and results")
SECTIONS = [
    Section(
        40,
        _("Events"),
        {
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
    ),
    Section(
        50,
        GROUPS_AND_PARTICIPANTS,
        {
            "CREATE_GROUP": _("Group created"),
            "UPDATE_GROUP": _("Group changed"),
            "DELETE_GROUP": _("Group deleted"),
            "ADD_PARTICIPANT": _("Participant added"),
            "CREATE_PARTICIPANT": _("Participant added"),
            "UPDATE_PARTICIPANT": _("Participant changed"),
            "MOVE_PARTICIPANT": _("Participant moved to another group"),
            "UPDATE_PARTICIPANTS": _("Several participants changed"),
            "MOVE_PARTICIPANTS": _("Several participants moved to another group"),
        },
    ),
    Section(
        52,
        GROUPS_AND_PARTICIPANTS,
        {
            "DELETE_PARTICIPANT": _("Participant deleted"),
            "DELETE_PARTICIPANTS": _("Several participants deleted"),
        },
    ),
    Section(
        60,
        _("Evaluators"),
        {
            "ADD_EVENT_EVALUATOR": _("Evaluator joined the event"),
            "CREATE_EVENT_EVALUATOR": _("Evaluator joined the event"),
            "UPDATE_EVENT_EVALUATOR": _("Evaluator of the event changed"),
            "DELETE_EVENT_EVALUATOR": _("Evaluator left the event"),
            "ASSIGN_GROUP_EVALUATOR": _("Evaluator assigned to a group"),
            "CREATE_GROUP_EVALUATOR": _("Evaluator assigned to a group"),
            "UPDATE_GROUP_EVALUATOR": _("Evaluator moved to another group"),
            "MOVE_GROUP_EVALUATOR": _("Evaluator moved to another group"),
            "DELETE_GROUP_EVALUATOR": _("Evaluator taken off a group"),
            "ASSIGN_ACTIVITY_EVALUATOR": _("Station given to an evaluator"),
            "CREATE_ACTIVITY_EVALUATOR": _("Station given to an evaluator"),
            "UPDATE_ACTIVITY_EVALUATOR": _("Station changed"),
            "DELETE_ACTIVITY_EVALUATOR": _("Station taken from an evaluator"),
            "BOOTSTRAP_EVALUATOR": _("Team login created"),
            "NEW_TEAM_CARD": _("Team card made"),
        },
    ),
    Section(
        70,
        ACTIVITIES_AND_RESULTS,
        {
            "CREATE_ACTIVITY": _("Activity created"),
            "UPDATE_ACTIVITY": _("Activity changed"),
            "DELETE_ACTIVITY": _("Activity deleted"),
            "LOCK_ACTIVITY": _("Activity locked"),
            "REOPEN_ACTIVITY": _("Activity opened again"),
        },
    ),
    Section(
        90,
        LISTS,
        {
            "IMPORT_GROUPS": _("Groups imported"),
            "IMPORT_PARTICIPANTS": _("Participants imported"),
        },
    ),
    Section(
        95,
        LISTS,
        {
            "EXPORT_GROUPS": _("Groups exported"),
            "EXPORT_PARTICIPANTS": _("Participants exported"),
        },
    ),
]
COUNTED = {
    "groups": _("groups"),
    "participants": _("participants"),
    "activities": _("activities"),
    "group": _("group"),
    "stations": _("stations"),
}
