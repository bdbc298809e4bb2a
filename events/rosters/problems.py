"""What is wrong with an imported table, or may be, and what somebody answered to it. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

Answers = Mapping[str, str]
"""The key of a doubt -> one of its answers."""


class Severity(StrEnum):
    ERROR = "error"
    DOUBT = "doubt"
    WARNING = "warning"


class Kind(StrEnum):
    """What a doubt is about: those of one kind are alike and can be answered at once."""

    SUMMARY = "summary"
    SUMMARY_OF_EXCEL = "totals"
    ABOVE = "above"
    NO_HEADERS = "no-headers"
    BROKEN_LETTERS = "broken"
    ROW_COUNT = "row-count"
    GENDER = "gender"
    GENDER_LETTER = "gender-letter"
    AGE = "age"
    NAMESAKE = "namesake"
    MARK = "mark"
    ZEROS = "zeros"
    TURNED_ROUND = "turned-round"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


class Answer(StrEnum):
    """What can be said to a doubt."""

    RIGHT = "right"
    LEFT_OUT = "left-out"
    PERSON = "person"
    REPAIRED = "repaired"
    UNREPAIRED = "unrepaired"
    AS_WRITTEN = "as-written"
    MEANT = "meant"
    ANOTHER = "another"
    SAME = "same"


SAFE = {Answer.RIGHT, Answer.LEFT_OUT, Answer.REPAIRED, Answer.AS_WRITTEN, Answer.ANOTHER}
"""How doubts are taken while nobody has answered them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at before importing. Errors stop the import, doubts do so until they are
    answered, warnings do not.

    text: a sentence without the row. row: as the spreadsheet numbers it, None for the file as a
    whole. field: the system field, or "" where the problem is none's. Of doubts only: kind;
    answers: those that can be given, the safe one first; about: the words that it is about, so that
    the answer holds for these alone; suggestion: what the cell should probably be.
    """

    severity: Severity
    text: str
    row: int | None = None
    field: str = ""
    kind: str = ""
    answers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    suggestion: str = ""

    @property
    def message(self) -> str:
        """The sentence with its row, in the language that is active."""
        if self.row is None:
            return self.text
        return _("Row %(row)d: %(problem)s") % {"row": self.row, "problem": self.text}

    @property
    def key(self) -> str:
        """Under which the answer to a doubt is kept: another one as soon as the doubt is."""
        return digest([self.kind, self.row, self.field, *self.about])

    def answer(self, answers: Answers) -> str:
        """What was answered; the safe answer where nothing was that could be."""
        given = answers.get(self.key)
        return given if given in self.answers else self.answers[0]


def doubt(
    kind: Kind,
    text: str,
    row: int | None = None,
    field: str = "",
    *,
    about: Iterable[str] = (),
    answers: tuple[Answer, ...] = (Answer.RIGHT,),
    suggestion: str = "",
) -> Problem:
    return Problem(Severity.DOUBT, text, row, field, kind, answers, tuple(about), suggestion)


def digest(parts: Iterable) -> str:
    """Short, and the same for the same parts alone."""
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:20]


def of_severity(problems: Iterable[Problem], severity: Severity) -> list[Problem]:
    return [problem for problem in problems if problem.severity == severity]


def unanswered(problems: Iterable[Problem], answers: Answers) -> list[Problem]:
    """The doubts that nobody has said anything to."""
    return [
        problem
        for problem in of_severity(problems, Severity.DOUBT)
        if answers.get(problem.key) not in problem.answers
    ]
