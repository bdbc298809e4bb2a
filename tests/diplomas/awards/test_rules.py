"""Rules of who gets a diploma: what each gives, which of two counts, and who may change them."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditLog
from diplomas.awards.awarding import awarded
from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import BY_KEY, rules_of, token_of
from diplomas.issued.comparison import compare
from diplomas.issued.issuing import issue
from diplomas.models import AwardRule, Diploma, DiplomaTemplate
from events.life.copying import copy_event
from events.models import Event
from events.parts.writes import delete_activity
from scoring.erasing.erasing import erase_participant
from scoring.merging.merging import merge_participants
from tests import make


@pytest.fixture
def set_rules(event, admin):
    """set_rules({"scope": …}, "groups"): the event's rules from now on; a text is a ready one."""

    def call(*rules):
        given = [dict(BY_KEY[rule].what) if isinstance(rule, str) else rule for rule in rules]
        return change_rules(event=event, rules=given, seen=token_of(rules_of(event)), by=admin)

    return call


def copied(event, organisation, admin):
    return copy_event(
        event=event,
        organisation=organisation,
        name="Příště",
        date=None,
        place="",
        reference_date=None,
        keeps_groups=False,
        keeps_evaluators=False,
        by=admin,
    )


def given_to(event):
    """(what for, first name or group, place) of everybody who gets one now."""
    return [
        (each.activity or each.kind, each.name.split()[0], each.place)
        for each in awarded(Event.objects.get(pk=event.pk))
    ]


SPRINT, JUMP = "Běh na 60 m", "Skok daleký"


def test_an_event_without_rules_has_medals_and_the_overall_standings(event, standing):
    assert given_to(event) == [
        (SPRINT, "Štěpánka", 1),
        (SPRINT, "Anna", 2),
        (SPRINT, "Běla", 2),
        (JUMP, "Cilka", 1),
        (JUMP, "Anna", 2),
        ("Overall standings", "Anna", 1),
        ("Overall standings", "Cilka", 2),
        ("Overall standings", "Štěpánka", 2),
    ]
    assert not AwardRule.objects.exists()


def test_groups_and_everybody(event, standing, set_rules):
    set_rules("groups", "everybody", {"scope": "EVERYBODY", "has_guests": True})

    assert given_to(event) == [
        ("Standings of groups", "Bobři", 1),
        ("Standings of groups", "Draci", 2),
        ("PARTICIPATION", "Anna", 0),
        ("PARTICIPATION", "Běla", 0),
        ("PARTICIPATION", "Cilka", 0),
        ("PARTICIPATION", "Štěpánka", 0),
        ("PARTICIPATION", "Hostka", 0),
    ]


def test_one_for_each_child_is_of_its_relatively_best_activity(
    event, activity, jump, standing, set_rules
):
    """Anna is second of three in both; with a fourth in the jump that one is the better."""
    set_rules("each-one")
    first = [("Štěpánka", SPRINT), ("Anna", SPRINT), ("Běla", SPRINT), ("Cilka", JUMP)]
    assert [(name, what) for what, name, _place in given_to(event)] == first

    make.record(jump, standing["Běla"], "1.00")

    assert sorted((name, what) for what, name, _place in given_to(event)) == [
        ("Anna", JUMP),
        ("Běla", SPRINT),
        ("Cilka", JUMP),
        ("Štěpánka", SPRINT),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"last_place": 1}, [(SPRINT, "Štěpánka", 1), (JUMP, "Cilka", 1)]),
        ({"minimum": 4}, []),
        ({"boards": [["M", "All"]]}, []),
        ({"boards": [["F", "All"]], "last_place": 1, "minimum": 3}, 2),
        (
            {"has_guests": True, "last_place": 2},
            [(SPRINT, "Hostka", 2), (SPRINT, "Anna", 2), (SPRINT, "Běla", 2)],
        ),
    ],
    ids=["places", "too few compete", "another category", "all at once", "guests"],
)
def test_what_a_rule_may_ask_for(event, standing, set_rules, rule, expected):
    set_rules({"scope": "ACTIVITIES", **rule})

    found = given_to(event)

    if isinstance(expected, int):
        assert len(found) == expected
    elif "has_guests" in rule:
        assert set(expected) < set(found)
    else:
        assert found == expected


def test_chosen_activities_and_the_first_rule_counts(event, jump, standing, set_rules):
    template = DiplomaTemplate.objects.create(event=event, name="Zlatý")
    set_rules(
        {
            "scope": "ACTIVITIES",
            "activities": [jump.pk],
            "last_place": 1,
            "template_id": template.pk,
            "name": "Gold",
        },
        "medals",
    )

    found = {
        (each.name, each.activity): (each.rule_number, each.template_id, each.why)
        for each in awarded(event)
    }

    assert found["Cilka Malá", JUMP] == (1, template.pk, "Gold")
    assert found["Anna Malá", JUMP][:2] == (2, None)
    assert len(found) == 5


def test_who_failed_gets_none_by_any_rule(event, group, set_rules):
    swim = make.activity(event, "BOOLEAN", name="Plavání")
    for name, text in {"Ema": "ano", "Iva": "ne"}.items():
        make.record(swim, make.participant(group, display_name=name), text)

    for rule in ("medals", "each-one"):
        set_rules(rule)
        assert given_to(event) == [("Plavání", "Ema", 1)]


def test_a_list_warns_of_what_is_unfinished_or_shared(event, standing):
    found = {(each.name, each.activity): each for each in awarded(event)}

    assert found["Anna Malá", SPRINT].is_tied and not found["Anna Malá", JUMP].is_tied
    assert found["Anna Malá", SPRINT].missing == 1  # Cilka
    assert found["Cilka Malá", JUMP].missing == 2  # Běla and the guest


def test_diplomas_of_groups_and_of_everybody_stay_true(event, jump, standing, set_rules, admin):
    set_rules("groups", "everybody")
    issue(event=event, awards={each.award for each in awarded(event)}, by=admin)
    assert not compare(Event.objects.get(pk=event.pk))
    assert set(Diploma.objects.values_list("kind", flat=True)) == {"GROUP", "PARTICIPATION"}

    make.record(jump, standing["Běla"], "5.00")  # Draci win
    make.participant(standing["Anna"].group, display_name="Nová", gender="F")

    found = compare(Event.objects.get(pk=event.pk))
    assert sorted(each.diploma.facts["name"] for each in found.outdated) == ["Bobři", "Draci"]
    assert sorted(facts["name"] for facts in found.missing.values()) == ["Nová"]


def test_erased_and_merged_with_words_by_hand(event, standing, set_rules, admin):
    set_rules("everybody")
    awards = {each.name: each.award for each in awarded(event)}
    issue(
        event=event,
        awards=awards.values(),
        by=admin,
        wordings={
            awards["Anna Malá"]: {"name": "Anička Malá", "first_line": "Velký dík, Anna Malá"},
            awards["Běla Malá"]: {"name": "Béla"},
        },
    )
    [row] = AuditLog.objects.filter(action="REWORD_DIPLOMAS")
    assert "Anička" not in row.detail

    erase_participant(participant=standing["Anna"], by=admin)
    diploma = Diploma.objects.get(participant=standing["Anna"])
    assert list(diploma.wording) == ["first_line"]
    assert "Anna" not in diploma.wording["first_line"]

    merge_participants(kept=standing["Cilka"], other=standing["Běla"], by=admin)
    states = Diploma.objects.filter(participant=standing["Cilka"]).values_list("state", flat=True)
    assert sorted(states) == ["OBSOLETE", "PRINTED"]


def test_words_by_hand_stay_with_the_diploma(event, activity, kids, admin):
    def print_anna(**more):
        event.refresh_from_db()
        award = next(e.award for e in awarded(event) if (e.name, e.place) == ("Anna Malá", 2))
        [printed] = issue(
            event=event, awards={award}, by=admin, **more and {"wordings": {award: more}}
        )
        return printed

    first = print_anna(name="Anička")
    assert print_anna().code == first.code
    assert (first.values()["name"], first.facts()["name"]) == ("Anička", "Anna Malá")

    kids["Anna"].display_name = "Anna Nová"
    kids["Anna"].save()
    [outdated] = compare(Event.objects.get(pk=event.pk)).outdated
    assert outdated.differences == [("name", "Anna Malá", "Anna Nová")]


def test_a_copy_has_the_rules_for_its_own_parts(
    event, organisation, jump, activity, set_rules, admin
):
    template = DiplomaTemplate.objects.create(event=event, name="Zlatý")
    set_rules({"scope": "ACTIVITIES", "activities": [jump.pk], "template_id": template.pk})

    new = copied(event, organisation, admin)

    [rule] = rules_of(new)
    assert rule.activities == [new.activities.get(name=JUMP).pk]
    assert rule.template == new.diploma_templates.get(name="Zlatý")


def test_a_rule_outlives_its_activity(client, admin, event, organisation, activity, set_rules):
    """It gives nobody anything, and neither stands in the way nor becomes one about everything."""
    gone = make.activity(event, name="Zrušená")
    set_rules({"scope": "ACTIVITIES", "activities": [gone.pk], "last_place": 1}, "groups")
    pk = gone.pk
    delete_activity(activity=gone, by=admin)
    client.force_login(admin)
    address = reverse("diplomas:rules", args=[event.pk])

    def press(**sent):
        client.post(address, {"seen": client.get(address).context["seen"], **sent})
        return [(rule.scope, rule.activities) for rule in rules_of(event)]

    assert press(add="everybody")[2:] == [("EVERYBODY", None)]
    form = client.get(f"{address}?edit=1").context["form"]
    assert (pk, "a deleted activity") in form.fields["activities"].choices
    edited = {
        "edit": "1",
        "scope": "ACTIVITIES",
        "minimum": "1",
        "activities": form["activities"].value(),
    }
    assert press(**edited, name="Běh")[0] == ("ACTIVITIES", [pk])
    assert rules_of(event)[0].name == "Běh"
    new = copied(event, organisation, admin)
    assert [(rule.order, rule.scope) for rule in rules_of(new)] == [(1, "GROUPS"), (2, "EVERYBODY")]


def test_ids_of_others_are_refused(event, organisation, jump, set_rules):
    other = make.event(organisation=organisation)
    foreign = AwardRule.objects.create(event=other, order=1, scope="GROUPS")
    theirs = {"scope": "ACTIVITIES", "activities": [jump.pk, make.activity(other).pk]}

    with pytest.raises(ValidationError, match="activities of this event"):
        set_rules(theirs)
    with pytest.raises(ValidationError, match="no such rule") as refusal:
        set_rules("medals", {"scope": "GROUPS", "id": foreign.pk})
    assert list(refusal.value.error_dict) == ["rules.1.id"]
    assert AwardRule.objects.get() == foreign


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"scope": "ACTIVITIES", "activities": []}, "activities"),
        ({"scope": "ACTIVITIES", "activities": [10**6]}, "activities"),
        ({"scope": "ACTIVITIES", "activities": "x"}, "activities"),
        ({"scope": "ACTIVITIES", "boards": [["F"]]}, "boards"),
        ({"scope": "ACTIVITIES", "last_place": 0}, "last_place"),
        ({"scope": "ALL"}, "scope"),
        ({"scope": "GROUPS", "template_id": 10**6}, "template_id"),
    ],
)
def test_what_makes_no_sense_is_refused(event, activity, set_rules, rule, field):
    with pytest.raises(ValidationError) as refusal:
        set_rules("medals", rule)

    assert list(refusal.value.error_dict) == [f"rules.1.{field}"]
    assert not AwardRule.objects.exists()


def test_a_template_of_another_event_is_refused(event, organisation, set_rules):
    other = make.event(organisation=organisation)
    foreign = DiplomaTemplate.objects.create(event=other, name="Cizí")

    with pytest.raises(ValidationError, match="template of this event"):
        set_rules({"scope": "GROUPS", "template_id": foreign.pk})


def test_the_page_adds_moves_edits_and_deletes(client, admin, event, jump, kids):
    client.force_login(admin)
    address = reverse("diplomas:rules", args=[event.pk])

    def press(**sent):
        seen = client.get(address).context["seen"]
        return client.post(address, {"seen": seen, **sent}, follow=True)

    assert b"Places 1 to 3: every activity" in client.get(address).content
    press(add="everybody")
    press(up="3")
    press(delete="3")
    assert [rule.scope for rule in rules_of(event)] == ["ACTIVITIES", "EVERYBODY"]

    assert client.get(f"{address}?edit=1").status_code == 200
    assert client.get(f"{address}?edit=9").status_code == 404
    chosen = {"edit": "1", "scope": "ACTIVITIES", "minimum": "2", "last_place": "1"}
    wrong = press(**{**chosen, "minimum": "0"})
    assert wrong.status_code == 422
    board = json.dumps(["F", "All"])
    page = press(**chosen, activities=[jump.pk], boards=[board], name="<b>").content.decode()
    assert "1st place: Skok daleký, only Girls, where at least 2 compete" in page
    assert "&lt;b&gt;" in page
    [edited, _other] = rules_of(event)
    assert (edited.activities, edited.boards) == ([jump.pk], [["F", "All"]])
    assert AuditLog.objects.filter(action="UPDATE_AWARD_RULE").exists()

    late = client.post(address, {"seen": "x", "delete": "1"}, follow=True)
    assert "changed by a colleague" in late.content.decode()
    assert client.post(address, {"seen": "x", **chosen}).status_code == 409
    assert len(rules_of(event)) == 2


def test_the_api_reads_and_writes_rules_and_awards(api, admin, evaluator, event, jump, kids):
    address = f"/api/events/{event.pk}/award-rules"
    read = api(admin).get(address).json()
    assert [rule["scope"] for rule in read["rules"]] == ["ACTIVITIES", "OVERALL"]

    sent = {**read, "rules": [{"scope": "ACTIVITIES", "last_place": 1, "activities": [jump.pk]}]}
    assert api(evaluator).put(address, sent, format="json").status_code == 403
    assert api(admin).put(address, sent, format="json").status_code == 200
    assert api(admin).put(address, sent, format="json").status_code == 409
    now = api(admin).get(address).json()
    wrong = {**now, "rules": [{"scope": "ACTIVITIES", "boards": [["", "x"]]}]}
    assert api(admin).put(address, wrong, format="json").status_code in {400, 422}

    [award] = api(evaluator).get(f"/api/events/{event.pk}/awards").json()
    assert (award["name"], award["place"], award["rule"]) == ("Cilka Malá", 1, 1)


@pytest.mark.parametrize("people", [1, 12])
def test_queries_do_not_grow(event, group, people, django_assert_num_queries):
    for activity in [make.activity(event, name=f"Disciplína {n}") for n in range(people)]:
        make.record(activity, make.participant(group), "5")

    with django_assert_num_queries(9):
        assert len(awarded(event)) == people
