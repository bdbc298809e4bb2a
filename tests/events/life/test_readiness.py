"""What an event lacks before it is opened."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.life.readiness import few, readiness, readiness_of
from events.models import Event, Participant
from tests import make


@pytest.fixture
def draft(organisation):
    """Ready but for its evaluators: nothing else to say about it."""
    event = make.event(
        organisation=organisation,
        name="Hry",
        status=Event.Status.DRAFT,
        date=timezone.localdate() + timedelta(days=30),
    )
    group = make.group(event, name="Čápi")
    make.assign(make.user(), group)
    make.participant(group, display_name="Šárka Říhová", gender="F", age=9)
    make.activity(event, "TIME_LOW", name="Běh")
    return event


def texts(points):
    return [point.text for point in points]


def test_an_event_with_everything_has_nothing_missing(draft):
    found = readiness(draft)

    assert (found.errors, found.warnings, found.is_ready) == ([], [], True)


def test_an_empty_event_is_refused_with_a_place_to_mend_each(organisation):
    event = make.event(organisation=organisation, status="DRAFT")

    found = readiness(event)

    people = reverse("events:setup-people", args=[event.pk])
    assert [(point.text, point.link) for point in found.errors] == [
        ("There are no groups yet.", people),
        ("There are no participants yet.", people),
        ("There are no activities yet.", reverse("events:setup-activities", args=[event.pk])),
    ]
    assert texts(found.warnings) == ["The event has no date."]
    assert not found.is_ready


def test_who_has_withdrawn_does_not_count(draft):
    draft.participants.update(status=Participant.Status.WITHDRAWN)

    found = readiness(draft)

    assert texts(found.errors) == ["There are no participants yet."]
    assert texts(found.warnings) == ["1 group has no participants: Čápi."]


def test_a_past_date_is_a_warning_only_before_it_is_opened(draft):
    draft.date = date(2020, 2, 29)
    assert texts(readiness(draft).warnings) == ["The date of the event is in the past."]

    draft.status = Event.Status.ACTIVE
    assert readiness(draft).warnings == []


def test_groups_without_people_and_without_evaluators(draft):
    for name in ["Draci", "Ještěrky", "Mloci", "Vydry"]:
        make.group(draft, name=name)

    empty, alone = readiness(draft).warnings

    assert empty.text == "4 groups have no participants: Draci, Ještěrky, Mloci and 1 more."
    assert alone.text == "4 groups have no evaluator: Draci, Ještěrky, Mloci and 1 more."
    assert (empty.count, alone.count) == (4, 4)
    assert alone.link == reverse("events:evaluators", args=[draft.pk])


def test_people_without_a_gender_and_the_same_name_twice(draft):
    group = draft.groups.get()
    make.participant(group, display_name="SARKA  RIHOVA", gender="F", age=9)
    make.participant(group, display_name="Někdo", age=9)
    other = make.group(draft, name="Jiná")
    make.participant(other, display_name="Šárka Říhová", gender="F", age=9)

    assert texts(readiness(draft).warnings)[1:] == [
        "1 name is twice in one group: SARKA  RIHOVA.",
        "1 participant without a gender is ranked apart: Někdo.",
    ]
    draft.ignores_gender = True
    assert texts(readiness(draft).warnings)[1:] == ["1 name is twice in one group: SARKA  RIHOVA."]


def test_ages_against_the_categories(draft):
    group = draft.groups.get()
    for name, age in [("Malý", 4), ("Velký", 19), ("Mezi", 12), ("Bez věku", None)]:
        make.participant(group, display_name=name, gender="M", age=age)
    assert readiness(draft).warnings == []  # without categories all are ranked together

    for low, high in [(6, 9), (9, 11), (13, 15)]:
        make.age_category(draft, low, high)
    link = reverse("events:setup-categories", args=[draft.pk])
    warnings = readiness(draft).warnings
    assert texts(warnings) == [
        "1 participant without an age is in no age category: Bez věku.",
        "3 participants fit no age category: Malý, Mezi, Velký.",
        "The age categories leave a gap: 12.",
        "The age categories overlap: 9.",
    ]
    assert [point.link for point in warnings[1:]] == [link, link, link]

    draft.ignores_age = True
    assert readiness(draft).warnings == []


def test_a_birth_date_counts_before_the_age_given(draft):
    draft.date, draft.reference_date = date(2026, 9, 1), date(2026, 9, 1)
    draft.status = Event.Status.ACTIVE
    make.age_category(draft, 9, 9)
    person = make.participant(
        draft.groups.get(), display_name="Ivo", gender="M", age=30, birth_date=date(2017, 9, 1)
    )
    assert readiness(draft).warnings == []

    person.birth_date = date(2017, 9, 2)
    person.save()
    assert texts(readiness(draft).warnings) == ["1 participant fits no age category: Ivo."]


@pytest.mark.parametrize("extra", [0, 40])
def test_queries_do_not_grow(draft, organisation, django_assert_num_queries, extra):
    for _number in range(extra):
        event = make.event(organisation=organisation)
        make.age_category(event, 1, 5)
        make.participant(make.group(event))
    events = list(Event.objects.all())

    with django_assert_num_queries(4):
        found = readiness_of(events)

    assert len(found) == len(events)
    assert found[draft.pk].warnings == []


def test_the_links_are_pages_that_open(client, admin, draft):
    group = draft.groups.get()
    make.participant(group)
    make.participant(group, display_name="Bez", gender="F")
    make.participant(group, display_name="Bez", gender="F")
    make.age_category(draft, 1, 99)
    client.force_login(admin)

    links = [point.link for point in readiness(draft).warnings if "/participant/" in point.link]

    assert [client.get(link).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize(
    ("names", "listed"),
    [
        ([], ""),
        (["a", "b", "c"], "a, b, c"),
        (["Chytrý", "Ema", "Čáp", "Cibule", "Hana"], "Chytrý, Ema, Čáp and 2 more"),
    ],
)
def test_few(names, listed):
    assert few(names) == listed
