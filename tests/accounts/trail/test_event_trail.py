"""All that was done to an event and its parts, by one filter: list, file, API, the hub's link."""

import csv
import io
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from accounts.models import AuditLog
from accounts.trail import audit
from events.evaluators import team_logins
from events.evaluators.new_logins import bootstrap_evaluators
from events.evaluators.pool import remove_evaluator
from events.models import Participant
from tests import make
from tests.exchange_files import export

LIST = reverse("admin:accounts_auditlog_changelist")
ITEM = {"type": "STATIC", "text": "Diplom", "x": 50, "y": 20, "fontSize": 20, "color": "#000000"}


@pytest.fixture
def call(api, admin):
    client = api(admin)

    def run(method, path, body=None, **wanted):
        answer = getattr(client, method)(f"/api{path}", body or {}, format="json")
        assert answer.status_code in {200, 201, 204}, answer.content
        return answer.json() if answer.content else {}

    return run


def work(call, organisation, admin, eva):
    """Everything the contract has about one event; returns its id."""
    groups = [{"name": name, "participants": [{"display_name": f"P {name}"}]} for name in "AB"]
    event_pk = call("post", "/events/manual", {"name": "Hry", "groups": groups})["event_id"]
    at = f"/events/{event_pk}"
    call("patch", at, {"status": "ACTIVE"})
    a, b = call("get", at)["groups"]
    new = call("post", f"{at}/groups", {"name": "C"})
    call("patch", f"/groups/{new['id']}", {"name": "D"})
    call("delete", f"/groups/{new['id']}")
    person = call("post", f"/groups/{a['id']}/participants", {"display_name": "Jan"})["id"]
    call("patch", f"/participants/{person}", {"age": 9})
    call("post", f"/participants/{person}/move", {"group_id": b["id"]})
    category = call("post", f"{at}/age-categories", {"name": "X", "min_age": 1, "max_age": 9})
    call("patch", f"{at}/age-categories/{category['id']}", {"name": "Y"})
    call("delete", f"{at}/age-categories/{category['id']}")
    body = {"name": "Skok", "evaluation_type": "NUMERIC_HIGH", "event_id": event_pk}
    activity = call("post", "/activities", body)["id"]
    call("patch", f"/activities/{activity}", {"name": "Hod"})
    one = {"participant_id": person, "activity_id": activity}
    record = call("post", "/records", {**one, "value_raw": "5"})["id"]
    others = [each["participants"][0]["id"] for each in (a, b)]
    rows = [{"participant_id": pk, "value_raw": "6"} for pk in others]
    call("post", "/records/bulk", {"activity_id": activity, "records": rows})
    call("delete", f"/records/{record}")
    call("post", f"{at}/evaluators", {"user_id": eva.pk})
    call("post", f"/groups/{a['id']}/evaluators", {"user_id": eva.pk})
    call("delete", f"/groups/{a['id']}/evaluators/{eva.pk}")
    call("delete", f"{at}/evaluators/{eva.pk}")
    call("post", f"{at}/bootstrap-evaluators")
    template = call("post", f"{at}/diplomas", {"name": "T", "items": [ITEM]})["id"]
    call("put", f"{at}/diplomas/{template}", {"name": "U", "items": [ITEM]})
    call("delete", f"{at}/diplomas/{template}")
    call("delete", f"/participants/{person}")
    call("delete", f"/activities/{activity}")
    return event_pk


NAMES = {
    "CREATE_EVENT_MANUAL",
    "UPDATE_EVENT",
    "CREATE_GROUP",
    "UPDATE_GROUP",
    "DELETE_GROUP",
    "ADD_PARTICIPANT",
    "UPDATE_PARTICIPANT",
    "MOVE_PARTICIPANT",
    "DELETE_PARTICIPANT",
    "CREATE_AGE_CATEGORY",
    "UPDATE_AGE_CATEGORY",
    "DELETE_AGE_CATEGORY",
    "CREATE_ACTIVITY",
    "UPDATE_ACTIVITY",
    "DELETE_ACTIVITY",
    "CREATE_RECORD",
    "BULK_SUBMIT_RECORDS",
    "DELETE_RECORD",
    "ADD_EVENT_EVALUATOR",
    "DELETE_EVENT_EVALUATOR",
    "ASSIGN_GROUP_EVALUATOR",
    "DELETE_GROUP_EVALUATOR",
    "BOOTSTRAP_EVALUATOR",
    "CREATE_DIPLOMA",
    "UPDATE_DIPLOMA",
    "DELETE_DIPLOMA",
}


def test_every_row_of_an_event_is_in_its_trail_and_no_other(call, api, client, admin, organisation):
    eva = make.user(full_name="Eva", organisation=organisation)
    other = make.event(organisation=organisation)
    audit.log(actor=admin, action="CREATE_GROUP", target=make.group(other), detail="Jinde")
    audit.log(actor=admin, action="LOGIN", target=admin, detail="Přihlášení")
    before = AuditLog.objects.count()

    event_pk = work(call, organisation, admin, eva)

    rows = AuditLog.objects.order_by("pk")[before:]
    assert {row.action for row in rows} >= NAMES
    assert [row.action for row in rows if row.event_id != event_pk] == []
    client.force_login(admin)
    shown = client.get(LIST, {"event": event_pk}).context["cl"].queryset
    assert list(shown.values_list("pk", flat=True)) == [row.pk for row in reversed(rows)]
    shown = client.get(LIST, {"event": other.pk}).context["cl"].queryset
    assert list(shown.values_list("detail", flat=True)) == ["Jinde"]
    answer = api(admin).get(f"/api/admin/audit-logs?event_id={event_pk}&limit=1000").json()
    assert [item["id"] for item in answer["items"]] == [row.pk for row in reversed(rows)]
    assert {item["event_id"] for item in answer["items"]} == {event_pk}

    call("delete", f"/events/{event_pk}")
    assert AuditLog.objects.filter(event_id=event_pk, action="DELETE_EVENT").count() == 1
    assert AuditLog.objects.filter(event_id=event_pk).count() == len(rows) + 1


def test_team_logins_and_their_cards_are_of_the_event(event, group, admin):
    [login] = bootstrap_evaluators(event=event, by=admin, with_codes=True).created
    newest = team_logins.newest_code(event)
    team_logins.make_new_cards(event=event, users=[login.user], by=admin, newest=newest)
    team_logins.revoke_codes(event=event, users=[login.user], by=admin)
    for is_active in (False, True):
        team_logins.switch_logins(event=event, users=[login.user], is_active=is_active, by=admin)
    newest = team_logins.newest_code(event)
    team_logins.make_new_cards(event=event, users=[login.user], by=admin, newest=newest)
    remove_evaluator(user=login.user, event=event, by=admin)

    rows = AuditLog.objects.order_by("pk").values_list("action", "event_id")
    assert list(rows) == [
        (action, event.pk)
        for action in [
            "BOOTSTRAP_EVALUATOR",
            "NEW_TEAM_CARD",
            "REVOKE_SIGN_IN_CODE",
            "CHANGE_STATUS",
            "CHANGE_STATUS",
            "NEW_TEAM_CARD",
            "REVOKE_SIGN_IN_CODE",
            "DELETE_EVENT_EVALUATOR",
        ]
    ]


def test_a_list_of_one_event_taken_out_is_in_its_trail(as_admin, event, group, participant):
    other = make.participant(make.group(make.event(organisation=event.organisation)))

    export(as_admin, Participant, query=f"?event__id__exact={event.pk}")
    export(as_admin, Participant)

    rows = AuditLog.objects.filter(action="EXPORT_PARTICIPANTS").order_by("pk")
    assert other.event_id != event.pk
    assert list(rows.values_list("event_id", flat=True)) == [event.pk, None]


def test_the_file_has_the_same_rows(as_admin, event, group):
    make.event(organisation=event.organisation)
    audit.log(actor=None, action="CREATE_GROUP", target=group, detail="Bobři vznikli")
    audit.log(actor=None, action="LOGIN", organisation=event.organisation, detail="Jinde")

    answer = as_admin.post(reverse("accounts:audit-export"), {"event": event.pk})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[2] for row in rows] == ["Bobři vznikli"]


def test_only_ones_own_events_are_a_choice(client, admin, super_admin, event, outsider):
    theirs = make.event(organisation=outsider.memberships.get().organisation, name="Cizí hry")
    audit.log(actor=None, action="CREATE_EVENT", target=theirs, detail="Cizí")

    client.force_login(admin)
    mine = client.get(LIST).content.decode()
    assert f'<option value="{event.pk}">Tábor 2026</option>' in mine
    assert "Cizí hry" not in mine
    for pk in (theirs.pk, "x", "9" * 30):
        answer = client.get(LIST, {"event": pk})
        assert (answer.status_code, answer.context["cl"].result_count) == (200, 0)
    client.force_login(super_admin)
    all_of_them = client.get(LIST, {"event": theirs.pk})
    assert all_of_them.context["cl"].result_count == 1


def test_the_hub_and_the_events_history_lead_there(as_admin, event):
    hub = as_admin.get(reverse("scoring:hub", args=[event.pk])).content.decode()
    history = as_admin.get(reverse("admin:events_event_history", args=[event.pk]))

    assert f'href="{LIST}?event={event.pk}"' in hub
    assert history.url == f"{LIST}?event={event.pk}"


def test_as_many_queries_for_many_events(as_admin, event, group, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(60) as counted:
            as_admin.get(LIST, {"event": event.pk})
        return len(counted.captured_queries)

    audit.log(actor=None, action="CREATE_GROUP", target=group)
    queries()
    few = queries()
    for _ in range(5):
        other = make.event(organisation=event.organisation)
        audit.log(actor=None, action="CREATE_EVENT", target=other)
        audit.log(actor=None, action="CREATE_GROUP", target=group)

    assert queries() == few


def test_rows_from_before_find_their_event(event, group, participant, activity, super_admin):
    record = make.record(activity, participant, "12,5", by=super_admin)
    template = event.diploma_templates.create(name="Moje")
    [login] = bootstrap_evaluators(event=event, by=None).created
    category = make.age_category(event, 1, 9)
    of_event = [event, group, participant, activity, category, record, record.entry, template]
    of_event.append(login.user.event_evaluators.get())
    AuditLog._base_manager.all().delete()
    for target in of_event:
        audit.log(actor=None, action="UPDATE_X", target=target, detail="x")
    gone = make.participant(group)
    audit.log(actor=None, action="DELETE_PARTICIPANT", target=gone, detail="x")
    gone.delete()
    audit.log(actor=None, action="BOOTSTRAP_EVALUATOR", target=login.user, detail="x")
    audit.log(actor=None, action="LOGIN", target=login.user, detail="x")
    rows = AuditLog._base_manager.order_by("pk")
    wanted = [*([event.pk] * len(of_event)), None, event.pk, None]
    AuditLog._base_manager.update(event_id=None)

    editor = SimpleNamespace(connection=connection)
    for name in (
        "events.migrations.0010_trail_of_each_event",
        "scoring.migrations.0003_trail_of_each_event",
        "diplomas.migrations.0004_trail_of_each_event",
    ):
        import_module(name).find_events(apps, editor)

    assert list(rows.values_list("event_id", flat=True)) == wanted
