"""The guided set-up: from a new event to one that is open for scoring, left and resumed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog, Membership, User
from events.life.setup_steps import STEPS, setup_context, url_of
from events.models import Activity, AgeCategory, Event, Group, Participant
from tests import make


@pytest.fixture
def draft(organisation):
    return make.event(
        organisation=organisation, name="Hry", status="DRAFT", setup_step="people", date=None
    )


@pytest.fixture
def visit(client, admin):
    client.force_login(admin)
    return client


def step(event, name):
    return url_of(event, name)


def actions():
    return list(AuditLog.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_event_goes_on_at_the_participants(visit, admin, organisation):
    response = visit.post(
        reverse("events:new"), {"name": " Čtyřlístek  2026 ", "date": "2026-09-05", "place": "Žďár"}
    )

    event = Event.objects.get()
    assert (event.name, event.date, event.place) == ("Čtyřlístek 2026", date(2026, 9, 5), "Žďár")
    assert (event.status, event.setup_step) == ("DRAFT", "people")
    assert (event.organisation, event.created_by) == (organisation, admin)
    assert response["Location"] == step(event, "people")
    assert actions() == ["CREATE_EVENT"]


def test_a_single_club_never_sees_the_word_organisation(visit, admin, organisation):
    assert "rganisation" not in visit.get(reverse("events:new")).content.decode()

    second = make.organisation(name="Skauti Žďár")
    Membership.objects.create(user=admin, organisation=second)
    page = visit.get(reverse("events:new")).content.decode()
    assert "Organisation" in page
    assert "Skauti Žďár" in page

    assert visit.post(reverse("events:new"), {"name": "Hry"}).status_code == 422
    visit.post(reverse("events:new"), {"name": "Hry", "organisation": second.pk})
    assert Event.objects.get().organisation == second


def test_an_event_cannot_be_put_into_another_organisation(visit, admin, outsider):
    Membership.objects.create(user=admin, organisation=make.organisation())
    foreign = outsider.memberships.get().organisation

    response = visit.post(reverse("events:new"), {"name": "Hry", "organisation": foreign.pk})

    assert response.status_code == 422
    assert foreign.name not in response.content.decode()
    assert not Event.objects.exists()


def test_an_organiser_of_no_organisation_gets_a_sentence(client, db):
    client.force_login(make.user(User.Role.ADMIN))

    assert client.get(reverse("events:new")).status_code == 403
    assert client.post(reverse("events:new"), {"name": "Hry"}).status_code == 403


def test_a_super_admin_of_none_uses_the_default_one(client, super_admin):
    client.force_login(super_admin)

    client.post(reverse("events:new"), {"name": "Hry"})

    assert Event.objects.get().organisation.is_default


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 256},
        {"name": "a\0b"},
        {"name": "Hry", "date": "31.31.2026"},
        {"name": "Hry", "place": "x" * 256},
    ],
)
def test_a_bad_new_event_is_refused_and_comes_back_as_typed(visit, typed):
    response = visit.post(reverse("events:new"), {"date": "2026-09-05", **typed})

    assert response.status_code == 422
    assert response.context["form"]["name"].value() == typed["name"]
    assert not Event.objects.exists()


def test_earlier_events_are_offered_for_a_copy_but_not_those_of_others(visit, event):
    foreign = make.event(organisation=make.organisation(), name="Cizí hry")

    page = visit.get(reverse("events:new")).content.decode()

    assert reverse("events:copy", args=[event.pk]) in page
    assert foreign.name not in page


def test_the_set_up_resumes_where_it_was_left(visit, draft):
    setup = reverse("events:setup", args=[draft.pk])
    assert visit.get(setup)["Location"] == step(draft, "people")

    later = visit.post(step(draft, "activities"), {"then": "later"})
    assert later["Location"] == reverse("admin:index")
    assert visit.get(setup)["Location"] == step(draft, "activities")

    onwards = visit.post(step(draft, "activities"), {"then": "next"})
    assert onwards["Location"] == step(draft, "standings")
    assert visit.get(setup)["Location"] == step(draft, "standings")


def test_an_event_made_otherwise_is_set_up_from_the_first_step(visit, draft):
    Event.objects.filter(pk=draft.pk).update(setup_step="")
    assert visit.get(reverse("events:setup", args=[draft.pk]))["Location"] == step(draft, "basics")

    Event.objects.filter(pk=draft.pk).update(status="ACTIVE")
    response = visit.get(reverse("events:setup", args=[draft.pk]))
    assert response["Location"] == reverse("scoring:hub", args=[draft.pk])


def test_the_steps_mark_the_current_one_and_what_is_done(visit, draft):
    make.activity(draft)
    response = visit.get(step(draft, "categories"))

    steps = {each.key: (each.is_done, each.is_current) for each in response.context["setup"]}
    assert steps == {
        "basics": (True, False),
        "people": (False, False),
        "categories": (False, True),
        "activities": (True, False),
        "standings": (False, False),
        "evaluators": (False, False),
        "review": (False, False),
    }


def test_basics_are_changed_with_a_row_in_the_trail(visit, draft):
    response = visit.post(
        step(draft, "basics"),
        {
            "name": "Dětský den",
            "date": "2026-06-01",
            "place": "Říčany",
            "reference_date": "2026-09-01",
            "ignores_gender": "on",
            "orders_by_surname": "on",
            "places": "DENSE",
            "then": "next",
        },
    )

    draft.refresh_from_db()
    assert response["Location"] == step(draft, "people")
    assert (draft.name, draft.date, draft.place) == ("Dětský den", date(2026, 6, 1), "Říčany")
    assert (draft.reference_date, draft.places) == (date(2026, 9, 1), "DENSE")
    assert (draft.ignores_gender, draft.ignores_age, draft.orders_by_surname) == (True, False, True)
    assert actions() == ["UPDATE_EVENT"]


def test_bad_basics_change_nothing_and_keep_the_heading(visit, draft):
    response = visit.post(step(draft, "basics"), {"name": "", "places": "NONE"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "places"}
    assert response.context["event"].name == "Hry"
    draft.refresh_from_db()
    assert draft.name == "Hry"


def test_evaluators_can_wait(visit, draft, evaluator):
    make.group(draft, name="Čápi")
    response = visit.get(step(draft, "evaluators"))

    assert "1 group has no evaluator: Čápi." in response.content.decode()
    assert reverse("events:evaluators", args=[draft.pk]) in response.content.decode()
    onwards = visit.post(step(draft, "evaluators"), {"then": "next"})
    assert onwards["Location"] == step(draft, "review")


def test_review_refuses_to_open_an_event_with_nothing_in_it(visit, draft):
    response = visit.post(step(draft, "review"), {"then": "open"})

    draft.refresh_from_db()
    assert response.status_code == 422
    assert "There are no participants yet." in response.content.decode()
    assert (draft.status, draft.setup_step) == ("DRAFT", "review")
    assert actions() == []


def test_review_opens_it_in_spite_of_warnings_and_ends_the_set_up(visit, draft):
    make.participant(make.group(draft))
    make.activity(draft)
    page = visit.get(step(draft, "review")).content.decode()
    assert "The event has no date." in page

    response = visit.post(step(draft, "review"), {"then": "open"}, follow=False)

    draft.refresh_from_db()
    assert response["Location"] == reverse("scoring:hub", args=[draft.pk])
    assert (draft.status, draft.setup_step) == ("ACTIVE", "")
    assert actions() == ["UPDATE_EVENT"]
    assert AuditLog.objects.get().changes == {"status": ["DRAFT", "ACTIVE"]}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_archived_event_leads_to_its_status(visit, draft, name, method):
    Event.objects.filter(pk=draft.pk).update(status="ARCHIVED")

    response = getattr(visit, method)(step(draft, name), {"name": "Jinak", "add-quiz": "on"})

    assert response["Location"] == reverse("events:status", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.name, draft.activities.count()) == ("Hry", 0)


@pytest.mark.parametrize("name", [each for each in STEPS if each != "standings"])
def test_the_steps_of_an_open_event_are_pages_without_a_set_up(visit, draft, name):
    make.participant(make.group(draft))
    make.activity(draft)
    Event.objects.filter(pk=draft.pk).update(status="ACTIVE", setup_step="")

    response = visit.get(step(draft, name))

    assert response.status_code == 200
    assert response.context["setup"] == []
    assert "Save and continue" not in response.content.decode()


@pytest.mark.parametrize("name", STEPS[1:])
def test_queries_do_not_grow(visit, draft, name):
    fill(draft, 10)
    few = queries(visit, step(draft, name))
    fill(draft, 60)

    assert queries(visit, step(draft, name)) == few


def fill(event, count):
    """That many participants, and a fair number of everything else."""
    groups = [Group(event=event, name=f"Oddíl {count}/{number}") for number in range(count // 10)]
    Group.objects.bulk_create(groups)
    Participant.objects.bulk_create(
        Participant(event=event, group=groups[0], display_name=f"Dítě {number}", age=6 + number % 9)
        for number in range(count)
    )
    Activity.objects.bulk_create(
        Activity(event=event, name=f"Hra {number}", evaluation_type="BOOLEAN")
        for number in range(count // 10)
    )
    AgeCategory.objects.bulk_create(
        AgeCategory(event=event, name=f"{count}/{number}", min_age=number, max_age=number)
        for number in range(min(count // 10, 30))
    )


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_other_pages_show_the_steps_only_while_the_set_up_is_under_way(draft):
    steps = setup_context(draft, "evaluators")["setup"]
    assert [each.number for each in steps if each.is_current] == [6]
    assert steps[5].url == step(draft, "evaluators")

    draft.setup_step = ""
    assert setup_context(draft, "evaluators") == {}
    draft.setup_step, draft.status = "people", "ACTIVE"
    assert setup_context(draft, "evaluators") == {}


def test_hostile_names_are_shown_as_they_are(visit, draft):
    name = "<img src=x onerror=alert(1)>"
    Event.objects.filter(pk=draft.pk).update(name=name)
    group = make.group(draft, name=name)
    for _number in range(2):
        make.participant(group, display_name=name)
    make.activity(draft, name=name)
    make.age_category(draft, 1, 5, name=name)
    make.age_category(draft, 3, 8, name=f"{name}!")
    pages = [step(draft, each) for each in STEPS]
    activity = draft.activities.get()
    pages += [f"{step(draft, 'activities')}?{asked}={activity.pk}" for asked in ("edit", "delete")]
    pages += [reverse(f"events:{each}", args=[draft.pk]) for each in ("copy", "status")]

    for page in pages:
        shown = visit.get(page).content.decode()
        assert "&lt;img src=x" in shown, page
        assert "<img src=x" not in shown, page
