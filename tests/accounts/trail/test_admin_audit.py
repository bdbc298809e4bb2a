"""The audit trail on the admin site: sentences, filters, one row, the file."""

import csv
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, Membership, User
from accounts.people import users
from accounts.trail import audit
from events.models import Group, Participant
from events.parts import writes
from tests import make
from tests.admin_site import last_log, page, posted

LIST = "admin:accounts_auditlog_changelist"
EXPORT = "accounts:audit-export"


def found(client, **query):
    answer = client.get(reverse(LIST), query)
    return [log.detail for log in answer.context["cl"].result_list]


def exported(client, **query):
    """The rows of the CSV file, without its header."""
    answer = client.post(reverse(EXPORT), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.fixture
def trail(admin, super_admin, organisation, group):
    """Three rows of the organisation and one of nobody's."""
    for actor, action, target, owner, detail in [
        (admin, "CREATE_GROUP", group, organisation, "Bobři vznikli"),
        (super_admin, "DELETE_GROUP", group, organisation, "Draci zanikli"),
        (admin, "LOGIN", admin, organisation, "Štěpánka přišla"),
        (admin, "CREATE_GROUP", None, None, "Nikde"),
    ]:
        audit.log(actor=actor, action=action, target=target, organisation=owner, detail=detail)


def at(detail, moment):
    """The trail is append-only for the application; here a row was written earlier."""
    rows = super(type(AuditLog.objects.all()), AuditLog.objects.filter(detail=detail))
    rows.update(created_at=moment)


def test_it_is_searched_and_filtered(as_admin, admin, group, trail):
    assert found(as_admin) == ["Štěpánka přišla", "Draci zanikli", "Bobři vznikli"]
    assert found(as_admin, q="vznik") == ["Bobři vznikli"]
    assert found(as_admin, q="ŠTĚPÁNKA") == ["Štěpánka přišla"]
    assert found(as_admin, q="deleted draci") == ["Draci zanikli"]  # a word of the action's label
    assert found(as_admin, action="DELETE_GROUP") == ["Draci zanikli"]
    assert found(as_admin, actor=admin.pk) == ["Štěpánka přišla", "Bobři vznikli"]
    assert found(as_admin, resource_type="group", resource_id=group.pk) == [
        "Draci zanikli",
        "Bobři vznikli",
    ]
    assert found(as_admin, resource_type="user", action="LOGIN") == ["Štěpánka přišla"]
    assert found(as_admin, actor="", action="", since="", until="", resource_type="") == found(
        as_admin
    )


def test_actions_that_are_called_the_same_are_found_together(as_admin, admin, organisation):
    for action in ("ADD_PARTICIPANT", "CREATE_PARTICIPANT"):
        audit.log(actor=admin, action=action, organisation=organisation, detail=action)

    for action in ("ADD_PARTICIPANT", "CREATE_PARTICIPANT"):
        assert found(as_admin, action=action) == ["CREATE_PARTICIPANT", "ADD_PARTICIPANT"]
    assert as_admin.get(reverse(LIST)).content.decode().count(">Participant added</option>") == 1


def test_by_days_of_our_zone(as_admin, trail):
    at("Bobři vznikli", datetime(2026, 6, 30, 21, 59, tzinfo=UTC))  # 23:59 in Prague
    at("Draci zanikli", datetime(2026, 6, 30, 22, 0, tzinfo=UTC))  # the next day
    at("Štěpánka přišla", datetime(2026, 7, 2, 10, 0, tzinfo=UTC))

    assert found(as_admin, since="2026-07-01") == ["Štěpánka přišla", "Draci zanikli"]
    assert found(as_admin, until="2026-06-30") == ["Bobři vznikli"]
    assert found(as_admin, since="2026-07-01", until="2026-07-01") == ["Draci zanikli"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-07-02", "until": "2026-07-01"},
        {"actor": "x"},
        {"actor": "9" * 30},
        {"action": "NOTHING_LIKE_THAT"},
        {"resource_type": "password"},
        {"resource_type": "group", "resource_id": "9" * 30},
        {"resource_id": "-1"},
        {"action": "\ud800".encode("utf-8", "replace").decode()},
    ],
    ids=str,
)
def test_filters_that_make_no_sense_find_nothing(as_admin, trail, query):
    assert found(as_admin, **query) == []
    assert as_admin.post(reverse(EXPORT), query).status_code == 302


def test_a_nul_is_refused(as_admin, trail):
    assert as_admin.get(reverse(LIST), {"q": "\0"}).status_code == 400
    assert as_admin.post(reverse(EXPORT), {"q": "\0"}).status_code == 302


def test_another_organisations_people_and_rows_are_no_choices(
    as_outsider, outsider, admin, group, trail
):
    mine = Membership.objects.get(user=outsider).organisation
    audit.log(actor=outsider, action="LOGIN", organisation=mine, detail="Mine")

    assert found(as_outsider) == ["Mine"]
    assert found(as_outsider, actor=admin.pk) == []
    assert found(as_outsider, resource_type="group", resource_id=group.pk) == []
    text = as_outsider.get(reverse(LIST)).content.decode()
    assert "Adam" not in text
    assert 'value="group"' not in text
    assert [row[2] for row in exported(as_outsider)] == ["Mine"]
    assert exported(as_outsider, resource_type="group", resource_id=group.pk) == []


def test_history_of_an_object_that_has_none_is_empty(as_admin, group):
    answer = as_admin.get(page(Group, "history", group.pk), follow=True)

    assert [*answer.context["cl"].result_list] == []
    assert "Only the history of one object is shown." in answer.content.decode()


# --- In sentences


def test_in_the_readers_words(client, admin, organisation, group, super_admin):
    """Both languages tell roles and kinds by their labels; the API's sentence stays as it is."""
    user = make.user(full_name="Žofie", organisation=organisation)
    users.change_access(user=user, by=super_admin, role="ADMIN", is_active=False)
    participant = make.participant(group, display_name="Jan", gender="M", age=12)
    writes.change_participant(participant=participant, fields={"gender": "F"}, by=admin)
    client.force_login(admin)

    text = client.get(reverse(LIST)).content.decode()

    assert "User “Žofie” was changed: role evaluator → organiser" in text
    assert "User “Žofie” was changed: may sign in yes → no" in text
    assert "Participant “Jan” in “Tábor 2026” was changed: gender boy → girl" in text
    assert last_log()[1] == "Participant “Jan” in “Tábor 2026” was changed: gender M → F"


def test_one_row_shows_old_and_new_side_by_side(as_admin, admin, group):
    participant = make.participant(group, display_name="Jan <b>", age=12)
    fields = {"display_name": "Ján & Co.", "age": 13}
    writes.change_participant(participant=participant, fields=fields, by=admin)
    row = AuditLog.objects.get()

    text = as_admin.get(page(AuditLog, "change", row.pk)).content.decode()

    assert '<th scope="row">Name</th><td data-label="Before">Jan &lt;b&gt;</td>' in text
    assert '<td data-label="After">Ján &amp; Co.</td>' in text
    assert "{&quot;" not in text
    assert f"resource_type=participant&amp;resource_id={participant.pk}" in text


def test_address_of_the_request_stands_in_the_trail(as_admin, group):
    as_admin.post(page(Group, "change", group.pk), {"name": "Vydry"}, REMOTE_ADDR="192.0.2.7")

    assert AuditLog.objects.get().ip == "192.0.2.7"
    assert last_log()[0] == "UPDATE_GROUP"


def test_only_a_super_admin_sees_that_address(client, admin, super_admin, group):
    client.force_login(admin)
    client.post(page(Group, "change", group.pk), {"name": "Vydry"}, REMOTE_ADDR="192.0.2.7")
    row = AuditLog.objects.get()

    for person, is_shown in [(admin, False), (super_admin, True)]:
        client.force_login(person)
        for address in (page(AuditLog, "changelist"), page(AuditLog, "change", row.pk)):
            shown = client.get(address).content.decode()
            assert "“Vydry” in “Tábor 2026” was changed" in shown
            assert ("192.0.2.7" in shown) is is_shown
        assert any("192.0.2.7" in cells for cells in exported(client)) is is_shown


# --- The file


def test_export_of_the_filtered_list_is_itself_in_the_trail(as_admin, organisation, trail):
    assert [row[2] for row in exported(as_admin, action="DELETE_GROUP")] == ["Draci zanikli"]

    log = AuditLog.objects.first()
    assert (log.action, log.organisation) == ("EXPORT_AUDIT", organisation)
    assert log.detail == "Adam Pořadatel exported 1 rows of the audit trail"
    assert [row[2] for row in exported(as_admin, q="vznikli")] == ["Bobři vznikli"]


def test_no_cell_is_a_formula(as_admin, admin, organisation):
    for text in ["=1+1", "+420", "-x", "@SUM(A1)", "\tx"]:
        audit.log(actor=admin, action="LOGIN", organisation=organisation, detail=text)

    cells = [row[2] for row in exported(as_admin)]
    assert cells == ["'\tx", "'@SUM(A1)", "'-x", "'+420", "'=1+1"]
    book = openpyxl.load_workbook(
        io.BytesIO(as_admin.post(reverse(EXPORT), {"format": "xlsx"}).content)
    )
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert [row[2].value for row in book.active.iter_rows(min_row=3)] == cells


def test_in_the_readers_language(client, admin, organisation, super_admin):
    User.objects.filter(pk=admin.pk).update(language="cs")
    user = make.user(full_name="Žofie", organisation=organisation)
    users.change_access(user=user, by=super_admin, role="ADMIN")
    client.force_login(admin)

    answer = client.post(reverse(EXPORT), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[1].count(";") >= 7
    assert "rozhodčí → pořadatel" in lines[1]


def test_sixty_rows_cost_what_ten_do(as_admin, admin, organisation, django_assert_max_num_queries):
    counts = []
    for number in (10, 50):
        AuditLog.objects.bulk_create(
            AuditLog(actor=admin, action="LOGIN", organisation=organisation, detail="x")
            for _each in range(number)
        )
        with django_assert_max_num_queries(12) as listed:
            assert as_admin.get(reverse(LIST)).status_code == 200
        with django_assert_max_num_queries(14) as filed:
            assert len(exported(as_admin)) >= number
        counts.append((len(listed), len(filed)))
    assert counts[0] == counts[1]


def test_it_is_never_written(as_super_admin, trail):
    row = AuditLog.objects.first()

    assert posted(as_super_admin, page(AuditLog, "change", row.pk), detail="x").status_code == 403
    assert as_super_admin.get(page(AuditLog, "add")).status_code == 403
    assert not Participant.objects.exists()
    assert AuditLog.objects.filter(created_at__gte=timezone.now() - timedelta(1)).count() == 4
