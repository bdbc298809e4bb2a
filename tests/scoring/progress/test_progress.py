"""How much is scored of what is expected: every page counts alike."""

import pytest

from klepak.workplace.home import cards
from scoring.entry.grid import results_grid
from scoring.progress.matrix import board_matrix
from scoring.progress.progress import group_cards, group_tallies, group_tally, total
from scoring.progress.tally import Tally
from tests import make


@pytest.fixture
def scored(event, group, other_group, activity, admin):
    """Two activities; in the first: a result, a DNS, and one of somebody who withdrew since."""
    jan, eva, ivo = (make.participant(group, display_name=name) for name in ("Jan", "Eva", "Ivo"))
    make.participant(group, display_name="Host", status="GUEST")
    make.participant(other_group, display_name="Pavel")
    make.activity(event, name="Hod")
    make.record(activity, jan, "5", by=admin)
    make.record(activity, eva, "dns", by=admin)
    make.record(activity, ivo, "7", by=admin)
    type(ivo).objects.filter(pk=ivo.pk).update(status="WITHDRAWN")
    return activity


def test_every_reader_counts_alike(scored, event, group, other_group):
    of_group, of_other = Tally(2, 3), Tally(0, 1)
    both = of_group + of_other

    assert group_tally(group, scored) == of_group
    assert group_tallies(scored) == {group.pk: of_group, other_group.pk: of_other}
    assert results_grid(scored).total == both
    of_first = {card.group: card.activities[0] for card in group_cards(event.groups.all())}
    assert {one: part.tally for one, part in of_first.items()} == {
        group: of_group,
        other_group: of_other,
    }
    per_activity = [part.tally for part in total(group_cards(event.groups.all()))]
    assert per_activity == [both, Tally(0, 4)]
    matrix = board_matrix(event)
    assert [column.tally for column in matrix.columns] == per_activity
    [card] = cards([event])
    assert matrix.total == card.numbers.tally == Tally(2, 8)


def test_the_pages_show_it(scored, event, group, as_admin, evaluator):
    entry = as_admin.get(f"/groups/{group.pk}/activities/{scored.pk}/")
    assert entry.context["tally"] == Tally(2, 3)
    assert "<b>2</b> of 3 entered" in entry.content.decode()


@pytest.mark.parametrize(
    ("tally", "is_complete", "is_unfinished"),
    [
        (Tally(0, 0), False, False),
        (Tally(0, 3), False, True),
        (Tally(2, 3), False, True),
        (Tally(3, 3), True, False),
        (Tally(4, 3), True, False),
    ],
)
def test_complete(tally, is_complete, is_unfinished):
    assert (tally.is_complete, tally.is_unfinished) == (is_complete, is_unfinished)
