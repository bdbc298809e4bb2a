"""How names are shown."""

import pytest

from scoring.publishing.codes import code_of
from scoring.publishing.shown_names import shown_name


@pytest.mark.parametrize(
    ("name", "surname", "initial", "first"),
    [
        ("Štěpánka Ďáblová", "", "Štěpánka Ď.", "Štěpánka"),
        ("Jan Maria Novák", "", "Jan N.", "Jan"),
        ("Novák Jan", "Novák", "Jan N.", "Jan"),
        ("Novák, Jan", "", "Jan N.", "Jan"),
        ("Anna van der Berg", "van der Berg", "Anna v.", "Anna"),
        ("NOVÁKOVÁ Eva", "Nováková", "Eva N.", "Eva"),
        ("Sovička", "", "Sovička", "Sovička"),
        ("Novák", "Novák", "N.", "N."),
        ("Novák Novák", "Novák", "Novák N.", "Novák"),
    ],
)
def test_forms(name, surname, initial, first):
    shown = [
        shown_name(name, surname, "17", "abcdefgh", form) for form in ("FIRST_INITIAL", "FIRST")
    ]

    assert shown == [initial, first]
    assert shown_name(name, surname, "17", "abcdefgh", "FULL") == name
    assert shown_name(name, surname, "17", "abcdefgh", "NUMBER") == "17"
    assert shown_name(name, surname, "", "abcdefgh", "NUMBER") == "ABCDEF"


def test_codes_differ_by_person_and_by_event_and_stay():
    assert code_of("a", 1) == code_of("a", 1)
    assert len({code_of(key, pk) for key in "ab" for pk in range(1, 500)}) == 998
    assert len(code_of("a", 1)) == 20
