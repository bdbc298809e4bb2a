"""The form in which organisers decide what a ceremony announces."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.ceremony.plan import CeremonyPlan, PlannedBoard, moved_to
from scoring.models.ceremony import ALL_PLACES, LONGEST_NOTE, MOST_PLACES, PLACES

PLACE_CHOICES = [*((n, str(n)) for n in range(1, MOST_PLACES + 1)), (ALL_PLACES, _("all"))]


class PlanForm(forms.Form):
    """Which boards are announced, in which order, how many places of each, and the notes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    note = forms.CharField(
        label=_("Note for the presenter, for the whole ceremony"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as whom to welcome and who hands over the medals. It is never public."),
    )

    def __init__(self, data=None, *, plan: CeremonyPlan):
        super().__init__(
            data, initial={"version": plan.ceremony.version, "note": plan.ceremony.note}
        )
        self.plan = plan
        for number, board in enumerate(plan.boards, start=1):
            self._add_fields(number, board)

    def _add_fields(self, number: int, board: PlannedBoard) -> None:
        key = board.key
        self.fields[f"on-{key}"] = forms.BooleanField(
            required=False, initial=board.is_announced, label=_("announced")
        )
        if not board.is_announced:
            return
        self.fields[f"at-{key}"] = forms.IntegerField(
            required=False, initial=number, min_value=1, max_value=9999, label=_("Order")
        )
        self.fields[f"places-{key}"] = forms.TypedChoiceField(
            coerce=int, choices=PLACE_CHOICES, initial=board.places, required=False,
            empty_value=PLACES, label=_("Places"),
        )  # fmt: skip
        self.fields[f"note-{key}"] = forms.CharField(
            required=False,
            initial=board.note,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 2}),
            label=_("Note for the presenter"),
        )

    @property
    def announced(self) -> list[tuple[PlannedBoard, dict[str, forms.BoundField]]]:
        """Each board with its fields by their names."""
        return [(each, self._fields_of(each)) for each in self.plan.announced]

    @property
    def left_out(self) -> list[tuple[PlannedBoard, dict[str, forms.BoundField]]]:
        return [(each, self._fields_of(each)) for each in self.plan.left_out]

    def _fields_of(self, board: PlannedBoard) -> dict[str, forms.BoundField]:
        names = ("on", "at", "places", "note")
        there = {name: f"{name}-{board.key}" for name in names}
        return {name: self[field] for name, field in there.items() if field in self.fields}

    def boards(self) -> list[PlannedBoard]:
        """As they are sent: in their new order, those that are taken in behind the others."""
        wanted = {
            each.key: number
            for each in self.plan.announced
            if (number := self.cleaned_data.get(f"at-{each.key}"))
        }
        announced = len(self.plan.announced)
        ordered = moved_to(self.plan.boards[:announced], wanted) + self.plan.boards[announced:]
        return list(map(self._decided, ordered))

    def _decided(self, board: PlannedBoard) -> PlannedBoard:
        sent = self.cleaned_data
        is_announced = sent[f"on-{board.key}"]
        if not board.is_announced:
            return board._replace(is_announced=is_announced)
        places, note = sent[f"places-{board.key}"], sent[f"note-{board.key}"]
        return board._replace(is_announced=is_announced, places=places, note=note)


def errors_of(form: PlanForm) -> Iterable[str]:
    """All that is wrong, once: beside each of many fields it would not be found."""
    return dict.fromkeys(text for found in form.errors.values() for text in found)
