"""What a diploma says beside its place: who signs it, of how many, in which language; and when it
is no longer so.
"""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from diplomas.awards.awarding import awarded
from diplomas.awards.composing import page_of
from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import BY_KEY, rules_of, token_of
from diplomas.awards.signatures import change_signatures
from diplomas.awards.winners import signatures_of
from diplomas.fonts import FontSet
from diplomas.issued.comparison import compare
from diplomas.issued.issuing import issue
from diplomas.issued.notices import notice_for_hub
from diplomas.looks.layout import Template
from diplomas.looks.pieces import Text
from diplomas.models import AwardRule, Diploma, DiplomaTemplate
from events.ages.bands import Band
from events.models import Event
from events.parts.category_set import CategoryRow, save_categories
from events.parts.writes import change_age_category, delete_age_category
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.gate import BOARD, OVERALL_ID, BoardId
from scoring.publishing.stored import publication_of
from tests import make
from tests.diplomas.awards.test_rules import copied


def fresh(event):
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def give_rules(event, admin):
    def call(*rules):
        made = [dict(BY_KEY[rule].what) if isinstance(rule, str) else rule for rule in rules]
        return change_rules(event=event, rules=made, seen=token_of(rules_of(event)), by=admin)

    return call


def given(event):
    return [(each.name, each.kind, each.activity_id, each.place) for each in awarded(fresh(event))]


def printed(event, by, only=None):
    chosen = {each.award for each in awarded(fresh(event)) if only in {None, each.name}}
    return issue(event=event, awards=chosen, by=by)


def says(event, *items):
    """The event's diplomas say these texts, or have these items, from now on."""
    template = event.diploma_templates.first() or DiplomaTemplate(event=event, name="Jiný")
    template.items = [
        item if isinstance(item, dict) else {"kind": "text", "text": item, "y": 20}
        for item in items
    ]
    template.save()
    return template


def lines(items, winner):
    page = page_of(Template(items=items), winner, FontSet())
    return [piece.text for piece in page.pieces if isinstance(piece, Text)]


def test_one_diploma_for_taking_part_calls_for_no_others(event, kids, group, admin, give_rules):
    give_rules("everybody")
    printed(event, admin, only="Anna Malá")
    assert notice_for_hub(fresh(event)) is None

    printed(event, admin)  # everybody who is there
    assert notice_for_hub(fresh(event)) is None
    late = make.participant(group, display_name="Opozdilka")
    [award] = compare(fresh(event)).missing
    assert award.who == late.pk
    assert "1 more" in notice_for_hub(fresh(event))[0]


def test_a_rule_follows_a_category_that_is_renamed(event, kids, admin, give_rules, client):
    young, old = (
        make.age_category(event, 6, 11, name="mladší"),
        make.age_category(event, 12, 15, name="starší"),
    )
    give_rules({"scope": "ACTIVITIES", "last_place": 1, "boards": [["F", "starší"]]})
    before = len(awarded(fresh(event)))
    assert before == 2

    change_age_category(category=old, fields={"name": "kadetky"}, by=admin)
    assert AwardRule.objects.get().boards == [["F", "kadetky"]]
    assert len(awarded(fresh(event))) == before
    rows = [
        CategoryRow(old.pk, Band("mladší", 12, 15)),
        CategoryRow(young.pk, Band("kadetky", 6, 11)),
    ]
    save_categories(event=event, rows=rows, by=admin)  # the names change places
    assert AwardRule.objects.get().boards == [["F", "mladší"]]
    assert len(awarded(fresh(event))) == before

    delete_age_category(category=event.age_categories.get(name="mladší"), by=admin)
    client.force_login(admin)
    sentence = "a category that is not there any more: mladší"
    assert sentence in client.get(reverse("diplomas:rules", args=[event.pk])).content.decode()
    listed = client.get(reverse("diplomas:awards", args=[event.pk]), follow=True)
    assert sentence in listed.content.decode()


def test_what_the_paper_does_not_say_may_change(event, activity, kids, admin):
    printed(event, admin)
    make.record(activity, kids["Štěpánka"], "9.60")
    event.organisation.name = "Tábor Lipno"
    event.organisation.save()
    assert compare(fresh(event)).outdated  # places are another matter
    printed(event, admin)

    says(event, "{name}", "{organisation}", "{signature_1}")
    assert not compare(fresh(event))
    printed(event, admin)  # the same ones, which say more now
    assert Diploma.objects.filter(state="PRINTED", facts__organisation="Tábor Lipno").exists()
    event.organisation.name = "Tábor Vydří"
    event.organisation.save()
    changes = [each.differences for each in compare(fresh(event)).outdated]
    assert changes
    assert all(each == [("organisation", "Tábor Lipno", "Tábor Vydří")] for each in changes)
    printed(event, admin)
    change_signatures(event=event, signatures=["Jana Nová, vedoucí"], by=admin)
    assert compare(fresh(event)).outdated


def test_a_place_that_is_shared_by_now_is_noticed_where_the_paper_says_so(
    event, activity, kids, admin, jump
):
    case = [{"when": {"tied": True}, "text": "sdílené"}, {"text": "{place_name}"}]
    says(event, {"kind": "text", "cases": case, "y": 20})
    printed(event, admin)
    make.record(jump, kids["Běla"], "4,25")  # as Cilka, who stays the first

    back = compare(fresh(event)).outdated
    [outdated] = [each for each in back if each.diploma.facts["place"] == 1]
    assert outdated.differences == [("is_tied", False, True)]


def test_who_signs_and_in_how_many_activities(event, organisation, standing, admin, give_rules):
    give_rules("overall", "groups")
    typed = ["  Jana  Nová, vedoucí", "", "Petr Malý"]
    kept = ["Jana Nová, vedoucí", "", "Petr Malý"]
    assert change_signatures(event=event, signatures=typed, by=admin) == kept
    found = {each.name: each for each in awarded(fresh(event))}
    values = found["Anna Malá"].values("en")
    assert (values["k_of_m"], values["signature_1"], values["signature_2"]) == (
        "2 of 2", "Jana Nová, vedoucí", "",
    )  # fmt: skip
    assert found["Cilka Malá"].k_of_m == (1, 2)
    assert {each.k_of_m for each in found.values() if each.kind == "GROUP"} == {(2, 2)}
    who = [{"kind": "text", "text": "{signature_2} · {signature_3}"}]
    assert lines(who, found["Anna Malá"]) == ["Petr Malý"]
    assert signatures_of(copied(event, organisation, admin)) == tuple(kept)


def test_the_form_of_who_signs(client, admin, outsider, evaluator, event):
    address = reverse("diplomas:signatures", args=[event.pk])
    client.force_login(admin)
    assert client.post(address, {"signature_1": "x" * 121}).status_code == 422
    assert signatures_of(event) == ()
    assert client.post(address, {"signature_2": "Petr"}).status_code == 302
    assert signatures_of(event) == ("", "Petr")
    assert 'value="Petr"' in client.get(address).content.decode()
    event.status = "ARCHIVED"
    event.save()
    assert client.post(address, {"signature_2": ""}).status_code in {400, 422}
    assert signatures_of(event) == ("", "Petr")


def test_two_languages_on_one_page(event, standing):
    [winner] = [
        each
        for each in awarded(fresh(event))
        if each.name == "Štěpánka Ďáblová" and each.kind == "ACTIVITY"
    ]
    cases = [{"when": {"language": "en"}, "text": "won"}, {"text": "získala"}]
    ours = [
        {"kind": "text", "text": "{place_name} · {result} · {gender}"},
        {"kind": "text", "text": "{place_name} · {result} · {gender}", "language": "en"},
        {"kind": "text", "cases": cases},
        {"kind": "text", "cases": cases, "language": "en"},
        {"type": "DYNAMIC", "key": "result", "x": 1, "y": 1, "fontSize": 9, "language": "en"},
        {"type": "DYNAMIC", "key": "result", "x": 1, "y": 1, "fontSize": 9, "language": ["?"]},
    ]
    with translation.override("cs"):
        assert lines(ours, winner) == [
            "první místo · 9,42 s · dívky",
            "1st place · 9.42 s · girls",
            "získala",
            "won",
            "9.42 s",
            "9,42 s",
        ]


def test_the_editor_says_a_text_again_in_english(client, admin, event):
    template = says(event, "{place_name}")
    client.force_login(admin)
    address = reverse("diplomas:editor", args=[event.pk, template.pk])
    sent = {
        "items": json.dumps(template.items), "chosen": "0", "name": "x", "orientation": "LANDSCAPE",
        "then": "again-cs",
    }  # fmt: skip
    items = json.loads(client.post(address, sent).context["items"])
    assert items[1]["language"] == "cs"
    assert items[1]["y"] > items[0]["y"]
    assert len(json.loads(client.post(address, {**sent, "then": "again-xx"}).context["items"])) == 1


def test_places_as_they_were_published(event, activity, standing, admin, client):
    board = BoardId(BOARD, activity.pk, "F", "All")
    change_publication(
        event=event,
        version=publication_of(event).version,
        fields={"is_public": True},
        boards=[BoardChange(board, "OFFICIAL"), BoardChange(OVERALL_ID, "OFFICIAL")],
        by=admin,
    )
    before = given(event)
    printed(event, admin)

    make.record(activity, standing["Cilka"], "9.00")  # the first, were it not official
    assert given(event) == before
    assert not compare(fresh(event))
    client.force_login(admin)
    html = client.get(reverse("diplomas:awards", args=[event.pk])).content.decode()
    assert "as published, results of" in html
    assert "Cilka Malá – → 1." in html
    change_publication(
        event=event,
        version=publication_of(event).version,
        boards=[BoardChange(board, "OPEN")],
        reason="Chyba měření",
        by=admin,
    )
    assert ("Cilka Malá", "ACTIVITY", activity.pk, 1) in given(event)
    assert compare(fresh(event)).outdated


def test_what_is_held_back_until_the_ceremony_counts_on_its_diplomas(event, jump, standing, admin):
    before = given(event)
    held = BoardId(BOARD, jump.pk, "F", "All"), "PUBLISHED", timezone.now() + timedelta(hours=1)
    change_publication(
        event=event,
        version=publication_of(event).version,
        fields={"is_public": True},
        boards=[BoardChange(*held), BoardChange(OVERALL_ID, "PUBLISHED")],
        by=admin,
    )
    assert given(event) == before
    assert not any(each.as_of for each in awarded(fresh(event)))
