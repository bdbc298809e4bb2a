"""By which of an event's templates each diploma is printed."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from diplomas.awards.winners import Winner
from diplomas.issued.issuing import Version
from diplomas.looks.layout import Template
from diplomas.models import DiplomaTemplate
from diplomas.printing.letters import LostText, lost_texts
from diplomas.printing.paper import A4, Paper
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import problem_of, template_of
from events.models import Event
from foundation.tables.writing import ReportWritten, ignore_written


class EventTemplates:
    """The usual template, and those that rules name."""

    def __init__(self, event: Event):
        self.event = event
        self.usual = template_of(event)

    @cached_property
    def others(self) -> dict[int, Template]:
        """By id: all of the event's that a rule names."""
        named = self.event.diploma_templates.filter(award_rules__isnull=False)
        return {each.pk: each for each in named.prefetch_related("stored_fonts").distinct()}

    def version_of(self, winner: Winner) -> Version:
        """As it was read here: by it the paper is made."""
        template = self.of(winner)
        is_stored = isinstance(template, DiplomaTemplate)
        return (template.pk, template.version) if is_stored else (None, None)

    def of(self, winner: Winner) -> Template:
        if winner.template_id is None:
            return self.usual
        return self.others.get(winner.template_id, self.usual)

    def name_of(self, winner: Winner) -> str:
        """ "" of the usual one."""
        return "" if winner.template_id is None else self.of(winner).name

    def problem(self, winners: Iterable[Winner]) -> str:
        """Why the diplomas of these cannot be printed, as a sentence; "" where they can."""
        used = {id(each): each for each in map(self.of, winners)}
        return next(filter(None, map(problem_of, used.values())), "")

    def lost_texts(self, winners: Sequence[Winner]) -> list[LostText]:
        """As `letters.lost_texts`, each winner's by the template that is theirs."""
        return [
            lost
            for template, those in self._by_template(winners)
            for lost in lost_texts(template, those)
        ]

    def pdf(
        self,
        winners: Sequence[Winner],
        paper: Paper = A4,
        report: ReportWritten = ignore_written,
    ) -> bytes:
        """As `diplomas_pdf`."""
        others = self.others if any(each.template_id for each in winners) else {}
        return diplomas_pdf(self.usual, winners, others=others, paper=paper, report=report)

    def _by_template(self, winners: Sequence[Winner]) -> list[tuple[Template, list[Winner]]]:
        found: dict[int, tuple[Template, list[Winner]]] = {}
        for winner in winners:
            template = self.of(winner)
            found.setdefault(id(template), (template, []))[1].append(winner)
        return list(found.values())
