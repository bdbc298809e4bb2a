"""What an event typed in by hand would be made of, and every problem with its place.

The rules are those of the CSV import: the same words, ages, lengths, and what counts as the same.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from events.importing.rows import PlannedGroup, PlannedParticipant
from events.rosters.cells import CellRefused, born_of, fitting, readers_on
from foundation.text.names import fold_case, tidy

Given = Mapping[str, Any]


@dataclass(slots=True)
class ManualPlan:
    """What would be created, in the order given. With errors it must not be.

    errors: the place, such as "groups.0.participants.3.age", to sentences.
    """

    groups: list[PlannedGroup] = field(default_factory=list)
    participants: list[PlannedParticipant] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)


def plan_groups(
    groups: Sequence[Given], *, today: datetime.date, last_birthday: datetime.date | None = None
) -> ManualPlan:
    """What the groups with their participants would make; reads and writes nothing.

    A group: name, identifier, participants. A participant: display_name, external_id, gender (a
    word), age, birth_date, birth_year, last_name, metadata, is_hidden. Only the names must be
    there. today, last_birthday: birth dates after either are refused.
    """
    planner = _GroupPlanner(today, last_birthday)
    for number, group in enumerate(groups):
        planner.take_group(group, f"groups.{number}")
    return planner.plan


class _GroupPlanner:
    """Takes group after group and remembers what the later ones are compared with."""

    def __init__(self, today: datetime.date, last_birthday: datetime.date | None):
        self.readers = readers_on(today, last_birthday)
        self.plan = ManualPlan()
        self.names: set[str] = set()
        self.external_ids: set[str] = set()

    def take_group(self, given: Given, place: str) -> None:
        name = self._text(given, "name", place, as_field="group_name")
        identifier = self._text(given, "identifier", place, as_field="group_identifier")
        if not tidy(given.get("name") or ""):
            self._error(place, "name", _("name is required"))
        elif name and fold_case(name) in self.names:
            self._error(place, "name", _("The event already has a group of this name."))
        self.names.add(fold_case(name))
        group = PlannedGroup(name, identifier)
        self.plan.groups.append(group)
        for number, participant in enumerate(given.get("participants") or ()):
            self._take_participant(participant, group, f"{place}.participants.{number}")

    def _take_participant(self, given: Given, group: PlannedGroup, place: str) -> None:
        if not tidy(given.get("display_name") or ""):
            self._error(place, "display_name", _("display_name is required"))
        read = {
            name: self._read(given, name, place, reader) for name, reader in self.readers.items()
        }
        self.plan.participants.append(
            PlannedParticipant(
                row=len(self.plan.participants) + 1,
                group=group,
                display_name=self._text(given, "display_name", place),
                last_name=self._text(given, "last_name", place),
                external_id=self._external_id(given, place),
                gender=read["gender"],
                age=read["age"],
                **born_of(read["birth_date"], read["birth_year"]),
                metadata=given.get("metadata") or {},
                is_hidden=given.get("is_hidden"),
            )
        )

    def _external_id(self, given: Given, place: str) -> str | None:
        external_id = self._text(given, "external_id", place)
        if external_id in self.external_ids:
            message = _("The event already has a participant with this registration number.")
            self._error(place, "external_id", message)
        if external_id:
            self.external_ids.add(external_id)
        return external_id or None

    def _text(self, given: Given, name: str, place: str, as_field: str = "") -> str:
        """The tidied text, or "" with an error where the database would not take it."""

        fit = partial(fitting, as_field or name, called=name)
        return self._read(given, name, place, fit) or ""

    def _read(self, given: Given, name: str, place: str, read: Callable[[str], Any]) -> Any:
        value = given.get(name)
        try:
            return read("" if value is None else tidy(str(value)))
        except CellRefused as error:
            self._error(place, name, str(error))
            return None

    def _error(self, place: str, name: str, message: str) -> None:
        self.plan.errors.setdefault(f"{place}.{name}", []).append(message)
