"""One row at a time, as the page with JavaScript sends it."""

import pytest
from django.test import Client

from events.models import Event, GroupEvaluator, Participant
from scoring.ledger import records
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row

HTMX = {"HX-Request": "true"}


def send(client, activity, participant, page, **changes):
    """Changes the row as the page (or the last answer) shows it, and leaves it."""
    prefix = f"p{participant.pk}-"
    shown = {name: text for name, text in fields_of(page).items() if name.startswith(prefix)}
    path = row_page(participant, activity)
    return client.post(path, {**shown, **row(participant, **changes)}, headers=HTMX)


@pytest.fixture
def opened(as_evaluator, group, activity, participant):
    return as_evaluator.get(entry_page(group, activity))


def test_saved(as_evaluator, activity, participant, opened):
    answer = send(as_evaluator, activity, participant, opened, value="59,5")
    text = answer.content.decode()
    entry = Entry.objects.get()

    assert answer.status_code == 200
    assert "<html" not in text
    assert 'data-state="saved"' in text
    assert "<b>59.50</b> ✓ saved" in text
    assert "<b>1</b> of 1 entered" in text
    assert 'id="entry-count" hx-swap-oob="true"' in text
    assert fields_of(answer) == row(
        participant, shown_value="59.50", shown_status="", base=str(entry.pk)
    )
    assert (entry.value, entry.source) == (59_500, "FORM")


def test_refused(as_evaluator, activity, participant, opened):
    answer = send(as_evaluator, activity, participant, opened, value="fast")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert 'data-state="refused"' in text
    assert "“fast” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd." in text
    assert "<b>0</b> of 1 entered" in text
    assert not Entry.objects.exists()


def test_refused_beside_what_stays(as_evaluator, activity, participant):
    make.record(activity, participant, "58")
    page = as_evaluator.get(entry_page(participant.group, activity))

    answer = send(as_evaluator, activity, participant, page, value="fast")

    assert answer.status_code == 422
    assert "58.00 stays saved." in answer.content.decode()
    assert Record.objects.get().value == 58_000


def test_conflict_then_replaced(as_evaluator, admin, activity, participant, opened):
    theirs = make.record(activity, participant, "58", by=admin)

    answer = send(as_evaluator, activity, participant, opened, value="59.5")
    text = answer.content.decode()

    assert answer.status_code == 409
    assert 'data-state="conflict"' in text
    assert "Meanwhile Adam Pořadatel entered <b>58.00</b> at" in text
    assert "Yours (Eva Měřičová, " in text
    assert "is <b>59.5</b> and is not saved." in text
    assert "<b>1</b> of 1 entered" in text
    assert Record.objects.get().entry_id == theirs.entry_id

    again = send(as_evaluator, activity, participant, answer, value="59.5", status="")
    assert again.status_code == 409
    assert Record.objects.get().value == 58_000

    mine = {"value": "59.5", "status": "", "over": str(theirs.entry_id)}
    chosen = send(as_evaluator, activity, participant, again, **mine)
    assert chosen.status_code == 200
    assert Record.objects.get().value == 59_500


def test_conflict_then_theirs_stays(as_evaluator, admin, activity, participant, opened):
    theirs = make.record(activity, participant, "58", by=admin)
    answer = send(as_evaluator, activity, participant, opened, value="59.5")

    kept = send(as_evaluator, activity, participant, answer, value="59.5", status="", theirs="1")

    assert kept.status_code == 200
    assert 'data-state="saved"' in kept.content.decode()
    assert "<b>58.00</b> ✓ saved" in kept.content.decode()
    assert fields_of(kept)[f"p{participant.pk}-base"] == str(theirs.entry_id)
    assert Entry.objects.count() == 1


def test_mine_over_theirs_is_a_conflict_anew_where_theirs_was_changed_meanwhile(
    as_evaluator, admin, activity, participant, opened
):
    theirs = make.record(activity, participant, "58", by=admin)
    answer = send(as_evaluator, activity, participant, opened, value="59.5")
    make.record(activity, participant, "57", by=admin)

    mine = {"value": "59.5", "status": "", "over": str(theirs.entry_id)}
    again = send(as_evaluator, activity, participant, answer, **mine)

    assert again.status_code == 409
    assert "entered <b>57.00</b> at" in again.content.decode()
    assert Record.objects.get().value == 57_000


def test_typed_and_taken_back_sees_what_somebody_entered_meanwhile(
    as_evaluator, admin, activity, participant
):
    make.record(activity, participant, "58", by=admin)
    page = as_evaluator.get(entry_page(participant.group, activity))
    make.record(activity, participant, "57", by=admin)

    answer = send(as_evaluator, activity, participant, page)

    assert answer.status_code == 409
    assert "entered <b>57.00</b> at" in answer.content.decode()


def test_mine_into_a_cell_that_somebody_cleared(as_evaluator, admin, activity, participant):
    record = make.record(activity, participant, "58", by=admin)
    page = as_evaluator.get(entry_page(participant.group, activity))
    records.clear(record=record, by=admin, source="FORM")

    answer = send(as_evaluator, activity, participant, page, value="59.5")
    assert answer.status_code == 409
    assert "Somebody cleared this result meanwhile." in answer.content.decode()
    mine = {"value": "59.5", "status": "", "over": "0"}
    assert send(as_evaluator, activity, participant, answer, **mine).status_code == 200
    assert Record.objects.get().value == 59_500


def test_no_update_is_lost_when_two_people_edit(
    as_evaluator, admin, group, activity, participant, opened
):
    second = Client()
    second.force_login(admin)
    second_page = second.get(entry_page(group, activity))

    mine = send(as_evaluator, activity, participant, opened, value="59")
    theirs = send(second, activity, participant, second_page, value="61")

    assert (mine.status_code, theirs.status_code) == (200, 409)
    assert Record.objects.get().value == 59_000
    assert "Eva Měřičová entered <b>59.00</b>" in theirs.content.decode()


def test_the_same_result_from_two_people_is_no_conflict(
    as_evaluator, admin, activity, participant, opened
):
    make.record(activity, participant, "59.5", by=admin)

    answer = send(as_evaluator, activity, participant, opened, value="59,50")

    assert answer.status_code == 200
    assert "· Adam Pořadatel" in answer.content.decode()
    assert Entry.objects.count() == 1


def test_a_sending_repeated_after_a_lost_answer_writes_once(
    as_evaluator, activity, participant, opened
):
    for _ in range(3):
        assert send(as_evaluator, activity, participant, opened, value="59").status_code == 200

    assert Entry.objects.count() == 1


def test_an_older_answer_that_was_lost_does_not_stand_in_the_way(
    as_evaluator, activity, participant, opened
):
    """The first answer never came, so the second sending still has the first one's base."""
    send(as_evaluator, activity, participant, opened, value="59")

    answer = send(as_evaluator, activity, participant, opened, value="60")

    assert answer.status_code == 409
    assert "Eva Měřičová entered <b>59.00</b>" in answer.content.decode()


def test_a_value_then_a_status_then_a_value_then_nothing(
    as_evaluator, activity, participant, opened
):
    steps = [
        ({"value": "59", "status": ""}, ("59", "OK"), "<b>59.00</b> ✓ saved"),
        ({"value": "59", "status": "DNF"}, ("", "DNF"), "<b>DNF</b> ✓ saved"),
        ({"value": "60", "status": "DNF"}, ("60", "OK"), "<b>1:00.00</b> ✓ saved"),
        ({"value": "dq early", "status": ""}, ("dq early", "DQ"), "<b>DQ (early)</b> ✓ saved"),
        ({"value": "", "status": ""}, ("60", "OK"), "<b>1:00.00</b> ✓ saved"),
        ({"value": "", "status": ""}, None, "cleared"),
    ]
    answer = opened
    for changes, stored, state in steps:
        answer = send(as_evaluator, activity, participant, answer, **changes)
        record = Record.objects.first()

        assert answer.status_code == 200
        assert (record and (record.value_raw, record.status)) == stored
        assert state in answer.content.decode()

    assert [entry.status for entry in Entry.objects.order_by("pk")] == [
        "OK",
        "DNF",
        "OK",
        "DQ",
        "OK",
        "CLEARED",
    ]


def test_an_unlikely_value_is_saved_and_doubted(as_evaluator, event, group, participant):
    activity = make.activity(event, "NUMERIC_HIGH", plausible_maximum=10_000)
    page = as_evaluator.get(entry_page(group, activity))

    answer = send(as_evaluator, activity, participant, page, value="53")
    text = answer.content.decode()

    assert answer.status_code == 200
    assert '<span class="doubt">53 is unusually high. Is it right?</span>' in text


@pytest.mark.parametrize("status", [Event.Status.DRAFT, Event.Status.ARCHIVED])
def test_an_event_that_closed_meanwhile(as_evaluator, activity, participant, opened, status):
    Event.objects.filter(pk=activity.event_id).update(status=status)

    answer = send(as_evaluator, activity, participant, opened, value="59")

    assert answer.status_code == 422
    assert 'data-state="refused"' in answer.content.decode()
    assert "Event is not open for scoring" in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("fields", [{"base": "x"}, {"value": "\x00"}])
def test_an_unreadable_row_shows_a_sentence(as_evaluator, activity, participant, opened, fields):
    answer = send(as_evaluator, activity, participant, opened, **{"value": "59", **fields})

    assert answer.status_code == 422
    assert "The page is too old to be read." in answer.content.decode()
    assert not Entry.objects.exists()


def test_an_assignment_taken_away_meanwhile(as_evaluator, activity, participant, opened):
    GroupEvaluator.objects.all().delete()

    assert send(as_evaluator, activity, participant, opened, value="59").status_code == 404
    assert not Entry.objects.exists()


def test_a_participant_who_moved_or_went_meanwhile(
    as_evaluator, other_group, activity, participant, opened
):
    path = row_page(participant, activity)
    Participant.objects.filter(pk=participant.pk).update(group=other_group)
    assert as_evaluator.post(path, row(participant, value="59")).status_code == 404

    participant.delete()
    assert as_evaluator.post(path, row(participant, value="59")).status_code == 404
    assert not Entry.objects.exists()


def test_an_activity_deleted_meanwhile(as_evaluator, activity, participant, opened):
    path = row_page(participant, activity)
    activity.delete()

    assert as_evaluator.post(path, row(participant, value="59")).status_code == 404


def test_the_device_is_noted_and_cut_to_what_fits(as_evaluator, activity, participant):
    agent = "Phone/" + "9" * 300

    as_evaluator.post(
        row_page(participant, activity),
        row(participant, value="59"),
        headers={**HTMX, "User-Agent": agent},
    )

    assert Entry.objects.get().device == agent[:100]


def test_a_row_needs_the_pages_token(evaluator, activity, participant):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(evaluator)

    path, typed = row_page(participant, activity), row(participant, value="59")

    answer = strict.post(path, typed, headers=HTMX)

    assert answer.status_code == 403
    assert answer.content.decode() == (
        "Not saved: this page is too old. Sign in in another tab, then save again."
    )
    assert not Entry.objects.exists()


def test_after_signing_in_anew_the_cookies_token_counts(evaluator, group, activity, participant):
    """What was typed on a page from before is saved all the same: its script asks the cookie."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(evaluator)
    text = strict.get(entry_page(group, activity)).content.decode()
    on_the_page = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    path, typed = row_page(participant, activity), row(participant, value="59")
    old = strict.post(path, typed, headers={"X-CSRFToken": on_the_page})

    strict.logout()
    strict.get("/sign-in/")
    strict.post(
        "/sign-in/",
        {"username": evaluator.email, "password": make.PASSWORD},
        headers={"X-CSRFToken": strict.cookies["csrftoken"].value},
    )
    stale = strict.post(path, typed, headers={"X-CSRFToken": on_the_page})
    fresh = strict.post(path, typed, headers={"X-CSRFToken": strict.cookies["csrftoken"].value})

    assert (old.status_code, stale.status_code, fresh.status_code) == (200, 403, 200)


def test_what_somebody_else_typed_is_not_saved_in_my_name(
    as_evaluator, activity, participant, opened, other_evaluator
):
    sent = {**row(participant, value="59"), "person": str(other_evaluator.pk)}

    answer = as_evaluator.post(row_page(participant, activity), sent)

    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "is signed in now, but somebody else typed this." in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "lost", [["value"], ["value", "status", "shown_value", "shown_status", "base"]]
)
def test_half_a_row_never_clears_a_result(as_evaluator, evaluator, activity, participant, lost):
    make.record(activity, participant, "59", by=evaluator)
    page = as_evaluator.get(entry_page(participant.group, activity))
    sent = fields_of(page)
    for name in lost:
        del sent[f"p{participant.pk}-{name}"]

    answer = as_evaluator.post(row_page(participant, activity), sent)

    assert answer.status_code == 422
    assert Record.objects.get().value == 59_000
