"""The event's page on the day: the board, what to look at, and how it keeps itself up to date."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, User
from events.life.lifecycle import change_status
from events.life.opening import opened_at
from events.models import Activity, Event, Group, Participant
from events.parts.writes import lock_activity
from scoring.ledger import records
from scoring.ledger.records import Submission
from scoring.models import Entry
from scoring.progress.matrix import board_matrix
from scoring.progress.tally import Tally
from scoring.watch import signs
from tests import make


def hub(event):
    return reverse("scoring:hub", args=[event.pk])


def live(event):
    return reverse("scoring:hub-live", args=[event.pk])


def test_the_page_describes_the_event_and_leads_everywhere(
    as_admin, event, participant, activity, evaluator
):
    Event.objects.filter(pk=event.pk).update(place="Vydří u Hradce")

    answer = as_admin.get(hub(event))

    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ["Tábor 2026", "Vydří u Hradce", "open for scoring", "Běh na 60 m", "Bobři"]:
        assert words in text
    for name in ["events:import", "events:evaluators", "events:status", "events:copy"]:
        assert f'href="{reverse(name, args=[event.pk])}"' in text
    for model in ["participant", "group", "activity"]:
        address = reverse(f"admin:events_{model}_changelist")
        assert f'href="{address}?event__id__exact={event.pk}"' in text
    assert f'href="{reverse("scoring:leaderboard", args=[event.pk])}"' in text


def test_the_board_counts_what_is_in(event, group, other_group, activity, participant):
    throw = make.activity(event, name="Hod")
    make.participant(group)
    make.participant(group, status="WITHDRAWN")
    make.participant(other_group)
    make.record(activity, participant, "12.5")
    make.record(throw, participant, "dns")

    matrix = board_matrix(event)

    assert [(row.group.name, [cell.tally for cell in row.cells]) for row in matrix.rows] == [
        ("Bobři", [Tally(1, 2), Tally(1, 2)]),
        ("Draci", [Tally(0, 1), Tally(0, 1)]),
    ]
    assert [row.total for row in matrix.rows] == [Tally(2, 4), Tally(0, 2)]
    assert [column.tally for column in matrix.columns] == [Tally(1, 3), Tally(1, 3)]
    assert matrix.total == Tally(2, 6)


@pytest.mark.parametrize(
    ("tally", "state", "percent"),
    [
        (Tally(0, 0), "nobody", 0),
        (Tally(0, 3), "not-begun", 0),
        (Tally(2, 3), "under-way", 66),
        (Tally(3, 3), "complete", 100),
    ],
)
def test_a_tally_in_words(tally, state, percent):
    assert (tally.state, tally.percent) == (state, percent)


def test_each_cell_of_the_board_leads_to_its_results(as_admin, event, group, activity, participant):
    lock_activity(activity=activity, by=None)

    text = as_admin.get(hub(event)).content.decode()

    results = reverse("scoring:results", args=[event.pk, activity.pk])
    assert f'href="{results}?group={group.pk}"' in text
    assert "not begun" in text
    assert "locked" in text


def test_latest_entries_are_listed_with_who_and_how(
    event, activity, participant, evaluator, super_admin
):
    make.record(activity, participant, "83,4", by=evaluator)
    records.clear(
        record=make.record(activity, participant, "82"), by=super_admin, source=Entry.Source.API
    )

    latest = signs.latest_entries(event)

    assert [(each.result, str(each.source)) for each in latest] == [
        ("cleared", "API"),
        ("1:22.00", "entry page"),
        ("1:23.40", "entry page"),
    ]
    assert latest[2].by == evaluator
    assert latest[2].participant == participant


def test_only_the_latest_twenty_are_listed(event, activity, group):
    for number in range(25):
        make.record(activity, make.participant(group), str(10 + number))

    assert [each.result for each in signs.latest_entries(event)][::19] == ["34.00", "15.00"]
    assert len(signs.latest_entries(event)) == 20


def test_values_outside_the_plausible_range_are_to_be_looked_at(event, group, admin):
    run = make.activity(event, "TIME_LOW", plausible_minimum=9_000, plausible_maximum=60_000)
    slow, quick, usual = (make.participant(group) for _ in range(3))
    make.record(run, slow, "75")
    make.record(run, quick, "8")
    make.record(run, usual, "12")

    found = signs.to_look_at(event, admin).doubtful

    assert [(each.participant, each.reason) for each in found.sightings] == [
        (quick, "8.00 is unusually low. Is it right?"),
        (slow, "1:15.00 is unusually high. Is it right?"),
    ]
    assert not found.has_more


def test_a_value_far_from_all_others_is_doubtful_without_limits_too(event, group, admin):
    throw = make.activity(event, unit="m")
    for text in ["31", "32", "35", "28", "340"]:
        make.record(throw, make.participant(group), text)

    [sighting] = signs.to_look_at(event, admin).doubtful.sightings

    assert sighting.reason == (
        "340.00 is far from what is usual here (32.00). Is the decimal point right?"
    )


def test_what_somebody_else_changed_is_listed_until_the_organiser_decides(
    event, activity, participant, evaluator, admin
):
    other = make.user(full_name="Ota Druhý")
    make.assign(other, participant.group)
    make.record(activity, participant, "83", by=evaluator)
    assert signs.to_look_at(event, admin).count == 0
    make.record(activity, participant, "84", by=evaluator)
    assert signs.to_look_at(event, admin).count == 0

    make.record(activity, participant, "80", by=other)

    [sighting] = signs.to_look_at(event, admin).overwritten.sightings
    assert (sighting.result, sighting.participant) == ("1:20.00", participant)
    assert sighting.reason == "Eva Měřičová had entered 1:24.00, Ota Druhý changed it."
    make.record(activity, participant, "84", by=admin)
    assert signs.to_look_at(event, admin).count == 0


def test_results_of_those_who_withdrew_are_listed(event, activity, group, admin):
    gone, excused = (make.participant(group) for _ in range(2))
    make.record(activity, gone, "12")
    make.record(activity, excused, "dns")
    group.participants.update(status="WITHDRAWN")

    found = signs.to_look_at(event, admin).withdrawn

    assert [each.participant for each in found.sightings] == [gone]


def test_what_to_look_at_is_bounded_and_shows_that_there_is_more(as_admin, event, group, admin):
    activity = make.activity(event, plausible_maximum=1_000)
    people = Participant.objects.bulk_create(
        Participant(event=event, group=group, display_name=f"Dítě {number}")
        for number in range(signs.SHOWN + 1)
    )
    records.submit(
        activity=activity,
        submissions=[Submission(person.pk, "5") for person in people],
        by=admin,
        source=Entry.Source.FORM,
    )

    found = signs.to_look_at(event, admin).doubtful

    assert (len(found.sightings), found.has_more) == (50, True)
    assert "the first 50" in as_admin.get(hub(event)).content.decode()


@pytest.mark.parametrize(
    ("heard", "scored", "status", "quiet"),
    [
        (timedelta(minutes=3), 0, "ACTIVE", False),
        (timedelta(minutes=16), 0, "ACTIVE", True),
        (None, 0, "ACTIVE", False),
        (timedelta(minutes=16), 1, "ACTIVE", False),
        (timedelta(minutes=16), 0, "DRAFT", False),
    ],
    ids=["just heard of", "silent", "never came", "finished", "not open yet"],
)
def test_an_evaluator_is_quiet_when_silent_with_work_left(
    event, activity, participant, evaluator, heard, scored, status, quiet
):
    if scored:
        make.record(activity, participant, "12")
    now = timezone.now()
    seen = now - heard if heard else None
    User.objects.filter(pk=evaluator.pk).update(last_seen_at=seen, last_login=seen)
    event.status = status
    event.created_at = now - timedelta(hours=2)

    [sign] = signs.signs_of_life(event, board_matrix(event), at=now)

    assert (sign.user, sign.group, sign.is_quiet) == (evaluator, participant.group, quiet)
    assert sign.last_heard == seen


@pytest.mark.parametrize(("open_for", "quiet"), [(14, False), (16, True)])
def test_nobody_is_quiet_before_the_event_has_run_a_while(
    event, activity, participant, evaluator, admin, open_for, quiet
):
    """They signed in the day before, when the event was still in preparation."""
    yesterday = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=evaluator.pk).update(last_login=yesterday)
    Event.objects.filter(pk=event.pk).update(status="DRAFT", created_at=yesterday)
    event = change_status(event=event, status="ACTIVE", by=admin)
    event = change_status(event=event, status="DRAFT", by=admin, reason="Déšť")
    event = change_status(event=event, status="ACTIVE", by=admin)

    at = AuditLog.objects.first().created_at + timedelta(minutes=open_for)
    [sign] = signs.signs_of_life(event, board_matrix(event), at=at)

    assert sign.is_quiet == quiet


def test_an_event_that_was_open_from_the_start_was_opened_when_it_was_made(event):
    assert opened_at(event) == event.created_at


def test_a_quiet_evaluator_is_marked_in_words(as_admin, event, activity, participant, evaluator):
    an_hour_ago = timezone.now() - timedelta(hours=1, seconds=5)
    User.objects.filter(pk=evaluator.pk).update(last_seen_at=an_hour_ago)
    Event.objects.filter(pk=event.pk).update(created_at=an_hour_ago)

    silent = as_admin.get(hub(event)).content.decode()
    make.participant(participant.group)
    make.record(activity, participant, "12", by=evaluator)
    back = as_admin.get(hub(event)).content.decode()

    assert "not heard of for 15 minutes" in silent
    assert "heard of 1\xa0hour ago" in silent
    assert "not heard of" not in back
    assert "heard of just now" in back
    assert "1 of 2 entered" in back


def test_nothing_is_sent_again_while_nothing_changed(
    as_admin, event, activity, participant, evaluator
):
    first = as_admin.get(live(event))
    assert first.status_code == 200
    etag = first.headers["ETag"]
    assert as_admin.get(hub(event)).context["etag"] == etag

    with CaptureQueriesContext(connection) as cheap:
        again = as_admin.get(live(event), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, len(cheap)) == (304, b"", 4)

    make.record(activity, participant, "83,4", by=evaluator)
    changed = as_admin.get(live(event), headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "1:23.40" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_a_sign_of_life_is_a_change(as_admin, event, evaluator):
    etag = as_admin.get(live(event)).headers["ETag"]

    User.objects.filter(pk=evaluator.pk).update(last_seen_at=timezone.now() + timedelta(minutes=2))

    assert as_admin.get(live(event), headers={"If-None-Match": etag}).status_code == 200


def test_an_event_without_anything_shows_what_comes_next(as_admin, organisation):
    empty = make.event(organisation=organisation, name="Prázdná", status="DRAFT")

    text = as_admin.get(hub(empty)).content.decode()

    assert "There are no groups yet." in text
    assert "Needed before the event can be opened" in text
    assert "Nobody scores at this event yet." in text
    make.activity(empty)
    make.group(empty)
    assert as_admin.get(hub(empty)).status_code == 200


@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "ARCHIVED"])
def test_the_page_is_there_in_every_status(as_admin, event, activity, participant, status):
    make.record(activity, participant, "12")
    Event.objects.filter(pk=event.pk).update(status=status)

    answer = as_admin.get(hub(event))

    assert answer.status_code == 200
    assert ("can only be read" in answer.content.decode()) == (status == "ARCHIVED")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("scoring:hub", "The public sees nothing: the page is switched off."),
        ("scoring:leaderboard", "it opens for organisers and for this event’s evaluators"),
    ],
)
def test_an_address_is_not_promised_to_those_who_cannot_open_it(
    as_admin, client, event, activity, evaluator, name, sentence
):
    """Parents who are sent one meet the sign-in page; for them there is the public page."""
    address = reverse(name, args=[event.pk])

    assert sentence in as_admin.get(address).content.decode()

    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(evaluator)
    assert sentence not in client.get(address).content.decode()


def test_nobody_else_gets_the_page(client, event, outsider, evaluator):
    client.force_login(outsider)
    assert {client.get(page(event)).status_code for page in (hub, live)} == {404}
    client.force_login(evaluator)
    assert {client.get(page(event)).status_code for page in (hub, live)} == {403}


def test_another_event_of_the_organisation_stays_out(as_admin, event, activity, organisation):
    other = make.event(organisation=organisation)
    stranger = make.participant(make.group(other, name="Cizí"), display_name="Cizí Dítě")
    make.record(make.activity(other, plausible_maximum=1), stranger, "500")

    text = as_admin.get(hub(event)).content.decode()

    assert "Cizí" not in text


def test_organisers_reach_it_from_the_events_own_page(as_admin, event):
    text = as_admin.get(reverse("scoring:event", args=[event.pk])).content.decode()

    assert f'href="{hub(event)}"' in text


def fill(event, groups, activities, people, by):
    homes = Group.objects.bulk_create(
        Group(event=event, name=f"Oddíl {number}", name_key=f"{event.pk}-{number}")
        for number in range(groups)
    )
    sports = Activity.objects.bulk_create(
        Activity(event=event, name=f"Sport {number}", evaluation_type="NUMERIC_HIGH")
        for number in range(activities)
    )
    children = Participant.objects.bulk_create(
        Participant(event=event, group=homes[number % groups], display_name=f"Dítě {number}")
        for number in range(people)
    )
    for sport in sports[:2]:
        records.submit(
            activity=sport,
            submissions=[Submission(child.pk, "5") for child in children],
            by=by,
            source=Entry.Source.FORM,
        )
    for home in homes:
        make.assign(make.user(), home)


def test_the_board_costs_the_same_however_large_it_is(as_admin, organisation, super_admin):
    costs = []
    for groups, activities, people in [(2, 2, 4), (30, 15, 500)]:
        event = make.event(organisation=organisation)
        fill(event, groups, activities, people, super_admin)
        as_admin.get(hub(event))
        counted = []
        for page in (hub, live):
            with CaptureQueriesContext(connection) as captured:
                assert as_admin.get(page(event)).status_code == 200
            counted.append(len(captured))
        costs.append(counted)

    assert costs[0] == costs[1]


@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "ARCHIVED"])
def test_every_link_of_the_page_leads_somewhere(
    as_admin, event, activity, participant, evaluator, status
):
    make.record(activity, participant, "12", by=evaluator)
    Event.objects.filter(pk=event.pk).update(status=status, setup_step="activities")

    text = as_admin.get(hub(event)).content.decode()

    links = {unescape(found) for found in re.findall(r'<a [^>]*href="(/[^"]*)"', text)}
    answers = {link: as_admin.get(link) for link in links}
    assert len(links) > 15
    wrong = {link: answer.status_code for link, answer in answers.items() if not leads(answer)}
    assert wrong == {}


def leads(answer) -> bool:
    """To a page, or on to one; a filter that the admin site does not know leads back with e=1."""
    return answer.status_code == 200 or (answer.status_code == 302 and "?e=1" not in answer.url)
