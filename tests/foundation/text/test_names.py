"""Names as people type them, and the order in which they stand in lists."""

import unicodedata

import pytest

from foundation.text.names import alphabetical, fold, fold_case, tidy


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
