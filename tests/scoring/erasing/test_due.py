"""The day on which an event's names go: set by organisers, said before, kept by the clock."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from events.models import Participant
from foundation.jobs import clock
from foundation.jobs.runner import Runner
from foundation.models import Job
from scoring.erasing.due import due_events, notice_of
from scoring.models import Publication
from scoring.publishing.changing import change_publication
from scoring.publishing.stored import publication_of
from tests import make


def names(event):
    return sorted(event.participants.values_list("display_name", flat=True))


def run(*arguments):
    output = StringIO()
    call_command("erase_personal_data", *map(str, arguments), stdout=output, no_color=True)
    return output.getvalue()


@pytest.fixture
def page_of_event(event):
    return reverse("scoring:publication", args=[event.pk])


@pytest.fixture
def due(event, admin):
    """due(day): that of erasing, whatever today is; set when it was still to come."""

    def call(day, event=event):
        at = timezone.now() - timedelta(days=900)
        change_publication(
            event=event,
            version=publication_of(event).version,
            fields={"names_erased_on": day},
            by=admin,
            at=at,
        )

    return call


@pytest.mark.django_db
def test_a_day_after_the_event_and_after_today(as_admin, event, participant, page_of_event):
    today = timezone.localdate()
    event.date = today + timedelta(days=3)
    event.save()

    def send(day):
        fields = {"names_erased_on": day, "version": publication_of(event).version}
        return as_admin.post(page_of_event, {**fields, "then": "erasing"})

    shown = as_admin.get(page_of_event).text
    assert "of 1 participant:" in shown and "This cannot be undone." in shown
    for early in (today, event.date):
        refused = send(early)
        assert refused.status_code == 422 and "or a later day" in refused.text
    assert send(event.date + timedelta(days=1)).status_code == 302
    assert Publication.objects.get().names_erased_on == event.date + timedelta(days=1)
    assert AuditLog.objects.get().changes["names_erased_on"][0] is None
    assert send("").status_code == 302
    assert Publication.objects.get().names_erased_on is None


@pytest.mark.django_db
def test_the_hub_says_so_from_two_weeks_before(as_admin, event, participant, due):
    today = timezone.localdate()
    hub = reverse("scoring:hub", args=[event.pk])
    due(today + timedelta(days=15))
    assert "are erased, for good" not in as_admin.get(hub).text

    due(today + timedelta(days=14))

    text = as_admin.get(hub).text
    assert "of 1 participant are erased, for good" in text
    assert f"{reverse('scoring:publication', args=[event.pk])}#erasing" in text
    done = Publication(names_erased_on=today, names_erased_at=timezone.now())
    assert notice_of(done, 1, today) is None


@pytest.mark.django_db
def test_due_from_its_day_on_but_not_before_the_event(event, participant, due):
    day = date(2026, 9, 4)
    due(day)

    assert list(due_events(day - timedelta(days=1))) == []
    assert list(due_events(day)) == [event]
    event.date = day  # the event was put off meanwhile
    event.save()
    assert list(due_events(day)) == []
    assert list(due_events(day + timedelta(days=1))) == [event]


@pytest.mark.django_db(transaction=True)
def test_the_clock_does_it_once_and_goes_on_where_it_was_left(jobs_wait, event, group, admin, due):
    """In the language of whoever set the day; who is added later goes on the next day."""
    other = make.event(organisation=event.organisation)
    later = make.event(organisation=event.organisation)
    for each in (group, make.group(other), make.group(later)):
        make.participant(each, display_name="Jana Nová")
    yesterday = timezone.localdate() - timedelta(days=1)
    due(yesterday)
    due(yesterday, other)
    due(timezone.localdate() + timedelta(days=1), later)
    Publication.objects.filter(event=other).update(names_erased_in="cs")
    begun = clock.enqueue_due()
    assert clock.enqueue_due() == [] and "scoring.erase_names" in begun
    Job.objects.filter(step="scoring.erase_names").update(  # whoever had it was killed
        state="RUNNING", holder="x", attempts=1, lease_until=timezone.now() - timedelta(hours=1)
    )

    Runner().run_due()

    assert names(event) == ["Participant 1"]
    assert names(other) == ["Účastník 1"] or names(other) == ["Participant 1"]  # as translated
    assert names(later) == ["Jana Nová"]
    assert list(due_events(timezone.localdate())) == []
    assert AuditLog.objects.filter(action="ERASE_NAMES").count() == 2
    make.participant(group, display_name="Petr Nový")
    assert list(due_events(timezone.localdate())) == [event]


@pytest.mark.django_db
def test_the_command(event, group, participant, activity, admin, due):
    make.record(activity, participant, "DQ (přešlap)", by=admin)
    kid = make.participant(group, display_name="Jana")

    assert run("--participant", kid.pk, "--dry-run") == (f"Jana ({kid.pk}) would be erased.\n")
    assert run("--participant", kid.pk, "--language", "en") == (
        f"Participant {kid.pk} is “Participant 1” now.\n"
    )
    assert run("--due") == "No event's day to erase names is there.\n"
    due(timezone.localdate() - timedelta(days=1))
    assert run("--due", "--dry-run") == (
        f"{event} ({event.pk}): 1 participants would be erased, notes on 1 results,"
        " 0 uploads and files.\n"
    )
    assert names(event) == ["Participant 1", "Štěpánka Ďáblová"]
    assert run("--event", event.pk) == (f"{event} ({event.pk}): 1 participants were erased.\n")
    assert names(event) == ["Participant 1", "Participant 2"]
    assert not Participant.objects.filter(erased_at=None).exists()
