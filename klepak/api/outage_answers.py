"""What is answered while the database cannot be asked, or too much is going on: 503, in true words,
for API and pages.
"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.files.faults import FileLost, FilesUnreachable
from foundation.neighbours.bounds import Overloaded

RETRY_AFTER = 5
TITLE = _("The database does not answer")
NOTHING_SAVED = _("The database does not answer at the moment. Try again in a few seconds.")
SEND_AGAIN = _(
    "The database does not answer at the moment. It may have been saved: send it again in a few"
    " seconds, nothing is doubled."
)
LOOK_FIRST = _(
    "The database does not answer at the moment. It may have been saved: look whether it was before"
    " you send it again."
)
TOO_MUCH = _("Too much is going on at the moment. Nothing was done: try again in a few seconds.")
TOO_MUCH_TITLE = _("Too much is going on")
FILES_TITLE = _("A file cannot be read or kept")
FILES_DOWN = _(
    "The storage of files does not answer at the moment. Nothing was done: try again in a few"
    " seconds."
)
FILE_LOST = _(
    "A file that was kept is missing or damaged. Nothing was done: choose the file anew, or tell"
    " whoever runs this server."
)
READS = {"GET", "HEAD", "OPTIONS"}
REPEATABLE = {"PUT", "PATCH", "DELETE"}
SAVES_NOTHING = {
    *["api:login", "api:refresh", "api:logout", "api:preview-csv", "api:process-image"],
    *["accounts:sign-in", "accounts:sign-out"],
}
"""Names of addresses where a POST leaves nothing that could be missing, or there twice."""
SAVES_ONCE = {
    *["api:records", "api:records-bulk", "scoring:entry", "scoring:row-save"],
    *["scoring:results", "scoring:result-save", "scoring:cell-confirm"],
}
"""Where the same again changes nothing: a result has its one place."""


def sentence_for(request: HttpRequest) -> str:
    """What to do, by what was asked: only what is true of it."""
    match = request.resolver_match
    name = f"{match.app_name}:{match.url_name}" if match else ""
    if match is None or request.method in READS or name in SAVES_NOTHING:
        return str(NOTHING_SAVED)
    if request.method in REPEATABLE or name in SAVES_ONCE:
        return str(SEND_AGAIN)
    return str(LOOK_FIRST)


def in_words(error: Overloaded) -> tuple[str, str]:
    """Title and sentence for what was not done, as it is too much or the files are out of reach."""
    if isinstance(error, FileLost):
        return str(FILES_TITLE), str(FILE_LOST)
    if isinstance(error, FilesUnreachable):
        return str(FILES_TITLE), str(FILES_DOWN)
    return str(TOO_MUCH_TITLE), str(TOO_MUCH)
