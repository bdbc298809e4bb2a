"""Activities in the API."""

import pytest
from django.utils import timezone

from accounts.models import AuditLog, User
from events.models import Activity, Participant
from scoring.engine.values import Choice, parse
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of
from tests import make
from tests.admin_site import last_log
from tests.events.costs import queries_of

PATH = "/api/activities"
LOCKED = {
    "detail": "There are results already, so the kind of result is locked. Delete them first."
}
DEFAULTS = {
    "description": None,
    "order": 0,
    "unit": "",
    "decimals": None,
    "minimum": None,
    "maximum": None,
    "plausible_minimum": None,
    "plausible_maximum": None,
    "allows_hours": False,
    "digits": True,
    "choices": [],
    "combine": "SINGLE",
    "best_count": None,
    "ties_by_attempts": False,
}


def created(activity):
    """What does not stand in DEFAULTS because it is never the same."""
    return {"created_at": timezone.localtime(activity.created_at).isoformat()}


def of(activity):
    return f"{PATH}/{activity.pk}"


def all_of(event):
    return f"/api/events/{event.pk}/activities"


@pytest.fixture
def add(api, admin, event):
    """add(name=…, …) -> the answer."""
    event_id = {"event_id": event.pk}
    return lambda **body: api(admin).post(PATH, {**event_id, **body}, format="json")


@pytest.fixture
def change(api, admin, activity):
    return lambda **body: api(admin).patch(of(activity), body, format="json")


# --- Reading -------------------------------------------------------------------------------------


def test_whoever_has_access_reads_them_in_the_organisers_order(
    api, admin, super_admin, evaluator, event, activity
):
    first = make.activity(event, "BOOLEAN", name="Uzel")
    Activity.objects.filter(pk=activity.pk).update(order=2)
    make.activity(make.event())

    for person in [admin, super_admin, evaluator]:
        answer = api(person).get(all_of(event))
        assert answer.status_code == 200
        assert answer.json() == [
            {
                "id": first.pk,
                "name": "Uzel",
                "evaluation_type": "BOOLEAN",
                "event_id": event.pk,
                **created(first),
                **DEFAULTS,
                "digits": False,
            },
            {
                "id": activity.pk,
                "name": "Běh na 60 m",
                "evaluation_type": "TIME_LOW",
                "event_id": event.pk,
                **created(activity),
                **DEFAULTS,
                "digits": False,
                "order": 2,
            },
        ]


def test_without_access_there_is_no_event(api, stranger, outsider, event, activity):
    for person in [stranger, outsider]:
        answer = api(person).get(all_of(event))
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})
    assert api(None).get(all_of(event)).status_code == 401
    for pk in [0, 999_999, 2**63, 10**30]:
        answer = api(outsider).get(f"/api/events/{pk}/activities")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})


def test_many_cost_the_same(api, evaluator, event, activity):
    client = api(evaluator)
    one = queries_of(lambda: client.get(all_of(event)))
    for _number in range(9):
        make.activity(event)

    assert queries_of(lambda: client.get(all_of(event))) == one
    assert len(client.get(all_of(event)).json()) == 10


# --- Adding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["NUMERIC_HIGH", "NUMERIC_LOW", "TIME_LOW", "BOOLEAN", "SCORE_SET"]
)
def test_an_old_client_names_only_the_kind(add, admin, event, kind):
    answer = add(name="Skok", evaluation_type=kind)

    activity = Activity.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": activity.pk,
        "name": "Skok",
        "evaluation_type": kind,
        "event_id": event.pk,
        **created(activity),
        **DEFAULTS,
    }
    assert last_log() == (
        "CREATE_ACTIVITY",
        "Activity “Skok” in “Tábor 2026” was created",
        {"name": [None, "Skok"], "evaluation_type": [None, kind]},
        event.organisation,
    )
    log = AuditLog.objects.get()
    assert (log.actor, log.resource_type, log.resource_id) == (admin, "activity", activity.pk)
    assert parse("1", rule_of(activity)).value == 1000


def test_the_whole_rule(add, event):
    rule = {
        "description": "Tři pokusy.",
        "order": 3,
        "unit": "m",
        "decimals": 2,
        "minimum": "0.5",
        "maximum": "9",
        "plausible_minimum": "-1.125",
        "plausible_maximum": "123456789.987",
        "allows_hours": True,
        "digits": False,
        "choices": [],
        "combine": "BEST_K",
        "best_count": 2,
        "ties_by_attempts": True,
    }
    answer = add(name="Skok", evaluation_type="NUMERIC_HIGH", **rule)

    activity = Activity.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": activity.pk,
        "name": "Skok",
        "evaluation_type": "NUMERIC_HIGH",
        "event_id": event.pk,
        **created(activity),
        **rule,
    }
    assert (activity.minimum, activity.maximum) == (500, 9000)
    assert (activity.plausible_minimum, activity.plausible_maximum) == (-1125, 123456789987)


def test_limits_are_taken_as_numbers_too(add):
    got = add(name="x", evaluation_type="TIME_LOW", minimum=5.5, maximum=100, description="").json()

    assert (got["minimum"], got["maximum"], got["description"]) == ("5.5", "100", None)


def test_scores_of_a_set(add):
    answer = add(
        name="Šifra",
        evaluation_type="SCORE_SET",
        choices=[
            {"label": "zlatá  medaile", "points": "3"},
            {"label": "", "points": 2.5},
            {"points": "0"},
        ],
    )

    assert answer.status_code == 201
    assert answer.json()["choices"] == [
        {"label": "zlatá medaile", "points": "3"},
        {"label": "2.5", "points": "2.5"},
        {"label": "0", "points": "0"},
    ]
    assert rule_of(Activity.objects.get()).choices == (
        Choice("zlatá medaile", 3000),
        Choice("2.5", 2500),
        Choice("0", 0),
    )


BAD = [
    ("name", "", "This field may not be blank."),
    ("name", None, "This field may not be null."),
    ("name", {}, "Not a valid string."),
    ("name", "x" * 256, "Ensure this field has no more than 255 characters."),
    ("name", "\0", "Null characters are not allowed."),
    ("description", "x" * 5_001, "Ensure this field has no more than 5000 characters."),
    ("evaluation_type", "FASTEST", '"FASTEST" is not a valid choice.'),
    ("evaluation_type", "", '"" is not a valid choice.'),
    ("evaluation_type", None, "This field may not be null."),
    ("order", -1, "Ensure this value is greater than or equal to 0."),
    ("order", 32_768, "Ensure this value is less than or equal to 32767."),
    ("unit", "x" * 21, "Ensure this field has no more than 20 characters."),
    ("decimals", 4, "Ensure this value is less than or equal to 3."),
    ("decimals", "two", "A valid integer is required."),
    ("minimum", "5.5555", "Ensure that there are no more than 3 decimal places."),
    ("minimum", "1:20", "A valid number is required."),
    ("minimum", "NaN", "A valid number is required."),
    ("minimum", 10, "The lowest value must not be above the highest."),
    ("maximum", 10**9, "Ensure that there are no more than 9 digits before the decimal point."),
    ("plausible_minimum", 10, "The lowest value must not be above the highest."),
    ("plausible_maximum", [], "A valid number is required."),
    ("allows_hours", "maybe", "Must be a valid boolean."),
    ("combine", "ALL", '"ALL" is not a valid choice.'),
    ("combine", "BEST_K", "Say how many of the best attempts count."),
    ("best_count", 0, "Ensure this value is greater than or equal to 1."),
    ("best_count", 10**30, "Ensure this value is less than or equal to 32767."),
    ("choices", "gold", 'Expected a list of items but got type "str".'),
    (
        "choices",
        [{"points": 1}, {"label": "one", "points": "1.000"}],
        "Every score of the set may stand there only once.",
    ),
    (
        "choices",
        [{"label": "Zlatá", "points": 1}, {"label": "zlata", "points": 2}],
        "Every score of the set may stand there only once.",
    ),
    (
        "choices",
        [{"label": "3", "points": 4}],
        "“3” is a number, so it must be worth just that many points.",
    ),
    (
        "choices",
        [{"points": n} for n in range(101)],
        "Ensure this field has no more than 100 elements.",
    ),
]


@pytest.mark.parametrize("kind", ["TIME_LOW", "NUMERIC_LOW", "SCORE_SET"])
def test_heights_are_for_numbers_of_which_the_highest_wins(add, kind):
    sentence = "Heights are for results where the highest number wins."

    refused = add(name="Skok vysoký", evaluation_type=kind, combine="HEIGHTS")

    assert (refused.status_code, refused.json()["errors"]) == (422, {"combine": [sentence]})
    taken = add(name="Skok vysoký", evaluation_type="NUMERIC_HIGH", unit="m", combine="HEIGHTS")
    assert (taken.status_code, taken.json()["combine"]) == (201, "HEIGHTS")


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_values_that_will_not_do(add, change, activity, field, value, sentence):
    limits = {"maximum": 9, "plausible_maximum": 9}
    named = "best_count" if value == "BEST_K" else field
    for answer in [
        add(**{"name": "x", "evaluation_type": "NUMERIC_HIGH", **limits, field: value}),
        change(**{**limits, field: value}),
    ]:
        assert answer.status_code == 422
        assert answer.json() == {"detail": f"{named}: {sentence}", "errors": {named: [sentence]}}
    assert list(Activity.objects.values_list("name", "maximum")) == [("Běh na 60 m", None)]
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(
    ("choice", "path"),
    [
        ({"label": "gold"}, "choices.0.points"),
        ({"label": "gold", "points": None}, "choices.0.points"),
        ({"label": "gold", "points": "x"}, "choices.0.points"),
        ({"label": "x" * 101, "points": 1}, "choices.0.label"),
        ({"label": "\0", "points": 1}, "choices.0.label"),
        ("gold", "choices.0"),
    ],
)
def test_scores_that_will_not_do(add, choice, path):
    answer = add(name="x", evaluation_type="SCORE_SET", choices=[choice])

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])


def test_three_fields_are_required(api, admin, event):
    required = ["This field is required."]

    assert api(admin).post(PATH, {}, format="json").json()["errors"] == {
        "name": required,
        "evaluation_type": required,
        "event_id": required,
    }


# --- Changing ------------------------------------------------------------------------------------


def test_what_is_left_out_stays(change, event, activity):
    answer = change(minimum="5.5", event_id=make.event().pk)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": activity.pk,
        "name": "Běh na 60 m",
        "evaluation_type": "TIME_LOW",
        "event_id": event.pk,
        **created(activity),
        **DEFAULTS,
        "digits": False,
        "minimum": "5.5",
    }
    assert last_log() == (
        "UPDATE_ACTIVITY",
        "Activity “Běh na 60 m” in “Tábor 2026” was changed: lowest possible value – → 5500",
        {"minimum": [None, 5500]},
        event.organisation,
    )


@pytest.mark.parametrize(
    "body", [{}, {"name": " Běh na 60 m", "description": None, "decimals": "", "choices": []}]
)
def test_nothing_changed_leaves_no_trace(change, event, activity, body):
    event.refresh_from_db()
    version = event.version

    assert change(**body).status_code == 200

    event.refresh_from_db()
    assert event.version == version
    assert not AuditLog.objects.exists()


def test_the_kind_is_locked_once_there_is_a_result(change, activity, participant):
    assert change(evaluation_type="NUMERIC_LOW").json()["evaluation_type"] == "NUMERIC_LOW"
    record = make.record(activity, participant, "12")

    answer = change(evaluation_type="BOOLEAN", name="Běh")
    assert (answer.status_code, answer.json()) == (400, LOCKED)
    assert change(evaluation_type="NUMERIC_LOW", name="Běh").status_code == 200
    activity.refresh_from_db()
    assert (activity.name, activity.evaluation_type) == ("Běh", "NUMERIC_LOW")

    record.delete()
    assert change(evaluation_type="BOOLEAN").status_code == 200


# --- Deleting ------------------------------------------------------------------------------------


def test_an_activity_is_deleted_with_its_results(api, admin, event, activity, participant):
    kept = make.record(make.activity(event), participant, "3")
    make.record(activity, participant, "12.5")

    answer = api(admin).delete(of(activity))

    assert (answer.status_code, answer.content) == (204, b"")
    assert Activity.objects.get() == kept.activity
    assert Record.objects.get() == kept
    assert Entry.objects.get() == kept.entry
    assert Participant.objects.get() == participant
    assert last_log() == (
        "DELETE_ACTIVITY",
        "Activity “Běh na 60 m” in “Tábor 2026” was deleted with 1 result",
        {"results": [1, 0]},
        event.organisation,
    )
    assert api(admin).delete(of(activity)).json() == {"detail": "Activity not found"}


# --- Who -----------------------------------------------------------------------------------------


def test_only_the_organisers_of_the_event(
    api, event, group, activity, evaluator, stranger, outsider
):
    guest = make.user(User.Role.ADMIN, organisation=make.organisation())
    make.assign(guest, group)
    body = {"name": "x", "evaluation_type": "BOOLEAN", "event_id": event.pk}
    for method, path, missing in [
        ("post", PATH, "Event not found"),
        ("patch", of(activity), "Activity not found"),
        ("delete", of(activity), "Activity not found"),
    ]:
        answers = [
            getattr(api(person), method)(path, body, format="json")
            for person in [None, evaluator, stranger, guest, outsider]
        ]
        # The guest sees the event, for they score at it, and may not change it.
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 404]
        assert answers[-1].json() == {"detail": missing}
    activity.refresh_from_db()
    assert (Activity.objects.get(), activity.name) == (activity, "Běh na 60 m")


@pytest.mark.parametrize("pk", [999_999, 2**63, 10**30])
def test_ids_of_nothing(api, admin, add, pk):
    answer = add(name="x", evaluation_type="BOOLEAN", event_id=pk)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})
    for method in ["patch", "delete"]:
        answer = getattr(api(admin), method)(f"{PATH}/{pk}", {"name": "x"}, format="json")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Activity not found"})


@pytest.mark.parametrize("event_id", [None, "", "x", -1, 0, [1], 1.5])
def test_events_that_are_no_id(add, event_id):
    answer = add(name="x", evaluation_type="BOOLEAN", event_id=event_id)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["event_id"])
