import pytest

from events.ages.genders import WORDS, gender_of, gender_order
from foundation.text.names import fold


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        ("F f Ž ž žena Dívka dívky holka děvčata girl GIRLS female D d W K", "F"),
        ("M m muž Chlapec chlapci kluk hoch boy BOYS male žák", "M"),
        ("X x jiné Jiná jiný other divers", "X"),
    ],
)
def test_words_of_the_field(words, gender):
    assert {word: gender_of(word) for word in words.split()} == dict.fromkeys(words.split(), gender)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), ("  ", ""), (" Dvojí  duše ", "Dvojí duše"), ("H", "H"), ("?", "?"), ("1", "1")],
)
def test_another_text_stays_as_it_is(text, kept):
    assert gender_of(text) == kept


@pytest.mark.parametrize(
    ("beside", "gender"), [(["D", "H", ""], "M"), (["d", "h"], "M"), (["M", "H"], "H"), ([], "H")]
)
def test_h_is_a_boy_where_girls_are_d(beside, gender):
    assert gender_of("H", beside).upper() == gender


def test_words_are_folded_and_known_once():
    assert {word: fold(word) for word in WORDS} == {word: word for word in WORDS}
    assert {gender_of(gender) for gender in WORDS.values()} == {"F", "M", "X"}


def test_girls_boys_x_others_by_the_alphabet_and_last_nobody():
    genders = ["", "Hugo", "Čtyři", "X", "Charta", "M", "cis", "F", "Ivan"]

    assert sorted(genders, key=gender_order) == [
        "F", "M", "X", "cis", "Čtyři", "Hugo", "Charta", "Ivan", "",
    ]  # fmt: skip
