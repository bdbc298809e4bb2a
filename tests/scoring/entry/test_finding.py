"""Rows of the entry page in another order, and only those that were asked for."""

import re

import pytest

from tests import make
from tests.addresses import entry_page
from tests.scoring.entry.sheet import fields_of, row


@pytest.fixture
def children(group):
    people = [
        ("Anna Žáková", "17"),
        ("Bára Řehořová", "007"),
        ("Cyril Ázik", None),
        ("Dana Chocholoušková", "70"),
    ]
    return {
        name.split()[0]: make.participant(group, display_name=name, external_id=number)
        for name, number in people
    }


def names(answer, *, hidden=False) -> list[str]:
    rows = re.findall(
        r"<li class=\"row[^>]*?data-row( hidden)?.*?data-name>(\w+)", answer.content.decode(), re.S
    )
    return [name for is_hidden, name in rows if bool(is_hidden) == hidden]


@pytest.mark.parametrize(
    "query, shown",
    [
        ("", "Anna Bára Cyril Dana"),
        ("sort=surname", "Cyril Dana Bára Anna"),
        ("sort=number", "Bára Anna Dana Cyril"),
        ("sort=start", "Anna Bára Cyril Dana"),
        ("sort=nonsense&missing=yes", "Anna Bára Cyril Dana"),
        ("q=7", "Bára"),
        ("q=1", "Anna"),
        ("q=+REHOR++bara", "Bára"),
        ("q=ara", ""),
        ("q=%00", ""),
        ("missing=1", "Anna Bára Dana"),
        ("missing=1&q=c", "Dana"),
    ],
)
def test_who_is_shown(as_evaluator, group, activity, children, query, shown):
    make.record(activity, children["Cyril"], "9")

    answer = as_evaluator.get(f"{entry_page(group, activity)}?{query}")

    assert names(answer) == shown.split()
    everybody = names(answer) + names(answer, hidden=True)
    assert sorted(everybody) == ["Anna", "Bára", "Cyril", "Dana"]  # a script can show them


def test_the_event_may_order_by_surname(as_evaluator, group, activity, children):
    group.event.orders_by_surname = True
    group.event.save()
    make.participant(group, display_name="Zdena Aaa", status="WITHDRAWN")

    answer = as_evaluator.get(entry_page(group, activity))

    assert names(answer) == ["Cyril", "Dana", "Bára", "Anna", "Zdena"]


def test_saving_keeps_what_was_asked_for(as_evaluator, group, activity, children):
    address = f"{entry_page(group, activity)}?missing=1&sort=number"
    fields = fields_of(as_evaluator.get(address))

    answer = as_evaluator.post(address, {**fields, **row(children["Anna"], value="9.5")})

    assert answer.url == address
    assert names(as_evaluator.get(address)) == ["Bára", "Dana", "Cyril"]
    refused = as_evaluator.post(address, {**fields, **row(children["Anna"], value="abc")})
    assert "Anna" in names(refused)


def test_fouls_alone_stay_to_go_on_from(as_evaluator, event, group, participant):
    """All attempts so far were fouls: no valid mark yet, and the next one joins them."""
    jump = make.activity(event, combine="BEST", unit="m")
    make.record(jump, participant, "x; x")

    answer = as_evaluator.get(entry_page(group, jump))
    fields = fields_of(answer)

    assert (fields[f"p{participant.pk}-value"], fields[f"p{participant.pk}-status"]) == ("x; x", "")
    assert "<b>NM</b>" in answer.content.decode()
    as_evaluator.post(entry_page(group, jump), fields)
    assert participant.records.get().status == "NM"
    assert participant.entries.count() == 1


def test_what_the_scripts_know_of_the_activity(as_evaluator, event, group):
    jump = make.activity(event, combine="TRIMMED_MEAN", unit="m", plausible_maximum=8_000)
    for number, text in enumerate(["3 3 3 3", "4 4 4 4", "5 5 5 5", "4 4 4 4", "4 4 4 5"]):
        person = make.participant(group, display_name=f"Person {number}")
        make.record(jump, person, text)

    text = as_evaluator.get(entry_page(group, jump)).content.decode()

    for part in [
        'data-usual="4000"',
        "data-measured",
        'data-needed-attempts="4"',
        'data-highest="8000"',
        'data-places="2" data-attempts',
        "js/attempts",
    ]:
        assert part in text
