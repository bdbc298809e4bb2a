"""Which column of an imported table is which field of a participant. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.rosters.problems import Problem, Severity
from foundation.text.names import fold, fold_case, tidy

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
    "birth_year",
    "status",
    "is_hidden",
)
METADATA = "metadata"
"""What a mapping may say of a column besides a field: leave it among the other data."""
LEAVE_OUT = "leave_out"
"""And: nothing of it comes into the event."""
PARTS_OF_NAME = ("first_name", "last_name")
LONGEST_SENTENCE = 500
LONGEST_NUMBER = 12
"""In characters: of what a column headed only "No." holds, if it is a number of people."""

HEADERS = {
    "display_name": (
        "display name, full name, participant name, student name, jmeno a prijmeni,"
        " prijmeni a jmeno, jmeno prijmeni, prijmeni jmeno, cele jmeno, first and last name,"
        " name and surname"
    ),
    "first_name": "first name, given name, forename, krestni jmeno, krestni",
    "last_name": "last name, family name, surname, prijmeni",
    "group_name": (
        "group name, group, team, team name, class, squad, patrol, oddil,"
        " nazev oddilu, trida, skupina, nazev skupiny, druzina, druzstvo, tym, nazev tymu, hlidka"
    ),
    "group_identifier": (
        "group identifier, group id, group colour, group color, team colour, team color,"
        " oznaceni skupiny, barva skupiny, barva oddilu, barva tymu, barva druziny"
    ),
    "external_id": (
        "external id, id, registration number, reg number, start number, bib, bib number,"
        " evidencni cislo, ev cislo, registracni cislo, reg cislo, startovni cislo, osobni cislo,"
        " cislo ucastnika"
    ),
    "gender": "gender, sex, pohlavi",
    "age": "age, vek",
    "birth_date": (
        "birth date, birthdate, birthday, date of birth, dob, datum narozeni, narozeni, narozen,"
        " narozena"
    ),
    "birth_year": "birth year, year of birth, rok narozeni, r narozeni, rok nar, rocnik narozeni",
    "status": "status, stav",
    "is_hidden": (
        "is hidden, hidden, hidden from the public, skryt, skryta, skryto, skryty,"
        " skryt pred verejnosti, skryty pred verejnosti, skryta pred verejnosti, nezverejnovat"
    ),
}
FIELD_OF_HEADER = {
    header.strip(): field for field, headers in HEADERS.items() for header in headers.split(",")
}
GIVEN_OR_FULL_NAME = set(
    "name, jmeno, participant, competitor, athlete, player, child, pupil, student, zak, zakyne,"
    " zaci, ucastnik, ucastnice, soutezici, zavodnik, hrac, dite".split(", ")
)
"""The whole name when alone, the first name beside a last name."""
CLUBS = {"klub", "nazev klubu", "club", "club name"}
"""The group where nothing else is."""
NUMBER = {"cislo", "c", "st c", "no", "nr", "number"}
"""A number of people where its cells look like one; "#" too, of which folding leaves nothing."""
YEAR_OR_GRADE = "rocnik"
"""The year of birth in sports, the grade at school."""
FIRST_OF_PAIR = {"name", "jmeno"}
"""Of these: what more likely holds the first name, where several stand beside a last name."""
WHOSE = set(
    "ditete dite zaka zakyne ucastnika ucastnice souteziciho soutezici zavodnika hrace clena"
    " studenta studentky vaseho meho child childs children participant participants student"
    " students pupil pupils athlete athletes competitor competitors player players member members"
    " s of the your".split()
)
"""Words that only say whose name or age it is: the child's, who takes part."""
SOMEBODY_ELSE = re.compile(
    r"\b(zakonn\w+|zastupc\w+|rodic\w*|matk\w+|otec|otce|parents?|guardians?|mothers?|fathers?"
    r"|kontaktni|nouz\w+|emergency|vedouc\w+|trener\w*|coach|leaders?|teachers?|ucitel\w*)\b"
)
"""Of headers about somebody who does not take part."""
YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:[.,]0+)?")  # "2014.0" as of ages
METADATA_PREFIX = "metadata: "
"""Before the names of other data, in our own lists."""
OWN_EXPORT = {"id", "event id", "event"}
"""Columns of our own lists that say which participant of which event a row is."""

Cells = Callable[[str], Sequence[str]]
"""Header -> what stands below it, row by row, tidied."""
STATUSES = {
    "competing": "COMPETING",
    "soutezi": "COMPETING",
    "guest": "GUEST",
    "host": "GUEST",
    "withdrawn": "WITHDRAWN",
    "odhlasen": "WITHDRAWN",
    "odhlasena": "WITHDRAWN",
}
"""Folded word -> status of a participant."""
YES_OR_NO = {
    **dict.fromkeys("true yes y 1 x ano a pravda hidden skryt skryta skryty".split(), True),
    **dict.fromkeys("false no n 0 ne nepravda shown zobrazen zobrazena".split(), False),
}
"""Folded word -> whether somebody is hidden from the public."""
OWN_HIDDEN = "is_hidden"
"""How our own lists head it."""
STATUS = {"status", "stav"}
"""In forms that of a payment, for instance; ours where the words below it are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the system field it is; field "": its cells go into the metadata, LEAVE_OUT:
    nowhere. is_guess: it is called only "No.", so what it counts may be rows.
    """

    header: str
    field: str = ""
    is_guess: bool = False

    @property
    def name(self) -> str:
        """Under which its cells stand among the other data."""
        return self.header.removeprefix(METADATA_PREFIX)


def assign_columns(
    headers: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    *,
    recognise: bool = True,
    cells: Cells = lambda header: (),
) -> tuple[list[Column], list[Problem]]:
    """Every header in order with the field it is, and what is wrong with that (errors only).

    mapping: header, or number of the column from 1 -> system field; "metadata" or "" keeps a
    column from being recognised.
    recognise: whether usual Czech and English headers are known where the mapping says nothing.
    Who is hidden in a list of ours is not shown because a mapping forgot the column.
    cells: where a header alone says too little, what stands below it decides.
    """
    problems = [
        _error(_("The column “%(column)s” is there more than once") % {"column": header})
        for header, count in Counter(filter(None, headers)).items()
        if count > 1
    ]
    mapped = _read_mapping(headers, mapping or {}, problems)
    fields = dict(mapped)
    guesses: set[str] = set()
    rest = [header for header in headers if header and header not in mapped]
    if not recognise:
        rest = [header for header in rest if header == OWN_HIDDEN]
    if rest and not problems:
        found = _Recognition(rest, set(mapped.values()), cells)
        fields |= found.fields
        guesses = found.guesses
        _settle_rivals(fields, problems)
    if not problems:
        problems += _missing(set(fields.values()))
    return [
        Column(header, fields.get(header, ""), header in guesses) for header in headers
    ], problems


def is_header(text: str) -> bool:
    """Whether a cell is one of the usual headers."""
    words = words_of(text)
    return words in FIELD_OF_HEADER or words in {*GIVEN_OR_FULL_NAME, *CLUBS, YEAR_OR_GRADE}


def words_of(header: str) -> str:
    """The header's words as they are compared: without what only says whose they are, and without
    hints in brackets.
    """
    words = _plain(header)
    if words in FIELD_OF_HEADER or words in GIVEN_OR_FULL_NAME:
        return words
    words = _plain(re.sub(r"\(.*?\)|\[.*?\]", " ", header)) or words
    rest = " ".join(word for word in words.split() if word not in WHOSE)
    return rest or words


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(header)).strip()


def _read_mapping(
    headers: Sequence[str], mapping: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """Header -> field as somebody said; metadata is "". What cannot be is added to `problems`."""
    fields: dict[str, str] = {}
    for name, field in mapping.items():
        header = tidy(name)
        if header not in headers and header in map(str, range(1, len(headers) + 1)):
            header = headers[int(header) - 1]
        field = "" if field in (METADATA, None) else field
        if not header or header not in headers:
            message = _("The file has no column “%(column)s”. It has: %(columns)s")
            columns = ", ".join(filter(None, headers))
            problems.append(_error(message % {"column": header, "columns": columns}))
        elif field not in ("", LEAVE_OUT, *SYSTEM_FIELDS):
            message = _("“%(field)s” is not a field. The fields are: %(fields)s")
            known = ", ".join(SYSTEM_FIELDS)
            problems.append(_error(message % {"field": field, "fields": known}))
        else:
            fields[header] = field
    _settle_rivals(fields, problems)
    if "display_name" in fields.values() and "first_name" in fields.values():
        message = _("Map either display_name, or first_name and last_name, not both")
        problems.append(_error(message, "display_name"))
    return fields


class _Recognition:
    """Header -> field for the usual headers, save the fields that a mapping has given away."""

    def __init__(self, headers: Sequence[str], taken: set[str], cells: Cells):
        self.words = {header: words_of(header) for header in headers}
        self.taken, self.cells = taken, cells
        self.is_own = set(self.words.values()) >= OWN_EXPORT
        self.guesses: set[str] = set()
        self.fields: dict[str, str] = {}
        for header, words in self.words.items():
            if not SOMEBODY_ELSE.search(_plain(header)):
                self.fields[header] = FIELD_OF_HEADER.get(words, "")
        self._leave_out_own_marks()
        self._name()
        self._by_cells()
        self._number()
        self.fields = {
            header: field
            for header, field in self.fields.items()
            if field and field not in self.taken
        }

    def _headers_of(self, field: str) -> list[str]:
        return [header for header, found in self.fields.items() if found == field]

    def _leave_out_own_marks(self) -> None:
        """A list that we exported numbers its rows and says of which event they are."""
        if self.is_own:
            for header, words in self.words.items():
                if words in OWN_EXPORT:
                    self.fields[header] = LEAVE_OUT
        elif len(self._headers_of("external_id")) > 1:
            for header in self._headers_of("external_id"):
                if self.words[header] == "id":  # somebody else's program numbers its rows too
                    self.fields[header] = ""

    def _name(self) -> None:
        """A column that is only half a name never wins over the pair of halves."""
        found = self.fields
        last = self.taken & {"last_name"} or self._headers_of("last_name")
        first = self.taken & {"first_name"} or self._headers_of("first_name")
        either = [
            header
            for header in found
            if not found[header] and self.words[header] in GIVEN_OR_FULL_NAME
        ]
        pair = [header for header in either if self.words[header] in FIRST_OF_PAIR]
        either = pair if last and pair else either
        whole = self._headers_of("display_name")
        if self.is_own:
            found |= dict.fromkeys(either, "display_name")
        elif first and last:
            self._drop("display_name", either)
        elif last and either and (pair or not whole) and self._are_halves(either):
            self._drop("display_name", [])
            found |= dict.fromkeys(either, "first_name")
        elif not whole:
            found |= dict.fromkeys(either, "display_name")
        if self.taken & set(PARTS_OF_NAME):
            self.taken = self.taken | {"display_name"}
        elif "display_name" in self.taken or self._headers_of("display_name"):
            self.taken = self.taken | {"first_name"}

    def _drop(self, field: str, headers: Iterable[str]) -> None:
        for header in (*self._headers_of(field), *headers):
            self.fields[header] = ""

    def _are_halves(self, headers: Sequence[str]) -> bool:
        """Whether the cells lack the last name that stands beside them."""
        last = self._headers_of("last_name")
        if len(headers) != 1 or len(last) != 1:
            return True
        pairs = zip(self.cells(headers[0]), self.cells(last[0]), strict=True)
        pairs = [(fold_case(cell), fold_case(half)) for cell, half in pairs if half]
        whole = sum(f" {half} " in f" {cell} " for cell, half in pairs)
        return 2 * whole <= len(pairs)

    def _by_cells(self) -> None:
        """Words that mean this or that: what stands below them decides."""
        for header, words in self.words.items():
            if words in CLUBS and not self._headers_of("group_name"):
                self.fields[header] = "group_name"
            elif words == YEAR_OR_GRADE and self._all_cells(header, YEAR.fullmatch):
                self.fields[header] = "birth_year"
            elif words in STATUS and not self._all_cells(header, lambda it: fold(it) in STATUSES):
                self.fields[header] = ""

    def _all_cells(self, header: str, is_one: Callable) -> bool:
        return all(is_one(cell) for cell in self.cells(header) if cell)

    def _number(self) -> None:
        """Cells of a number are short and each is there once."""
        if self._headers_of("external_id") or "external_id" in self.taken:
            return
        for header, words in self.words.items():
            if words not in NUMBER and header.strip() != "#":
                continue
            cells = [cell for cell in self.cells(header) if cell]
            if cells and len(set(cells)) == len(cells) and max(map(len, cells)) <= LONGEST_NUMBER:
                self.fields[header] = "external_id"
                self.guesses.add(header)
                return


def _settle_rivals(fields: Mapping[str, str], problems: list[Problem]) -> None:
    columns_of = defaultdict(list)
    for header, field in fields.items():
        columns_of[field].append(header)
    for field, headers in columns_of.items():
        if field not in ("", LEAVE_OUT) and len(headers) > 1:
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
