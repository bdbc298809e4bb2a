"""One row of an entry page as it is sent: what it holds, and which of its buttons was pressed."""

from django import forms
from django.utils.translation import gettext as _

from foundation.text.database_text import LARGEST_ID
from scoring.engine.shorthand import Reading, readings
from scoring.engine.values import Rule
from scoring.ledger.records import Submission
from scoring.models import Entry

CLEAR = Entry.Status.CLEARED
"""Chosen in place of a status: empties the cell."""


class RowForm(forms.Form):
    """One row as posted: what it holds, and what the page had shown in it (`shown_*`).

    `shown_*` say whether the person touched the row; `base` is the entry it was based on. Of the
    row's buttons at most one is sent: `right`, the entry that is confirmed; `meant`, the reading
    that was chosen of digits; `over`, the entry that mine replaces after a conflict (0: an empty
    cell); `theirs`, where theirs stays.
    """

    value = forms.CharField(required=False)
    status = forms.CharField(required=False)
    shown_value = forms.CharField(required=False)
    shown_status = forms.CharField(required=False)
    base = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    right = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    meant = forms.CharField(required=False)
    over = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)
    theirs = forms.BooleanField(required=False)

    def clean(self):
        """Half a row is refused: a value that got lost on the way must not clear the cell."""
        sent = {name for name in self.fields if self.add_prefix(name) in self.data}
        if sent and "value" not in sent:
            raise forms.ValidationError(_("A part of the row is missing."))
        return self.cleaned_data

    @property
    def is_sent(self) -> bool:
        return self.add_prefix("value") in self.data

    @property
    def is_touched(self) -> bool:
        data = self.cleaned_data
        if data["theirs"]:
            return False
        return (data["value"], data["status"]) != (data["shown_value"], data["shown_status"])

    @property
    def is_pressed(self) -> bool:
        """Whether a button was pressed that leaves the cell as it is."""
        return self.cleaned_data["theirs"] or self.cleaned_data["right"] is not None

    @property
    def takes_status_back(self) -> bool:
        """Whether a status was chosen away with nothing in its place: what it replaced returns."""
        data = self.cleaned_data
        is_taken_back = bool(data["shown_status"]) and not data["status"]
        return is_taken_back and not data["value"] and data["over"] is None

    def readings(self, rule: Rule) -> list[Reading]:
        """What the value may stand for; one where it is clear, or where the person has chosen."""
        data = self.cleaned_data
        if data["meant"]:
            return [Reading(data["meant"], data["meant"])]
        return [Reading("", "")] if self._status() else readings(data["value"], rule)

    def submission(self, participant_id: int, text: str) -> Submission:
        """The submission of this row, whose value was read as `text`."""
        status = self._status()
        data = self.cleaned_data
        based_on = data["base"] if data["over"] is None else data["over"] or None
        return Submission(
            participant_id,
            text="" if status else text,
            status="" if status == CLEAR else status,
            based_on=based_on,
        )

    def _status(self) -> str:
        """Of value and status, the one that was changed counts.

        Where only the value changed, it replaces a status that stood there; a status chosen anew
        replaces the value.
        """
        data = self.cleaned_data
        value_alone = (
            data["value"] != data["shown_value"] and data["status"] == data["shown_status"]
        )
        return "" if value_alone else data["status"]
