"""What is kept of whom, who sees it, for how long: the sentences of the page about privacy.

Times are read from where they are set, so that the page is true of this installation.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.backoffice.list_pages import KEPT_FOR as LISTS_KEPT_FOR
from accounts.files.removing import UPLOAD_HOLDS
from foundation.files import collecting
from foundation.jobs.queue import KEPT_FOR as UPLOADS_KEPT_FOR


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of what is kept. key: of its fields in `personal_fields.PERSONAL`; "" for what is
    in no table.
    """

    key: str
    what: str
    seen_by: str
    until: str


def in_words(age: timedelta) -> str:
    """A length of time as a whole number of its largest unit: "14 days", "90 minutes"."""
    minutes = round(age.total_seconds() / 60)
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def of_participants() -> list[Kept]:
    until_deleted = _(
        "Until an organiser deletes the participant or the event, or erases the personal data: of"
        " one participant, or of all from a day on that they chose. A number in place of the name,"
        " gender, group and the age in years stay then."
    )
    return [
        Kept(
            "names",
            _(
                "Name and surname, registration number, gender, the birth date, year of birth or"
                " age, as organisers gave it; the group, and whether somebody competes."
            ),
            _(
                "The organisers of the organisation that holds the event, super admins, and the"
                " evaluators of the group or station. Every evaluator of the event sees names,"
                " groups and places on boards. Where an organiser publishes results, anybody sees"
                " the name, as much of it as the organiser chose, the group, places and results;"
                " nobody who is hidden."
            ),
            until_deleted,
        ),
        Kept(
            "more",
            _("Other columns of the list that an organiser imported, such as the size of a shirt."),
            _("Organisers, super admins, and the evaluators of the group or station."),
            _("Until the participant or the event is deleted, or the personal data are erased."),
        ),
        Kept(
            "results",
            _(
                "Results, and all that was ever entered for them: as it was typed, its reason, when"
                " it was measured and received, what was changed, and what somebody confirmed."
            ),
            _(
                "Results as they were typed, with places and points: organisers, super admins and"
                " the evaluators of the event. Who entered and changed them: organisers and super"
                " admins."
            ),
            _(
                "Until the participant, the activity or the event is deleted: everything that was"
                " entered goes with it. Where personal data are erased, reasons go, and the rest"
                " is nobody's any more."
            ),
        ),
        _of_diplomas(),
        _of_uploads(),
        _of_pictures(),
        _of_texts(),
    ]


def _of_pictures() -> Kept:
    return Kept(
        "pictures",
        _(
            "The picture that an organiser chose for the public page: without the place, the time"
            " and the device that were in the file. Somebody may be in it."
        ),
        _("Organisers and super admins; anybody, while the public page is on."),
        _(
            "Until an organiser chooses another one, removes it or deletes the event. Browsers that"
            " have shown it may keep it longer."
        ),
    )


def _of_diplomas() -> Kept:
    return Kept(
        "diplomas",
        _(
            "Printed diplomas: the name, group, place and result as they stand on the paper,"
            " the code on it, and whether it was handed over or taken back."
        ),
        _(
            "The organisers of the event, super admins, and evaluators before they print one."
            " Whoever types the code in reads the place and the event, and the name as the"
            " public page shows it."
        ),
        _(
            "Until the participant or the event is deleted; where personal data are erased, the"
            " name goes."
        ),
    )


def _of_uploads() -> Kept:
    return Kept(
        "uploads",
        _(
            "Uploaded lists that wait to be imported, photos of result sheets that wait to be"
            " looked over, and large files with results that organisers asked for: the name of"
            " the file, and who uploaded it or asked for it."
        ),
        _("Whoever uploaded them; files with results: the organisers of the event."),
        _(
            "Lists go when they are imported, photos when their results are confirmed, all at"
            " the latest after %(age)s, files with results too, lists of the administration"
            " after %(short)s. All of an event go when personal data are erased."
        )
        % {"age": in_words(UPLOADS_KEPT_FOR), "short": in_words(LISTS_KEPT_FOR)},
    )


def _of_texts() -> Kept:
    return Kept(
        "texts",
        _(
            "What organisers write about the event: its name and place, groups, activities, and"
            " the texts and the picture of its diplomas with their drafts and earlier versions, and"
            " why a board was taken back or a tie decided. Names may stand in them."
        ),
        _("Everybody who works at the event."),
        _(
            "Until an organiser deletes the event. Reasons go when the personal data of its"
            " participants are erased; out of those of one participant the name."
        )
        + " "
        + _("The file of a picture goes within %(age)s after that.")
        % {"age": in_words(collecting.gone_within())},
    )


def of_accounts() -> list[Kept]:
    colleagues = _(
        "Yourself, the organisers of your organisation and of your events, super admins; your name"
        " and address also whoever scores the same group."
    )
    organisers = _(
        "Yourself, the organisers of your organisation and of your events, super admins."
    )
    until_deleted = _("Until a super admin deletes the account.")
    return [
        Kept(
            "account",
            _(
                "E-mail address or user name, full name, role, organisation, language, and when the"
                " account was made."
            ),
            colleagues,
            until_deleted,
        ),
        Kept("password", _("The password, as a hash."), _("Nobody."), until_deleted),
        Kept(
            "seen",
            _("When you signed in last; of evaluators, too, when their phone was last heard of."),
            organisers,
            until_deleted,
        ),
        Kept(
            "work",
            _(
                "Which events, groups and stations you were assigned to, which events you made, and"
                " which results you entered or confirmed, with the name of the browser or device."
            ),
            _("The organisers of the event, and super admins."),
            _(
                "Until the event is deleted. When the account is deleted, results and events stay"
                " and belong to nobody."
            ),
        ),
        _of_files(),
        _on_the_device(),
        *_of_ways_in(),
        Kept(
            "trail",
            _(
                "The audit trail: who did what and when, from which network address, and what it"
                " was before. Its sentences have names as they were then."
            ),
            _("The organisers of the organisation, and super admins."),
            _(
                "Always: nobody can change or delete it on these pages. When an account is deleted,"
                " its lines are no longer tied to it. Where personal data of participants are"
                " erased, their names and values go out of it."
            ),
        ),
    ]


def _of_files() -> Kept:
    return Kept(
        "files",
        _(
            "Files that you uploaded: what is in them, their names, what they are for, and when"
            " they came. Photos and pictures lose the place and the time they were taken."
        ),
        _(
            "Yourself, the organisers of your organisation, and super admins; anybody, where you"
            " published a file or handed on a link to it."
        ),
        _(
            "Until you or an organiser deletes the file: what was in it goes within %(age)s. An"
            " upload that is not finished goes after %(short)s. When the account is deleted, files"
            " stay with the organisation; where there is none they go."
        )
        % {"age": in_words(collecting.gone_within()), "short": in_words(UPLOAD_HOLDS)},
    )


def _on_the_device() -> Kept:
    return Kept(
        "",
        _(
            "In the browser of the device that results are entered on: the pages of your groups"
            " and stations with their names, so that they open without a network, and what was"
            " entered and is not confirmed yet, encrypted."
        ),
        _("Whoever is signed in on the device."),
        _(
            "The pages until you sign out or somebody else signs in there; what you entered"
            " until it is sent, and locked meanwhile."
        ),
    )


def _of_ways_in() -> list[Kept]:
    return [
        Kept(
            "invitations",
            _(
                "Invitations: the address, the role, the language, who invited when, and what"
                " became of it."
            ),
            _("The organisers of the organisation, and super admins."),
            _("The link holds %(age)s. The line in the list stays as long as the organisation.")
            % {"age": in_words(timedelta(days=settings.INVITATION_EXPIRE_DAYS))},
        ),
        Kept(
            "links",
            _(
                "Links to a new password and codes on the cards of team logins, as hashes: when"
                " they were made and used, and by whom."
            ),
            _("Of cards the organisers of the event; of links nobody."),
            _("A link holds %(link)s, a code %(code)s. Both go with the account.")
            % {
                "link": in_words(timedelta(minutes=settings.PASSWORD_RESET_EXPIRE_MINUTES)),
                "code": in_words(timedelta(days=settings.SIGN_IN_CODE_EXPIRE_DAYS)),
            },
        ),
        Kept(
            "sessions",
            _("That you are signed in, in a browser or in a program."),
            _("Nobody."),
            _("%(session)s in a browser, %(token)s in a program, or until you sign out.")
            % {
                "session": in_words(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
                "token": in_words(timedelta(days=settings.REFRESH_TOKEN_EXPIRE_DAYS)),
            },
        ),
    ]


def of_visitors() -> list[Kept]:
    return [
        Kept(
            "failures",
            _(
                "Failed sign-ins: a fingerprint of what was typed, the network address, the name of"
                " the browser, and when."
            ),
            _("Nobody."),
            _("They are deleted with the next sign-in of anybody after %(age)s.")
            % {"age": in_words(timedelta(hours=settings.AXES_COOLOFF_TIME))},
        ),
        Kept(
            "",
            _(
                "A line in the log for each request: the page, when, how long it took, the network"
                " address and the number of the account. No names, and nothing that was typed."
            ),
            _("Whoever runs this server."),
            _("As long as whoever runs this server keeps its logs."),
        ),
        Kept(
            "",
            _("How often an address or an account called what is limited, such as signing in."),
            _("Nobody."),
            _("One minute."),
        ),
    ]
