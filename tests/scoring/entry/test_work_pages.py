"""The pages on which people find their work: events, an event, groups."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventEvaluator, Participant
from scoring.entry import presence
from tests import make

EVENTS = reverse("events:list")
MY_GROUPS = reverse("scoring:my-groups")


def event_page(event):
    return reverse("scoring:event", args=[event.pk])


def group_page(group):
    return reverse("scoring:group", args=[group.pk])


def text_of(answer) -> str:
    """What can be read on the page, spaces folded."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def names(answer) -> list[str]:
    return [event.name for event in answer.context["page"]]


@pytest.mark.parametrize("actor", ["admin", "evaluator", "other_evaluator", "super_admin"])
def test_events_one_may_see(client, request, event, actor):
    make.event(name="Cizí závody")
    client.force_login(request.getfixturevalue(actor))

    seen = names(client.get(EVENTS))

    assert seen == (["Cizí závody", "Tábor 2026"] if actor == "super_admin" else ["Tábor 2026"])


def test_the_newest_event_stands_first_and_those_without_a_day_last(as_admin, organisation):
    for name, day in [
        ("bez data", None),
        ("loni", date(2025, 7, 1)),
        ("letos", date(2026, 7, 1)),
        ("také bez data", None),
    ]:
        make.event(organisation=organisation, name=name, date=day)

    assert names(as_admin.get(EVENTS)) == ["letos", "loni", "také bez data", "bez data"]


def test_counts_of_groups_and_participants(as_admin, event, group, other_group, participant):
    make.participant(other_group)
    make.participant(other_group)

    assert "2 groups · 3 participants" in text_of(as_admin.get(EVENTS))


def test_a_day_a_place_and_a_status(as_admin, organisation):
    make.event(
        organisation=organisation,
        date=date(2026, 7, 4),
        place="Vydří",
        status=Event.Status.ARCHIVED,
    )

    assert "archived 4 Jul 2026 · Vydří" in text_of(as_admin.get(EVENTS))


@pytest.mark.parametrize(
    ("actor", "sentence"),
    [
        ("outsider", "There is no event yet. Create the first one, then import its participants."),
        ("stranger", "You are not in the pool of any event yet. Ask the organiser to add you."),
    ],
)
def test_without_events_the_page_shows_what_to_do(client, request, event, actor, sentence):
    client.force_login(request.getfixturevalue(actor))

    assert sentence in text_of(client.get(EVENTS))


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("1", 1), ("2", 2), ("3", 2), ("0", 2), ("-5", 2), ("abc", 1), ("9" * 5000, 1)],
)
def test_pages_of_fifty(as_admin, organisation, asked, number):
    for index in range(51):
        make.event(organisation=organisation, name=f"Závod {index}")

    answer = as_admin.get(EVENTS, {"page": asked} if asked else {})
    text = answer.content.decode()

    assert len(names(answer)) == (50 if number == 1 else 1)
    assert f"Page {number} of 2" in text
    assert ('rel="next" href="?page=2"' in text) == (number == 1)
    assert ('rel="prev" href="?page=1"' in text) == (number == 2)


def test_fifty_events_need_no_second_page(as_admin, organisation):
    for _ in range(50):
        make.event(organisation=organisation)

    assert "Page 1 of" not in as_admin.get(EVENTS).content.decode()


def test_an_event_with_its_progress(as_admin, event, group, other_group, activity, participant):
    jump = make.activity(event, name="Skok")
    second = make.participant(other_group)
    make.participant(other_group, status=Participant.Status.WITHDRAWN)
    make.record(activity, participant, "59")
    make.record(activity, second, "61")
    make.record(jump, participant, "5")

    answer = as_admin.get(event_page(event))

    assert [
        (part.activity.name, part.tally.scored, part.tally.expected)
        for part in answer.context["activities"]
    ] == [
        ("Běh na 60 m", 2, 2),
        ("Skok", 1, 2),
    ]
    assert [(str(card.group), card.complete_count) for card in answer.context["cards"]] == [
        ("Bobři", 2),
        ("Draci", 1),
    ]
    assert "✓ entered: 2/2" in text_of(answer)


def test_an_evaluator_sees_their_own_group_of_an_event(as_evaluator, event, group, other_group):
    text = text_of(as_evaluator.get(event_page(event)))

    assert "Bobři" in text
    assert "Draci" not in text
    assert "Edit the event" not in text


@pytest.mark.parametrize(
    ("actor", "sentence"),
    [
        ("admin", "There are no activities yet. Add them in the administration."),
        ("admin", "There are no groups yet. Import the participants."),
        ("evaluator", "The organiser has not set up any activities yet."),
        ("evaluator", "No group is assigned to you yet. Ask the organiser; then reload this page."),
    ],
)
def test_an_empty_event_shows_what_to_do(client, request, event, actor, sentence):
    person = request.getfixturevalue(actor)
    if actor == "evaluator":
        person.event_evaluators.get().group_assignment.delete()
    client.force_login(person)

    assert sentence in text_of(client.get(event_page(event)))


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("DRAFT", "The event is in preparation: results can be entered once it is open"),
        ("ARCHIVED", "The event is archived: results can only be read."),
    ],
)
def test_an_event_that_is_not_open_shows_a_sentence(as_admin, event, status, sentence):
    Event.objects.filter(pk=event.pk).update(status=status)

    assert sentence in text_of(as_admin.get(event_page(event)))


def test_my_groups_are_those_assigned_to_me(as_evaluator, evaluator, group, other_group, activity):
    elsewhere = make.group(make.event(name="Škola"), name="8. A")
    make.assign(evaluator, elsewhere)
    past = make.group(make.event(status=Event.Status.ARCHIVED), name="Loňští")
    make.assign(evaluator, past)

    answer = as_evaluator.get(MY_GROUPS)

    assert {str(card.group) for card in answer.context["cards"]} == {"Bobři", "8. A"}


def test_a_super_admin_has_no_groups_of_their_own(client, super_admin, group):
    client.force_login(super_admin)

    assert "No group is assigned to you yet." in text_of(client.get(MY_GROUPS))


def test_a_group_of_an_event_in_preparation_shows_when_it_opens(as_evaluator, event, participant):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.DRAFT)

    text = text_of(as_evaluator.get(MY_GROUPS))

    sentence = "The event is in preparation: results can be entered once it is open for scoring."
    assert sentence in text
    assert sentence in text_of(as_evaluator.get(group_page(participant.group)))


def test_an_archived_event_is_called_archived(as_evaluator, event, participant, group):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    answer = as_evaluator.get(MY_GROUPS)

    assert "Tábor 2026 is archived: results can only be read." in text_of(answer)
    assert f'<a href="{event_page(event)}">Tábor 2026</a>' in answer.content.decode()
    archived = "The event is archived: results can only be read."
    for page in (event_page(event), group_page(group)):
        assert archived in text_of(as_evaluator.get(page))
    for page in (MY_GROUPS, event_page(event)):
        assert "No group is assigned to you yet." not in text_of(as_evaluator.get(page))


def test_in_the_pool_of_an_archived_event_nobody_waits_for_a_group(client, event, stranger):
    EventEvaluator.objects.create(event=event, user=stranger)
    client.force_login(stranger)
    assert "No group is assigned to you yet." in text_of(client.get(event_page(event)))

    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    text = text_of(client.get(event_page(event)))
    assert "The event is archived, so there is nothing to enter." in text
    assert "No group is assigned to you yet." not in text


def test_an_entry_page_leads_on(client, admin, evaluator, event, group, other_group, participant):
    run, jump, throw = (
        make.activity(event, name=name, order=order)
        for order, name in enumerate(["Běh", "Skok", "Hod"])
    )
    nobody = make.group(event, name="Cvrčci")

    def ways(user, of_group, activity):
        client.force_login(user)
        page = reverse("scoring:entry", args=[of_group.pk, activity.pk])
        text = client.get(page).content.decode().partition('<nav class="ways-on"')[2]
        return re.findall(r'href="([^"]+)"', text.partition("</nav>")[0])

    def entry(of_group, activity):
        return reverse("scoring:entry", args=[of_group.pk, activity.pk])

    assert ways(evaluator, group, run) == [entry(group, jump)]
    assert ways(evaluator, group, jump) == [entry(group, run), entry(group, throw)]
    assert ways(evaluator, group, throw) == [entry(group, jump)]
    assert ways(admin, nobody, run) == [
        entry(nobody, jump),
        entry(group, run),
        entry(other_group, run),
    ]


def test_a_group_page_leads_to_its_entry_pages(as_evaluator, group, activity, participant):
    answer = as_evaluator.get(group_page(group))

    assert reverse("scoring:entry", args=[group.pk, activity.pk]) in answer.content.decode()
    assert "hnědá · 1 participant" in text_of(answer)


@pytest.mark.parametrize(
    ("people", "activities", "sentence"),
    [
        (0, 1, "There are no participants in this group yet."),
        (1, 0, "The organiser has not set up any activities yet."),
        (0, 0, "There are no participants in this group yet."),
    ],
)
def test_a_group_with_nothing_to_enter_shows_why(
    as_evaluator, event, group, people, activities, sentence
):
    for _ in range(people):
        make.participant(group)
    for _ in range(activities):
        make.activity(event)

    assert sentence in text_of(as_evaluator.get(group_page(group)))


def test_activities_stand_in_the_organisers_order(as_evaluator, event, group, participant):
    for order, name in [(3, "Skok"), (1, "Běh"), (2, "Hod"), (1, "Člun")]:
        make.activity(event, name=name, order=order)

    answer = as_evaluator.get(group_page(group))

    assert [part.activity.name for part in answer.context["card"].activities] == [
        "Běh",
        "Člun",
        "Hod",
        "Skok",
    ]


@pytest.fixture
def second(group):
    person = make.user(full_name="Jára <b>Druhý</b>")
    make.assign(person, group)
    return person


def test_whoever_comes_second_is_shown_and_shows_the_first(
    client, evaluator, second, group, activity
):
    page = reverse("scoring:entry", args=[group.pk, activity.pk])
    others = reverse("scoring:entry-others", args=[group.pk, activity.pk])
    client.force_login(evaluator)
    assert client.get(page).context["others"] == ""
    assert client.get(others).content == b""

    client.force_login(second)
    html = client.get(page).content.decode()
    assert "Eva Měřičová is on this page as well" in html

    client.force_login(evaluator)
    answer = client.get(others)
    assert answer.content.decode().startswith("Jára <b>Druhý</b> is on this page as well")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "Jára &lt;b&gt;Druhý" in client.get(page).content.decode()


def test_only_on_the_same_page_and_not_for_ever(evaluator, second, group, event, activity):
    other_activity = make.activity(event, "NUMERIC_HIGH", name="Hod")
    presence.arrive(evaluator, group, activity)

    assert presence.arrive(second, group, other_activity) == []
    assert presence.arrive(second, group, activity) == ["Eva Měřičová"]
    later = timezone.now() + presence.SEEN_FOR
    assert presence.arrive(second, group, activity, at=later) == []
