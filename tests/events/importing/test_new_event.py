"""From a file to an event: the sample files, and all of it or nothing."""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditLog
from events.importing.new_event import ImportRefused, import_event, read_csv
from events.models import Event, Participant
from events.rosters.columns import SYSTEM_FIELDS

DATA = Path(__file__).parents[2] / "data"


def sample(name):
    return {"table": read_csv((DATA / name).read_bytes(), name), "file_name": name}


# --- The sample files ----------------------------------------------------------------------------


def test_the_camp_in_utf_8(organisation):
    summary = import_event(
        **sample("tabor-2026.csv"),
        name=" Tábor  2026 ",
        organisation=organisation,
        by=None,
        date=datetime.date(2026, 7, 12),
    )

    event = Event.objects.get()
    assert summary.event == event
    assert (event.name, event.status, event.organisation) == ("Tábor 2026", "DRAFT", organisation)
    assert (event.date, event.created_by) == (datetime.date(2026, 7, 12), None)
    assert event.version == summary.event.version
    assert (summary.groups_created, summary.participants_created) == (12, 120)
    assert summary.recognised == {
        name: name for name in SYSTEM_FIELDS if name in summary.recognised
    }
    assert len(summary.recognised) == 6
    bobri = event.groups.get(name="Bobři")
    assert (bobri.identifier, bobri.name_key) == ("#8b5a2b", "bobři")
    zuzana = event.participants.get(external_id="2026-004")
    assert (zuzana.display_name, zuzana.group, zuzana.gender) == ("Zuzana Nováková", bobri, "F")
    assert (zuzana.age, zuzana.birth_date) == (12, None)
    assert zuzana.metadata == {"tricko": "M", "strava": "bez lepku"}
    assert event.participants.get(external_id="2026-001").metadata == {"tricko": "S"}


def test_the_same_camp_from_czech_excel_without_a_mapping(organisation):
    common = {"organisation": organisation, "by": None}
    first = import_event(**sample("tabor-2026.csv"), name="UTF-8", **common)
    second = import_event(**sample("tabor-2026-excel.csv"), name="Excel", **common)

    def people(event):
        return list(
            event.participants.order_by("external_id").values_list(
                "external_id", "display_name", "group__name", "gender"
            )
        )

    assert len(people(second.event)) == 120
    assert people(second.event) == people(first.event)
    assert second.recognised == {
        "Jméno": "first_name",
        "Příjmení": "last_name",
        "Oddíl": "group_name",
        "Pohlaví": "gender",
        "Datum narození": "birth_date",
        "Evidenční číslo": "external_id",
    }
    rehor = second.event.participants.get(external_id="2026-001")
    assert (rehor.birth_date, rehor.age) == (datetime.date(2011, 5, 6), None)


def test_the_school_without_a_mapping(organisation):
    summary = import_event(
        **sample("skola-viceboj.csv"), name="Víceboj", organisation=organisation, by=None
    )

    people = summary.event.participants.select_related("group")
    assert Counter(person.group.name for person in people) == {
        "6.A": 18,
        "6.B": 13,
        "7.A": 14,
        "7.B": 15,
    }
    assert set(people.values_list("gender", flat=True)) == {"F", "M"}
    assert people.get(display_name="Řehoř Pokorný").metadata == {"Poznámka": '"uvozovky"; středník'}
    assert people.get(display_name="Štěpánka Králová").metadata == {"Poznámka": "=1+1"}
    assert people.get(display_name="BĚLA NOVOTNÁ").age == 15
    assert people.get(display_name="Běla Kolářová").metadata == {}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso-8859-2"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_end_to_end(organisation, codec, delimiter):
    text = "Jméno,Oddíl,Věk\r\nŠtěpánka Ďáblová,Žraloci,12\r\n".replace(",", delimiter)

    import_event(
        table=read_csv(text.encode(codec), "lidé.csv"),
        file_name="lidé.csv",
        name="Tábor",
        organisation=organisation,
        by=None,
    )

    person = Participant.objects.get()
    assert (person.display_name, person.group.name, person.age) == (
        "Štěpánka Ďáblová",
        "Žraloci",
        12,
    )


def test_the_broken_file_is_refused_row_by_row_and_nothing_is_written(organisation):
    with pytest.raises(ImportRefused) as refused:
        import_event(**sample("rozbity.csv"), name="Nic", organisation=organisation, by=None)

    assert refused.value.messages == [
        "Row 3: display_name is required",
        "Row 4: group_name is required",
        "Row 5: “dvanáct” is not an age; write a whole number from 0 to 200",
        "Row 6: “navíc” stands in a column without a header",
    ]
    assert [(problem.row, problem.field) for problem in refused.value.problems] == [
        (3, "display_name"),
        (4, "group_name"),
        (5, "age"),
        (6, ""),
    ]
    assert not Event.objects.exists()
    assert not AuditLog.objects.exists()


# --- The service ---------------------------------------------------------------------------------


def test_audit_names_who_imported_what(organisation, admin):
    summary = import_event(
        **sample("skola-viceboj.csv"), name="Víceboj", organisation=organisation, by=admin
    )

    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation) == ("IMPORT_EVENT", admin, organisation)
    assert (entry.resource_type, entry.resource_id) == ("event", summary.event.pk)
    assert entry.detail == ("Víceboj imported from skola-viceboj.csv: 4 groups, 60 participants")
    assert summary.event.created_by == admin


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (" ", "The event needs a name."),
        ("x" * 256, "Ensure this value has at most 255 characters (it has 256)."),
    ],
)
def test_the_event_needs_a_name_that_fits(organisation, name, sentence):
    with pytest.raises(ValidationError) as refused:
        import_event(**sample("skola-viceboj.csv"), name=name, organisation=organisation, by=None)

    assert refused.value.message_dict == {"name": [sentence]}
    assert not Event.objects.exists()


def test_warnings_do_not_stop_the_import(organisation):
    summary = import_event(
        table=read_csv(b"name,group\nJan,A\nJan,A\n", "a.csv"),
        file_name="a.csv",
        name="Dvojníci",
        organisation=organisation,
        by=None,
    )

    assert summary.participants_created == 2
    assert [problem.message for problem in summary.warnings] == [
        "Row 3: Jan is already in the group A, in row 2"
    ]


def test_a_file_name_is_logged_without_what_no_database_takes(organisation):
    import_event(
        table=read_csv(b"name,group\nJan,A\n", "a.csv"),
        file_name="a\x00\n.csv",
        name="Tábor",
        organisation=organisation,
        by=None,
    )

    assert AuditLog.objects.get().detail == "Tábor imported from a.csv: 1 groups, 1 participants"


@pytest.mark.parametrize("rows", [1, 10, 1000])
def test_queries_do_not_grow_with_the_rows(organisation, rows, django_assert_num_queries):
    lines = (f"Jan {number},Oddíl {number % 500},{number}" for number in range(rows))
    content = "\n".join(["name,group,id", *lines]).encode()

    with django_assert_num_queries(14):
        summary = import_event(
            table=read_csv(content, "a.csv"),
            file_name="a.csv",
            name="Spartakiáda",
            organisation=organisation,
            by=None,
        )

    assert summary.event.participants.count() == rows
    assert summary.event.groups.count() == min(rows, 500)
