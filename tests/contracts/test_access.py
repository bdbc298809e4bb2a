"""Who gets in where: every address of the site, for everybody who might come.

An address that is missing in these tables fails the test, so no page is ever added without saying
whom it is for.
"""

import re

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from accounts import audit
from accounts.models import AuditLog, Organisation, User
from diplomas.models import DiplomaTemplate
from events.models import (
    Activity,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from scoring.models import Entry, Record
from tests import make

ACTORS = "anonymous stranger outsider other_evaluator evaluator admin super_admin".split()
"""Nobody; an evaluator in nobody's pool; an admin of another organisation; an evaluator of the
event's other group; of this group; an admin of the organisation; a super admin."""

# Status codes in the order of ACTORS, for a GET and for an empty POST. "in" is the redirect to the
# sign-in page, 302 one elsewhere. What another organisation has is a 404, as if it were not there.
# A new page gets two lines beside its neighbours.
PAGES = """
home                       GET    in  302 302 302 302 302 302
home                       POST   in  405 405 405 405 405 405
language-set               GET   405  405 405 405 405 405 405
language-set               POST  302  302 302 302 302 302 302
health                     GET   200  200 200 200 200 200 200
health                     POST  405  405 405 405 405 405 405

accounts:sign-in           GET   200  302 302 302 302 302 302
accounts:sign-in           POST  200  302 302 302 302 302 302
accounts:sign-out          GET    in  405 405 405 405 405 405
accounts:sign-out          POST   in   in  in  in  in  in  in

events:list                GET    in  200 200 200 200 200 200
events:list                POST   in  405 405 405 405 405 405

scoring:my-groups          GET    in  200 200 200 200 200 200
scoring:my-groups          POST   in  405 405 405 405 405 405
scoring:event              GET    in  404 404 200 200 200 200
scoring:event              POST   in  405 405 405 405 405 405
scoring:leaderboard        GET    in  404 404 200 200 200 200
scoring:leaderboard        POST   in  405 405 405 405 405 405
scoring:leaderboard-live   GET    in  404 404 200 200 200 200
scoring:leaderboard-live   POST   in  405 405 405 405 405 405
scoring:group              GET    in  404 404 404 200 200 200
scoring:group              POST   in  405 405 405 405 405 405
scoring:entry              GET    in  404 404 404 200 200 200
scoring:entry              POST   in  404 404 404 302 302 302
scoring:row-save           GET    in  405 405 405 405 405 405
scoring:row-save           POST   in  404 404 404 422 422 422

diplomas:activity          GET    in  404 404 200 200 200 200
diplomas:activity          POST   in  405 405 405 405 405 405
"""

# Without a session it is a 401 with a sentence, never a redirect.
API = """
api:health                 GET   200  200 200 200 200 200 200
api:health                 POST  405  405 405 405 405 405 405
api:leaderboard            GET   401  404 404 200 200 200 200
api:leaderboard            POST  401  405 405 405 405 405 405
api:export-csv             GET   401  404 404 403 403 200 200
api:export-csv             POST  401  405 405 405 405 405 405
"""

ADMIN_SITE = """
admin:index                GET    in  403 200 403 403 200 200
admin:index                POST   in  403 200 403 403 200 200
admin:app_list             GET    in  403 200 403 403 200 200
admin:app_list             POST   in  403 200 403 403 200 200
admin:login                GET    in  403  in 403 403  in  in
admin:login                POST   in  403  in 403 403  in  in
admin:logout               GET    in  403 405 403 403 405 405
admin:logout               POST   in  403  in 403 403  in  in
admin:password_change      GET    in  403 200 403 403 200 200
admin:password_change      POST   in  403 200 403 403 200 200
admin:password_change_done GET    in  403 200 403 403 200 200
admin:password_change_done POST   in  403 405 403 403 405 405
admin:autocomplete         GET    in  403 403 403 403 403 403
admin:autocomplete         POST   in  403 405 403 403 405 405
admin:jsi18n               GET    in  403 200 403 403 200 200
admin:jsi18n               POST   in  403 405 403 403 405 405
admin:view_on_site         GET    in  403 404 403 403 404 404
admin:view_on_site         POST   in  403 404 403 403 404 404
admin/<url>                GET    in  403 404 403 403 404 404
admin/<url>                POST   in  403 404 403 403 404 404
admin:auth_user_password_change GET  in 403 403 403 403 403 200
admin:auth_user_password_change POST in 403 403 403 403 403 200
"""

# The pages every model of the admin site has, by kind; "" is the old address of the change page.
# For what is not one's own Django's admin redirects to its front page, as for what is not there.
ADMIN_MODELS = """
changelist                 GET    in  403 200 403 403 200 200
changelist                 POST   in  403 200 403 403 200 200
add                        GET    in  403 200 403 403 200 200
add                        POST   in  403 200 403 403 200 200
change                     GET    in  403 302 403 403 200 200
change                     POST   in  403 302 403 403 200 200
delete                     GET    in  403 302 403 403 200 200
delete                     POST   in  403 302 403 403 200 200
history                    GET    in  403 404 403 403 302 302
history                    POST   in  403 404 403 403 302 302
old-address                GET    in  403 302 403 403 302 302
old-address                POST   in  403 302 403 403 302 302
"""
SUPER_ADMIN_WRITES = """
add                        GET    in  403 403 403 403 403 200
add                        POST   in  403 403 403 403 403 200
change                     POST   in  403 403 403 403 403 200
delete                     GET    in  403 403 403 403 403 200
delete                     POST   in  403 403 403 403 403 200
"""
NOBODY_WRITES = """
add                        GET    in  403 403 403 403 403 403
add                        POST   in  403 403 403 403 403 403
change                     POST   in  403 403 403 403 403 403
delete                     GET    in  403 403 403 403 403 403
delete                     POST   in  403 403 403 403 403 403
"""
NOBODY_CHANGES = """
change                     POST   in  403 403 403 403 403 403
"""
EXCEPTIONS = {
    Organisation: SUPER_ADMIN_WRITES,
    User: SUPER_ADMIN_WRITES,
    AuditLog: NOBODY_WRITES,
    Entry: NOBODY_WRITES,
    EventEvaluator: NOBODY_CHANGES,
}


def table(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """(name, method) -> {actor: status}."""
    lines = [line.split() for line in text.splitlines() if line]
    return {
        (name, method): dict(zip(ACTORS, statuses, strict=True))
        for name, method, *statuses in lines
    }


EVERYBODYS = {**table(PAGES), **table(API), **table(ADMIN_SITE)}


def model_table(model) -> dict[tuple[str, str], dict[str, str]]:
    return {**table(ADMIN_MODELS), **table(EXCEPTIONS.get(model, ""))}


def routes(resolver=None, namespaces=(), route="") -> list[tuple[str, object]]:
    """(name, pattern) of every address of the site; a nameless one goes by its route."""
    found = []
    for part in (resolver or get_resolver()).url_patterns:
        path = re.sub(r"[\^$]|\(\?P(<\w+>).*?\)", r"\1", route + str(part.pattern))
        if hasattr(part, "url_patterns"):
            inner = (*namespaces, part.namespace) if part.namespace else namespaces
            found += routes(part, inner, path)
        else:
            name = ":".join([*namespaces, part.name]) if part.name else path
            found.append((name, part.pattern))
    return found


ROUTES = dict(routes())


def admin_names(model) -> dict[str, str]:
    """Kind of page -> its name on the admin site."""
    meta = model._meta
    kinds = ["changelist", "add", "change", "delete", "history"]
    prefix = f"admin:{meta.app_label}_{meta.model_name}"
    return {
        **{kind: f"{prefix}_{kind}" for kind in kinds},
        "old-address": f"admin/{meta.app_label}/{meta.model_name}/<path:object_id>/",
    }


def test_every_address_is_in_the_tables():
    of_models = {name for model in site._registry for name in admin_names(model).values()}

    assert {name for name, _method in EVERYBODYS} | of_models == set(ROUTES)
    assert len(ROUTES) == len(routes())  # each by a name of its own


@pytest.fixture
def stage(organisation, event, group, other_group, participant, activity, evaluator, admin):
    """Something of every kind."""
    record = make.record(activity, participant, "12.5")
    pool = EventEvaluator.objects.get(user=evaluator)
    return {
        Organisation: organisation,
        User: admin,
        AuditLog: audit.log(actor=None, action="X", organisation=organisation),
        Event: event,
        AgeCategory: make.age_category(event, 10, 12),
        Group: group,
        Participant: participant,
        Activity: activity,
        EventEvaluator: pool,
        GroupEvaluator: GroupEvaluator.objects.get(event_evaluator=pool),
        Record: record,
        Entry: record.entry,
        DiplomaTemplate: DiplomaTemplate.objects.create(event=event, name="Diploma"),
    }


@pytest.fixture
def clients(request, stage):
    """Actor -> a browser with their session."""
    found = {actor: Client() for actor in ACTORS}
    for actor in ACTORS[1:]:
        found[actor].force_login(request.getfixturevalue(actor))
    return found


@pytest.fixture
def numbers(event, group, participant, activity):
    """What the <int:…> in addresses stand for."""
    return {
        "event_pk": event.pk,
        "group_pk": group.pk,
        "participant_pk": participant.pk,
        "activity_pk": activity.pk,
    }


OTHER_PARTS = {"app_label": "events", "content_type_id": 1, "object_id": 1, "url": "nonsense"}


def address(name: str, numbers: dict[str, int], user: User | None = None) -> str:
    if name == "admin/<url>":
        return "/admin/nonsense/"
    parts = {**OTHER_PARTS, **numbers, "id": user.pk if user else 1}
    wanted = ROUTES[name].regex.groupindex
    return reverse(name, kwargs={part: parts[part] for part in wanted})


def status(answer) -> str:
    if answer.status_code == 302 and answer.url.startswith(("/sign-in/", "/admin/login/")):
        return "in"
    return str(answer.status_code)


@pytest.mark.parametrize(("name", "method"), EVERYBODYS, ids=map(" ".join, EVERYBODYS))
def test_page(clients, numbers, evaluator, name, method):
    path = address(name, numbers, evaluator)

    answers = {actor: client.generic(method, path) for actor, client in clients.items()}

    found = {actor: status(answer) for actor, answer in answers.items()}
    assert found == EVERYBODYS[name, method]
    if found["anonymous"] == "401":
        assert set(answers["anonymous"].json()) == {"detail"}


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_admin_pages_of_a_model(clients, stage, model):
    names = admin_names(model)
    found = {}
    for kind, method in model_table(model):
        if kind == "old-address":
            path = f"{reverse(names['changelist'])}{stage[model].pk}/"
        else:
            path = reverse(
                names[kind], args=[] if kind in {"changelist", "add"} else [stage[model].pk]
            )
        found[kind, method] = {
            actor: status(client.generic(method, path)) for actor, client in clients.items()
        }

    assert found == model_table(model)


def test_the_admin_sites_own_sign_in_is_the_products(client, admin):
    answer = client.get("/admin/", follow=True)
    path, _code = answer.redirect_chain[-1]

    answer = client.post(path, {"username": admin.email, "password": make.PASSWORD}, follow=True)

    assert path.startswith("/sign-in/?next=/admin/")
    assert answer.request["PATH_INFO"] == "/admin/"
    assert answer.status_code == 200


NUMBERED = [
    name
    for name, pattern in ROUTES.items()
    if any(isinstance(converter, IntConverter) for converter in pattern.converters.values())
]
NOWHERE = 10**6
"""An id that nothing has."""
HEADERS_APART = {"Expires", "Location", "Content-Length", "X-Request-ID"}


def seen(answer, path: str) -> tuple:
    """What a visitor could tell two answers apart by, their own address aside."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
    location = answer.headers.get("Location", "").replace(path, "")
    headers = {key: value for key, value in answer.items() if key not in HEADERS_APART}
    return answer.status_code, location, headers, text.replace(path, "")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", NUMBERED)
def test_nobody_can_tell_what_is_hidden_from_what_is_not_there(clients, numbers, name, method):
    path = address(name, numbers)
    for number in ROUTES[name].converters:
        nowhere = address(name, {**numbers, number: NOWHERE})
        for actor, code in EVERYBODYS[name, method].items():
            if code in {"in", "401", "404", "405"}:
                answers = [
                    seen(clients[actor].generic(method, asked), asked) for asked in (path, nowhere)
                ]
                assert answers[0] == answers[1], (actor, number)


TOO_LARGE = {
    "integer": str(2**31),
    "last": str(2**63 - 1),
    "big integer": str(2**63),
    "no integer": str(10**30),
    "no number": "9" * 5000,  # more digits than Python reads
}


@pytest.mark.parametrize("too_large", TOO_LARGE.values(), ids=TOO_LARGE)
@pytest.mark.parametrize("name", NUMBERED)
def test_ids_too_large_for_the_database_are_not_there(clients, numbers, name, too_large):
    for method in ["GET", "POST"]:
        expected = 405 if EVERYBODYS[name, method]["super_admin"] == "405" else 404
        if too_large == TOO_LARGE["no number"]:
            expected = 404
        for number in ROUTES[name].converters:
            path = address(name, {**numbers, number: too_large})
            for actor in ["evaluator", "admin", "super_admin"]:
                assert clients[actor].generic(method, path).status_code == expected, (actor, path)
