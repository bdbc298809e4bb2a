"""Which text and JSON both databases take."""

import pytest
from django.db import connection

from foundation.text.database_text import NOT_IN_A_TABLE, is_deeper, is_storable, only_printable


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ("", True),
        ("Žluťoučký\tkůň\r\n\x01\x7f", True),
        ("\U0001f3c5", True),
        ("a\x00", False),
        ("\ud83d", False),
        ("\udfff", False),
        (0.5, True),
        (float("nan"), False),
        (float("-inf"), False),
        (None, True),
        (10**30, True),
        ({"a": [{"b": "c"}]}, True),
        ({"a": [{"b": "\x00"}]}, False),
        ({"a": [{"\ud800": "c"}]}, False),
    ],
)
def test_what_can_be_stored(data, answer):
    assert is_storable(data) is answer


@pytest.mark.django_db
def test_a_database_takes_every_other_control_character():
    text = "".join(map(chr, range(1, 32))) + "\x7f\x85\ufffe\uffff\U0010ffff"
    assert is_storable(text)

    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS text)", [text])
        assert cursor.fetchone() == (text,)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1f", "\x7f", "\ud800"])
def test_a_cell_of_a_table_holds_no_control_characters(character):
    assert NOT_IN_A_TABLE.search(f"a{character}b")


def test_a_cell_of_a_table_may_have_lines_and_tabs():
    assert NOT_IN_A_TABLE.search("a\tb\r\nc\u00a0\u0085") is None


def test_depth():
    assert not is_deeper({"a": [1]}, 2)
    assert is_deeper({"a": [[1]]}, 2)
    assert not is_deeper("a", 0)


def test_what_is_left_to_show():
    assert only_printable("a\x00b\nc\ud800d\u200be ž") == "abcde ž"
