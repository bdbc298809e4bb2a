"""The trail in words: sentences and values in any language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import AuditLog, User
from accounts.trail import audit, sentences
from events.life import lifecycle
from events.parts import writes
from scoring.ledger import records
from tests import make


@pytest.mark.parametrize("language", ["en", "cs"])
def test_every_sentence_takes_what_it_is_given(language):
    values = dict.fromkeys(["kind", "name", "event", "changes"], "x")
    with translation.override(language):
        for text in sentences.SENTENCES.values():
            assert "x" in translation.gettext(text) % values


# --- Objects


def test_detail_is_english_and_the_sentence_is_the_readers(admin, group):
    participant = make.participant(group, display_name="Jan", gender="M", age=12)

    with translation.override("cs"):
        writes.change_participant(
            participant=participant, fields={"gender": "F", "age": None}, by=admin
        )

    log = AuditLog.objects.get()
    assert log.detail == ("Participant “Jan” in “Tábor 2026” was changed: gender M → F, age 12 → –")
    gender = dict(type(participant).Gender.choices)
    with translation.override("cs"):
        sentence = sentences.sentence(log)
        assert f"{gender['M']} → {gender['F']}" in sentence
        assert "12 → –" in sentence
        assert {(change.old, change.new) for change in sentences.changes(log)} == {
            (str(gender["M"]), str(gender["F"])),
            ("12", "–"),
        }
    with translation.override("en"):
        assert str(gender["M"]) in sentences.sentence(log)


def test_a_note_ends_the_sentence(admin, activity, participant):
    make.record(activity, participant, "12.5")

    writes.delete_participant(participant=participant, by=admin)

    log = AuditLog.objects.get(action="DELETE_PARTICIPANT")
    sentence = "Participant “Štěpánka Ďáblová” in “Tábor 2026” was deleted with 1 result"
    assert (log.detail, sentences.sentence(log, "en")) == (sentence, sentence)
    assert [(change.name, change.old, change.new) for change in sentences.changes(log)] == [
        ("Results", "1", "0")
    ]


def test_statuses_by_their_values_in_the_api_and_by_their_labels_for_people(admin, event):
    lifecycle.change_status(event=event, status="ARCHIVED", by=admin)

    log = AuditLog.objects.get()
    assert log.detail == "Tábor 2026: ACTIVE → ARCHIVED"
    status = type(event).Status
    for language in ("en", "cs"):
        with translation.override(language):
            expected = f"Tábor 2026: {status.ACTIVE.label} → {status.ARCHIVED.label}"
        assert sentences.sentence(log, language) == expected


def test_several_results_go_by_the_names_of_participants(admin, activity, group):
    first = make.participant(group, display_name="Jan")
    second = make.participant(group, display_name="Žofie")
    submissions = [records.Submission(first.pk, "12"), records.Submission(second.pk, "13")]

    records.submit(activity=activity, submissions=submissions, by=admin, source="form")

    log = AuditLog.objects.get(action="BULK_SUBMIT_RECORDS")
    assert log.detail == "2 results in Běh na 60 m"
    assert {change.name for change in sentences.changes(log)} == {"Jan", "Žofie"}


# --- What older rows and odd values look like


def test_rows_that_keep_no_parts_stay_as_they_were_written(admin):
    plain = audit.log(actor=admin, action="LOGIN", detail="100 % written by hand")
    silent = audit.log(actor=admin, action="LOGIN")
    unknown = AuditLog(action="LOGIN", detail="Old", told={"model": "events.gone"})

    assert sentences.sentence(plain) == "100 % written by hand"
    assert sentences.sentence(silent) == "Signed in"
    assert sentences.sentence(unknown) == "Old"


def test_names_are_never_formatted(admin):
    log = audit.log(
        actor=admin,
        action="LOGIN",
        detail=audit.Sentence("%(user)s signed in", {"user": "100 %(user)s %s"}),
    )

    assert sentences.sentence(log) == log.detail == "100 %(user)s %s signed in"


def test_labels_in_sentences_are_translated_when_they_are_read(admin):
    sentence = audit.Sentence(
        "%(who)s became %(role)s",
        {"who": gettext_lazy("evaluator"), "role": audit.Choice("ADMIN", User.Role.ADMIN.label)},
    )
    with translation.override("cs"):
        log = audit.log(actor=admin, action="CHANGE_ROLE", detail=sentence)

    assert log.detail == "evaluator became ADMIN"
    assert sentences.sentence(log, "en") == "evaluator became organiser"
    assert sentences.sentence(log, "cs") == "rozhodčí became pořadatel"


@pytest.mark.parametrize(
    ("model", "field", "value", "text"),
    [
        (User, "is_active", True, "yes"),
        (User, "is_active", False, "no"),
        (User, "role", "ADMIN", "organiser"),
        (User, "role", "GONE", "GONE"),
        (User, "created_at", "2026-07-01T22:30:00+00:00", "2 Jul 2026, 00:30"),
        (User, "created_at", "once upon a time", "once upon a time"),
        (User, "created_at", "2026-13-45T99:99", "2026-13-45T99:99"),
        (User, "no_field", 5, "5"),
        (None, "x", [1, {"a": None}], "1, a: –"),
        (None, "x", None, "–"),
        (None, "x", 0, "0"),
    ],
)
def test_values(model, field, value, text):
    assert sentences.shown(model, field, value) == text
