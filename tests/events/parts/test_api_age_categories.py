"""Age categories in the API."""

import pytest

from accounts.models import AuditLog, User
from events.models import AgeCategory
from tests import make
from tests.admin_site import last_log
from tests.events.costs import queries_of

NEW = {"name": "Mladší", "min_age": 6, "max_age": 10}
TAKEN = {"detail": "The event already has a category of this name."}
SMALL_FIRST = "The lower age must not be above the upper one."


def all_of(event):
    return f"/api/events/{event.pk}/age-categories"


def of(category):
    return f"{all_of(category.event)}/{category.pk}"


@pytest.fixture
def category(event):
    return make.age_category(event, 11, 15, name="Starší")


@pytest.fixture
def add(api, admin, event):
    """add(name=…, …) -> the answer."""
    return lambda **body: api(admin).post(all_of(event), body, format="json")


@pytest.fixture
def change(api, admin, category):
    return lambda **body: api(admin).patch(of(category), body, format="json")


# --- Reading -------------------------------------------------------------------------------------


def test_whoever_has_access_reads_the_youngest_first(
    api, admin, super_admin, evaluator, event, category
):
    younger = make.age_category(event, 6, 10, name="Mladší")
    make.age_category(make.event(), 1, 99)

    for person in [admin, super_admin, evaluator]:
        answer = api(person).get(all_of(event))
        assert answer.status_code == 200
        assert answer.json() == [
            {"id": younger.pk, "event_id": event.pk, **NEW},
            {
                "id": category.pk,
                "event_id": event.pk,
                "name": "Starší",
                "min_age": 11,
                "max_age": 15,
            },
        ]


def test_without_access_there_is_no_event(api, stranger, outsider, event, category):
    for person in [stranger, outsider]:
        answer = api(person).get(all_of(event))
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})
    assert api(None).get(all_of(event)).status_code == 401


def test_many_cost_the_same(api, evaluator, event, category):
    client = api(evaluator)
    one = queries_of(lambda: client.get(all_of(event)))
    for number in range(9):
        make.age_category(event, number, number)

    assert queries_of(lambda: client.get(all_of(event))) == one
    assert len(client.get(all_of(event)).json()) == 10


# --- Adding --------------------------------------------------------------------------------------


def test_a_category_is_added(add, admin, event):
    answer = add(**NEW)

    category = AgeCategory.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": category.pk, "event_id": event.pk, **NEW}
    assert last_log() == (
        "CREATE_AGE_CATEGORY",
        "Age category “Mladší” in “Tábor 2026” was created",
        {"name": [None, "Mladší"], "min_age": [None, 6], "max_age": [None, 10]},
        event.organisation,
    )
    log = AuditLog.objects.get()
    assert (log.actor, log.resource_type, log.resource_id) == (admin, "agecategory", category.pk)


@pytest.mark.parametrize(("low", "high"), [(0, 999), (7, 7), (0, 0), (999, 999)])
def test_the_bounds_belong_to_it(add, low, high):
    got = add(name="x", min_age=low, max_age=high).json()

    assert (got["min_age"], got["max_age"]) == (low, high)


BAD = [
    ("name", "", "This field may not be blank."),
    ("name", None, "This field may not be null."),
    ("name", [], "Not a valid string."),
    ("name", "x" * 256, "Ensure this field has no more than 255 characters."),
    ("name", "a\0", "Null characters are not allowed."),
    ("name", "All", "Boards use this name themselves. Choose another."),
    ("name", " unassigned", "Boards use this name themselves. Choose another."),
    ("min_age", -1, "Ensure this value is greater than or equal to 0."),
    ("min_age", 16, SMALL_FIRST),
    ("min_age", "x", "A valid integer is required."),
    ("min_age", None, "This field may not be null."),
    ("max_age", 1000, "Ensure this value is less than or equal to 999."),
    ("max_age", 10**30, "Ensure this value is less than or equal to 999."),
    ("max_age", 10.5, "A valid integer is required."),
    ("max_age", {}, "A valid integer is required."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_values_that_will_not_do(add, change, event, category, field, value, sentence):
    for answer in [
        add(**{"name": "x", "min_age": 11, "max_age": 15, field: value}),
        change(**{field: value}),
    ]:
        assert answer.status_code == 422
        assert answer.json() == {"detail": f"{field}: {sentence}", "errors": {field: [sentence]}}
    assert list(AgeCategory.objects.values_list("name", "min_age", "max_age")) == [
        ("Starší", 11, 15)
    ]
    assert not AuditLog.objects.exists()


def test_everything_is_required(add):
    assert add().json()["errors"] == {name: ["This field is required."] for name in NEW}


def test_a_name_is_there_once_in_an_event(add, change, api, admin, event, category):
    make.age_category(make.event(), 6, 10, name="Mladší")
    assert add(**NEW).status_code == 201

    for answer in [add(**NEW), change(name="Mladší")]:
        assert (answer.status_code, answer.json()) == (409, TAKEN)
    assert AgeCategory.objects.filter(event=event).count() == 2


# --- Changing and deleting -----------------------------------------------------------------------


def test_what_is_left_out_stays(change, event, category):
    answer = change(max_age=18)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": category.pk,
        "event_id": event.pk,
        "name": "Starší",
        "min_age": 11,
        "max_age": 18,
    }
    assert last_log() == (
        "UPDATE_AGE_CATEGORY",
        "Age category “Starší” in “Tábor 2026” was changed: to age 15 → 18",
        {"max_age": [15, 18]},
        event.organisation,
    )


@pytest.mark.parametrize("body", [{}, {"name": " Starší", "min_age": "11"}])
def test_nothing_changed_leaves_no_trace(change, event, category, body):
    event.refresh_from_db()
    version = event.version

    assert change(**body).status_code == 200

    event.refresh_from_db()
    assert event.version == version
    assert not AuditLog.objects.exists()


def test_a_category_is_deleted(api, admin, event, category):
    answer = api(admin).delete(of(category))

    assert (answer.status_code, answer.content) == (204, b"")
    assert not AgeCategory.objects.exists()
    assert last_log() == (
        "DELETE_AGE_CATEGORY",
        "Age category “Starší” in “Tábor 2026” was deleted",
        {},
        event.organisation,
    )
    assert api(admin).delete(of(category)).json() == {"detail": "Age category not found"}


# --- Who, and where ------------------------------------------------------------------------------


def test_only_the_organisers_of_the_event(
    api, event, category, evaluator, stranger, outsider, group
):
    guest = make.user(User.Role.ADMIN, organisation=make.organisation())
    make.assign(guest, group)
    for method, path in [
        ("post", all_of(event)),
        ("patch", of(category)),
        ("delete", of(category)),
    ]:
        answers = [
            getattr(api(person), method)(path, NEW, format="json")
            for person in [None, evaluator, stranger, guest, outsider]
        ]
        # The guest sees the event, for they score at it, and may not change it.
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 404]
        assert answers[-1].json() == {"detail": "Event not found"}
    assert AgeCategory.objects.get() == category


def test_the_category_must_be_of_the_event_in_the_path(api, admin, organisation, category):
    elsewhere = make.event(organisation=organisation)

    for pk in [category.pk, 0, 999_999, 2**63, 10**30]:
        for method in ["patch", "delete"]:
            answer = getattr(api(admin), method)(f"{all_of(elsewhere)}/{pk}", NEW, format="json")
            assert answer.status_code == 404
            assert answer.json() == {"detail": "Age category not found"}
    assert AgeCategory.objects.get() == category


@pytest.mark.parametrize("pk", [0, 999_999, 2**63, 10**30])
def test_events_that_are_none(api, admin, category, pk):
    path = f"/api/events/{pk}/age-categories"
    for method, address in [
        ("get", path),
        ("post", path),
        ("patch", f"{path}/{category.pk}"),
        ("delete", f"{path}/{category.pk}"),
    ]:
        answer = getattr(api(admin), method)(address)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})
