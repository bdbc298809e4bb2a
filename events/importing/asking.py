"""What the page of an import asks: doubts of one kind at once or one by one, and faulty cells.

Answers hold for what was shown: a kind has a seal made of its doubts, a doubt its key.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.rosters.columns import PARTS_OF_NAME, Column
from events.rosters.problems import Answer, Answers, Kind, Problem, Severity, digest
from foundation.tables.table import Table
from foundation.text.database_text import NOT_IN_A_TABLE
from foundation.text.names import tidy

MOST_LISTED = 40
"""Doubts of a kind, or errors, that are listed; the others can be answered with all of the kind."""
LONGEST_TEXT = 1_000
"""Of a correction: longer than any field."""
LONGEST_NAME = 60
LONGEST_CELL = 200
"""A longer text is not corrected in a field of one line."""

TITLES = {
    Kind.SUMMARY: gettext_lazy("Totals, not people"),
    Kind.SUMMARY_OF_EXCEL: gettext_lazy("Totals row of the workbook"),
    Kind.ABOVE: gettext_lazy("Rows above the headers"),
    Kind.NO_HEADERS: gettext_lazy("No row of headers"),
    Kind.BROKEN_LETTERS: gettext_lazy("Broken letters"),
    Kind.ROW_COUNT: gettext_lazy("Numbers that may only count the rows"),
    Kind.GENDER: gettext_lazy("Unusual genders"),
    Kind.GENDER_LETTER: gettext_lazy("A letter that may mean boys"),
    Kind.AGE: gettext_lazy("Unlikely ages"),
    Kind.NAMESAKE: gettext_lazy("The same name twice in a group"),
    Kind.MARK: gettext_lazy("Another mark of the group"),
    Kind.ZEROS: gettext_lazy("Numbers that lost their zeros"),
    Kind.TURNED_ROUND: gettext_lazy("Probably here already"),
    Kind.ELSEWHERE: gettext_lazy("Probably from another group"),
    Kind.OTHER: gettext_lazy("Something to confirm"),
}
ANSWERS = {
    Answer.RIGHT: gettext_lazy("that is right"),
    Answer.LEFT_OUT: gettext_lazy("leave out"),
    Answer.PERSON: gettext_lazy("it is a person"),
    Answer.REPAIRED: gettext_lazy("take the suggestion"),
    Answer.UNREPAIRED: gettext_lazy("keep as written"),
    Answer.AS_WRITTEN: gettext_lazy("keep as written"),
    Answer.MEANT: gettext_lazy("take the suggestion"),
    Answer.ANOTHER: gettext_lazy("somebody new"),
    Answer.SAME: gettext_lazy("the same person"),
}


@dataclass(slots=True)
class Item:
    """One doubt or error. number, name: of its row. position: of the cell that can be corrected,
    from 0; None for none.
    """

    key: str
    number: int | None
    text: str
    name: str = ""
    position: int | None = None
    header: str = ""
    cell: str = ""
    suggestion: str = ""
    answer: str = ""


@dataclass(slots=True)
class Question:
    """All doubts of a kind. answers: [name, label]; answer: what was said to every one of them."""

    kind: str
    title: str
    answers: list[list[str]]
    seal: str
    items: list[Item] = field(default_factory=list)
    answer: str = ""

    @property
    def listed(self) -> list[Item]:
        return self.items[:MOST_LISTED]

    @property
    def is_tick(self) -> bool:
        """Whether there is one answer only."""
        return len(self.answers) == 1

    @property
    def open_count(self) -> int:
        return sum(not item.answer for item in self.items)


class Cells:
    """Where a problem's cell is, and what stands in it."""

    def __init__(self, table: Table, columns: Iterable[Column]):
        self.table = table
        self.header_of = {column.field: column.header for column in columns if column.field}
        self.rows = {row.number: row.cells for row in table.rows}

    def item(self, problem: Problem, text: str) -> Item:
        item = Item(problem.key, problem.row, text, suggestion=problem.suggestion)
        item.name = "" if problem.kind == Kind.SUMMARY else self._name(problem.row)
        header = self._header(problem.field)
        if problem.row is None or not header or Answer.SAME in problem.answers:
            return item
        at = self.table.headers.index(header)
        cells = self.rows.get(problem.row, ())
        cell = tidy(cells[at]) if at < len(cells) else ""
        if len(cell) <= LONGEST_CELL:
            item.position, item.header, item.cell = at, header, cell
        return item

    def _name(self, row: int | None) -> str:
        """Whom the row is about, as far as it says so."""
        cells = self.rows.get(row, ())
        headers = [self.header_of.get(name) for name in ("display_name", *PARTS_OF_NAME)]
        places = [self.table.headers.index(header) for header in headers[:1] if header]
        places = places or [self.table.headers.index(header) for header in headers[1:] if header]
        return tidy(" ".join(cells[at] for at in places if at < len(cells)))[:LONGEST_NAME]

    def _header(self, name: str) -> str:
        names = ("display_name", *PARTS_OF_NAME) if name == "display_name" else (name,)
        return next((self.header_of[each] for each in names if each in self.header_of), "")


def questions_of(problems: Iterable[Problem], cells: Cells, in_words) -> list[Question]:
    """The doubts by kind, in the order of the kinds. in_words: problem -> the sentence shown."""
    by_kind: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.severity == Severity.DOUBT:
            by_kind[problem.kind].append(problem)
    return [
        Question(
            kind=kind,
            title=str(TITLES[kind]),
            answers=[
                [name, str(ANSWERS[name])]
                for name in dict.fromkeys(name for each in by_kind[kind] for name in each.answers)
            ],
            seal=digest(problem.key for problem in by_kind[kind]),
            items=[cells.item(problem, in_words(problem)) for problem in by_kind[kind]],
        )
        for kind in TITLES
        if kind in by_kind
    ]


def errors_of(problems: Iterable[Problem], cells: Cells, in_words) -> list[Item]:
    """The errors of rows, each with the cell to correct."""
    return [
        cells.item(problem, in_words(problem))
        for problem in problems
        if problem.severity == Severity.ERROR and problem.row is not None
    ]


def answer_questions(questions: Iterable[Question], answers: Answers) -> None:
    """Put what was said beside each doubt, and beside a kind what was said to all of it."""
    for question in questions:
        known = {name for name, _label in question.answers}
        for item in question.items:
            item.answer = answers.get(item.key, "")
            item.answer = item.answer if item.answer in known else ""
        given = {item.answer for item in question.items}
        question.answer = given.pop() if len(given) == 1 else ""


def answers_in(
    posted: Mapping[str, str], questions: Sequence[Question], answers: Answers
) -> dict[str, str]:
    """The answers with what the form says; it speaks of a kind only where its seal fits."""
    given = dict(answers)
    for question in questions:
        if posted.get(f"seal-{question.kind}") != question.seal:
            continue
        known = {name for name, _label in question.answers}
        to_all = posted.get(f"all-{question.kind}", "")
        listed = {item.key for item in question.listed}
        is_new = to_all in known and to_all != question.answer
        for item in question.items:
            is_listed = item.key in listed and not is_new
            answer = posted.get(f"doubt-{item.key}", "") if is_listed else to_all
            given.pop(item.key, None)
            if answer in known:
                given[item.key] = answer
    return given


def corrections_in(posted: Mapping[str, str], items: Iterable[Item]) -> dict[str, str]:
    """ "row-position" -> text, of the cells that the form has otherwise than they are."""
    found = {}
    for item in items:
        name = f"{item.number}-{item.position}"
        text = posted.get(f"cell-{name}")
        if item.position is None or text is None:
            continue
        text = tidy(NOT_IN_A_TABLE.sub(" ", text))[:LONGEST_TEXT]
        if text != item.cell:
            found[name] = text
    return found


def open_sentence(doubts: Iterable[Problem]) -> str:
    """Which kinds of doubts are open, in a sentence."""
    counts = Counter(problem.kind for problem in doubts)
    kinds = [f"{TITLES[kind]} ({counts[kind]})" for kind in TITLES if counts[kind]]
    return _("Something is not confirmed yet, so nothing was imported: %(kinds)s.") % {
        "kinds": ", ".join(kinds)
    }
