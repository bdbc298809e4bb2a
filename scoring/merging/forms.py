"""The form of a merge: which of two values is kept."""

import json
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Participant
from events.parts.people_in_bulk import shown_as
from scoring.merging.pairs import FIELDS, CellPair, MergePair

KEPT, OTHER = "kept", "other"


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One line of the comparison. `choice`: the bound field where somebody has to choose."""

    label: str
    kept: str
    other: str
    choice: forms.BoundField | None = None
    cell: CellPair | None = None

    @property
    def radios(self):
        """The two radio buttons, of the kept one and of the other."""
        return list(self.choice)


class MergeForm(forms.Form):
    """A choice for each field in which the two differ, and for each activity with two results."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("They are the same person; this cannot be undone"),
        error_messages={"required": gettext_lazy("Tick this to merge them.")},
    )

    def __init__(self, *args, pair: MergePair, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["seen"].initial = pair.fingerprint
        for name in pair.differing:
            kept = getattr(pair.kept, name)
            label = Participant._meta.get_field(name).verbose_name
            self._ask(f"field-{name}", label, OTHER if kept in (None, "", {}) else KEPT)
        for cell in pair.cells:
            if cell.is_in_question:
                self._ask(f"result-{cell.activity.pk}", cell.activity.name, None)

    def _ask(self, name: str, label: str, initial: str | None) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            initial=initial,
            choices=[(KEPT, str(self.pair.kept)), (OTHER, str(self.pair.other))],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choose one of the two.")},
        )

    def clean(self):
        """Refuses where the two changed since the page was made; the new page can be confirmed."""
        cleaned = super().clean()
        if cleaned.get("seen") != self.pair.fingerprint:
            self.data = self.data.copy()
            self.data["seen"] = self.pair.fingerprint
            text = _("Meanwhile something changed. Look at the two again before you merge them.")
            self.add_error(None, text)
        return cleaned

    @property
    def taken(self) -> dict:
        """The arguments `fields` and `results` of `merging.merge_participants`."""
        chosen = {name for name, value in self.cleaned_data.items() if value == OTHER}
        return {
            "fields": [name for name in FIELDS if f"field-{name}" in chosen],
            "results": [
                cell.activity.pk
                for cell in self.pair.cells
                if f"result-{cell.activity.pk}" in chosen
            ],
        }

    @property
    def field_rows(self) -> list[ComparisonRow]:
        kept, other = self.pair.kept, self.pair.other
        return [
            ComparisonRow(
                str(Participant._meta.get_field(name).verbose_name),
                _text(kept, name),
                _text(other, name),
                self[f"field-{name}"] if f"field-{name}" in self.fields else None,
            )
            for name in FIELDS
            if _text(kept, name) or _text(other, name)
        ]

    @property
    def result_rows(self) -> list[ComparisonRow]:
        return [
            ComparisonRow(
                cell.activity.name,
                cell.kept_text,
                cell.other_text,
                self[f"result-{cell.activity.pk}"] if cell.is_in_question else None,
                cell,
            )
            for cell in self.pair.cells
        ]


def _text(person: Participant, name: str) -> str:
    if name == "metadata":
        return "; ".join(
            f"{key}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
            for key, value in person.metadata.items()
        )
    if name == "status" and person.status == Participant.Status.GUEST:
        return _("guest")
    return shown_as(person, name, getattr(person, name))
