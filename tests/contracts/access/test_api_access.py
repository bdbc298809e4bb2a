"""Who may call what: every address of the API, by every method, for everybody who might come.

Whoever adds a call adds its line here; a call or an address that is missing fails the test.
"""

import pytest
from django.urls import reverse

from accounts.people import invitations
from diplomas.models import DiplomaTemplate
from scoring.publishing.codes import code_of
from tests import make
from tests.contracts.access.actors import (
    ACTORS,
    API_ROUTES,
    NOWHERE,
    TOO_LARGE,
    askers,
    call,
    mismatch,
    numbered,
    routes,
    seen,
    table,
)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

# Status codes in the order of ACTORS, for a call without a body. What has no line is a 405 for
# everybody. Two kinds of lines are right: a call for a role says 403 to the other roles and 404 to
# those of the role who may not see the thing; a call for whoever has to do with the thing says
# 404 to those who have not, and 403 to those who may see it but not do this.
CALLS = """
api:index                GET     302  302 302 302 302 302 302
api:health               GET     200  200 200 200 200 200 200
api:health-db            GET     200  200 200 200 200 200 200
api:health-redis         GET     200  200 200 200 200 200 200
api:health-all           GET     200  200 200 200 200 200 200
api:schema               GET     200  200 200 200 200 200 200
api:docs                 GET     200  200 200 200 200 200 200
api:redoc                GET     200  200 200 200 200 200 200

# Accounts
api:register             POST    422  422 422 422 422 422 422
api:login                POST    422  422 422 422 422 422 422
api:refresh              POST    422  422 422 422 422 422 422
api:logout               POST    401  422 422 422 422 422 422
api:me                   GET     401  200 200 200 200 200 200
api:validate-invitation  GET     422  422 422 422 422 422 422
api:accept-invitation    POST    422  422 422 422 422 422 422
api:forgot-password      POST    422  422 422 422 422 422 422
api:reset-password       POST    422  422 422 422 422 422 422

# Administration
api:users                GET     401  403 200 403 403 200 200
api:user                 PATCH   401  403 403 403 403 403 422
api:user                 DELETE  401  403 403 403 403 403 204
api:invitations          GET     401  403 200 403 403 200 200
api:invitations          POST    401  403 422 403 403 422 422
api:invitation           DELETE  401  403 404 403 403 204 204
api:invitation-resend    POST    401  403 404 403 403 200 200
api:audit-logs           GET     401  403 200 403 403 200 200
api:organisations        GET     401  200 200 200 200 200 200
api:members              GET     401  404 404 404 404 200 200
api:members              POST    401  403 403 403 403 403 422
api:member               DELETE  401  403 403 403 403 403 204

# Files: the evaluator's, of the organisation
api:uploads              GET     401  200 200 200 200 200 200
api:uploads              POST    401  422 422 422 422 422 422
api:uploads-bulk-delete  POST    401  422 422 422 422 422 422
# Without the version of tus.
api:resumable-uploads    POST    401  412 412 412 412 412 412
api:resumable-upload     PATCH   401  412 412 412 412 412 412
api:resumable-upload     DELETE  401  412 412 412 412 412 412
api:upload               GET     401  404 404 404 200 200 200
api:upload               PATCH   401  404 404 404 200 200 200
api:upload               DELETE  401  404 404 404 204 204 204
api:upload-download      GET     401  404 404 404 200 200 200
api:upload-link          POST    401  404 404 404 201 201 201

# Events
api:events               GET     401  200 200 200 200 200 200
api:event-manual         POST    401  403 422 403 403 422 422
api:preview-csv          POST    401  403 422 403 403 422 422
api:import               POST    401  403 422 403 403 422 422
api:event                GET     401  404 404 200 200 200 200
api:event                PATCH   401  403 404 403 403 200 200
api:event                DELETE  401  403 404 403 403 204 204
api:event-groups         POST    401  403 404 403 403 422 422
api:event-evaluators     GET     401  403 404 403 403 200 200
api:event-evaluators     POST    401  403 404 403 403 422 422
api:event-evaluator      DELETE  401  403 404 403 403 204 204
api:bootstrap-evaluators POST    401  403 404 403 403 201 201
api:age-categories       GET     401  404 404 200 200 200 200
api:age-categories       POST    401  403 404 403 403 422 422
api:age-category         PATCH   401  403 404 403 403 200 200
api:age-category         DELETE  401  403 404 403 403 204 204
api:event-activities     GET     401  404 404 200 200 200 200

# Groups and participants
api:my-groups            GET     401  200 200 200 200 200 200
api:group                PATCH   401  403 404 403 403 200 200
api:group                DELETE  401  403 404 403 403 400 400
api:group-evaluators     GET     401  404 404 404 200 200 200
api:group-evaluators     POST    401  403 404 403 403 422 422
api:group-evaluator      DELETE  401  403 404 403 403 204 204
api:group-participants   POST    401  403 404 403 403 422 422
api:participant          PATCH   401  403 404 403 403 200 200
api:participant          DELETE  401  403 404 403 403 204 204
api:participant-move     POST    401  403 404 403 403 422 422
api:participant-personal-data DELETE 401 403 404 403 403 204 204

# Activities and results
api:activities           POST    401  403 422 403 403 422 422
api:activity             PATCH   401  403 404 403 403 200 200
api:activity             DELETE  401  403 404 403 403 204 204
api:activity-evaluators  GET     401  404 404 403 200 200 200
api:activity-evaluators  POST    401  403 404 403 403 422 422
api:activity-evaluator   DELETE  401  403 404 403 403 204 204
api:activity-records     GET     401  404 404 200 200 200 200
api:records              POST    401  422 422 422 422 422 422
api:records-bulk         POST    401  422 422 422 422 422 422
api:records-sync         POST    401  422 422 422 422 422 422
api:records-sync-key     GET     401  422 422 422 422 422 422
api:records-hand-over    POST    401  403 422 403 403 422 422
api:record               DELETE  401  404 404 404 204 204 204
api:process-image        POST    401  422 422 422 422 422 422
api:leaderboard          GET     401  404 404 200 200 200 200
api:standings            GET     401  404 404 200 200 200 200
api:explain              GET     401  404 404 422 422 422 422
api:export-csv           GET     401  404 404 403 403 200 200
api:export               GET     401  404 404 403 403 422 422
api:export-file          GET     401  404 404 403 403 200 200
api:standings-rules      GET     401  403 404 403 403 200 200
api:standings-rules      PUT     401  403 404 403 403 422 422
api:publication          GET     401  403 404 403 403 200 200
api:publication          PUT     401  403 404 403 403 422 422

# The public
api:public-event         GET     200  200 200 200 200 200 200
api:public-boards        GET     200  200 200 200 200 200 200
api:public-standings     GET     200  200 200 200 200 200 200
api:public-participant   GET     200  200 200 200 200 200 200

# Diplomas
api:award-rules          GET     401  404 404 200 200 200 200
api:award-rules          PUT     401  403 404 403 403 422 422
api:awards               GET     401  404 404 200 200 200 200
api:diplomas             GET     401  404 404 200 200 200 200
api:diplomas             POST    401  403 404 403 403 201 201
api:diploma              GET     401  404 404 200 200 200 200
api:diploma              PUT     401  403 404 403 403 200 200
api:diploma              DELETE  401  403 404 403 403 204 204
api:diploma-preview      GET     401  403 404 403 403 200 200
api:diploma-batches      GET     401  403 404 403 403 200 200
api:diploma-batches      POST    401  403 404 403 403 202 202
api:diplomas-issued      GET     401  403 404 403 403 200 200
api:diploma-verify       GET     404  404 404 404 404 404 404
"""
EXPECTED = table(CALLS)


@pytest.fixture
def numbers(organisation, event, group, participant, activity, admin, evaluator):
    """What the <int:…> in addresses stand for; `evaluator` has a station and entered the record."""
    make.station(evaluator, activity)
    invitation = invitations.invite(
        email="nova@example.org", role="EVALUATOR", organisation=organisation, by=admin
    ).invitation
    record = make.record(activity, participant, "12.5", by=evaluator)
    category = make.age_category(event, 10, 12)
    published = make.published(event, by=admin, standings=True)
    return {
        "slug": published.slug,
        "code": code_of(published.code_key, participant.pk),
        "organisation_pk": organisation.pk,
        "event_pk": event.pk,
        "group_pk": group.pk,
        "participant_pk": participant.pk,
        "activity_pk": activity.pk,
        "user_pk": evaluator.pk,
        "category_pk": category.pk,
        "record_pk": record.pk,
        "member_pk": admin.pk,
        "invitation_pk": invitation.pk,
        "upload_pk": make.upload(evaluator).pk,
        "file_pk": make.file(evaluator, organisation=organisation).pk,
        "template_pk": DiplomaTemplate.objects.create(event=event, name="Diplom").pk,
        "job_pk": make.exported_file(event, admin).pk,
    }


@pytest.fixture
def clients(request, api):
    """Actor -> a client with their token."""
    return {
        actor: api(None if actor == "anonymous" else request.getfixturevalue(actor))
        for actor in ACTORS
    }


def address(name: str, numbers: dict[str, int], **others: int | str) -> str:
    if name == "api:member":
        numbers = {**numbers, "user_pk": numbers["member_pk"]}
    parts = {**numbers, **others}
    return reverse(name, kwargs={part: parts[part] for part in API_ROUTES[name].pattern.converters})


def test_every_call_is_in_the_table_and_no_other():
    names = [name for name, _route in routes() if name in API_ROUTES]
    there = {
        (name, method)
        for name, route in API_ROUTES.items()
        for method in METHODS
        if hasattr(getattr(route.callback, "cls", None), method.lower())
    }

    assert len(API_ROUTES) == len(names)  # each by a name of its own
    assert set(EXPECTED) - {("api:index", "GET")} == there


def faults(answer) -> list[str]:
    """What every refusal has to have, and this one has not."""
    code = answer.status_code
    if code < 400:
        return []
    body = answer.json()
    missing = {
        "a sentence": isinstance(body.get("detail"), str),
        "the one shape": set(body) <= {"detail", "errors"},
        "a WWW-Authenticate": code != 401
        or answer.headers.get("WWW-Authenticate", "").startswith("Bearer"),
        "an Allow": code != 405 or bool(answer.headers.get("Allow")),
    }
    return [f"{code} without {part}" for part, is_there in missing.items() if not is_there]


@pytest.mark.parametrize("method", METHODS)
def test_calls(clients, numbers, method):
    wrong = []
    for name in API_ROUTES:
        path = address(name, numbers)
        expected = EXPECTED.get((name, method), dict.fromkeys(ACTORS, "405"))
        for actor in askers(expected):
            answer = call(clients[actor], method, path)
            wrong += mismatch(name, method, actor, expected[actor], str(answer.status_code))
            wrong += mismatch(name, method, actor, [], faults(answer))

    assert wrong == []


NUMBERED = [(name, method) for name, method in EXPECTED if name in numbered(API_ROUTES)]


def test_what_is_hidden_looks_like_what_is_not_there(clients, numbers):
    wrong = []
    for name, method in NUMBERED:
        path = address(name, numbers)
        for number in API_ROUTES[name].pattern.converters:
            nowhere = address(name, numbers, **{number: NOWHERE})
            for actor, code in EXPECTED[name, method].items():
                # Who may see the event, but not do this with it, may well know its groups.
                if code in {"401", "404"}:
                    there, gone = (
                        seen(call(clients[actor], method, asked), asked)
                        for asked in (path, nowhere)
                    )
                    wrong += mismatch(f"{name} by {number}", method, actor, there, gone)

    assert wrong == []


def test_ids_too_large_for_the_database_are_not_there(clients, numbers):
    wrong = []
    for name, method in NUMBERED:
        for number in API_ROUTES[name].pattern.converters:
            for too_large, value in TOO_LARGE.items():
                path = address(name, numbers, **{number: value})
                found = call(clients["super_admin"], method, path).status_code
                wrong += mismatch(f"{name} by {number}", method, too_large, 404, found)

    assert wrong == []
