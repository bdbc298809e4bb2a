"""Which column of an imported table is which field of a participant."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation.text.names import fold, tidy

SYSTEM_FIELDS = (
    "display_name",
    "first_name",
    "last_name",
    "group_name",
    "group_identifier",
    "external_id",
    "gender",
    "age",
    "birth_date",
)
METADATA = "metadata"
"""What a mapping may say of a column besides a field: leave it among the other data."""
PARTS_OF_NAME = ("first_name", "last_name")
LONGEST_SENTENCE = 500

HEADERS = {
    "display_name": (
        "display name, full name, participant, participant name, competitor, athlete, player,"
        " child, pupil, student, student name, jmeno a prijmeni, prijmeni a jmeno,"
        " jmeno prijmeni, prijmeni jmeno, cele jmeno, zak, zakyne, zaci, ucastnik, ucastnice,"
        " soutezici, zavodnik, hrac, dite, jmeno zaka, jmeno ucastnika, jmeno ditete"
    ),
    "first_name": "first name, given name, forename, krestni jmeno, krestni",
    "last_name": "last name, family name, surname, prijmeni",
    "group_name": (
        "group name, group, team, team name, class, squad, patrol, oddil, nazev oddilu, trida,"
        " skupina, nazev skupiny, druzina, druzstvo, tym, nazev tymu, hlidka"
    ),
    "group_identifier": (
        "group identifier, group id, group colour, group color, team colour, team color,"
        " oznaceni skupiny, barva skupiny, barva oddilu, barva tymu, barva druziny"
    ),
    "external_id": (
        "external id, id, registration number, reg number, start number, bib, evidencni cislo,"
        " ev cislo, registracni cislo, reg cislo, startovni cislo, osobni cislo, cislo ucastnika"
    ),
    "gender": "gender, sex, pohlavi",
    "age": "age, vek",
    "birth_date": (
        "birth date, birthdate, birthday, date of birth, dob, datum narozeni, narozeni, narozen,"
        " narozena"
    ),
}
FIELD_OF_HEADER = {
    header.strip(): field for field, headers in HEADERS.items() for header in headers.split(",")
}
GIVEN_OR_FULL_NAME = {"jmeno", "name"}
"""The whole name when alone, the first name beside a last name."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at before importing. Errors stop the import, warnings do not.

    text: a sentence without the row. row: as the spreadsheet numbers it, None for the file as a
    whole. field: the system field, or "" where the problem is none's.
    """

    severity: Severity
    text: str
    row: int | None = None
    field: str = ""

    @property
    def message(self) -> str:
        """The sentence with its row, in the language that is active."""
        if self.row is None:
            return self.text
        return _("Row %(row)d: %(problem)s") % {"row": self.row, "problem": self.text}


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the system field it is; field "": its cells go into the metadata."""

    header: str
    field: str = ""


def assign_columns(
    headers: Sequence[str], mapping: Mapping[str, str] | None = None, *, recognise: bool = True
) -> tuple[list[Column], list[Problem]]:
    """Every header in order with the field it is, and what is wrong with that (errors only).

    mapping: header -> system field; "metadata" or "" keeps a column from being recognised.
    recognise: whether usual Czech and English headers are known where the mapping says nothing.
    """
    problems = [
        _error(_("The column “%(column)s” is there more than once") % {"column": header})
        for header, count in Counter(filter(None, headers)).items()
        if count > 1
    ]
    mapped = _read_mapping(headers, mapping or {}, problems)
    fields = dict(mapped)
    if recognise and not problems:
        fields |= _recognise([header for header in headers if header not in mapped], mapped)
        _settle_rivals(fields, problems)
    if not problems:
        problems += _missing(set(fields.values()))
    return [Column(header, fields.get(header, "")) for header in headers], problems


def _read_mapping(
    headers: Sequence[str], mapping: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """Header -> field as somebody said; metadata is "". What cannot be is added to `problems`."""
    fields: dict[str, str] = {}
    for name, field in mapping.items():
        header = tidy(name)
        field = "" if field in (METADATA, None) else field
        if not header or header not in headers:
            message = _("The file has no column “%(column)s”. It has: %(columns)s")
            columns = ", ".join(filter(None, headers))
            problems.append(_error(message % {"column": header, "columns": columns}))
        elif field != "" and field not in SYSTEM_FIELDS:
            message = _("“%(field)s” is not a field. The fields are: %(fields)s")
            known = ", ".join(SYSTEM_FIELDS)
            problems.append(_error(message % {"field": field, "fields": known}))
        else:
            fields[header] = field
    _settle_rivals(fields, problems)
    if "display_name" in fields.values() and set(PARTS_OF_NAME) & set(fields.values()):
        message = _("Map either display_name, or first_name and last_name, not both")
        problems.append(_error(message, "display_name"))
    return fields


def _recognise(headers: Sequence[str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Header -> field for the usual headers, save the fields that the mapping has given away."""
    taken = set(mapped.values())
    words = {header: re.sub(r"[\W_]+", " ", fold(header)).strip() for header in headers}
    found = {header: FIELD_OF_HEADER.get(word, "") for header, word in words.items()}
    has_last_name = "last_name" in taken or "last_name" in found.values()
    for header, word in words.items():
        if word in GIVEN_OR_FULL_NAME:
            found[header] = "first_name" if has_last_name else "display_name"
    if taken & set(PARTS_OF_NAME):
        taken.add("display_name")
    elif "display_name" in taken or "display_name" in found.values():
        taken |= set(PARTS_OF_NAME)
    return {header: field for header, field in found.items() if field and field not in taken}


def _settle_rivals(fields: Mapping[str, str], problems: list[Problem]) -> None:
    columns_of = defaultdict(list)
    for header, field in fields.items():
        columns_of[field].append(header)
    for field, headers in columns_of.items():
        if field and len(headers) > 1:
            message = _("Several columns are %(field)s: %(columns)s. Choose one of them")
            problems.append(
                _error(message % {"field": field, "columns": ", ".join(headers)}, field)
            )


def _missing(fields: set[str]) -> list[Problem]:
    message = _("No column is %(field)s. Say which one it is")
    problems = []
    if not fields & {"display_name", *PARTS_OF_NAME}:
        problems.append(_error(message % {"field": "display_name"}, "display_name"))
    if "group_name" not in fields:
        problems.append(_error(message % {"field": "group_name"}, "group_name"))
    return problems


def _error(message: str, field: str = "") -> Problem:
    # A file may have any number of columns with names of any length; a sentence may not.
    return Problem(Severity.ERROR, Truncator(message).chars(LONGEST_SENTENCE), field=field)
