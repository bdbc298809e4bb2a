"""By what names, numbers and ids the trail of an event knows somebody."""

from collections.abc import Collection, Iterable, Iterator

from django.db import models

from accounts.models import AuditLog
from events.models import Participant
from foundation.text.names import last_word
from scoring.erasing.new_names import IN_LIST, IN_UPDATE


def merged_ids(trail: models.QuerySet[AuditLog]) -> tuple[dict[int, int], dict[int, int]]:
    """Ids of participants who were merged, also one after the other -> who they are in the end; and
    ids of results that they had -> whose they are.
    """
    into, results = {}, {}
    rows = trail.filter(action="MERGE_PARTICIPANTS").order_by("pk")
    for kept, parts in rows.values_list("resource_id", "told"):
        values = parts.get("values", {})
        if isinstance(other := values.get("other_id"), int):
            into[other] = kept
        results |= dict.fromkeys(values.get("other_results", ()), kept)
    ends = {pk: _end(pk, into) for pk in into}
    return ends, {record: ends.get(kept, kept) for record, kept in results.items()}


def _end(pk: int, into: dict[int, int]) -> int:
    """Ids are used once, so nobody is merged into somebody who is gone."""
    while pk in into:
        pk = into[pk]
    return pk


def names_in_trail(
    people: Collection[Participant], trail: models.QuerySet[AuditLog], ids: dict[int, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """What they are and were called -> participant id; and surnames and registration numbers.

    ids: of others who are one of them (`merged_ids`).
    """
    wanted = {person.pk for person in people}
    every = {**ids, **{pk: pk for pk in wanted}}
    names, parts = {}, {}
    for pk, field, text in _found_in(trail):
        if (end := every.get(pk)) not in wanted or not text or not isinstance(text, str):
            continue
        if field == "display_name":
            names[text] = end
            parts |= dict.fromkeys(surnames_of(text), end)
        else:
            parts[text] = end
    for person in people:
        names[person.display_name] = person.pk
        surnames = [person.last_name] if person.last_name else surnames_of(person.display_name)
        for part in (*surnames, person.external_id):
            if part:
                parts[part] = person.pk
    return names, parts


def surnames_of(name: str) -> list[str]:
    """The last of several words; "2" of "Guest 2" is none."""
    word = last_word(name)
    return [word] if word != name and not word.isdecimal() else []


def _found_in(trail: models.QuerySet[AuditLog]) -> Iterator[tuple[int, str, object]]:
    """(participant id, field, value) of every name and number, the oldest first."""
    about_one = models.Q(resource_type="participant")
    about_some = models.Q(action__endswith="_PARTICIPANTS") | models.Q(action__startswith="IMPORT_")
    rows = trail.filter(about_one | about_some).order_by("pk")
    columns = rows.values_list("action", "resource_type", "resource_id", "told", "changes")
    for action, kind, pk, parts, changes in columns.iterator():
        if kind == "participant":
            yield from _of_one(pk, parts, changes)
            continue
        for key, pair in changes.items():
            if (match := IN_UPDATE.fullmatch(key)) and match[3] != "identifier":
                yield int(match[2]), "display_name", match[1]
                yield from _values(int(match[2]), match[3], pair)
            elif action.endswith("_PARTICIPANTS") and (match := IN_LIST.fullmatch(key)):
                yield int(match[2]), "display_name", match[1]


def _of_one(pk: int, parts: dict, changes: dict) -> Iterator[tuple[int, str, object]]:
    if "model" in parts:
        yield pk, "display_name", parts["name"]
    values = parts.get("values", {})
    for who, key in (("other", values.get("other_id")), ("kept", pk)):
        if "other_id" in values:
            yield key, "display_name", values[who]
    for field, pair in changes.items():
        yield from _values(pk, field, pair)


def _values(pk: int, field: str, pair: Iterable) -> Iterator[tuple[int, str, object]]:
    if field in {"display_name", "last_name", "external_id"}:
        for value in pair:
            yield pk, field, value
