"""Names as people type them, and the order in which they stand in lists."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text.names import alphabetical, by_surname, fold, fold_case, tidy, visible


@pytest.mark.parametrize(
    "in_order",
    [
        "Cyril Čeněk Dana Radek Řehoř Sára Šárka Tomáš Zora Žofie".split(),
        "Hana Hynek Chrudoš Ivo".split(),
        "Mahler Mach Mácha Machala Majer".split(),  # ch within a word is a letter after h, too
        "Jana Jána Janek Jánek".split(),  # these accents only part what is alike without them
        ["Jan Žák", "Jana Adamová"],  # a space comes before every letter
    ],
    ids=lambda words: words[0],
)
def test_the_czech_alphabet(in_order):
    mixed = in_order[::-1]

    assert sorted(mixed, key=alphabetical) == in_order


def test_case_and_spaces_do_not_change_the_place():
    assert alphabetical("  CHALUPA\u00a0 Jan") == alphabetical("chalupa jan")


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Eva\u00a0\t Malá\n", "Eva Malá"),
        (unicodedata.normalize("NFD", "Štěpánka"), "Štěpánka"),
        ("", ""),
    ],
)
def test_names_are_tidied(text, tidied):
    assert tidy(text) == tidied


def test_names_are_equal_regardless_of_case_and_spaces_but_not_of_accents():
    assert fold_case(" ČENĚK  Straße ") == fold_case("čeněk STRASSE") == "čeněk strasse"
    assert fold_case("Čeněk") != fold_case("Ceněk")


def test_headers_and_words_are_found_without_accents():
    assert fold("  Příjmení  DÍTĚTE ") == "prijmeni ditete"


UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)


@pytest.mark.parametrize(
    "text", ["{}Sovy", "So{}vy", "Sovy{}", "{0}So{0}vy{0}", "Sovy {}", "{} Sovy"]
)
def test_what_nobody_sees_is_no_part_of_a_name(text):
    for sign in UNSEEN:
        written = text.format(sign)

        assert tidy(written) == visible(written).strip() == "Sovy", ascii(sign)
        assert (fold_case(written), fold(written)) == ("sovy", "sovy")
        assert alphabetical(written) == alphabetical("Sovy")


def test_a_date_and_a_number_among_marks_of_direction():
    assert tidy("\u200e6.5.\u200e2011\u200f") == "6.5.2011"
    assert tidy("\u202a007\u202c") == "007"
    assert tidy("c\u200b\u030cen\u011bk") == "čeněk"
    assert tidy("\u200b\ufeff ") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Rodina 👨‍👩‍👧‍👦",
        "🏃🏽‍♀️ Jana",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "1️⃣",
        "می‌خواهم",
        "क्‍ष",
        "ශ්‍රී",
    ],
)
def test_joined_signs_and_letters_stay_joined(text):
    assert tidy(text) == visible(text) == unicodedata.normalize("NFC", text)


def test_nothing_is_joined_to_a_space_or_an_end():
    assert tidy("می\u200c \u200dJana👩\u200d") == "می Jana👩"


@pytest.mark.parametrize(
    "in_order",
    [
        ["2. oddíl", "9. oddíl", "10. oddíl", "100. oddíl"],
        ["9.A", "9.B", "10.A"],
        ["07", "7", "8", "10a"],  # noughts before it decide only between equals
        ["Bobři", "Bobři 2", "Bobři 10", "Bobříci"],
    ],
    ids=lambda words: words[-1],
)
def test_numbers_count_as_numbers(in_order):
    mixed = in_order[::-1]

    assert sorted(mixed, key=alphabetical) == in_order


@pytest.mark.parametrize(
    ("people", "in_order"),
    [
        ([("Zoe Novák", ""), ("Adam Žák", "")], ["Zoe Novák", "Adam Žák"]),
        ([("Petr z Hory", "z Hory"), ("Jan Hora", "")], ["Jan Hora", "Petr z Hory"]),
        ([("Jan Nováček", ""), ("Zoe Novák", "")], ["Jan Nováček", "Zoe Novák"]),
        ([("Eva Nová", ""), ("Adam Nová", "")], ["Adam Nová", "Eva Nová"]),
        ([("Cyril", ""), ("Adam Čech", "")], ["Cyril", "Adam Čech"]),
    ],
)
def test_by_surname(people, in_order):
    assert [name for name, last in sorted(people, key=lambda each: by_surname(*each))] == in_order


ALPHABET = "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž".split()


def place_in_the_alphabet(word: str) -> list[tuple[int, int]]:
    """Letter by letter, as a person looks words up: the obvious way, and a slow one."""
    places = []
    for part in re.findall(r"\d+|ch|.", word):
        if part.isdigit():
            places.append((1, int(part)))
        else:
            places.append((2, ALPHABET.index(part)) if part != " " else (0, 0))
    return places


@given(st.lists(st.text("abcčdhiřrsšzž 0129", min_size=1, max_size=6).map(tidy), max_size=8))
def test_the_keys_sort_as_a_person_looks_words_up(words):
    words = [word for word in words if word]

    assert sorted(words, key=alphabetical) == sorted(
        words, key=lambda word: (place_in_the_alphabet(word), word)
    )
