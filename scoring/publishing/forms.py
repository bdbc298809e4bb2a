"""Forms of the organisers' page of what the public sees."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.web.form_fields import date_input
from scoring.models import BoardState, Publication
from scoring.models.publication import LONGEST_SLUG
from scoring.models.standings import LONGEST_REASON
from scoring.publishing.changing import BoardChange
from scoring.publishing.overview import BoardLine

MOMENT = "%Y-%m-%dT%H:%M"
EARLIEST, LATEST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1900, 2200))
"""What every database and every zone takes."""
SHORT = 8
STATES = BoardState.State.choices
NAMES = [
    (Publication.Names.FULL, _("Full names: Jana Nová")),
    (Publication.Names.FIRST_INITIAL, _("First name and initial: Jana N.")),
    (Publication.Names.FIRST, _("First name only: Jana")),
    (Publication.Names.NUMBER, _("Registration number only: 17")),
]


def moment_input() -> forms.DateTimeInput:
    """The browser's own calendar and clock, to the minute."""
    return forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})


class VersionForm(forms.Form):
    """A form that knows which version of the publication it showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)


class PrivacyForm(VersionForm):
    """Whether there is a page, at which address, and how it shows names."""

    is_public = forms.BooleanField(label=_("The public page is on"), required=False)
    names = forms.ChoiceField(label=_("Names on it"), choices=NAMES, widget=forms.RadioSelect)
    names_until = forms.DateField(
        label=_("Names are shown until"),
        required=False,
        widget=date_input(),
        help_text=_("From the next day on there are only numbers, by itself. Empty: for good."),
    )
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=LONGEST_SLUG,
        help_text=_(
            "Small letters, digits and hyphens, such as camp-2026. Emptied, it gets a new one that"
            " nobody can guess; printed codes and links stop working then."
        ),
    )
    is_indexed = forms.BooleanField(label=_("Search engines may list the page"), required=False)

    @classmethod
    def of(cls, publication: Publication) -> "PrivacyForm":
        return cls(initial={name: getattr(publication, name) for name in cls.base_fields})


class ErasingForm(VersionForm):
    """From which day on names are erased."""

    names_erased_on = forms.DateField(
        label=_("Erase names on"),
        required=False,
        widget=date_input(),
        help_text=_("The day after the event, and tomorrow, at the earliest. Empty: never."),
    )

    @classmethod
    def of(cls, publication: Publication) -> "ErasingForm":
        return cls(initial={name: getattr(publication, name) for name in cls.base_fields})


class BoardRows:
    """The boards of an activity in the form."""

    def __init__(self, form: forms.Form, lines: list[BoardLine]):
        self.form, self.lines = form, lines

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(state, how many boards are in it), in the order of the states."""
        counts = Counter(line.rule.state for line in self.lines)
        return [(label, counts[value]) for value, label in STATES if counts[value]]

    @property
    def fields(self) -> list[tuple[BoardLine, forms.BoundField, forms.BoundField]]:
        return [
            (each, self.form[f"state-{each.key}"], self.form[f"hold-{each.key}"])
            for each in self.lines
        ]


class BoardsForm(VersionForm):
    """The state of every board, and until when it is held back."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_(
            "Needed where a board is taken back. Only organisers read it: the public page says when"
            " the board was amended, and which places moved."
        ),
    )

    def __init__(self, data=None, *, lines: Iterable[BoardLine], version: int):
        super().__init__(data, initial={"version": version})
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"state-{line.key}"] = forms.ChoiceField(
                choices=STATES,
                initial=line.rule.state,
                required=False,
                label=_("State"),
            )
            self.fields[f"hold-{line.key}"] = forms.DateTimeField(
                initial=line.rule.hold_until,
                required=False,
                input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
                validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
                widget=moment_input(),
                label=_("Held back until"),
            )

    @property
    def is_short(self) -> bool:
        """Whether all boards are seen at once; of more, those of an activity are opened."""
        return len(self.lines) <= SHORT

    @property
    def sections(self) -> list[tuple[str, "BoardRows"]]:
        """(activity, its boards), in order."""
        return [
            (name, BoardRows(self, list(lines)))
            for name, lines in groupby(self.lines, key=attrgetter("activity"))
        ]

    def changes(self) -> list[BoardChange]:
        """What differs from what is stored. A board that the page did not have stays."""
        found = []
        for line in self.lines:
            state = self.cleaned_data[f"state-{line.key}"] or line.rule.state
            hold_until = self.cleaned_data[f"hold-{line.key}"]
            is_same = _to_the_minute(hold_until) == _to_the_minute(line.rule.hold_until)
            if is_same or f"hold-{line.key}" not in self.data:
                hold_until = line.rule.hold_until
            if (state, hold_until) != (line.rule.state, line.rule.hold_until):
                found.append(BoardChange(line.board, state, hold_until))
        return found


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment and timezone.localtime(moment).replace(second=0, microsecond=0)
