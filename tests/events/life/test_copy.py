"""Next year's event from this year's: everything but the people."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditLog, User
from diplomas.models import DiplomaTemplate
from events.life.copying import same_weekday, suggestion, year_later
from events.models import Event
from tests import make


@pytest.fixture
def camp(organisation):
    """A finished event with everything in it."""
    camp = make.event(
        organisation=organisation,
        name="Tábor Ďáblík 2026",
        date=date(2026, 7, 4),
        reference_date=date(2026, 9, 1),
        place="Žďár",
        ignores_gender=True,
        places="DENSE",
        orders_by_surname=True,
    )
    group = make.group(camp, name="Bobři", identifier="hnědá")
    child = make.participant(group, display_name="Tajné Dítě")
    make.age_category(camp, 6, 9, name="Mladší")
    run = make.activity(camp, "TIME_LOW", name="Běh", order=2, decimals=1, plausible_minimum=7000)
    make.activity(
        camp,
        "SCORE_SET",
        name="Uzly",
        order=1,
        choices=[{"label": "zlatá", "points": 3000}],
        description="Podle knížky.",
    )
    make.record(run, child, "12.5")
    make.assign(make.user(full_name="Eva Měřičová"), group)
    make.assign(make.user(full_name="Tým", is_team=True), make.group(camp, name="Draci"))
    make.assign(make.user(full_name="Pryč", is_active=False), group)
    DiplomaTemplate.objects.create(event=camp, name="Slavnostní", orientation="PORTRAIT")
    Event.objects.filter(pk=camp.pk).update(status="ARCHIVED")
    camp.activities.update(locked_at="2026-07-05T12:00Z")
    return camp


@pytest.fixture
def copy(client, admin, camp):
    client.force_login(admin)

    def send(**fields):
        typed = {
            "name": "Tábor Ďáblík 2027",
            "date": "2027-07-03",
            "place": "Říčany",
            "reference_date": "2027-09-01",
            **fields,
        }
        return client.post(reverse("events:copy", args=[camp.pk]), typed)

    return send


def the_copy(camp):
    return Event.objects.exclude(pk=camp.pk).get()


def test_rules_categories_activities_and_diplomas_go_along(copy, camp, admin, organisation):
    response = copy()

    new = the_copy(camp)
    assert response["Location"] == reverse("events:setup-people", args=[new.pk])
    assert (new.name, new.date, new.place) == ("Tábor Ďáblík 2027", date(2027, 7, 3), "Říčany")
    assert (new.status, new.setup_step, new.created_by) == ("DRAFT", "people", admin)
    assert (new.ignores_gender, new.ignores_age, new.places) == (True, False, "DENSE")
    assert new.orders_by_surname
    assert (new.organisation, new.reference_date) == (organisation, date(2027, 9, 1))
    assert list(new.age_categories.values_list("name", "min_age", "max_age")) == [("Mladší", 6, 9)]
    knots, run = new.activities.order_by("order")
    assert (run.name, run.order, run.decimals, run.plausible_minimum) == ("Běh", 2, 1, 7000)
    assert (knots.choices, knots.description) == (
        [{"label": "zlatá", "points": 3000}],
        "Podle knížky.",
    )
    assert not run.is_locked
    template = DiplomaTemplate.objects.get(event=new)
    assert (template.name, template.orientation) == ("Slavnostní", "PORTRAIT")


def test_people_results_and_the_pool_stay_behind(copy, camp):
    copy()

    new = the_copy(camp)
    assert not new.participants.exists()
    assert not new.groups.exists()
    assert not new.evaluators.exists()
    assert not any(activity.records.exists() for activity in new.activities.all())
    assert camp.participants.count() == 1
    assert camp.activities.count() == 2


def test_groups_and_evaluators_go_along_when_asked_but_no_team_logins(copy, camp):
    copy(keeps_groups="on", keeps_evaluators="on")

    new = the_copy(camp)
    groups = new.groups.order_by("name")
    assert list(groups.values_list("name", "identifier", "search_key")) == [
        ("Bobři", "hnědá", "bobri"),
        ("Draci", "", "draci"),
    ]
    assert [each.user.full_name for each in new.evaluators.all()] == ["Eva Měřičová"]
    assert not any(group.evaluator_assignments.exists() for group in groups)


def test_the_trail_records_the_copy(copy, camp, admin, organisation):
    copy(keeps_groups="on")

    row = AuditLog.objects.latest("pk")
    assert (row.action, row.actor, row.organisation) == ("COPY_EVENT", admin, organisation)
    assert row.resource_id == the_copy(camp).pk
    assert row.detail == (
        "Tábor Ďáblík 2027 was made as a copy of Tábor Ďáblík 2026: 1 age categories,"
        " 2 activities, 2 groups, 0 evaluators"
    )


def test_the_form_suggests_next_year_and_keeps_groups(client, admin, camp):
    client.force_login(admin)

    response = client.get(reverse("events:copy", args=[camp.pk]))

    form = response.context["form"]
    values = {field.name: field.value() for field in form}
    assert values == {
        "name": "Tábor Ďáblík 2027",
        "date": date(2027, 7, 3),
        "place": "Žďár",
        "reference_date": date(2027, 9, 1),
        "keeps_groups": True,
        "keeps_evaluators": None,
    }
    assert "Tajné Dítě" not in response.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 256}, {"name": "a\0"}, {"date": "x"}, {"place": "\0"}]
)
def test_a_bad_copy_is_refused_and_makes_nothing(copy, camp, wrong):
    response = copy(**wrong)

    assert response.status_code == 422
    assert Event.objects.count() == 1
    assert not AuditLog.objects.filter(action="COPY_EVENT").exists()


def test_another_organisations_event_cannot_be_copied(client, outsider, camp):
    client.force_login(outsider)
    path = reverse("events:copy", args=[camp.pk])

    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "Ukradený"}).status_code == 404
    assert Event.objects.count() == 1


def test_a_super_admin_copies_into_an_organisation_of_their_own(client, super_admin, camp):
    client.force_login(super_admin)

    client.post(reverse("events:copy", args=[camp.pk]), {"name": "Kopie"})

    assert the_copy(camp).organisation.is_default


def test_an_organiser_of_none_cannot_copy(client, camp):
    client.force_login(make.user(User.Role.ADMIN))

    assert client.post(reverse("events:copy", args=[camp.pk]), {"name": "X"}).status_code == 404


@pytest.mark.parametrize("many", [1, 60])
def test_queries_do_not_grow(copy, camp, django_assert_max_num_queries, many):
    for number in range(many):
        make.activity(camp, name=f"A{number}")
        make.group(camp, name=f"G{number}")

    with django_assert_max_num_queries(37):
        copy(keeps_groups="on", keeps_evaluators="on")

    assert the_copy(camp).activities.count() == many + 2


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Tábor 2026", "Tábor 2027"),
        ("2026/2027", "2027/2028"),
        ("Hry", "Hry"),
        ("Běh na 2000 m", "Běh na 2000 m"),
        ("12026", "12026"),
    ],
)
def test_suggested_names(organisation, name, suggested):
    event = make.event(organisation=organisation, name=name)

    found = suggestion(event)

    assert (found.name, found.date, found.reference_date) == (suggested, None, None)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 9, 5), date(2027, 9, 5)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(9999, 1, 1), date(9999, 1, 1)),
    ],
)
def test_a_year_later(day, later):
    assert year_later(day) == later


@pytest.mark.parametrize(
    ("day", "as_on", "found"),
    [
        (date(2027, 9, 5), date(2026, 9, 5), date(2027, 9, 4)),
        (date(2027, 9, 5), date(2027, 9, 5), date(2027, 9, 5)),
        (date(2027, 9, 5), date(2026, 9, 9), date(2027, 9, 8)),
        (date(2027, 9, 5), date(2026, 9, 3), date(2027, 9, 2)),
        (date(9999, 12, 31), date(2026, 9, 5), date(9999, 12, 31)),
    ],
)
def test_the_same_day_of_the_week(day, as_on, found):
    assert same_weekday(day, as_on) == found
