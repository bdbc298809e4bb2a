"""What becomes of the rows of an event's trail where people in them are erased."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import AuditLog
from accounts.trail.redaction import RowText

NOBODY, GONE = "–", "…"
"""In place of the name of who is not there any more, and of a value that is erased."""
KEPT = {"group", "status", "is_hidden", "gender", "results"}
"""What a row about a participant may go on saying of them."""
OF_PEOPLE = {"participant", "kept", "other"}
OF_RESULTS = {"old", "new", "value"}
FREE = {"reason", "file", "part"}
"""Values of sentences that somebody has typed, or chosen on their own device."""
OF_ACCOUNTS = {"user", "who", "team", "person", "email"}
WITH_REASON = re.compile(r"(NM|DNF|DQ|DNS|WD) \(.*\)", re.DOTALL)
IN_LIST = re.compile(r"(.*) \(([0-9]+)\)", re.DOTALL)
"""The key of a participant in a row about several: "Jana Nová (17)"."""
IN_UPDATE = re.compile(r"(.*) #([0-9]+): (.+)", re.DOTALL)
"""The key of a value in a row about an import: "Jana Nová #17: age"."""
SHORTEST = 3
"""Letters of a name that is looked for in whole sentences."""


@dataclass(frozen=True)
class NewNames:
    """names: participant id -> what they are called from now on. old_names: what they were called
    -> the same. parts_of_names: surnames and numbers -> the same, for what somebody typed, where a
    whole name is seldom. owners: id of a result -> whose it is. is_whole: whether all of the
    event's participants are erased: then nobody keeps a name, nor does anybody who was deleted
    before, and what was typed goes whatever it says.
    """

    names: Mapping[int, str]
    old_names: Mapping[str, str]
    parts_of_names: Mapping[str, str]
    owners: Mapping[int, int]
    is_whole: bool

    def redacted(self, row: AuditLog) -> RowText:
        about = self._about(row)
        parts = self._parts(row, about)
        changes = {}
        for key, pair in row.changes.items():
            new_key, new_pair = self._change(row, about, key, pair)
            changes[new_key] = new_pair
        detail = row.detail if parts else self._only_detail(row.detail)
        return RowText(parts, changes, detail)

    def text(self, text: str) -> str:
        """The same with the old names replaced, wherever they stand as whole words."""
        return _replaced(text, self._whole_names, self.old_names)

    def typed(self, text: str) -> str:
        """What is left of what somebody typed."""
        if self.is_whole:
            return text and GONE
        return _replaced(text, self._any_names, self._any)

    @cached_property
    def _any(self) -> dict[str, str]:
        return {**self.parts_of_names, **self.old_names}

    @cached_property
    def _whole_names(self) -> re.Pattern | None:
        return None if self.is_whole else _any_of(self.old_names)

    @cached_property
    def _any_names(self) -> re.Pattern | None:
        return _any_of(self._any)

    def _about(self, row: AuditLog) -> int | None:
        """The participant whom the row is about, also somebody else; 0: one of those who are
        erased, but it is not known which, or who was deleted before. None: about nobody.
        """
        if row.resource_type not in {"participant", "record"}:
            return None
        is_person = row.resource_type == "participant"
        pk = row.resource_id if is_person else self.owners.get(row.resource_id)
        if pk in self.names:
            return pk
        named = row.told.get("values", {}).get("participant", "")
        if self.is_whole or (pk is None and named in self.old_names):
            return 0
        return pk

    def _is_ours(self, about: int | None) -> bool:
        return about == 0 or about in self.names

    def _name(self, pk: int | None, old: str = "") -> str | None:
        """None: somebody else, who keeps the name."""
        if pk in self.names:
            return self.names[pk]
        return self.old_names.get(old) or (NOBODY if self.is_whole else None)

    def _parts(self, row: AuditLog, about: int | None) -> dict:
        parts = row.told
        if "model" in parts:
            name = parts["name"]
            if row.resource_type != "participant":
                name = self.text(name)
            elif self._is_ours(about):
                name = self._name(about, name)
            return {**parts, "name": name, "note": self._note(parts["note"])}
        if "text" not in parts:
            return {}
        made = {key: self._value(about, key, each) for key, each in parts["values"].items()}
        found = {**parts, "values": made}
        if "labels" in parts:
            found["labels"] = {
                key: (key.isdecimal() and self._name(int(key))) or self.text(label)
                for key, label in parts["labels"].items()
            }
        return found

    def _note(self, note: Any) -> Any:
        return self.text(note) if isinstance(note, str) else note

    def _value(self, about: int | None, key: str, value: Any) -> Any:
        if not isinstance(value, str) or key in OF_ACCOUNTS:
            return value
        if key in OF_PEOPLE:
            is_ours = about is None or self._is_ours(about)  # else a namesake
            return (is_ours and self._name(about, value)) or value
        if key in OF_RESULTS and self._is_ours(about):
            return without_reason(value)
        return self.typed(value) if key in FREE else self.text(value)

    def _change(self, row: AuditLog, about: int | None, key: str, pair: list) -> tuple[str, list]:
        if self._is_ours(about):
            is_person = row.resource_type == "participant"
            if is_person and key not in KEPT:
                return key, [_gone(each) for each in pair]
            return key, [without_reason(each) for each in pair]
        if key.isdecimal():
            is_ours = self._name(int(key)) is not None
            return key, [without_reason(each) for each in pair] if is_ours else pair
        if (match := IN_UPDATE.fullmatch(key)) and match[3] != "identifier":
            name = self._name(int(match[2]))
            values = pair if match[3] in KEPT else [_gone(each) for each in pair]
            return (f"{name} #{match[2]}: {match[3]}", values) if name else (key, pair)
        if (match := IN_LIST.fullmatch(key)) and row.action.endswith("_PARTICIPANTS"):
            name = self._name(int(match[2]))
            values = [_gone(each) for each in pair] if row.action.startswith("UPDATE") else pair
            return (f"{name} ({match[2]})", values) if name else (key, pair)
        left = self.typed if key in FREE else self.text
        return key, [left(each) if isinstance(each, str) else each for each in pair]

    def _only_detail(self, detail: str) -> str:
        """Of a row from before parts were kept."""
        return "" if self.is_whole else self.typed(detail)


def _any_of(names: Iterable[str]) -> re.Pattern | None:
    """Finds them as whole words, the longest first; None where there is nothing to look for."""
    long = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long))})(?!\w)") if long else None


def _replaced(text: str, pattern: re.Pattern | None, names: Mapping[str, str]) -> str:
    return pattern.sub(lambda match: names[match[0]], text) if pattern else text


def without_reason(value: Any) -> Any:
    """ "DQ" of "DQ (false start)": why is somebody's own words."""
    match = WITH_REASON.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else value


def _gone(value: Any) -> Any:
    return value if value in (None, "", [], {}) else GONE
