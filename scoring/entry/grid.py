"""The results of one activity for all groups, as one page that is typed into."""

from dataclasses import dataclass

from django.db.models import Count

from events.models import Activity, Group, Participant
from scoring.entry import entry_page
from scoring.progress.progress import group_tallies
from scoring.progress.tally import Tally

ON_A_PAGE = 300
"""People on a page, in whole groups; a group that is larger has a page of its own."""


@dataclass(frozen=True, slots=True)
class Section:
    """A group with the rows of its participants; without them where it is not on the page."""

    group: Group
    tally: Tally
    rows: list[entry_page.EntryRow]


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of the grid. `groups`: all of the event's, to choose from, without their rows."""

    groups: list[Section]
    sections: list[Section]
    total: Tally
    number: int
    page_count: int

    @property
    def rows(self) -> list[entry_page.EntryRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def blank_count(self) -> int:
        return self.total.expected - self.total.scored

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.page_count else None


def results_grid(activity: Activity, group_id: int | None = None, number: int = 1) -> Grid:
    """The grid of one group, else the page of this number (the nearest there is), in 5 queries."""
    tallies = group_tallies(activity)
    event_groups = Group.objects.filter(event=activity.event_id).annotate(
        people=Count("participants")
    )
    groups = list(event_groups.order_by("sort_key", "pk"))
    pages = (
        [[group for group in groups if group.pk == group_id]]
        if group_id is not None
        else _pages(groups)
    )
    number = min(max(number, 1), len(pages))
    shown = pages[number - 1]
    rows: dict[int, list[entry_page.EntryRow]] = {group.pk: [] for group in shown}
    people = Participant.objects.filter(group__in=shown).select_related("group").order_by()
    for row in entry_page.rows_of(activity, people):
        rows[row.participant.group_id].append(row)
    return Grid(
        [Section(group, tallies.get(group.pk, Tally()), []) for group in groups],
        [Section(group, tallies.get(group.pk, Tally()), rows[group.pk]) for group in shown],
        sum(tallies.values(), Tally()),
        number,
        len(pages),
    )


def _pages(groups: list[Group]) -> list[list[Group]]:
    """The groups in order, as many on a page as have no more than ON_A_PAGE people together."""
    pages: list[list[Group]] = [[]]
    count = 0
    for group in groups:
        if pages[-1] and count + group.people > ON_A_PAGE:
            pages.append([])
            count = 0
        pages[-1].append(group)
        count += group.people
    return pages
