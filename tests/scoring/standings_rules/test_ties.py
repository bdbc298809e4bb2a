"""Decisions about ties: made on the page, shown with their reason, of no effect without the tie."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Event
from scoring.points.rules import TieBreak, TieDecision
from scoring.standings.applying import undo_rules
from scoring.standings.stored_rules import current_version, rules_of
from scoring.standings_rules import tie_page
from scoring.standings_rules.deciding import decide_tie
from tests import make
from tests.events.life.test_two_organisers import fields_of
from tests.scoring.standings.test_standings_pages import own_page, page, rows

SHARED = [
    "1 Anna Malá Bobři · 2 of 2 done 15",
    "2 Cilka Malá Draci · 1 of 2 done 10",
    "2 Štěpánka Ďáblová Bobři · 2 of 2 done 10",
]


@pytest.fixture
def address(event):
    return reverse("scoring:ties", args=[event.pk])


@pytest.fixture
def tied(standing):
    """The two who share the second place, by name."""
    return standing["Cilka"], standing["Štěpánka"]


@pytest.fixture
def decide(as_admin, address, tied):
    """decide(places, **fields) sends the form as the page shows it, filled in."""

    def send(*places, **fields):
        shown = as_admin.get(f"{address}?of={tied[0].pk}")
        given = {f"place_{kid.pk}": place for kid, place in zip(tied, places, strict=False)}
        typed = {"reason": "rozeskok", "then": "decide", **given, **fields}
        return as_admin.post(address, fields_of(shown) | typed)

    return send


def test_a_tie_is_decided_and_everybody_can_read_why(
    as_admin, client, evaluator, event, address, tied, decide, admin
):
    standings = as_admin.get(page(event))
    assert f'href="{address}"' in standings.content.decode()
    assert rows(standings)[:3] == SHARED
    listed = as_admin.get(address).content.decode()
    assert "the place is shared" in listed

    answer = decide(2, 1)

    assert answer["Location"] == f"{address}?applied=2"
    cilka, stepanka = (kid.pk for kid in tied)
    decision = TieDecision(((stepanka,), (cilka,)), "rozeskok")
    assert rules_of(event).decisions == (decision,)
    version = current_version(event)
    assert (version.number, version.reason, version.made_by) == (2, "rozeskok", admin)
    assert AuditLog.objects.latest("pk").action == "APPLY_STANDINGS_RULES"

    listed = page_text(as_admin.get(f"{address}?applied=2"))
    assert "decided: rozeskok" in listed
    assert str(admin) in listed
    assert "Of no effect now" not in listed
    assert 'name="undo" value="2"' in listed

    client.force_login(evaluator)
    assert rows(client.get(page(event)))[1:3] == [
        "2 Štěpánka Ďáblová Bobři · 2 of 2 done · a tie decided by the organisers 10",
        "3 Cilka Malá Draci · 1 of 2 done · a tie decided by the organisers 10",
    ]
    assert address not in page_text(client.get(page(event)))
    sentence = "The total is tied; the organisers decided: rozeskok"
    assert sentence in page_text(client.get(own_page(event, tied[0])))
    undo_rules(event=event, version=2, by=admin)
    assert rows(client.get(page(event)))[:3] == SHARED


def page_text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_decision_without_its_tie_is_of_no_effect_and_can_be_taken_back(
    as_admin, event, address, tied, decide, activity, jump
):
    decide(2, 1)
    make.record(jump, tied[0], "4.00")  # 6 points: not tied any more

    listed = page_text(as_admin.get(address))
    assert "Nobody is tied." in listed
    assert "Of no effect now" in listed
    assert as_admin.get(f"{address}?of={tied[0].pk}")["Location"] == address

    answer = as_admin.post(address, {"withdraw": "1", "version": "2"})
    assert answer["Location"] == f"{address}?applied=3"
    assert rules_of(event).decisions == ()
    for number in ("0", "7", "x", ""):
        again = as_admin.post(address, {"withdraw": number, "version": "3"})
        assert "There is no such decision." in page_text(again, 422)


def test_they_stay_equal_also_where_a_lot_would_decide(
    as_admin, event, address, tied, decide, rules, put_in_force
):
    lots = (*rules.overall.tie_breaks, TieBreak.LOT)
    put_in_force(replace(rules, overall=replace(rules.overall, tie_breaks=lots)))
    assert "a tie decided by lot" in page_text(as_admin.get(page(event)))
    assert "a lot decides" in page_text(as_admin.get(address))

    decide(then="equal", reason="dohoda")

    places = [row.split()[0] for row in rows(as_admin.get(page(event)))]
    assert places == ["1", "2", "2", "4", "(4)"]
    # Decided anew, the last word counts, and only that is kept.
    decide(1, 2, reason="rozeskok")
    assert [each.reason for each in rules_of(event).decisions] == ["rozeskok"]
    assert rows(as_admin.get(page(event)))[1].startswith("2 Cilka")


@pytest.mark.parametrize(
    ("places", "fields", "status", "sentence"),
    [
        ((), {}, 422, "This field is required."),
        ((1, 3), {}, 422, "less than or equal to 2"),
        ((0, "první"), {}, 422, "Enter a whole number."),
        ((1, 2), {"reason": "  "}, 422, "This field is required."),
        ((1, 2), {"reason": "x" * 501}, 422, "at most 500 characters"),
        ((1, 2), {"tied": "1-2"}, 409, "Who is tied has changed meanwhile"),
        ((1, 2), {"of": "0"}, 409, "Who is tied has changed meanwhile"),
        ((1, 2), {"version": "0"}, 409, "changed by a colleague meanwhile"),
    ],
)
def test_what_will_not_do_changes_nothing(event, decide, places, fields, status, sentence):
    answer = decide(*places, **fields)

    assert sentence in page_text(answer, status)
    assert current_version(event).number == 1


def test_what_was_typed_stays_where_others_are_tied_by_now(as_admin, event, address, decide):
    refused = decide(1, 2, tied="1-2")
    assert 'value="rozeskok"' in page_text(refused, 409)

    assert as_admin.post(address, fields_of(refused) | {"then": "decide"}).status_code == 302
    assert rules_of(event).decisions


def test_who_has_read_of_a_colleagues_change_may_go_on(as_admin, event, address, decide):
    refused = decide(1, 2, version="0")

    answer = as_admin.post(address, fields_of(refused) | {"then": "decide"})
    assert answer.status_code == 302
    assert len(rules_of(event).decisions) == 1


def test_only_who_are_tied_are_decided_about(event, standing, tied, admin):
    anna, (cilka, stepanka) = standing["Anna"].pk, (kid.pk for kid in tied)
    for order in ([[cilka]], [[anna], [cilka, stepanka]], [[cilka], [10**9]]):
        with pytest.raises(ValidationError) as refused:
            decide_tie(event=event, order=order, reason="rozeskok", version=1, by=admin)
        assert refused.value.code == "conflict"
    assert current_version(event).number == 1


def test_other_rules_leave_decisions_alone(as_admin, api, admin, event, tied, decide):
    decide(2, 1)
    decided = rules_of(event).decisions
    path = reverse("api:standings-rules", args=[event.pk])
    sent = api(admin).get(path).json()
    sent["overall"]["minimum"] = 1

    assert api(admin).put(path, sent, format="json").status_code == 200

    assert rules_of(event).decisions == decided
    rules_page = reverse("scoring:standings-rules", args=[event.pk])
    preview = page_text(as_admin.get(f"{rules_page}?version=1"))
    assert "In the standings of now nothing changes." in preview


def test_an_archived_event_is_only_read(as_admin, event, address, tied, decide):
    decide(2, 1)
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    listed = page_text(as_admin.get(f"{address}?of={tied[0].pk}"))
    assert "rozeskok" in listed
    assert address not in [each for each in listed.split('"') if each == address]
    assert decide(1, 2).status_code == 409
    assert len(rules_of(event).decisions) == 1


def test_without_overall_standings_nobody_is_tied(as_admin, event, address):
    assert "Nobody is ranked overall here" in page_text(as_admin.get(address))


def test_queries_do_not_grow(
    as_admin, event, address, decide, tied, group, activity, django_assert_num_queries
):
    decide(2, 1)
    as_admin.get(address)
    with django_assert_num_queries(8):
        as_admin.get(address)
    for _ in range(20):
        make.record(activity, make.participant(group, gender="F", age=12), "60")
    event.refresh_from_db()
    as_admin.get(address)
    with django_assert_num_queries(8):
        listed = page_text(as_admin.get(address))
    assert listed.count("the place is shared") == 1


def test_too_many_to_be_put_in_order(as_admin, event, address, standing, group, jump, monkeypatch):
    monkeypatch.setattr(tie_page, "MOST_TIED", 2)
    for number in range(3):
        kid = make.participant(group, display_name=f"Dítě {number}", gender="F", age=12)
        make.record(jump, kid, "1.00")

    listed = page_text(as_admin.get(address))
    assert "3 people share it" in listed
    assert listed.count("the place is shared") == 1
    assert as_admin.get(f"{address}?of={kid.pk}")["Location"] == address
