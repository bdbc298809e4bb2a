"""What becomes of the rows of an event's trail where people in them are erased."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import AuditLog
from accounts.trail.redaction import RowText
from foundation.text.names import fold

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
"""Letters of a name that is looked for in whole sentences. Where somebody typed, of a part with
fewer only the very spelling is: “li” is a word, “Li” may be a surname."""


@dataclass(frozen=True)
class NewNames:
    """names: participant id -> what they are called from now on, also by the ids of who was merged
    into them. old_names: what they were called -> the same. parts_of_names: surnames and numbers ->
    the same, for what somebody typed, where a whole name is seldom; and what others are called
    whose names are erased, which stays. owners: id of a result -> whose it is, also of results that
    are gone by a merge. is_whole: whether all of the event's participants are erased: then nobody
    keeps a name, nor does anybody who was deleted before, and what was typed goes whatever it says.
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
        if self._any_names is None:
            return text
        composed = unicodedata.normalize("NFC", text)
        made = self._any_names.sub(lambda match: self._any.get(_key(match[0]), GONE), composed)
        return text if made == composed else made

    @cached_property
    def _any(self) -> dict[str, str]:
        every = {**self.parts_of_names, **self.old_names}
        return {_key(form): new for old, new in every.items() for form in _forms(old)} | {
            _key(old): new for old, new in every.items()
        }

    @cached_property
    def _whole_names(self) -> re.Pattern | None:
        return None if self.is_whole else _any_of(self.old_names)

    @cached_property
    def _any_names(self) -> re.Pattern | None:
        return _typed_forms([*self.parts_of_names, *self.old_names])

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


def _typed_forms(names: Iterable[str]) -> re.Pattern | None:
    """Finds them as people type them: in any case, without diacritics, the surname first. A number
    is none within another one or a time: 9 in 9.50.
    """
    forms = {form for name in names for form in _forms(name)}
    forms |= {fold(form) for form in forms if len(form) >= SHORTEST}
    words = [_pattern_of(form) for form in sorted(forms, key=len, reverse=True) if form]
    any_of = "|".join(words)
    whole = rf"(?<!\w)(?<![0-9][.,:])(?:{any_of})(?!\w|[.,:][0-9])"
    return re.compile(whole, re.IGNORECASE) if words else None


def _forms(name: str) -> set[str]:
    """With the last word first, and with the first one last."""
    first, *rest = name.replace(",", " ").split() or [""]
    if not rest:
        return {first}
    *others, last = rest
    return {" ".join(each) for each in ((first, *rest), (last, first, *others), (*rest, first))}


def _pattern_of(form: str) -> str:
    pattern = r",?\s+".join(map(re.escape, form.split()))
    return pattern if len(form) >= SHORTEST else f"(?-i:{pattern})"


def _key(text: str) -> str:
    return fold(text.replace(",", " "))


def _replaced(text: str, pattern: re.Pattern | None, names: Mapping[str, str]) -> str:
    return pattern.sub(lambda match: names[match[0]], text) if pattern else text


def without_reason(value: Any) -> Any:
    """ "DQ" of "DQ (false start)": why is somebody's own words."""
    match = WITH_REASON.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else value


def _gone(value: Any) -> Any:
    return value if value in (None, "", [], {}) else GONE
