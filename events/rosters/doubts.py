"""What looks wrong in a table as a whole, although each cell may be right. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from django.utils.translation import gettext as _

from events.rosters.columns import is_header
from events.rosters.problems import Answer, Kind, Problem, Severity, doubt
from foundation.tables.columns import with_header_row
from foundation.tables.reading import read
from foundation.tables.table import Finding, ReportRows, Row, Table, report_to_nobody
from foundation.text.names import fold, tidy

SUMMARIES = set(
    "celkem celkove celkovy total totals soucet souctem mezisoucet subtotal suma sum prumer"
    " prumerny average avg mean pocet count dohromady minimum maximum median".split()
)
BESIDE_SUMMARIES = set(
    "grand overall all of za ze v deti zaku ucastniku osob lidi clenu hodnot vek veku zaznamu"
    " participants children people pupils students age rows".split()
)
"""Words that a totals row may have besides."""
NUMBER_LIKE = re.compile(r"[-+]?[\d\s.,:/%]+")
MOST_LIKELY_DATA = re.compile(r"(?=.*\d)[\d\s.,:/-]+")
"""A number or a date: nobody calls a column so."""
OLD = 100
"""Years of age from which on a birth date is more likely a typing error."""
FEWEST = 5
"""People whose ages are known, from which on one age can be far from the others."""
FURTHEST_YEARS = 10
SPREADS = 5
"""So many times the usual distance from the middle is far."""
NORMAL = 1.4826
"""The median distance from the median, times this, is the standard deviation of usual ages."""
LETTERS = "encoding"
"""The one doubt without a safe way: letters are never guessed into a name."""
ANSWERS_OF = {Kind.BROKEN_LETTERS: (Answer.REPAIRED, Answer.UNREPAIRED)}


@dataclass(frozen=True, slots=True)
class FarAge:
    """An age that is far from the others, most of which lie from low to high."""

    row: int
    age: int
    low: int
    high: int


def is_header_row(cells: Sequence[str]) -> bool:
    """Whether at least two cells of the row are usual headers."""
    return sum(map(is_header, cells)) > 1


def read_people(
    content: bytes,
    file_name: str,
    report_rows: ReportRows = report_to_nobody,
    *,
    header_row: int | None = None,
    encoding: str | None = None,
) -> Table:
    """As `foundation.tables.reading.read`, with the headers of people's tables known."""
    choices = {"header_row": header_row, "encoding": encoding}
    found = read(content, file_name, report_rows, is_header=is_header_row, **choices)
    return with_likely_headers(found, header_row)


def with_likely_headers(table: Table, header_row: int | None = None) -> Table:
    """The table with whole letters in its headers; or where its first row looks like a person, the
    one without a row of headers. header_row: the row of them that was chosen.
    """
    table = _with_repaired_headers(table)
    if header_row is not None:
        return table
    if len(table.top) != 1 or any(map(is_header, table.headers)):
        return table
    if not any(MOST_LIKELY_DATA.fullmatch(header) for header in table.headers):
        return table
    text = _(
        "The first row looks like a person, not like headers, so it is read as one. Say what the"
        " columns are, or which row has the headers."
    )
    bare = with_header_row(table, 0)
    return replace(bare, findings=(Finding(text, Kind.NO_HEADERS), *bare.findings))


def _with_repaired_headers(table: Table) -> Table:
    """Broken letters of headers need no question: which column is what can be seen and chosen."""
    of_headers = [each for each in table.findings if each.row == table.header_row]
    repaired = {each.at: tidy(each.suggestion) for each in of_headers if each.suggestion}
    if not (table.header_row and repaired):
        return table
    headers = tuple(repaired.get(at, header) for at, header in enumerate(table.headers))
    renamed = dict(zip(table.headers, headers, strict=True))
    findings = tuple(
        replace(each, column=renamed.get(each.column, each.column))
        for each in table.findings
        if each.row != table.header_row or not each.suggestion
    )
    return replace(table, headers=headers, findings=findings)


def with_cells(table: Table, texts: Mapping[str, str]) -> Table:
    """The table with texts instead of cells, and without what was found in those. texts: by
    "row-position", as in "5-2": the third cell of row 5.
    """
    if not texts:
        return table
    of_row: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for place, text in texts.items():
        number, _sign, at = place.partition("-")
        of_row[int(number)][int(at)] = text
    rows = tuple(
        _with_texts(row, of_row[row.number]) if row.number in of_row else row for row in table.rows
    )
    findings = tuple(each for each in table.findings if f"{each.row}-{each.at}" not in texts)
    return replace(table, rows=rows, findings=findings)


def _with_texts(row: Row, texts: Mapping[int, str]) -> Row:
    width = max(len(row.cells), *(at + 1 for at in texts))
    cells = (*row.cells, *[""] * (width - len(row.cells)))
    return Row(row.number, tuple(texts.get(at, cell) for at, cell in enumerate(cells)))


def with_repairs(table: Table) -> Table:
    """The table with every suggestion taken, for a door that cannot ask; its doubts stay."""
    texts = {f"{each.row}-{each.at}": each.suggestion for each in table.findings if each.suggestion}
    return replace(with_cells(table, texts), findings=table.findings)


def is_summary(cells: Iterable[str], *, can_be_person: bool) -> bool:
    """Whether a row is about the others: one label, “Total” or “Sovy Celkem”, and numbers.

    can_be_person: whether it has a name and a group; then the label must be nothing else.
    """
    filled = [tidy(cell) for cell in cells if cell.strip()]
    labels = [cell for cell in filled if not NUMBER_LIKE.fullmatch(cell)]
    if len(labels) != 1:
        return False
    words = re.findall(r"\w+", fold(labels[0]))
    if not words or not SUMMARIES & {words[0], words[-1]}:
        return False
    known = SUMMARIES | BESIDE_SUMMARIES
    return not can_be_person or all(word in known or word.isdigit() for word in words)


def summary_doubt(row: Row) -> Problem:
    text = " · ".join(tidy(cell) for cell in row.cells if cell.strip())[:60]
    return doubt(
        Kind.SUMMARY,
        _("“%(text)s” looks like a total, not like a person") % {"text": text},
        row.number,
        about=row.cells,
        answers=(Answer.LEFT_OUT, Answer.PERSON),
    )


def far_ages(age_of_row: Mapping[int, int]) -> list[FarAge]:
    """The ages that are far from everybody else's: measured by medians, which a few strange ones
    do not move.
    """
    ages = age_of_row.values()
    far = {row for row, age in age_of_row.items() if age > OLD}
    middle, spread = 0.0, 0.0
    if len(age_of_row) > FEWEST:
        middle = median(ages)
        spread = max(FURTHEST_YEARS, SPREADS * NORMAL * median(abs(age - middle) for age in ages))
        far = {row for row, age in age_of_row.items() if age > OLD or abs(age - middle) > spread}
    usual = [age for row, age in age_of_row.items() if row not in far]
    low, high = (min(usual), max(usual)) if usual else (0, 0)
    return [FarAge(row, age_of_row[row], low, high) for row in sorted(far)]


def age_doubt(far: FarAge, name: str, field: str) -> Problem:
    """field: what the age was read from."""
    if far.high:
        text = _("%(name)s would be %(age)d years old; the others are %(low)d to %(high)d")
    else:
        text = _("%(name)s would be %(age)d years old")
    values = {"name": name[:60], "age": far.age, "low": far.low, "high": far.high}
    return doubt(Kind.AGE, text % values, far.row, field, about=[name, str(far.age)])


def is_row_count(cells: Sequence[str]) -> bool:
    """Whether they are 1, 2, 3 … from the first row to the last; rows without one, such as a total,
    do not matter.
    """
    plain = [cell.rstrip(".") for cell in cells if cell]
    return len(plain) > 1 and plain == [str(number) for number in range(1, len(plain) + 1)]


def row_count_doubt(header: str) -> Problem:
    text = _(
        "“%(column)s” counts 1, 2, 3 … It is taken for the registration number; if it only numbers"
        " the rows, choose for it to be left out"
    )
    return doubt(
        Kind.ROW_COUNT, text % {"column": header[:60]}, None, "external_id", about=[header]
    )


def doubt_of_finding(finding: Finding, field: str = "") -> Problem:
    """What the reader of the file found, for an organiser; an error of a row, or a doubt."""
    text = finding.text.rstrip(".") if finding.row else finding.text
    if finding.column:
        text = _("column “%(column)s”: %(problem)s") % {
            "column": finding.column[:60],
            "problem": text,
        }
    if finding.kind == LETTERS:
        return Problem(Severity.ERROR, text, None, "encoding")
    if finding.is_error:
        return Problem(Severity.ERROR, text, finding.row, field)
    kind = Kind(finding.kind) if finding.kind in list(Kind) else Kind.OTHER
    return doubt(
        kind,
        text,
        finding.row,
        field,
        about=[finding.kind, finding.column, finding.suggestion or finding.text],
        answers=ANSWERS_OF.get(kind, (Answer.RIGHT,)),
        suggestion=finding.suggestion,
    )
