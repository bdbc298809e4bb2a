"""Who may have been entered twice, from names and birth dates."""

from datetime import date

import pytest

from events.parts.namesakes import Likeness, NamedPerson, likely_pairs

MAY, JUNE = date(2014, 5, 1), date(2014, 6, 1)


@pytest.mark.parametrize(
    ("people", "pairs"),
    [
        ([], []),
        ([(1, "jan novak"), (2, "eva mala")], []),
        ([(2, "jan novak"), (1, "novak jan")], [(Likeness.NAME, 1, 2)]),
        ([(1, "jan novak", MAY), (2, "jan novak", MAY)], [(Likeness.NAME_AND_BIRTH_DATE, 1, 2)]),
        (
            [(1, "jan novak", MAY), (2, "jan novak", JUNE)],
            [(Likeness.NAME_BUT_OTHER_BIRTH_DATE, 1, 2)],
        ),
        (
            [(1, "jan karel novak", MAY), (2, "jan novak", MAY)],
            [(Likeness.BIRTH_DATE_AND_PART_OF_NAME, 1, 2)],
        ),
        ([(1, "jan karel novak", MAY), (2, "jan novak", JUNE)], []),
        (
            [(1, "jan novak", MAY), (2, "jan novak", None, MAY.year + 1)],
            [(Likeness.NAME_BUT_OTHER_BIRTH_DATE, 1, 2)],
        ),
        (
            [(1, "jan novak", MAY), (2, "jan novak", None, MAY.year)],
            [(Likeness.NAME, 1, 2)],
        ),
        (
            [(1, "jan novak"), (2, "jan novak"), (3, "jan novak")],
            [(Likeness.NAME, 1, 2), (Likeness.NAME, 2, 3)],
        ),
        (
            [(4, "a b"), (3, "a b"), (1, "c d", MAY), (2, "c d", MAY)],
            [(Likeness.NAME_AND_BIRTH_DATE, 1, 2), (Likeness.NAME, 3, 4)],
        ),
    ],
)
def test_likely_pairs(people, pairs):
    assert likely_pairs(NamedPerson(*each) for each in people) == pairs


def test_placeholders_stay_few():
    people = [NamedPerson(pk, "ucastnik", MAY) for pk in range(1, 3001)]

    assert len(likely_pairs(people)) == 2999
