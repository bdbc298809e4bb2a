"""Whose row it is: names as people write them, and names that must never be taken for others."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.paper.names import GroupMember, Match, match, number_key


def people(*names):
    """Persons 1, 2, …; "12 Jan Novák" has the registration number 12."""
    found = []
    for pk, name in enumerate(names, start=1):
        number, _space, rest = name.partition(" ")
        has_number = any(character.isdigit() for character in number)
        found.append(GroupMember(pk, rest, number) if has_number else GroupMember(pk, name))
    return found


def matched(read, *names):
    """What one row matches: (person, confidence), or the candidates."""
    (found,) = match([read], people(*names))
    return found.candidates or (found.person_id, found.confidence)


NOBODY = (None, 0.0)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("Štěpánka Ďáblová", (1, 1.0)),
        ("ŠTĚPÁNKA  ĎÁBLOVÁ", (1, 1.0)),
        ("Ďáblová, Štěpánka", (1, 0.95)),
        ("Stepanka Dablova", (1, 0.95)),
        ("ŠtěpánkaĎáblová", (1, 0.95)),
        ("3. Štěpánka Ďáblová", (1, 0.95)),
        ("Štěpánka Ďáblová 6.A", (1, 0.95)),
        ("Š. Ďáblová", (1, 0.9)),
        ("Ďáblová Š.", (1, 0.85)),
        ("Štěpánka D.", (1, 0.9)),
        ("Štěpanka Ďábiová", (1, 0.8)),
        ("Ďáblová", (1, 0.75)),
        ("Štěpánka", (1, 0.75)),
        ("Štěpánka Ďáblová ml.", (1, 0.75)),
        ("Š. D.", NOBODY),
        ("Štěpánka Nováková", NOBODY),
        ("Štěpán Ďábel", NOBODY),
        ("Ďáblová Nováková", NOBODY),
        ("???", NOBODY),
        ("", NOBODY),
    ],
)
def test_a_name_as_read(read, expected):
    assert matched(read, "Štěpánka Ďáblová", "Petr Kos") == expected


PAIRS = """
Jan Jana, Michal Michala, Pavel Pavla, Karel Karla, Petr Petra, Daniel Daniela, Dominik Dominika,
Viktor Viktorie, Stanislav Stanislava, Alexandr Alexandra, Zdeněk Zdeňka, Radek Radka, Ivo Iva,
Jiří Jiřina, Simon Simona, Martin Martina, Vladimír Vladimíra, Patrik Patricie, Denis Denisa,
Novák Nováková, Dvořák Dvořáková, Hájek Hájková, Němec Němcová, Svoboda Svobodová,
Novotný Novotná, Kučera Kučerová, Procházka Procházková, Král Králová, Petrů Petrová,
Marek Mirek, Hanka Janka, Jana Hana
"""


@pytest.mark.parametrize("pair", [pair.strip() for pair in PAIRS.split(",")])
def test_people_whose_names_are_alike_are_never_taken_for_each_other(pair):
    forms = ["{}", "{}.", "{} Kos", "Kos {}", "K. {}", "{} K.", "7 {}", "{} Malá-Kos"]
    for form, (read, there) in product(forms, permutations(pair.split())):
        assert matched(form.format(read), form.replace(".", "").format(there)) == NOBODY
        both = [form.replace("7 ", "").format(name) for name in (there, read)]
        assert matched(form.replace("7 ", "").format(read), *both) == (2, 1.0)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("12", (1, 1.0)),
        ("#12", (1, 1.0)),
        ("012", (1, 1.0)),
        ("č. 12", (1, 1.0)),
        ("No: 12", (1, 1.0)),
        ("12 Jan Novák", (1, 1.0)),
        ("12 J. Novák", (1, 1.0)),
        ("Novák (12)", (1, 1.0)),
        ("12 Jana Nováková", NOBODY),
        ("A-07", (2, 1.0)),
        ("a07 Eva Malá", (2, 1.0)),
        ("13", NOBODY),
        ("13 Jan Novák", (1, 0.95)),
        ("A-07 Jan Novák", (1, 0.8)),
    ],
)
def test_registration_numbers(read, expected):
    assert matched(read, "12 Jan Novák", "A-07 Eva Malá") == expected


@pytest.mark.parametrize(
    ("read", "names", "expected"),
    [
        ("J. Novák", ["Jan Novák", "Jana Nováková"], (1, 0.9)),
        ("J. Nováková", ["Jan Novák", "Jana Nováková"], (2, 0.9)),
        ("J. Novák", ["Jan Novák", "Jakub Novák"], (1, 2)),
        ("Novák", ["Jan Novák", "Petr Novák"], (1, 2)),
        ("Jan Novák", ["Jan Novák", "Jan Novák"], (1, 2)),
        ("12 Jan Novák", ["15 Jan Novák", "12 Jan Novák"], (2, 1.0)),
        ("Němec", ["Nemec", "Němec"], (2, 1.0)),
        ("Jan Petr", ["Petr Jan", "Jan Petr"], (2, 1.0)),
        ("Bobr 2", ["Bobr 1", "Bobr 2"], (2, 1.0)),
        ("Bobr 3", ["Bobr 1", "Bobr 2"], NOBODY),
        ("Bobr", ["Bobr 1", "Bobr 2"], (1, 2)),
    ],
)
def test_one_of_several(read, names, expected):
    bobr = [GroupMember(pk, name) for pk, name in enumerate(names, start=1)]
    group = bobr if read.startswith("Bobr") else people(*names)

    (found,) = match([read], group)

    assert (found.candidates or (found.person_id, found.confidence)) == expected


def test_two_misread_words_are_the_furthest_away():
    name = "Karolína Nováková Dvořáková"

    assert matched("Karolína Nováhová Dvořátová", name) == (1, 0.6)
    assert matched("Nováhová Dvořátová Karolína", name) == NOBODY
    assert matched("Karolína Nováhová", name) == NOBODY


def ids(read, *names):
    return [found.person_id for found in match(read, people(*names))]


def test_the_whole_sheet_decides_what_a_row_alone_does_not():
    names = ["Jan Novák", "Jakub Novák"]

    assert ids(["J. Novák", "Jan Novák"], *names) == [2, 1]
    assert ids(["J. Novák", "Novák J."], *names) == [None, None]


def test_a_letter_by_letter_name_is_not_given_up_for_two_looser_ones():
    names = ["Jan Novák", "Jan Novák Malý"]  # "Jan Novák" could be either, were it not for that

    assert ids(["Jan Novák Kos"], *names) == [1]
    assert ids(["Jan Novák Kos", "Jan Novák"], *names) == [None, 1]
    assert ids(["J. Novák", "Jan Novák", "Novák Jan"], *names[:1]) == [None, 1, None]


def test_one_person_on_two_rows_is_for_a_person_to_decide():
    assert match(["Jan Novák", "Jan Novák"], people("Jan Novák")) == [
        Match(candidates=(1,)),
        Match(candidates=(1,)),
    ]


def test_numbers_distinguish_two_children_of_one_name():
    assert ids(["Jan Novák", "15 Jan Novák"], "15 Jan Novák", "12 Jan Novák") == [2, 1]


def test_keys_of_numbers():
    keys = [number_key(text) for text in ["#012", "č. 12", "A-07", "a07", "0", "", "2026/15"]]

    assert keys == ["12", "12", "a07", "a07", "0", "", "202615"]


words = st.sampled_from("Jan Jana Eva J. Novák Nováková Kos Malá 12 #3 Bobr x".split())
texts = st.lists(words, max_size=3).map(" ".join) | st.text(max_size=12)


@given(st.lists(texts, max_size=6), st.lists(st.tuples(texts, texts), max_size=6))
def test_whatever_is_read_each_person_has_one_row_at_most(read, group):
    everybody = [GroupMember(pk, name, number) for pk, (name, number) in enumerate(group, start=1)]

    found = match(read, everybody)

    chosen = [each.person_id for each in found if each.person_id is not None]
    assert len(found) == len(read)
    assert len(chosen) == len(set(chosen))
    for each in found:
        assert (each.confidence > 0) == (each.person_id is not None)
        assert not (each.candidates and each.person_id)
