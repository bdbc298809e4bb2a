"""POST /records/process-image: who may, what comes back, and what is refused before anything is
sent to an engine.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditLog
from scoring.models import Entry, Record
from scoring.paper.sheets import readings
from tests import make
from tests.gemini_server import rows
from tests.scoring.paper import encoded, picture
from tests.scoring.paper.conftest import PATH

NAME = "Štěpánka Ďáblová"
SWITCHED_OFF = (
    "Reading photos is switched off here. Type the results in by hand. To switch it on, whoever"
    " runs this server sets GEMINI_API_KEY and SHEET_READER=gemini."
)


@pytest.fixture
def team(group, participant):
    """Three of the group."""
    return [
        participant,
        make.participant(group, display_name="Jan Novák", external_id="12"),
        make.participant(group, display_name="Jana Nováková"),
    ]


def detail(answer):
    return answer.status_code, answer.json()["detail"]


def test_a_row_in_full(gemini, send, evaluator, participant):
    gemini.will(rows(("Ďáblová Štěpánka", "1:23,4"), box_2d=[310, 50, 350, 940]))

    answer = send(evaluator)

    assert answer.status_code == 200
    assert answer.json() == [
        {
            "participant_id": participant.pk,
            "name": NAME,
            "value": "1:23.40",
            "attempts_raw": None,
            "confidence": 0.95,
            "raw_name": "Ďáblová Štěpánka",
            "raw_value": "1:23,4",
            "current_value": None,
            "needs_review": False,
            "reasons": [],
            "candidates": [],
            "crop": {"left": 0.05, "top": 0.31, "right": 0.94, "bottom": 0.35},
        }
    ]


@pytest.mark.parametrize(
    ("combine", "read", "value", "attempts"),
    [
        ("BEST", "3,20 x 3,45", "3.45", "3,20 x 3,45"),
        ("HEIGHTS", "1,10 o 1,15 xo", "1.15", "1,10 o 1,15 xo"),
        ("BEST", "x x x", "NM", "x x x"),
        ("BEST", "DNS", "DNS", None),
        ("BEST", "3Z", "3Z", None),
    ],
)
def test_several_attempts(
    gemini, send, evaluator, activity, participant, combine, read, value, attempts
):
    activity.evaluation_type, activity.unit, activity.combine = "NUMERIC_HIGH", "m", combine
    activity.save()
    gemini.will(rows((NAME, read)))

    (row,) = send(evaluator).json()

    assert (row["value"], row["attempts_raw"]) == (value, attempts)


def test_nothing_is_saved(gemini, send, evaluator, participant):
    gemini.will(rows((NAME, "12.5")))

    assert send(evaluator).status_code == 200
    assert not Entry.objects.exists()
    assert not Record.objects.exists()
    assert not AuditLog.objects.exists()


def test_what_comes_back_can_be_sent_as_it_is(gemini, send, api, evaluator, activity, team):
    gemini.will(rows((NAME, "1:23,4"), ("12", "dns"), ("Nováková Jana", "83")))
    read = send(evaluator).json()

    answer = api(evaluator).post(
        "/api/records/bulk",
        {
            "activity_id": activity.pk,
            "records": [
                {"participant_id": row["participant_id"], "value_raw": row["value"]} for row in read
            ],
        },
        format="json",
    )

    assert answer.status_code == 201
    stored = Record.objects.order_by("participant").values_list("participant", "value", "status")
    assert list(stored) == [
        (team[0].pk, 83400, "OK"),
        (team[1].pk, None, "DNS"),
        (team[2].pk, 83000, "OK"),
    ]


def found(answer):
    assert answer.status_code == 200, answer.content
    return [(row["participant_id"], row["value"], row["needs_review"]) for row in answer.json()]


def test_rows_that_are_nobodys_come_only_when_asked_for(gemini, send, group, admin, team):
    twins = [make.participant(group, display_name="Eva Malá") for _ in range(2)]
    gemini.will(
        rows(("Jan", "1"), ("Eva Malá", "2"), ("Cizí", "3"), ("", "4"), (NAME, ""), (NAME, "5"))
    )

    assert found(send(admin)) == [(team[1].pk, "1.00", True), (team[0].pk, "5.00", False)]
    answer = send(admin, path=f"{PATH}?unmatched=1")

    assert found(answer) == [
        (team[1].pk, "1.00", True),
        (None, "2.00", True),
        (None, "3.00", True),
        (None, "4.00", True),
        (team[0].pk, "5.00", False),
    ]
    _jan, eva, stranger, nameless, _first = answer.json()
    assert eva["candidates"] == [{"participant_id": twin.pk, "name": "Eva Malá"} for twin in twins]
    assert [row["name"] for row in (eva, stranger, nameless)] == ["Eva Malá", "Cizí", ""]
    assert [row["confidence"] for row in (eva, stranger, nameless)] == [0, 0, 0]
    assert [row["reasons"] for row in (eva, stranger)] == [
        ["It is not certain whose row this is. Choose the person."],
        ["Nobody in the group has this name. Choose the person."],
    ]


def test_jan_is_never_jana(gemini, send, evaluator, team):
    team[1].delete()
    gemini.will(rows(("Jan Novák", "1"), ("Jan", "2"), ("Novák", "3"), ("12", "4")))

    assert found(send(evaluator)) == []


def test_people_of_other_groups_are_nobody_here(gemini, send, evaluator, other_group, team):
    make.participant(other_group, display_name="Řehoř Žižka", external_id="77")
    gemini.will(rows(("Řehoř Žižka", "1"), ("77", "2")))

    assert found(send(evaluator)) == []


@pytest.mark.parametrize(
    ("read", "more", "value", "reason"),
    [
        (
            "1Z,5",
            {},
            "1Z,5",
            "“1Z,5” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        ),
        ("2:00", {}, "2:00.00", "2:00.00 is unusually high. Is it right?"),
        ("DNF", {}, "DNF", "Is it really DNF?"),
        ("12.5", {"unsure": True}, "12.50", "The row is hard to read."),
    ],
)
def test_why_to_look_at_a_row(
    gemini, send, evaluator, activity, participant, read, more, value, reason
):
    activity.plausible_maximum = 90_000
    activity.save()
    gemini.will(rows((NAME, read), **more))

    (row,) = send(evaluator).json()

    assert (row["value"], row["needs_review"], row["reasons"]) == (value, True, [reason])
    assert row["confidence"] == (0.5 if more else 1)


def test_a_name_that_is_only_like_it(gemini, send, evaluator, team):
    gemini.will(rows(("Štěpánka Ďábiová", "9")))

    (row,) = send(evaluator).json()

    assert (row["participant_id"], row["confidence"]) == (team[0].pk, 0.8)
    assert row["reasons"] == ["The sheet says “Štěpánka Ďábiová”. Is it the same person?"]


@pytest.mark.parametrize(
    ("before", "reasons"),
    [
        ("12,5", []),
        ("13", ["There is another result already: 13."]),
        ("dnf", ["There is another result already: dnf."]),
    ],
)
def test_what_the_cell_holds_already(
    gemini, send, evaluator, activity, participant, before, reasons
):
    make.record(activity, participant, before)
    gemini.will(rows((NAME, "12.5")))

    (row,) = send(evaluator).json()

    assert (row["current_value"], row["reasons"]) == (before, reasons)


def test_what_is_no_letter_is_left_out(gemini, send, evaluator, participant):
    gemini.will(rows((f"\ud800{NAME}\x00", "\x071\u00a02.5\udfff")))

    answer = send(evaluator, path=f"{PATH}?unmatched=true")

    assert [(row["raw_name"], row["raw_value"]) for row in answer.json()] == [(NAME, "1 2.5")]


ACTORS = {
    "super_admin": 200,
    "admin": 200,
    "evaluator": 200,
    "other_evaluator": (403, "You are not assigned to this group"),
    "outsider": (404, "Activity not found"),
    "stranger": (404, "Activity not found"),
    None: (401, "Authentication credentials were not provided."),
}


@pytest.mark.parametrize("actor", ACTORS)
def test_who_may(gemini, send, request, participant, actor):
    gemini.will(rows((NAME, "12.5")))

    answer = send(actor and request.getfixturevalue(actor))

    assert ACTORS[actor] in (answer.status_code, answer.status_code == 200 or detail(answer))
    assert len(gemini.calls) == (1 if answer.status_code == 200 else 0)


def test_an_evaluator_who_was_taken_off_the_group(gemini, send, evaluator, group):
    group.evaluator_assignments.all().delete()

    assert detail(send(evaluator)) == (403, "You are not assigned to this group")
    assert gemini.calls == []


def test_a_deactivated_account(gemini, send, evaluator):
    evaluator.is_active = False
    evaluator.save()

    assert send(evaluator).status_code == 401


@pytest.fixture
def elsewhere(organisation):
    """Another event of the same organisation."""
    return make.event(organisation=organisation)


def test_activity_and_group_are_of_one_event(gemini, send, admin, evaluator, elsewhere, group):
    activity = make.activity(elsewhere)
    away = make.group(elsewhere)
    wrong = (400, "The activity and the group are of different events.")

    assert detail(send(admin, activity_id=activity.pk)) == wrong
    assert detail(send(admin, group_id=away.pk)) == wrong
    assert detail(send(evaluator, activity_id=activity.pk)) == (404, "Activity not found")
    assert detail(send(evaluator, group_id=away.pk)) == (404, "Group not found")
    assert gemini.calls == []


@pytest.mark.parametrize("field", ["activity", "group"])
@pytest.mark.parametrize("pk", [10**6, 2**31, 2**63, 10**30])
def test_what_is_not_there(gemini, send, admin, outsider, event, field, pk):
    missing = (404, f"{field.title()} not found")
    theirs = make.event(organisation=make.organisation())
    hidden = make.activity(theirs) if field == "activity" else make.group(theirs)

    assert detail(send(admin, **{f"{field}_id": pk})) == missing
    assert detail(send(admin, **{f"{field}_id": hidden.pk})) == missing


@pytest.mark.parametrize("field", ["activity_id", "group_id"])
@pytest.mark.parametrize(
    "value", ["", "x", "1.5", "0", "-1", "\x00", "1\x00", "9" * 5000, "²", "[]"]
)
def test_ids_that_are_none(gemini, send, evaluator, field, value):
    answer = send(evaluator, **{field: value})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("field", ["file", "activity_id", "group_id"])
def test_a_field_is_missing(gemini, send, evaluator, field):
    answer = send(evaluator, leave_out=[field])

    assert detail(answer)[0] == 422
    assert list(answer.json()["errors"]) == [field]


def test_the_file_is_a_text(gemini, send, evaluator):
    assert detail(send(evaluator, file=SimpleUploadedFile("a.jpg", b"")))[0] == 422
    assert detail(send(evaluator, file=_Text("no file")))[0] == 422


class _Text(str):
    """A field instead of a file; not bytes, so it is sent as it is."""


@pytest.mark.parametrize("unmatched", ["2", "maybe", "%00"])
def test_the_query_does_not_fit(gemini, send, evaluator, unmatched):
    answer = send(evaluator, path=f"{PATH}?unmatched={unmatched}")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["unmatched"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{}", "application/json", 415),
        ("x", "text/plain", 415),
        ("", "multipart/form-data", 422),
        ("x", "multipart/form-data; boundary=y", 422),
        (
            '--y\r\nContent-Disposition: form-data; name="file"',
            "multipart/form-data; boundary=y",
            422,
        ),
    ],
)
def test_bodies_that_are_no_form(gemini, api, evaluator, body, content_type, status):
    answer = api(evaluator).generic("POST", PATH, body, content_type=content_type)

    assert detail(answer)[0] == status


def test_too_many_files(gemini, send, evaluator):
    files = {f"file{number}": SimpleUploadedFile("a", b"x") for number in range(101)}

    assert detail(send(evaluator, **files))[0] == 400


def test_a_photo_of_five_megabytes_and_one_larger(gemini, send, evaluator):
    largest = encoded(picture()).ljust(
        5 * 1024 * 1024, b"\0"
    )  # behind its end a JPEG may have more

    assert send(evaluator, file=largest).status_code == 200
    assert detail(send(evaluator, file=largest + b"\0")) == (
        413,
        "The photo is larger than 5 MB. Take it again at a lower quality.",
    )
    assert len(gemini.calls) == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("sheet.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("sheet.png", b"<html></html>"),
        ("sheet.heic", b"no photo"),
        ("x\x00.jpg", encoded(picture(), "GIF")),
        ("sheet.jpg", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"),
    ],
)
def test_files_that_are_no_photos(gemini, send, evaluator, name, file):
    assert detail(send(evaluator, file=file, name=name)) == (
        415,
        "This is not a photo. Send a JPEG, PNG, WebP or HEIC file.",
    )
    assert gemini.calls == []


@pytest.mark.parametrize("engine", ["gemini", "none"])
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (encoded(picture())[:400], "The photo is damaged or arrived incomplete. Send it again."),
        (
            encoded(picture(20, 20)),
            "The photo is too small to be read. Take a larger one.",
        ),
    ],
)
def test_photos_that_cannot_be_read(gemini, send, settings, evaluator, engine, file, sentence):
    settings.SHEET_READER = engine

    answer = send(evaluator, file=file)

    assert (answer.status_code, answer.json()) == (
        422,
        {"detail": f"file: {sentence}", "errors": {"file": [sentence]}},
    )
    assert gemini.calls == []


def test_the_file_is_looked_at_before_the_engine(send, settings, evaluator):
    settings.SHEET_READER = "none"
    too_large = encoded(picture()).ljust(5 * 1024 * 1024 + 1, b"\0")

    assert detail(send(evaluator, file=b"%PDF-1.7"))[0] == 415
    assert detail(send(evaluator, file=too_large))[0] == 413
    assert detail(send(evaluator, file=b"")) == (422, "file: The submitted file is empty.")
    assert detail(send(evaluator)) == (503, SWITCHED_OFF)


def test_the_bytes_decide_what_it_is(gemini, send, evaluator):
    photo = SimpleUploadedFile("../../sheet.pdf", encoded(picture(), "PNG"), "text/html")

    assert send(evaluator, file=photo).status_code == 200
    assert send(evaluator, name="x" * 300, file=encoded(picture(), "WEBP")).status_code == 200


def test_no_engine(send, settings, evaluator, other_evaluator, stranger):
    settings.SHEET_READER = "none"

    assert detail(send(evaluator)) == (503, SWITCHED_OFF)
    assert detail(send(other_evaluator))[0] == 403
    assert detail(send(stranger))[0] == 404


def test_a_group_too_large_for_a_sheet(gemini, send, admin, group):
    model = type(make.participant(group))
    model.objects.bulk_create(
        [model(event=group.event, group=group, display_name=f"Č. {n}") for n in range(500)]
    )

    assert detail(send(admin)) == (
        400,
        "The group has more than 500 participants. Type the results in by hand.",
    )


@pytest.mark.parametrize("children", [1, 12])
def test_queries_do_not_grow(
    gemini, send, api, evaluator, group, activity, children, django_assert_num_queries
):
    names = [f"{letter}dam Novotný" for letter in "ABCDEFGHIJKL"[:children]]
    for name in names:
        make.record(activity, make.participant(group, display_name=name), "11")
    gemini.will(rows(*((name, "12") for name in names)))

    client = api(evaluator)

    with django_assert_num_queries(6):  # account, activity, group, right, participants, records
        answer = send(evaluator, client=client)

    assert len(found(answer)) == children


def test_twenty_a_minute(send, settings, limited, evaluator, admin):
    settings.SHEET_READER = "none"

    statuses = [send(evaluator).status_code for _ in range(21)]

    assert statuses == [503] * 20 + [429]
    assert send(admin).status_code == 503


def test_sentences_are_english_for_a_czech_account(gemini, send, evaluator):
    evaluator.language = "cs"
    evaluator.save()

    assert detail(send(evaluator, file=b"x"))[1].startswith("This is not a photo.")


def test_so_many_sheets_are_read_at_once(gemini, send, evaluator, participant):
    """Others are not kept waiting: a reading may take as long as the engine likes."""
    gemini.will(rows((NAME, "1:23,4")))
    with readings.turn(), readings.turn():
        answer = send(evaluator)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert detail(answer)[1].startswith("The service that reads photos has too much to do.")
    assert gemini.calls == []
    assert send(evaluator).status_code == 200
