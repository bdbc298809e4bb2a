"""POST /events/preview-csv and POST /events/import."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditLog, Membership, User
from events.models import Event, GroupEvaluator, Participant
from foundation.tables.table import MAX_BYTES
from tests import make

SAMPLES = Path(__file__).parents[2] / "data"
PREVIEW, IMPORT = "/api/events/preview-csv", "/api/events/import"
SMALL = "name,group\nJan,A\nEva,B\n"


def csv(content=SMALL, name="people.csv"):
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, content, content_type="text/csv")


def sample(name):
    return csv((SAMPLES / name).read_bytes(), name)


def preview(client, file):
    return client.post(PREVIEW, {"file": file}, format="multipart")


def imported(client, file=None, query="", **fields):
    body = {"event_name": "Tábor", "file": file or csv(), **fields}
    return client.post(f"{IMPORT}{query}", body, format="multipart")


REFUSED_FILES = [
    (csv(name="people.txt"), 400, "File must be a .csv file"),
    (csv(name="csv"), 400, "File must be a .csv file"),
    (csv(b"x" * (MAX_BYTES + 1)), 413, "CSV file exceeds the 5 MB limit"),
    (csv(""), 400, "CSV file is empty or has no headers"),
    (csv("\n ; ;\n"), 400, "CSV file is empty or has no headers"),
    (csv("name,group\n,,\n"), 400, "CSV file contains no data rows"),
    (csv(b"\x00\x01\xff"), 400, "File must be UTF-8 encoded"),
    (csv("name,group\nJan,\x00\n"), 400, "File must be UTF-8 encoded"),
    (csv("name,group\n" + "Jan,A\n" * 10_001), 400, "CSV file exceeds the 10000 row limit"),
    (
        csv('name,group\n"Jan,A\n'),
        400,
        "Row 2: the quotation marks do not match, or a cell is too long",
    ),
]


@pytest.mark.parametrize("file", REFUSED_FILES, ids=lambda case: case[2][:30])
@pytest.mark.parametrize("send", [preview, imported])
def test_files_that_are_no_table(api, admin, send, file):
    upload, status, sentence = file
    upload.seek(0)

    answer = send(api(admin), upload)

    assert (answer.status_code, answer.json()) == (status, {"detail": sentence})
    assert not Event.objects.exists()


@pytest.mark.parametrize("address", [PREVIEW, IMPORT])
def test_who_may(api, evaluator, stranger, address):
    def status(user):
        return api(user).post(address, {"file": csv()}, format="multipart").status_code

    assert [status(user) for user in (None, evaluator, stranger)] == [401, 403, 403]


@pytest.mark.parametrize("address", [PREVIEW, IMPORT])
def test_what_is_no_form_with_a_file(api, admin, address):
    client = api(admin)
    other = client.post(address, {"file": "x"}, format="json")
    broken = client.post(address, b"--x", content_type="multipart/form-data; boundary=y")
    without = client.post(address, {"event_name": "A"}, format="multipart")
    text = client.post(address, {"event_name": "A", "file": "name,group"}, format="multipart")

    assert (other.status_code, other.json()["detail"]) == (
        415,
        'Unsupported media type "application/json" in request.',
    )
    assert broken.status_code == 422
    assert (without.status_code, without.json()["errors"]) == (
        422,
        {"file": ["No file was submitted."]},
    )
    assert (text.status_code, list(text.json()["errors"])) == (422, ["file"])


# --- The preview ---------------------------------------------------------------------------------


def test_the_preview_of_the_camp(api, admin):
    body = preview(api(admin), sample("tabor-2026-excel.csv")).json()

    assert body["headers"] == [
        "Jméno",
        "Příjmení",
        "Oddíl",
        "Pohlaví",
        "Datum narození",
        "Evidenční číslo",
    ]
    assert len(body["sample_rows"]) == 5
    assert body["sample_rows"][0] == [
        "Řehoř",
        "Pokorný",
        "Bobři",
        "muž",
        "6.5.2011",
        "2026-001",
    ]
    assert (body["total_rows"], body["encoding"], body["delimiter"]) == (120, "Windows-1250", ";")
    assert body["recognised"]["Příjmení"] == "last_name"
    assert (body["problems"], body["error_count"], body["warning_count"]) == ([], 0, 0)
    assert not Event.objects.exists()


def test_the_preview_of_a_broken_file_lists_its_problems(api, admin):
    body = preview(api(admin), sample("rozbity.csv")).json()

    assert (body["total_rows"], body["error_count"], body["warning_count"]) == (5, 4, 0)
    assert body["problems"][0] == {
        "severity": "error",
        "message": "Row 3: display_name is required",
        "row": 3,
        "field": "display_name",
    }


def test_a_preview_without_known_columns_is_still_one(api, admin):
    body = preview(api(admin), csv("kdo\tkam\nJan\tA\n", "X.CSV")).json()

    assert (body["headers"], body["delimiter"]) == (["kdo", "kam"], "\t")
    assert body["sample_rows"] == [["Jan", "A"]]
    assert [(each["row"], each["field"]) for each in body["problems"]] == [
        (None, "display_name"),
        (None, "group_name"),
    ]


@pytest.mark.parametrize(
    ("content", "headers", "row"),
    [
        ("a,,b\n1,2,3\n", ["a", "", "b"], ["1", "2", "3"]),
        ("a,b,a\n1,2,3\n", ["a", "b", "a"], ["1", "2", "3"]),
        ("a,b\n1\n", ["a", "b"], ["1", ""]),
        ("a,b,,\n1,2,3,4,5\n", ["a", "b"], ["1", "2"]),
    ],
    ids=["without a header", "doubled", "short row", "long row"],
)
def test_odd_tables(api, admin, content, headers, row):
    body = preview(api(admin), csv(content)).json()

    assert (body["headers"], body["sample_rows"]) == (headers, [row])


def test_a_file_of_bad_rows_lists_the_first_hundred_problems(api, admin):
    bad = csv("name,group\n" + "Jan,\n" * 1000)

    body = preview(api(admin), bad).json()
    bad.seek(0)
    refused = imported(api(admin), bad).json()

    assert (len(body["problems"]), body["error_count"]) == (100, 1000)
    assert len(refused["errors"]) == 100


def test_the_queries_of_a_preview(api, admin, django_assert_num_queries):
    client = api(admin)

    with django_assert_num_queries(1):
        preview(client, sample("tabor-2026.csv"))


# --- The import ----------------------------------------------------------------------------------


def test_importing_the_camp(api, admin, organisation):
    answer = imported(
        api(admin),
        sample("tabor-2026.csv"),
        event_name=" Tábor  2026 ",
        date="2026-07-12",
        place="Vydří",
    )

    event = Event.objects.get()
    assert answer.status_code == 201
    body = answer.json()
    assert body.pop("recognised")["group_identifier"] == "group_identifier"
    assert body == {
        "event_id": event.pk,
        "event_name": "Tábor 2026",
        "groups_created": 12,
        "participants_created": 120,
        "evaluators": [],
        "warnings": [],
        "problems": [],
    }
    assert (event.organisation, event.created_by, event.status) == (organisation, admin, "DRAFT")
    assert (event.date, event.place) == (datetime.date(2026, 7, 12), "Vydří")
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "IMPORT_EVENT",
        admin,
        organisation,
        event.pk,
    )


@pytest.mark.parametrize("mapping", [None, "", "{}", " {} "])
def test_without_a_mapping_usual_headers_are_known(api, admin, mapping):
    fields = {} if mapping is None else {"column_mapping": mapping}

    answer = imported(api(admin), sample("tabor-2026-excel.csv"), **fields)

    assert (answer.status_code, answer.json()["participants_created"]) == (201, 120)


def test_a_mapping_replaces_recognition(api, admin):
    mapping = {"Kdo": "display_name", "kam": "group_name", "trička": None, "strava": "metadata"}

    answer = imported(
        api(admin),
        csv("Kdo;kam;age;trička;strava\nJan;A;12;M;vše\n"),
        column_mapping=json.dumps(mapping),
    )

    assert answer.status_code == 201
    assert answer.json()["recognised"] == {"Kdo": "display_name", "kam": "group_name"}
    person = Participant.objects.get()
    assert (person.display_name, person.age) == ("Jan", None)
    assert person.metadata == {"age": "12", "trička": "M", "strava": "vše"}


@pytest.mark.parametrize(
    "mapping",
    ["[]", "7", "null", "{", "a=b", '{"a": 1}', '{"a": {}}', '{"\\ud800": "age"}', "[" * 50_000],
)
def test_mappings_that_are_none(api, admin, mapping):
    answer = imported(api(admin), column_mapping=mapping)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "column_mapping": [
            "Send a JSON object of columns and their system fields, such as"
            ' {"Jméno": "display_name", "Oddíl": "group_name"}.'
        ]
    }


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (
            {"name": "display_name"},
            "No column is group_name. Say which one it is",
        ),
        (
            {"kdo": "display_name"},
            "The file has no column “kdo”. It has: name, group",
        ),
        (
            {"name": "email", "group": "group_name"},
            "“email” is not a field. The fields are: display_name, first_name, last_name,"
            " group_name, group_identifier, external_id, gender, age, birth_date, birth_year,"
            " status, is_hidden",
        ),
    ],
)
def test_mappings_that_do_not_fit_the_file(api, admin, mapping, sentence):
    answer = imported(api(admin), column_mapping=json.dumps(mapping))

    assert answer.status_code == 400
    assert answer.json() == {"detail": sentence, "errors": {"column_mapping": [sentence]}}
    assert not Event.objects.exists()


def test_bad_rows_are_named_by_their_numbers_and_nothing_is_written(api, admin):
    answer = imported(api(admin), sample("rozbity.csv"))

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "detail": "Row 3: display_name is required",
            "errors": {
                "rows.3.display_name": ["Row 3: display_name is required"],
                "rows.4.group_name": ["Row 4: group_name is required"],
                "rows.5.age": [
                    "Row 5: “dvanáct” is not an age; write a whole number from 0 to 200"
                ],
                "rows.6": ["Row 6: “navíc” stands in a column without a header"],
            },
        },
    )
    assert not Event.objects.exists()
    assert not AuditLog.objects.exists()


def test_the_row_of_headers_may_be_said(api, admin):
    file = csv("Přihlášky;a;b\nkdo;kam;jak\nJan;A;x\n")
    mapping = json.dumps({"kdo": "display_name", "kam": "group_name"})

    answer = imported(api(admin), file, column_mapping=mapping, header_row=2)

    assert (answer.status_code, answer.json()["warnings"]) == (201, [])
    assert Participant.objects.get().metadata == {"jak": "x"}


@pytest.mark.parametrize("number", ["-1", "x", "10001"])
def test_a_row_of_headers_that_cannot_be(api, admin, number):
    answer = imported(api(admin), header_row=number)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["header_row"])


def test_a_row_of_headers_that_is_not_there(api, admin):
    answer = imported(api(admin), header_row=9)

    assert answer.status_code == 400
    assert "Row 9 is empty or not there" in answer.json()["detail"]


def test_doubts_come_with_the_summary(api, admin):
    body = imported(api(admin), csv("name,group\nJan,A\nJan,A\n")).json()

    assert body["warnings"] == ["Row 3: Jan is already in the group A, in row 2"]
    assert body["problems"] == [
        {
            "severity": "doubt",
            "message": "Row 3: Jan is already in the group A, in row 2",
            "row": 3,
            "field": "display_name",
        }
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"event_name": ""}, "event_name"),
        ({"event_name": " \u00a0 "}, "event_name"),
        ({"event_name": "x" * 256}, "event_name"),
        ({"event_name": "a\x00"}, "event_name"),
        ({"date": "loni"}, "date"),
        ({"place": "x" * 256}, "place"),
        ({"organisation": "náš"}, "organisation"),
    ],
)
def test_fields_that_will_not_do(api, admin, fields, field):
    answer = imported(api(admin), **fields)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Event.objects.exists()


def test_empty_fields_of_a_form_change_nothing(api, admin, organisation):
    answer = imported(api(admin), organisation="", date="", place="", column_mapping="")

    assert answer.status_code == 201
    assert Event.objects.get().organisation == organisation


def test_the_organisation_may_be_named(api, admin, outsider, organisation):
    mine = make.organisation()
    Membership.objects.create(user=admin, organisation=mine)
    other = Membership.objects.get(user=outsider).organisation

    unclear = imported(api(admin))
    foreign = imported(api(admin), organisation=str(other.pk))
    clear = imported(api(admin), organisation=str(mine.pk))

    assert (unclear.status_code, list(unclear.json()["errors"])) == (422, ["organisation"])
    assert (foreign.status_code, foreign.json()) == (404, {"detail": "Organisation not found"})
    assert clear.status_code == 201
    assert Event.objects.get().organisation == mine


def test_formulas_and_markup_are_kept_as_they_are(api, admin):
    imported(api(admin), csv("name,group,x\n<b>Jan</b>,=1+1,@SUM(A1)\n"))

    person = Participant.objects.get()
    assert (person.display_name, person.group.name, person.metadata) == (
        "<b>Jan</b>",
        "=1+1",
        {"x": "@SUM(A1)"},
    )


# --- With logins ---------------------------------------------------------------------------------


def test_logins_for_every_group(api, admin, rf):
    answer = imported(api(admin), query="?bootstrap=true")

    assert answer.status_code == 201
    first, second = answer.json()["evaluators"]
    user = User.objects.get(email=first["email"])
    assignment = GroupEvaluator.objects.get(event_evaluator__user=user)
    assert first == {
        "group_id": assignment.group_id,
        "group_name": "A",
        "full_name": "A",
        "email": user.email,
        "username": user.username,
        "password": first["password"],
    }
    assert re.fullmatch(r"a-.{4}@tabor\.invalid", first["email"])
    assert authenticate(rf.post("/"), username=first["email"], password=first["password"]) == user
    assert second["group_name"] == "B"
    actions = AuditLog.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["IMPORT_EVENT", "BOOTSTRAP_EVALUATOR", "BOOTSTRAP_EVALUATOR"]
    trail = " ".join(f"{entry.detail} {entry.changes}" for entry in AuditLog.objects.all())
    assert first["password"] not in trail


@pytest.mark.parametrize(("query", "status"), [("false", 201), ("0", 201), ("maybe", 422)])
def test_other_words(api, admin, query, status):
    answer = imported(api(admin), query=f"?bootstrap={query}")

    assert answer.status_code == status
    assert not User.objects.filter(email__endswith=".invalid").exists()


def test_a_useless_domain_is_refused_before_anything_is_made(api, admin, settings):
    settings.TEAM_LOGIN_DOMAIN = "nobody@nowhere"

    answer = imported(api(admin), query="?bootstrap=true")

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "The setting TEAM_LOGIN_DOMAIN is not a domain name."},
    )
    assert not Event.objects.exists()


@pytest.mark.parametrize("mapping", ["", '{"name": "display_name", "group": "group_name"}'])
def test_who_is_hidden_in_an_export_is_hidden_in_the_event_made_from_it(api, admin, mapping):
    """Also for a client whose mapping knows nothing of it."""
    file = csv("name,group,is_hidden\nJan,A,true\nEva,A,false\n")

    assert imported(api(admin), file, column_mapping=mapping).status_code == 201

    hidden = Participant.objects.order_by("pk").values_list("display_name", "is_hidden", "metadata")
    assert list(hidden) == [("Jan", True, {}), ("Eva", False, {})]
