"""The entry page as a whole form: only what was touched is sent on, each row on its own."""

import re

import pytest

from accounts.models import AuditLog
from events.models import Event, Participant
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page
from tests.scoring.entry.sheet import fields_of, row


@pytest.fixture
def jana(group):
    return make.participant(group, display_name="Jana Nováková")


def results(activity) -> dict[str, tuple[str, str]]:
    """Name -> (value as typed, status)."""
    return {
        record.participant.display_name: (record.value_raw, record.status)
        for record in Record.objects.filter(activity=activity).select_related("participant")
    }


def save(client, group, activity, **changes):
    """Opens the page, types the changes and presses "Save all"."""
    page = entry_page(group, activity)
    return client.post(page, {**fields_of(client.get(page)), **changes})


def test_an_empty_page(as_evaluator, group, activity, participant):
    answer = as_evaluator.get(entry_page(group, activity))
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "<b>0</b> of 1 entered" in text
    assert fields_of(answer) == row(
        participant, value="", status="", shown_value="", shown_status="", base=""
    )


def test_typed_results_are_saved_and_the_rest_left_alone(
    as_evaluator, evaluator, group, activity, participant, jana
):
    answer = save(as_evaluator, group, activity, **row(participant, value="1:23,4"))

    assert (answer.status_code, answer.url) == (302, entry_page(group, activity))
    entry = Entry.objects.get()
    assert (entry.participant, entry.value, entry.value_raw) == (participant, 83_400, "1:23,4")
    assert (entry.source, entry.entered_by, entry.based_on) == ("FORM", evaluator, None)
    text = as_evaluator.get(answer.url).content.decode()
    assert "1 result saved." in text
    assert "<b>1</b> of 2 entered" in text
    assert "<b>1:23.40</b> ✓ saved" in text


def test_pressing_the_button_again_changes_nothing(as_evaluator, group, activity, participant):
    save(as_evaluator, group, activity, **row(participant, value="83.4"))

    answer = as_evaluator.get(save(as_evaluator, group, activity).url)

    assert "Nothing was changed, so nothing was saved." in answer.content.decode()
    assert Entry.objects.count() == 1


def test_sending_the_same_form_twice_writes_once(as_evaluator, group, activity, participant):
    page = entry_page(group, activity)
    sent = {**fields_of(as_evaluator.get(page)), **row(participant, value="83.4")}

    assert as_evaluator.post(page, sent).status_code == 302
    assert as_evaluator.post(page, sent).status_code == 302
    assert Entry.objects.count() == 1


def test_a_refused_row_holds_up_no_other_and_comes_back_as_typed(
    as_evaluator, group, activity, participant, jana
):
    answer = save(
        as_evaluator,
        group,
        activity,
        **row(participant, value="1:99"),
        **row(jana, value="59.9"),
    )
    text = answer.content.decode()

    assert answer.status_code == 422
    assert results(activity) == {"Jana Nováková": ("59.9", "OK")}
    assert "1 result was not saved; its row says why." in text
    assert "“1:99”: after a colon there must be less than 60." in text
    sent_back = fields_of(answer)
    assert sent_back[f"p{participant.pk}-value"] == "1:99"
    assert sent_back[f"p{participant.pk}-shown_value"] == ""
    assert "1 result saved." in text


def test_a_refused_row_can_be_corrected_on_the_page_that_came_back(
    as_evaluator, group, activity, participant, jana
):
    answer = save(
        as_evaluator, group, activity, **row(participant, value="a"), **row(jana, value="1")
    )

    again = as_evaluator.post(
        entry_page(group, activity), {**fields_of(answer), **row(participant, value="59")}
    )

    assert again.status_code == 302
    assert results(activity) == {
        "Jana Nováková": ("1", "OK"),
        "Štěpánka Ďáblová": ("59", "OK"),
    }
    assert Entry.objects.count() == 2


def test_somebody_elses_change_meanwhile_is_shown_before_it_is_replaced(
    as_evaluator, admin, group, activity, participant
):
    page = entry_page(group, activity)
    mine = {**fields_of(as_evaluator.get(page)), **row(participant, value="61")}
    theirs = make.record(activity, participant, "59.5", by=admin)

    answer = as_evaluator.post(page, mine)
    text = answer.content.decode()

    assert answer.status_code == 422
    assert results(activity) == {"Štěpánka Ďáblová": ("59.5", "OK")}
    assert "Meanwhile Adam Pořadatel entered <b>59.50</b> at" in text
    assert fields_of(answer) == row(
        participant,
        value="61",
        status="",
        shown_value="59.50",
        shown_status="",
        base="",
    )

    again = as_evaluator.post(page, fields_of(answer))
    assert again.status_code == 422
    assert results(activity) == {"Štěpánka Ďáblová": ("59.5", "OK")}
    mine = row(participant, over=str(theirs.entry_id))
    assert as_evaluator.post(page, {**fields_of(again), **mine}).status_code == 302
    assert results(activity) == {"Štěpánka Ďáblová": ("61", "OK")}


def test_untouched_rows_never_undo_what_others_entered_meanwhile(
    as_evaluator, admin, group, activity, participant, jana
):
    make.record(activity, jana, "70", by=admin)
    page = entry_page(group, activity)
    mine = {**fields_of(as_evaluator.get(page)), **row(participant, value="61")}
    make.record(activity, jana, "69", by=admin)

    assert as_evaluator.post(page, mine).status_code == 302
    assert results(activity) == {
        "Jana Nováková": ("69", "OK"),
        "Štěpánka Ďáblová": ("61", "OK"),
    }


def test_clearing_is_recorded(as_evaluator, group, activity, participant):
    make.record(activity, participant, "59")

    save(as_evaluator, group, activity, **row(participant, value=" "))

    assert results(activity) == {}
    assert Entry.objects.first().status == "CLEARED"
    log = AuditLog.objects.first()
    assert (log.action, log.detail) == (
        "DELETE_RECORD",
        "Štěpánka Ďáblová – Běh na 60 m: 59.00 → –",
    )


@pytest.mark.parametrize("status", ["DNS", "DNF", "NM", "DQ"])
def test_a_status_by_its_key(as_evaluator, group, activity, participant, status):
    save(as_evaluator, group, activity, **row(participant, status=status))

    assert results(activity) == {"Štěpánka Ďáblová": ("", status)}
    answer = as_evaluator.get(entry_page(group, activity))
    assert fields_of(answer)[f"p{participant.pk}-status"] == status


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("59", {"status": "DNF"}, ("", "DNF")),
        ("dnf", {"value": "59"}, ("59", "OK")),
        ("dnf", {"value": "59", "status": ""}, ("59", "OK")),
        ("dnf", {"value": "59", "status": "DQ"}, ("", "DQ")),
        ("dnf", {"status": "DQ"}, ("", "DQ")),
        ("59", {"value": "60", "status": "DNS"}, ("", "DNS")),
        ("59", {"value": "dnf"}, ("dnf", "DNF")),
        ("dnf", {"status": ""}, None),
        ("59", {"value": ""}, None),
    ],
)
def test_of_value_and_status_the_one_that_was_changed_counts(
    as_evaluator, group, activity, participant, before, changes, after
):
    make.record(activity, participant, before)

    answer = save(as_evaluator, group, activity, **row(participant, **changes))

    assert answer.status_code == 302
    assert results(activity).get("Štěpánka Ďáblová") == after


def test_a_status_that_is_no_key_stays_until_somebody_changes_it(
    as_evaluator, group, activity, participant, jana
):
    record = make.record(activity, participant, "dns")
    Record.objects.filter(pk=record.pk).update(status="WD")

    save(as_evaluator, group, activity, **row(jana, value="59"))

    assert results(activity)["Štěpánka Ďáblová"] == ("dns", "WD")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("DRAFT", "The event is in preparation: results can be entered once it is open for"),
        ("ARCHIVED", "The event is archived: results can only be read."),
    ],
)
def test_an_event_that_is_not_open_takes_nothing(
    as_evaluator, group, activity, participant, status, sentence
):
    page = entry_page(group, activity)
    typed = {**fields_of(as_evaluator.get(page)), **row(participant, value="59")}
    Event.objects.filter(pk=group.event_id).update(status=status)

    shown = as_evaluator.get(page).content.decode()
    answer = as_evaluator.post(page, typed)

    assert sentence in shown
    assert re.search(r"<fieldset [^>]* disabled>", shown)
    assert answer.status_code == 422
    assert "Event is not open for scoring" in answer.content.decode()
    assert fields_of(answer)[f"p{participant.pk}-value"] == "59"
    assert not Entry.objects.exists()


def test_the_withdrawn_stand_at_the_end_and_are_not_expected(
    as_evaluator, group, activity, participant
):
    make.participant(group, display_name="Aneta Odjela", status=Participant.Status.WITHDRAWN)
    make.participant(group, display_name="Zuzana Hostka", status=Participant.Status.GUEST)

    answer = as_evaluator.get(entry_page(group, activity))
    text = answer.content.decode()

    names = ["Štěpánka Ďáblová", "Zuzana Hostka", "Aneta Odjela"]
    assert sorted(names, key=text.rindex)[-1] == "Aneta Odjela"
    assert [r.participant.display_name for r in answer.context["rows"]][-1] == "Aneta Odjela"
    assert "<b>0</b> of 2 entered" in text
    assert '<span class="badge">withdrawn</span>' in text
    assert '<span class="badge">guest</span>' in text


def test_a_result_of_the_withdrawn_is_not_counted(as_evaluator, group, activity, participant):
    gone = make.participant(group, status=Participant.Status.WITHDRAWN)
    make.record(activity, gone, "59")

    text = as_evaluator.get(entry_page(group, activity)).content.decode()

    assert "<b>0</b> of 1 entered" in text


def test_a_group_without_participants(as_evaluator, group, activity):
    answer = as_evaluator.get(entry_page(group, activity))

    assert "There are no participants in this group yet." in answer.content.decode()
    assert as_evaluator.post(entry_page(group, activity), {}).status_code == 302


def test_an_activity_of_another_event_is_not_there(as_evaluator, group):
    elsewhere = make.activity(make.event())

    assert as_evaluator.get(entry_page(group, elsewhere)).status_code == 404
    assert as_evaluator.post(entry_page(group, elsewhere), {}).status_code == 404


def test_rows_of_other_groups_cannot_be_smuggled_in(
    as_evaluator, group, other_group, activity, participant
):
    child = make.participant(other_group)

    as_evaluator.post(entry_page(group, activity), row(child, value="59", base=""))

    assert not Entry.objects.exists()


def test_a_child_moved_to_another_group_meanwhile_gets_a_sentence(
    as_evaluator, group, other_group, activity, participant, jana
):
    opened = fields_of(as_evaluator.get(entry_page(group, activity)))
    participant.group = other_group
    participant.save()
    typed = {**row(participant, value="59"), **row(jana, value="61")}

    answer = as_evaluator.post(entry_page(group, activity), {**opened, **typed})

    assert answer.status_code == 422
    assert "1 result was not saved: its participant is no longer" in answer.content.decode()
    assert results(activity) == {"Jana Nováková": ("61", "OK")}


def test_a_form_that_somebody_else_filled_in_is_not_saved_in_my_name(
    as_evaluator, group, activity, participant, other_evaluator
):
    sent = {**row(participant, value="59"), "person": str(other_evaluator.pk)}

    answer = as_evaluator.post(entry_page(group, activity), sent)

    assert answer.status_code == 422
    assert "is signed in now, but somebody else typed this." in answer.content.decode()
    assert fields_of(answer)[f"p{participant.pk}-value"] == "59"
    assert not Entry.objects.exists()


@pytest.mark.parametrize("base", ["abc", "-1", "0", "1.5", "9" * 30, "\x00"])
def test_a_forged_base_is_unreadable_and_saves_nothing(
    as_evaluator, group, activity, participant, jana, base
):
    answer = as_evaluator.post(
        entry_page(group, activity),
        {**row(participant, value="59", base=base), **row(jana, value="61")},
    )

    assert answer.status_code == 422
    assert "The page is too old to be read." in answer.content.decode()
    assert fields_of(answer)[f"p{jana.pk}-value"] == "61"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "CLEARED"},
        {"status": "GONE"},
        {"status": "<b>"},
        {"value": "9" * 201},
        {"value": "\x00"},
        {"value": "<script>alert(1)</script>"},
    ],
)
def test_forged_fields_are_refused(as_evaluator, group, activity, participant, changes):
    answer = as_evaluator.post(entry_page(group, activity), row(participant, **changes))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "<script>alert" not in text
    assert '"<b>"' not in text
    assert not Entry.objects.exists()


def test_a_stale_base_is_a_conflict_even_when_it_was_never_true(
    as_evaluator, group, activity, participant
):
    answer = as_evaluator.post(
        entry_page(group, activity), row(participant, value="59", base=str(2**63 - 1))
    )

    assert answer.status_code == 422
    assert "Somebody cleared this result meanwhile." in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_group_of_three_hundred(as_evaluator, group, activity):
    people = [make.participant(group) for _ in range(300)]
    typed = {}
    for number, person in enumerate(people, start=1):
        typed |= row(person, value=str(number))

    answer = save(as_evaluator, group, activity, **typed)

    assert answer.status_code == 302
    assert Record.objects.count() == 300
    assert "300 results saved." in as_evaluator.get(answer.url).content.decode()
    assert AuditLog.objects.first().detail == "300 results in Běh na 60 m"


def test_a_form_with_too_many_fields_gets_a_page_with_a_sentence(
    as_evaluator, group, activity, participant
):
    answer = as_evaluator.post(
        entry_page(group, activity),
        "&".join(f"p{number}-value=1" for number in range(10_001)),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 400
    assert "The request could not be read" in answer.content.decode()
