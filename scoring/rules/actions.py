"""What the audit trail calls the actions and counts of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.trail.vocabulary import LISTS, Section
from events.rules.actions import ACTIVITIES_AND_RESULTS, GROUPS_AND_PARTICIPANTS

SECTIONS = [
    Section(
        51,
        GROUPS_AND_PARTICIPANTS,
        {
            "MERGE_PARTICIPANTS": _("Two entries of one participant merged"),
            "ERASE_PARTICIPANT": _("Personal data of a participant erased"),
            "ERASE_NAMES": _("Personal data of all participants erased"),
        },
    ),
    Section(
        71,
        ACTIVITIES_AND_RESULTS,
        {
            "CREATE_RECORD": _("Result entered"),
            "UPDATE_RECORD": _("Result corrected"),
            "CONFIRM_RECORD": _("Doubtful result confirmed"),
            "DELETE_RECORD": _("Result taken away"),
            "BULK_SUBMIT_RECORDS": _("Several results entered"),
            "TAKE_IN_ENTRIES": _("Results taken in from a phone"),
            "REBUILD_RECORDS": _("Results made anew from the ledger"),
        },
    ),
    Section(
        76,
        _("Standings"),
        {
            "APPLY_STANDINGS_RULES": _("Rules of standings changed"),
            "UNDO_STANDINGS_RULES": _("Change of the rules of standings undone"),
        },
    ),
    Section(
        77,
        _("The public"),
        {
            "CHANGE_PUBLICATION": _("What the public sees changed"),
            "START_CEREMONY": _("Ceremony begun"),
            "END_CEREMONY": _("Ceremony ended"),
        },
    ),
    Section(91, LISTS, {"IMPORT_RECORDS": _("Results imported")}),
    Section(96, LISTS, {"EXPORT_RECORDS": _("Results exported")}),
]
COUNTED = {
    "results": _("results"),
    "value": _("result"),
    "is_public": _("the public sees results"),
    "slug": _("address"),
    "names": _("names"),
    "is_indexed": _("search engines may list the page"),
    "frozen_at": _("frozen"),
    "names_until": _("names are shown until"),
    "names_erased_on": _("names are erased on"),
    "boards": _("boards"),
    "colour": _("colour"),
    "picture": _("picture"),
    "picture_text": _("what is in the picture"),
}
