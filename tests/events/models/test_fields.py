"""What an organiser types into the set of scores, and limits in the unit."""

import pytest
from django.core.exceptions import ValidationError

from events.models.fields import ChoicesFormField, ThousandthsFormField


def test_a_set_of_scores_line_by_line():
    field = ChoicesFormField()
    text = "gold = 3\n\n  Bez  medaile = 0 \n1,5\na = b = 2"
    choices = field.clean(text)
    assert choices == [
        {"label": "gold", "points": 3000},
        {"label": "Bez medaile", "points": 0},
        {"label": "1,5", "points": 1500},
        {"label": "a = b", "points": 2000},
    ]
    assert field.clean(field.prepare_value(choices)) == choices
    assert not field.has_changed(choices, field.prepare_value(choices))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gold", "“gold”: write a label"),
        ("gold = many", "“gold = many”: write a label"),
        ("gold = 0.0001", "write a label"),
        ("gold = 3\nGOLD = 2", "only once"),
        ("gold = 3\nsilver = 3", "only once"),
        ("1 = 3", "“1” is a number"),
        ("gold = 1e9", "write a label"),
        ("gold = nan", "write a label"),
    ],
)
def test_what_a_set_of_scores_cannot_be(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        ChoicesFormField().clean(text)


def test_limits_are_typed_in_the_unit_and_kept_in_thousandths():
    field = ThousandthsFormField(required=False)
    assert field.clean("12.5") == 12_500
    assert field.clean("") is None
    assert field.prepare_value(12_500) == "12.5"
    assert not field.has_changed(12_500, "12.50")
    with pytest.raises(ValidationError):
        field.clean("1.2345")
