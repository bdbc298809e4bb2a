"""The running API called in every way that its schema allows, and in ways that it does not.

No answer is a server's error, and none says what the schema does not. Every call has a stage of
its own with something of every kind on it, and gets through at least once.
It sends the same every time; KLEPAK_SCHEMATHESIS_EXAMPLES=200 more, and something else each time.
"""

import os
import zlib
from urllib.parse import unquote

import pytest
import requests
import schemathesis
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections
from django.urls import Resolver404, resolve
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import gemini_server
from tests.contracts.api import api_stage
from tests.contracts.api.api_stage import with_known

pytestmark = pytest.mark.django_db(transaction=True)

LONGER = os.environ.get("KLEPAK_SCHEMATHESIS_EXAMPLES")
EXAMPLES = int(LONGER or 4)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
CONFIG = {
    "generation": {
        "deterministic": not LONGER,
        "with-security-parameters": False,
        "database": "none",
    },
    "phases": {"coverage": {"unexpected-methods": []}},
}
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
ACTORS = ["super_admin", "admin", "admin", "evaluator", "anonymous"]
GETS_THROUGH = {"POST /api/auth/logout": "evaluator"}
"""Who does where a super admin does not."""


def described() -> dict:
    """The schema, with names for the files that are sent."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path in ["/api/events/preview-csv", "/api/events/import"]:
        form = schema["paths"][path]["post"]["requestBody"]["content"]["multipart/form-data"]
        header = {"schema": {"type": "string"}, "example": 'form-data; filename="people.csv"'}
        form["encoding"] = {"file": {"headers": {"Content-Disposition": header}}}
    return schema


API = schemathesis.openapi.from_dict(described(), config=schemathesis.Config.from_dict(CONFIG))


@pytest.fixture
def session(monkeypatch):
    """One connection for all calls, and one from there to the database, which the server closes
    with it. Its answers are small and come in two pieces, the second of which would wait 40 ms for
    the first to be acknowledged.
    """
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", None)
    with requests.Session() as session:
        session.trust_env = False  # nor looks for proxies before each call
        yield session


@pytest.fixture(scope="module")
def gemini():
    with gemini_server.running() as server:
        yield server


@pytest.fixture(autouse=True)
def photos_are_read(settings, gemini, participant):
    settings.SHEET_READER, settings.GEMINI_API_KEY = "gemini", "a-key"
    settings.GEMINI_URL = gemini.url
    gemini.will(gemini_server.rows((participant.display_name, "12,5")))


@pytest.fixture
def stage(event, group, other_group, participant, activity, admin, evaluator, super_admin):
    """When all has been sent, somebody's call has succeeded."""
    people = {"admin": admin, "evaluator": evaluator, "super_admin": super_admin}
    stage = api_stage.build(event, group, other_group, participant, activity, **people)
    yield stage
    for call, answered in stage.answered.items():
        assert got_through(answered), call


@API.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=not LONGER,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),  # the stage stays for all that is sent to one call
)
def test_no_answer_contradicts_the_schema(case, stage, session, live_server):
    call = case.operation.label
    sent = (case.path_parameters, case.query, case.body)
    number = zlib.crc32(repr(sent).encode(errors="replace"))
    answered = stage.answered.setdefault(call, set())
    if number % 2 and got_through(answered) and not LONGER:
        return  # each call is varied in forty ways: every second one says as much
    if number % 8 or not got_through(answered):
        known = stage.known_to(call)
        case.path_parameters, case.query, case.body = (with_known(part, known) for part in sent)
    if leads_elsewhere(case):
        return

    for actor in actors_of(case, number, answered):
        answer = case.call(base_url=live_server.url, session=session, headers=stage.headers[actor])

        answered.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)


def actors_of(case, number: int, answered: set[int]) -> list[str]:
    """Who calls: everybody where there is nothing else to vary; first of all who gets through."""
    if not (case.path_parameters or case.query or case.operation.body):
        return [*dict.fromkeys(ACTORS)]
    if not got_through(answered):
        return [GETS_THROUGH.get(case.operation.label, "super_admin")]
    return [ACTORS[number % len(ACTORS)]]


def leads_elsewhere(case) -> bool:
    """Whether what stands for an id makes the address of another call: records/process-image."""
    try:
        match = resolve(unquote(case.formatted_path))
    except Resolver404:
        return False
    return not set(case.path_parameters or {}) <= set(match.kwargs)


def got_through(answered: set[int]) -> bool:
    return any(200 <= status < 300 for status in answered)
