"""The trail in words: sentences, values and actions in any language."""

import ast
import re
from pathlib import Path

import pytest
from django.contrib import admin as admin_site
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import AuditLog, User
from accounts.trail import audit, sentences
from accounts.trail.actions import LABELS, label_of
from events.life import lifecycle
from events.parts import writes
from scoring.ledger import records
from tests import make
from tests.contracts.house.architecture import FLOORS

ROOT = Path(__file__).resolve().parents[3]
LOGGING = {"log", "log_object", "audit"}
"""What writes to the trail; and functions of ours that end so: _log, _create, _change, _delete."""
ACTION = re.compile(r"[A-Z]+(_[A-Z]+)*")


def actions_in(source: str):
    """Every text that a call passes on as an action, or that is kept in a variable `action`."""
    for node in ast.walk(ast.parse(source)):
        values = []
        if isinstance(node, ast.Assign):
            is_action = any(getattr(target, "id", "") == "action" for target in node.targets)
            values = [node.value] if is_action else []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [word.value for word in node.keywords if word.arg == "action"]
            values += node.args if name in LOGGING or name.startswith("_") else []
        for part in (part for value in values for part in ast.walk(value)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_no_action_of_the_code_lacks_a_name():
    found = {
        action
        for app in FLOORS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for action in actions_in(path.read_text())
        if ACTION.fullmatch(action) and (("_" in action and len(action) > 5) or action in LABELS)
    }
    not_actions = {*User.Role.values, "REMOTE_ADDR"}

    assert {"LOGIN", "CHANGE_ROLE", "LOCK_ACTIVITY", "UPDATE_RECORD", "UPDATE_DIPLOMA"} <= found
    assert found - not_actions - set(LABELS) == set()


def test_no_page_of_the_admin_site_makes_an_action_without_a_name():
    missing = set()
    for page in admin_site.site._registry.values():
        for part in [page, *(inline(page.model, admin_site.site) for inline in page.inlines)]:
            if not part.writes:
                continue
            noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", part.model.__name__).upper()
            noun = part.audit_noun or noun
            verbs = [part.audit_adds, "UPDATE", "DELETE"]
            made = {f"{verb}_{noun}" for verb in verbs} | set(part.audit_actions.values())
            missing |= made - set(LABELS)
    assert missing <= {"CREATE_INVITATION", "UPDATE_INVITATION", "DELETE_INVITATION"}  # it cannot


def test_an_action_that_no_list_knows_is_readable():
    assert label_of("TURN_THE_PAGE") == "Turn the page"


@pytest.mark.parametrize("language", ["en", "cs"])
def test_every_sentence_takes_what_it_is_given(language):
    values = dict.fromkeys(["kind", "name", "event", "changes"], "x")
    with translation.override(language):
        for text in sentences.SENTENCES.values():
            assert "x" in translation.gettext(text) % values


# --- Objects


def test_detail_is_english_and_told_is_the_readers(admin, group):
    participant = make.participant(group, display_name="Jan", gender="M", age=12)

    with translation.override("cs"):
        writes.change_participant(
            participant=participant, fields={"gender": "F", "age": None}, by=admin
        )

    log = AuditLog.objects.get()
    assert log.detail == ("Participant “Jan” in “Tábor 2026” was changed: gender M → F, age 12 → –")
    gender = dict(type(participant).Gender.choices)
    with translation.override("cs"):
        told = sentences.sentence(log)
        assert f"{gender['M']} → {gender['F']}" in told
        assert "12 → –" in told
        assert {(change.old, change.new) for change in sentences.changes(log)} == {
            (str(gender["M"]), str(gender["F"])),
            ("12", "–"),
        }
    with translation.override("en"):
        assert str(gender["M"]) in sentences.sentence(log)


def test_a_note_is_told_too(admin, activity, participant):
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


def test_several_results_are_told_by_name(admin, activity, group):
    first = make.participant(group, display_name="Jan")
    second = make.participant(group, display_name="Žofie")
    submissions = [records.Submission(first.pk, "12"), records.Submission(second.pk, "13")]

    records.submit(activity=activity, submissions=submissions, by=admin, source="form")

    log = AuditLog.objects.get(action="BULK_SUBMIT_RECORDS")
    assert log.detail == "2 results in Běh na 60 m"
    assert {change.name for change in sentences.changes(log)} == {"Jan", "Žofie"}


# --- What older rows and odd values look like


def test_rows_that_keep_no_parts_are_told_as_they_were_written(admin):
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


def test_labels_in_sentences_are_translated_when_they_are_told(admin):
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
        (User, "created_at", "2026-07-01T22:30:00+00:00", "07/02/2026 12:30 a.m."),
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
