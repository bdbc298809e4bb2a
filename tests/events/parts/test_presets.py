"""Ready-made activities: each can be created, and reads what its hint says."""

import pytest
from django.utils import translation

from events.parts.presets import ACTIVITY_PRESETS, BY_KEY
from events.parts.writes import create_activity
from scoring.engine import values
from scoring.engine.shorthand import readings
from scoring.ledger import records
from scoring.rules.activity_rules import rule_of
from tests import make

TYPED = {
    "sprint": ("9,58", "9.58", None),
    "endurance": ("3:25,4", "3:25.4", None),
    "long-jump": ("3,20 x 3,45", "3.45", "34.5"),
    "ball-throw": ("28,5 31", "31.0", "310"),
    "high-jump": ("1,20 o 1,25 xo 1,30 xxx", "1.25", "1,25 o 1,20 o"),
    "count": ("134", "134", "-1"),
    "quiz": ("17", "17", "-1"),
    "shooting": ("8 9 10", "27", "8 11"),
    "obstacles": ("1:23.4 + 5", "1:28.4", None),
    "penalties": ("3", "3", "-1"),
    "pass": ("ano", "✓", "2"),
    "medals": ("gold", "gold", "4"),
}


@pytest.mark.parametrize("key", BY_KEY)
def test_a_preset_reads_its_own_example(event, participant, super_admin, key):
    typed, shown, refused = TYPED[key]

    activity = create_activity(event=event, fields=BY_KEY[key].as_fields(), by=super_admin)

    record = make.record(activity, participant, typed)
    assert values.display(record.value, rule_of(activity)) == shown
    if refused:
        with pytest.raises(records.SubmissionsRefused):
            make.record(activity, participant, refused)


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [
        ("sprint", "942", ["9.42"]),
        ("sprint", "12", ["12"]),
        ("endurance", "21340", ["2:13.40"]),
        ("endurance", "205", ["205"]),
        ("obstacles", "12340 + 5", ["1:23.40 + 5"]),
        ("long-jump", "345", ["345"]),
    ],
)
def test_times_of_presets_are_typed_as_digits(event, super_admin, key, typed, meant):
    activity = create_activity(event=event, fields=BY_KEY[key].as_fields(), by=super_admin)

    assert [reading.text for reading in readings(typed, rule_of(activity))] == meant


def test_every_preset_has_a_name_of_its_own():
    assert len({str(preset.name) for preset in ACTIVITY_PRESETS}) == len(ACTIVITY_PRESETS)
    assert set(TYPED) == set(BY_KEY)


def test_names_are_plain_text_in_the_language_that_is_active(event, super_admin):
    with translation.override("cs"):
        fields = BY_KEY["medals"].as_fields()

    assert type(fields["name"]) is str
    assert {type(choice["label"]) for choice in fields["choices"]} == {str}
