"""Participants in files: by the services, all or nothing, after a preview, for one's own events."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditLog
from events.life import lifecycle
from events.models import Event, Participant
from foundation.jobs import queue
from foundation.models import Job
from tests import make
from tests.admin_site import page
from tests.exchange_files import (
    confirm,
    csv_rows,
    export,
    imported,
    json_rows,
    names,
    problems,
    totals,
    upload,
    xlsx,
    xlsx_cells,
)

HEADER = "id,external_id,name,group,gender,age,birth_date,status\n"
HOSTILE = ["=1+1", "+A1", "-A1", "@SUM(A1)", "'=quoted", 'O\'Neil; "x", y', "-5", "''-"]


def trail(action):
    return list(AuditLog.objects.filter(action=action).values_list("detail", "organisation__slug"))


def people():
    return sorted(Participant.objects.values_list("display_name", "group__name", "age"))


def test_new_ones_are_added_and_known_ones_are_changed(
    as_admin, event, group, other_group, participant, organisation
):
    known = make.participant(group, display_name="Jan Novák", external_id="17", gender="M")
    text = (
        HEADER
        + f"{participant.pk},,Štěpánka Ďáblová,Draci,F,13,,guest\n"
        + ",17,Jan Novák ml.,Bobři,kluk,,6.5.2014,\n"
        + ",18,Žofie  Říhová,bobři,F,,2015-05-06,COMPETING\n"
    )

    preview = upload(as_admin, Participant, text, event=event.pk)

    assert preview.status_code == 200
    assert totals(preview) == (1, 2, 0)
    assert people() == [("Jan Novák", "Bobři", None), ("Štěpánka Ďáblová", "Bobři", 12)]
    assert not AuditLog.objects.exists()

    answer = confirm(as_admin, Participant, preview)

    assert answer.status_code == 302
    assert answer.url == f"{page(Participant, 'changelist')}?event__id__exact={event.pk}"
    new = Participant.objects.get(external_id="18")
    assert (new.display_name, new.group, new.birth_date) == (
        "Žofie Říhová",
        group,
        date(2015, 5, 6),
    )
    participant.refresh_from_db()
    assert (participant.group, participant.age, participant.status) == (other_group, 13, "GUEST")
    known.refresh_from_db()
    assert (known.display_name, known.gender, known.birth_date) == (
        "Jan Novák ml.",
        "M",
        date(2014, 5, 6),
    )
    assert sorted(AuditLog.objects.values_list("action", flat=True)) == [
        "ADD_PARTICIPANT",
        "IMPORT_PARTICIPANTS",
        "MOVE_PARTICIPANT",
        "UPDATE_PARTICIPANT",
        "UPDATE_PARTICIPANT",
    ]
    assert trail("IMPORT_PARTICIPANTS") == [
        (
            "Adam Pořadatel imported participants into Tábor 2026 from “list.csv”: "
            "new 1, changed 2, as they were 0",
            organisation.slug,
        )
    ]
    assert not Job.objects.exists()


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_imported_again_changes_nothing(as_admin, event, group, format):
    for name in HOSTILE:
        make.participant(group, display_name=name, external_id=f"+{name}", birth_date="2014-02-03")
    kept = {"age": 12, "gender": "M", "status": "WITHDRAWN", "is_hidden": True}
    make.participant(group, display_name="Žluťoučký Kůň", **kept)
    before = list(Participant.objects.order_by("pk").values())

    content = export(as_admin, Participant, format)

    assert imported(as_admin, Participant, content, f"x.{format}", event=event.pk) == (0, 0, 9)
    assert list(Participant.objects.order_by("pk").values()) == before
    assert not AuditLog.objects.filter(action="IMPORT_PARTICIPANTS").exists()


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_without_its_ids_makes_the_same_people_elsewhere(as_admin, group, format):
    for name in HOSTILE:
        make.participant(group, display_name=name, is_hidden=name == HOSTILE[0])
    content = export(as_admin, Participant, format)
    event = make.event(organisation=group.event.organisation)
    make.group(event, name=group.name)
    Participant.objects.all().delete()
    if format == "json":
        content = content.replace(b'"id"', b'"no"').replace(b'"event_id"', b'"other"')
    elif format == "csv":
        content = content.replace(b"\xef\xbb\xbfid,", b"no,").replace(b"event_id", b"other")
    else:
        rows = [[cell.value for cell in row] for row in xlsx_cells(content)]
        rows[0] = ["no" if name in {"id", "event_id"} else name for name in rows[0]]
        content = xlsx(*[row[1:11] for row in rows])

    assert imported(as_admin, Participant, content, f"x.{format}", event=event.pk) == (8, 0, 0)
    assert sorted(event.participants.values_list("display_name", flat=True)) == sorted(HOSTILE)
    assert event.participants.get(is_hidden=True).display_name == HOSTILE[0]


def test_who_is_hidden_stays_so_unless_the_file_says_otherwise(as_admin, event, group):
    hidden = make.participant(group, display_name="Jana", is_hidden=True)
    shown = make.participant(group, display_name="Petr")

    def taken(header, *cells):
        rows = [f"{who.pk},{cell}\n" for who, cell in zip([hidden, shown], cells, strict=True)]
        imported(as_admin, Participant, f"id,{header}\n{''.join(rows)}", event=event.pk)
        return list(Participant.objects.order_by("pk").values_list("is_hidden", flat=True))

    assert taken("name", "Jana", "Petr") == [True, False]
    assert taken("is_hidden", "", "") == [True, False]
    assert taken("skrytý", "ne", "ANO") == [False, True]
    answer = upload(as_admin, Participant, f"id,is_hidden\n{hidden.pk},possibly\n", event=event.pk)
    assert problems(answer) == [
        (2, "is_hidden", "“possibly” does not say whether somebody is hidden; write yes or no")
    ]


def test_no_cell_of_a_spreadsheet_is_a_formula(as_admin, group):
    for name in HOSTILE:
        make.participant(group, display_name=name, external_id=name)
    expected = ["'=1+1", "'+A1", "'-A1", "'@SUM(A1)", "''=quoted", 'O\'Neil; "x", y', "-5", "'''-"]

    rows = csv_rows(export(as_admin, Participant, "csv"))
    cells = xlsx_cells(export(as_admin, Participant, "xlsx"))
    plain = json_rows(export(as_admin, Participant, "json"))

    assert sorted(row["name"] for row in rows) == sorted(expected)
    assert sorted(row["external_id"] for row in rows) == sorted(expected)
    assert sorted(row[2].value for row in cells[1:]) == sorted(expected)
    assert "f" not in {cell.data_type for row in cells for cell in row}  # a formula
    assert sorted(row["name"] for row in plain) == sorted(HOSTILE)


def test_what_an_export_contains(as_admin, participant, group, organisation):
    make.participant(
        group, display_name="Jan", external_id="17", gender="M", birth_date="2014-02-03"
    )

    rows = csv_rows(export(as_admin, Participant, "csv", "?q=Jan"))

    [row] = rows
    columns = HEADER.strip().replace("birth_date", "birth_date,birth_year,last_name").split(",")
    assert list(row) == [*columns, "is_hidden", "event_id", "event"]
    del row["id"]
    assert row == {
        "external_id": "17",
        "name": "Jan",
        "group": "Bobři",
        "gender": "M",
        "age": "",
        "birth_date": "2014-02-03",
        "birth_year": "",
        "last_name": "",
        "status": "COMPETING",
        "is_hidden": "false",
        "event_id": str(group.event_id),
        "event": "Tábor 2026",
    }
    assert trail("EXPORT_PARTICIPANTS") == [
        ("Adam Pořadatel exported participants as CSV, rows: 1 (q=Jan)", organisation.slug)
    ]


def test_the_trail_of_each_organisation_lists_what_was_exported(client, super_admin, participant):
    other = make.event(organisation=make.organisation(slug="jini"))
    make.participant(make.group(other))
    make.participant(make.group(other))
    client.force_login(super_admin)

    export(client, Participant, "json")

    assert sorted(trail("EXPORT_PARTICIPANTS")) == [
        ("Sára Nejvyšší exported participants as JSON, rows: 1", "vydri"),
        ("Sára Nejvyšší exported participants as JSON, rows: 2", "jini"),
    ]


def test_the_selected_ones_are_exported(as_admin, group, participant):
    chosen = make.participant(group, display_name="Vybraná")
    answer = as_admin.post(
        page(Participant, "changelist"),
        {"action": "export_csv", "_selected_action": [chosen.pk], "index": 0},
    )

    assert names(answer.content) == ["Vybraná"]
    assert answer["Content-Disposition"] == (
        f'attachment; filename="participants-{timezone.localdate()}.csv"'
    )
    assert trail("EXPORT_PARTICIPANTS")[0][0].endswith("rows: 1 (selected)")


def test_another_organisations_people_are_not_exported(as_outsider, participant):
    answer = as_outsider.post(
        page(Participant, "changelist"),
        {"action": "export_csv", "_selected_action": [participant.pk], "index": 0},
    )

    assert names(answer.content) == []
    for query in ["", f"?event__id__exact={participant.event_id}", "?q=Ďáblová"]:
        assert names(export(as_outsider, Participant, "csv", query)) == []


@pytest.mark.parametrize("query", ["?nonsense=1", "?event__id__exact=x", "?p=999", "?o=99.-99"])
def test_an_address_that_filters_by_nonsense_is_no_fault(as_admin, participant, query):
    answer = as_admin.get(page(Participant, "export") + query)

    assert answer.status_code in {200, 302, 400, 404}


def test_an_export_without_a_format_is_asked_again(as_admin, participant):
    for data in [{}, {"format": "exe"}]:
        assert as_admin.post(page(Participant, "export"), data).status_code == 422
    assert not AuditLog.objects.exists()


def test_ids_of_others_are_as_if_they_were_not_there(as_admin, event, group, outsider):
    abroad = make.event(organisation=outsider.memberships.get().organisation)
    foreigner = make.participant(make.group(abroad, name="Cizí"), external_id="X1")
    sibling = make.participant(make.group(make.event(organisation=event.organisation)))
    gone = foreigner.pk + sibling.pk + 100
    for number in (foreigner.pk, sibling.pk, gone, "²", "9" * 40, "x", "-1"):
        text = f"id,name\n{number},Přejmenovaný\n"

        answer = upload(as_admin, Participant, text, event=event.pk)

        assert answer.status_code == 422
        sentence = f"There is no participant {str(number)[:20]} in this event."
        assert problems(answer) == [(2, "id", sentence)]
    answer = upload(as_admin, Participant, "external_id,name,group\nX1,Já,Cizí\n", event=event.pk)
    assert problems(answer) == [
        (2, "group", "There is no group “Cizí” in this event. Add it first.")
    ]
    foreigner.refresh_from_db()
    assert foreigner.display_name != "Přejmenovaný"
    assert not Job.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "\0", "²"])
def test_a_forged_event_is_no_choice(as_admin, group, outsider, number):
    abroad = make.event(organisation=outsider.memberships.get().organisation)
    for chosen in (number, abroad.pk):
        answer = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=chosen)

        assert answer.status_code == 422
        assert len(problems(answer)) == 1
    assert not Participant.objects.exists()


def test_nobody_confirms_what_somebody_else_uploaded(client, as_admin, event, group):
    preview = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)
    pending = preview.context["pending"]
    colleague = make.user("ADMIN", organisation=event.organisation)
    client.force_login(colleague)

    for number in [pending.pk, 0, "x", "", "9" * 30, "../../etc/passwd", "\0"]:
        answer = client.post(page(Participant, "process_import"), {"pending": number})

        assert answer.status_code == 422
        assert problems(answer) == ["This upload is not here any more. Choose the file again."]
    assert not Participant.objects.exists()
    assert Job.objects.get() == pending


def test_an_upload_is_confirmed_once_and_within_an_hour(as_admin, event, group):
    preview = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)
    confirm(as_admin, Participant, preview)
    assert confirm(as_admin, Participant, preview).status_code == 422
    assert Participant.objects.count() == 1

    preview = upload(as_admin, Participant, "name,group\nPetr,Bobři\n", event=event.pk)
    Job.objects.update(expires_at=timezone.now())
    assert confirm(as_admin, Participant, preview).status_code == 422
    assert Participant.objects.count() == 1


def test_uploads_that_nobody_confirms_do_not_stay(as_admin, event, group, outsider):
    old = queue.keep(kind="list:events.group", by=outsider, kept_for=timedelta(0))
    first = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)
    second = upload(as_admin, Participant, "name,group\nJana,Bobři\n", event=event.pk)

    assert not Job.objects.filter(pk=old.pk).exists()
    assert Job.objects.get() == second.context["pending"]
    assert first.context["pending"] != second.context["pending"]


def test_uploads_go_with_their_event(as_admin, admin, event, group):
    preview = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)

    lifecycle.delete_event(event=event, by=admin)

    assert not Job.objects.exists()
    assert confirm(as_admin, Participant, preview).status_code == 422


def test_all_or_nothing(as_admin, event, group):
    text = "external_id,name,group,age,birth_date,gender,status\n" + (
        "1,Jan,Bobři,12,,,\n"
        "2,Petr,Sovy,12,,,\n"
        f"3,,Bobři,999,31.2.2014,{'m' * 51},pryč\n"
        "1,Jan,Bobři,12,,,\n"
        "5,,Bobři,,,,\n"
    )

    answer = upload(as_admin, Participant, text, event=event.pk)

    assert answer.status_code == 422
    assert problems(answer) == [
        (3, "group", "There is no group “Sovy” in this event. Add it first."),
        (4, "gender", "gender is longer than 50 characters"),
        (4, "age", "“999” is not an age; write a whole number from 0 to 200"),
        (4, "birth_date", "“31.2.2014” is not a date; write it as 6.5.2011 or 2011-05-06"),
        (
            4,
            "status",
            "“pryč” is not a status; write one of COMPETING, GUEST, WITHDRAWN",
        ),
        (5, "", "An earlier row is about the same one. Leave one of them out."),
        (6, "name", "This field cannot be blank."),
    ]
    assert not Participant.objects.exists()
    assert not AuditLog.objects.exists()


def test_what_does_not_fit_any_more_when_it_is_confirmed_is_refused(as_admin, event, group):
    text = "name,group\nJan,Bobři\nPetr,Draci\n"
    other = make.group(event, name="Draci")
    preview = upload(as_admin, Participant, text, event=event.pk)
    other.delete()

    answer = confirm(as_admin, Participant, preview)

    assert answer.status_code == 422
    assert problems(answer) == [
        (3, "group", "There is no group “Draci” in this event. Add it first.")
    ]
    assert not Participant.objects.exists()


def test_an_archived_event_is_only_read(as_admin, event, group):
    preview = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    confirmed = confirm(as_admin, Participant, preview)
    again = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)

    assert confirmed.status_code == again.status_code == 422
    assert problems(confirmed) == [
        "The event is archived, so it can only be read. Open it again to change it."
    ]
    assert not Participant.objects.exists()
    assert names(export(as_admin, Participant)) == []


def test_rows_of_another_event_stay_there(as_admin, event, group):
    text = f"name,group,event_id\nJan,Bobři,{event.pk}\nPetr,Bobři,{event.pk + 1}\n"

    answer = upload(as_admin, Participant, text, event=event.pk)

    assert problems(answer) == [(3, "event_id", "This row is of another event.")]


def test_a_namesake_and_unknown_columns_are_pointed_out(as_admin, event, participant):
    text = "Name;GROUP;Kroužek\nštěpánka ďáblová;Bobři;šachy\n"

    preview = upload(as_admin, Participant, text, event=event.pk)

    assert preview.context["preview"].ignored == ["krouzek"]
    [fate] = preview.context["preview"].fates
    assert fate.notes == ["Somebody of this name is in the group already."]


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8-sig", "utf-16", "iso-8859-2"])
def test_spreadsheets_of_all_kinds_are_read(as_admin, event, group, encoding):
    text = "name;group;age\nŠtěpán Žížala;Bobři;11\n\nŤukťuk Ďas;Bobři;12\n"

    assert imported(as_admin, Participant, text.encode(encoding), event=event.pk) == (2, 0, 0)
    assert people() == [("Štěpán Žížala", "Bobři", 11), ("Ťukťuk Ďas", "Bobři", 12)]


def test_a_workbook_is_read_as_people_see_it(as_admin, event, group):
    content = xlsx(
        ["Name", "Group", "Age", "Birth date", None],
        [None, None, None, None, None],
        ["Žaneta", "Bobři", 12.0, date(2014, 2, 3), None],
    )

    assert imported(as_admin, Participant, content, "LIST.XLSX", event=event.pk) == (1, 0, 0)
    person = Participant.objects.get()
    assert (person.age, person.birth_date) == (12, date(2014, 2, 3))


def test_the_form_chooses_the_event_of_the_list(as_admin, event, group):
    answer = as_admin.get(f"{page(Participant, 'import')}?event__id__exact={event.pk}")

    assert f'<option value="{event.pk}" selected>' in answer.content.decode()


def test_an_export_takes_as_many_queries_for_sixty(as_admin, group):
    counts = []
    for many in (10, 60):
        Participant.objects.bulk_create(
            Participant(event=group.event, group=group, display_name=f"Dítě {number}")
            for number in range(many)
        )
        with CaptureQueriesContext(connection) as queries:
            export(as_admin, Participant, "xlsx")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["evaluator", "stranger"])
def test_evaluators_neither_import_nor_export(client, request, role, event, participant):
    client.force_login(request.getfixturevalue(role))

    assert upload(client, Participant, "name,group\nJan,Bobři\n", event=event.pk).status_code == 403
    for name in ("export", "process_import"):
        assert client.post(page(Participant, name), {"format": "csv"}).status_code == 403
    assert Participant.objects.get() == participant


def test_a_strange_file_name_is_only_a_name(as_admin, event, group):
    for name in ["a\0b.csv", "../../etc/x.csv", "%(who)s {0}.csv", "<b>.csv", "ž" * 150 + ".csv"]:
        answer = upload(as_admin, Participant, "name,group\nJan,Bobři\n", name, event=event.pk)

        assert answer.status_code == 200
        assert b"<b>.csv" not in answer.content
        assert confirm(as_admin, Participant, answer).status_code == 302
    answer = upload(as_admin, Participant, "name\nJan\n", "x" * 300 + ".csv", event=event.pk)
    assert answer.status_code in {200, 422}


def test_the_page_offers_ones_own_events_alone(as_outsider, event):
    mine = make.event(name="Cizí hry", organisation=make.organisation(name="Jiný klub"))
    shown = as_outsider.get(page(Participant, "import")).content.decode()

    assert f'<option value="{event.pk}"' not in shown
    assert f'<option value="{mine.pk}"' not in shown
    assert event.name not in shown


def test_whoever_left_the_organisation_confirms_nothing(as_admin, admin, event, group):
    preview = upload(as_admin, Participant, f"name,group\nJana Nová,{group}\n", event=event.pk)
    admin.memberships.all().delete()

    answer = confirm(as_admin, Participant, preview)

    assert (answer.status_code, problems(answer)) == (422, ["This event was deleted."])
    assert not Participant.objects.exists()
