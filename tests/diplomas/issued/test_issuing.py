"""Printed diplomas: each stays known, and what is not true any more is found."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditLog
from diplomas.awards.awarding import overall_winners, winners
from diplomas.issued.comparison import compare, outdated_by
from diplomas.issued.issuing import hand_over, issue, take_back
from diplomas.models import Diploma
from events.models import Event
from scoring.erasing.erasing import erase_event, erase_participant
from scoring.merging.merging import merge_participants
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of
from tests import make
from tests.threads import at_once


@pytest.fixture
def print_now(event, activity, admin):
    """print_now(): the diplomas of the sprint as of now; name -> code."""

    def call(only=None):
        fresh = event.activities.get(pk=activity.pk)
        fresh.event = Event.objects.get(pk=event.pk)
        chosen = [each for each in winners(fresh) if only is None or each.name in only]
        printed = issue(event=event, awards={each.award for each in chosen}, by=admin)
        return {each.name: each.code for each in printed}

    return call


def now(event):
    """(names to take back, names to print)."""
    found = compare(Event.objects.get(pk=event.pk))
    names = {each.pk: each.display_name for each in event.participants.all()}
    back = sorted(each.diploma.facts["name"] for each in found.outdated)
    return back, sorted(names[award.who] for award in found.to_print)


def test_printed_again_a_diploma_keeps_its_code(print_now, kids):
    first = print_now()

    assert print_now() == first
    assert len({*first.values()}) == len(first) == 3
    assert Diploma.objects.count() == 3
    [row] = AuditLog.objects.filter(action="PRINT_DIPLOMAS")
    assert all(code in row.detail for code in first.values())
    assert "Anna" not in row.detail


def test_a_corrected_result(event, activity, print_now, kids):
    first = print_now()
    assert now(event) == ([], [])

    make.record(activity, kids["Cilka"], "9.45")  # the second one; who shared it are third

    back, again = now(event)
    assert back == ["Anna Malá", "Běla Malá"]
    assert again == ["Anna Malá", "Běla Malá", "Cilka Malá"]
    second = print_now()
    assert now(event) == ([], [])
    assert second["Štěpánka Ďáblová"] == first["Štěpánka Ďáblová"]
    assert second["Anna Malá"] != first["Anna Malá"]
    old = Diploma.objects.get(code=first["Anna Malá"].lower())
    assert (old.state, old.reason) == ("OBSOLETE", "replaced by another one")


def test_whose_name_is_erased_has_a_valid_diploma(event, print_now, kids, admin):
    first = print_now()
    take_back(
        event=event,
        diploma_ids=[Diploma.objects.get(code=first["Běla Malá"].lower()).pk],
        reason="Anna Malá was mixed up with Běla.",
        by=admin,
    )

    erase_participant(participant=kids["Anna"], by=admin)

    diploma = Diploma.objects.get(participant=kids["Anna"])
    assert (diploma.facts["name"], diploma.facts["place"]) == ("Participant 1", 2)
    assert now(event)[0] == []
    assert "Anna" not in str(list(Diploma.objects.values_list("facts", "reason")))
    assert erase_event(event=event, by=admin) == 4
    assert not set(first) & {each.facts["name"] for each in Diploma.objects.all()}
    assert now(event)[0] == []


def test_places_that_were_never_printed_are_not_missed(event, print_now, kids):
    print_now(only=["Štěpánka Ďáblová"])

    assert now(event) == ([], [])


def test_a_place_that_a_tie_had_left_out(event, activity, print_now, kids):
    """Printed are 1, 2 and 2; the third place appears by a correction."""
    print_now()
    make.record(activity, kids["Běla"], "9.55")
    make.record(activity, kids["Cilka"], "9.45")  # Štěpánka, Cilka, Anna, Běla

    back, again = now(event)

    assert back == ["Anna Malá", "Běla Malá"]
    assert again == ["Anna Malá", "Cilka Malá"]


def test_one_that_was_taken_back_on_purpose_is_not_missed(event, print_now, kids, admin):
    print_now()
    one = Diploma.objects.get(participant=kids["Anna"])
    take_back(event=event, diploma_ids=[one.pk], reason="did not take part", by=admin)

    assert now(event) == ([], [])


def test_who_wins_is_read_when_nobody_changes_it_any_more(event, activity, print_now, kids, admin):
    """What a page showed may be over: what is printed is what is stored at that moment."""
    activity.event = event
    seen = {each.award for each in winners(activity)}
    kids["Anna"].display_name = "Anna Veliká"
    kids["Anna"].save()
    kids["Běla"].delete()

    printed = issue(event=event, awards=seen, by=admin)

    assert [each.name for each in printed] == ["Štěpánka Ďáblová", "Anna Veliká"]
    assert now(event) == ([], [])


@pytest.mark.parametrize("others_counts", [True, False])
def test_of_two_who_are_merged_the_diploma_stays_whose_result_counts(
    event, activity, print_now, kids, admin, others_counts
):
    print_now()
    anna, bela = kids["Anna"], kids["Běla"]
    diplomas = {each.participant_id: each.pk for each in Diploma.objects.all()}

    merge_participants(
        kept=anna, other=bela, results=[activity.pk] if others_counts else [], by=admin
    )

    stays = diplomas[bela.pk if others_counts else anna.pk]
    found = Diploma.objects.filter(participant=anna)
    assert {each.pk for each in found.exclude(state="OBSOLETE")} == {stays}
    assert found.count() == 2


@pytest.mark.parametrize(
    "change", ["unit", "name", "group", "withdrawn", "gone", "activity", "event"]
)
def test_whatever_makes_a_diploma_untrue(
    event, activity, other_group, print_now, kids, participant, change
):
    print_now(only=["Štěpánka Ďáblová"])
    match change:
        case "unit":
            activity.unit = "s (hand)"
            activity.save()
        case "name":
            participant.display_name = "Štěpánka Andělská"
            participant.save()
        case "group":
            participant.group = other_group
            participant.save()
        case "withdrawn":
            participant.status = "WITHDRAWN"
            participant.save()
        case "gone":
            participant.records.all().delete()
            event.activities.filter(pk=activity.pk).bump_results()
        case "activity":
            activity.name = "Sprint"
            activity.save()
        case "event":
            event.place = "Lipno"
            event.save()

    back, _again = now(event)

    assert back == ["Štěpánka Ďáblová"]


def test_who_is_deleted_and_what_is_deleted(event, activity, jump, standing, print_now, admin):
    print_now()
    rules = rules_of(event)
    overall = overall_winners(event, standings_of(event, rules))
    issue(event=event, awards={each.award for each in overall}, by=admin)
    activity.delete()

    back, again = now(event)

    # Of the sprint all are to be taken back; it is the overall standings that changed as well.
    assert back.count("Anna Malá") == 2
    assert "Běla Malá" in back and "Běla Malá" not in again


def test_other_rules_say_which_diplomas_they_make_untrue(event, standing, rules, by_medals, admin):
    found = standings_of(event, rules)
    issue(event=event, awards={each.award for each in overall_winners(event, found)}, by=admin)

    assert outdated_by(event, found) == []
    changed = outdated_by(event, standings_of(event, by_medals, keeps=False))
    assert "Anna Malá" in [each.diploma.facts["name"] for each in changed]


def test_handed_over_and_taken_back(event, print_now, kids, admin, outsider):
    print_now()
    ids = list(Diploma.objects.values_list("pk", flat=True))

    assert hand_over(event=event, diploma_ids=ids[:2], by=admin) == 2
    assert hand_over(event=event, diploma_ids=ids, by=admin) == 1
    with pytest.raises(ValidationError, match="Say why"):
        take_back(event=event, diploma_ids=ids, reason="  ", by=admin)
    assert take_back(event=event, diploma_ids=ids[:1], reason="a wrong time", by=admin) == 1
    assert take_back(event=event, diploma_ids=ids[:1], reason="again", by=admin) == 0
    assert sorted(Diploma.objects.values_list("state", "reason")) == [
        ("HANDED_OVER", ""),
        ("HANDED_OVER", ""),
        ("OBSOLETE", "a wrong time"),
    ]
    other = make.event(organisation=event.organisation)
    assert take_back(event=other, diploma_ids=ids, reason="not yours", by=admin) == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_the_same_moment_make_one_of_each(print_now, kids):
    first, second = at_once(print_now, print_now)

    assert first == second
    assert Diploma.objects.count() == 3


def test_the_organisers_page(client, admin, event, activity, print_now, kids, rules, put_in_force):
    client.force_login(admin)
    address = reverse("diplomas:issued", args=[event.pk])
    assert "No diploma has been printed yet" in client.get(address).content.decode()
    codes = print_now()
    assert "as true as on the day" in client.get(address).content.decode()
    make.record(activity, kids["Cilka"], "9.45")

    hub = client.get(reverse("scoring:hub", args=[event.pk])).content.decode()
    assert "take back 2, print 3" in hub and f'href="{address}"' in hub
    html = client.get(address).content.decode()
    assert "Take back 2, print 3" in html and "place: 2 → 3" in html
    printed = client.post(address, {"then": "print"})
    assert printed.headers["Content-Type"] == "application/pdf"
    assert now(event) == ([], [])
    found = client.get(address, {"q": codes["Anna Malá"]}).content.decode()
    assert "replaced by another one" in found and "Cilka" not in found
    assert client.post(address, {"then": "take_back", "diploma": "x"}).status_code == 302
    assert client.post(address, {"then": "anything"}).status_code == 422
    one = Diploma.objects.exclude(state="OBSOLETE").first()
    refused = client.post(address, {"then": "take_back", "diploma": one.pk, "reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    client.post(address, {"then": "hand_over", "diploma": one.pk})
    one.refresh_from_db()
    assert one.state == "HANDED_OVER"


def test_who_has_no_place_any_more_is_taken_back(client, admin, event, print_now, kids):
    print_now()
    kids["Štěpánka"].records.all().delete()
    event.activities.bump_results()
    client.force_login(admin)

    shown = Diploma.objects.get(participant=kids["Štěpánka"]).pk
    address = reverse("diplomas:issued", args=[event.pk])
    assert f'name="gone" value="{shown}"' in client.get(address).content.decode()
    client.post(address, {"then": "withdraw"})  # a page that showed none
    assert not Diploma.objects.filter(state="OBSOLETE").exists()

    client.post(address, {"then": "withdraw", "gone": shown})

    [gone] = Diploma.objects.filter(state="OBSOLETE")
    assert gone.participant == kids["Štěpánka"]
    assert now(event)[0] == ["Anna Malá", "Běla Malá"]  # who have become the first
