"""Who gets in where: every page of the site, for everybody who might come; the API beside it in
test_api_access.

An address that is missing in these tables fails the test, so no page is ever added without saying
whom it is for.
"""

import itertools

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog, InvitationToken, Organisation, User
from accounts.trail import audit
from diplomas.models import DiplomaTemplate
from events.models import (
    Activity,
    ActivityEvaluator,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from scoring.models import Entry, Record
from tests import make
from tests.contracts.access.actors import (
    ACTORS,
    NOWHERE,
    PAGE_ROUTES,
    TOO_LARGE,
    askers,
    call,
    mismatch,
    numbered,
    numbers_in,
    routes,
    seen,
    status,
    table,
)
from tests.contracts.pages.organiser_pages import ORGANISER_PAGES

# Status codes in the order of ACTORS, for a GET and for an empty POST. "in" is the redirect to the
# sign-in page, 302 one elsewhere. What another organisation has is a 404, as if it were not there.
# A new page gets two lines beside its neighbours.
PAGES = """
home                       GET    in  302 302 302 302 302 302
home                       POST   in  405 405 405 405 405 405
contrast-set               GET   405  405 405 405 405 405 405
contrast-set               POST  302  302 302 302 302 302 302
manifest                   GET   200  200 200 200 200 200 200
manifest                   POST  405  405 405 405 405 405 405
service-worker             GET   200  200 200 200 200 200 200
service-worker             POST  405  405 405 405 405 405 405
no-connection              GET   200  200 200 200 200 200 200
no-connection              POST  405  405 405 405 405 405 405
outbox                     GET    in  200 200 200 200 200 200
outbox                     POST   in  405 405 405 405 405 405
language-set               GET   405  405 405 405 405 405 405
language-set               POST  302  302 302 302 302 302 302
too-large                  GET   413  413 413 413 413 413 413
too-large                  POST  405  405 405 405 405 405 405
privacy                    GET   200  200 200 200 200 200 200
privacy                    POST  405  405 405 405 405 405 405
# Without SECURITY_CONTACT, as here, there is none.
security-txt               GET   404  404 404 404 404 404 404
security-txt               POST  405  405 405 405 405 405 405
security-txt-old           GET   404  404 404 404 404 404 404
security-txt-old           POST  405  405 405 405 405 405 405
help-organiser             GET    in  200 200 200 200 200 200
help-organiser             POST   in  405 405 405 405 405 405
help-evaluator             GET    in  200 200 200 200 200 200
help-evaluator             POST   in  405 405 405 405 405 405
health                     GET   200  200 200 200 200 200 200
health                     POST  405  405 405 405 405 405 405
health-db                  GET   200  200 200 200 200 200 200
health-db                  POST  405  405 405 405 405 405 405
health-redis               GET   200  200 200 200 200 200 200
health-redis               POST  405  405 405 405 405 405 405
health-all                 GET   200  200 200 200 200 200 200
health-all                 POST  405  405 405 405 405 405 405

accounts:sign-in           GET   200  302 302 302 302 302 302
accounts:sign-in           POST  200  302 302 302 302 302 302
accounts:sign-out          GET    in  405 405 405 405 405 405
accounts:sign-out          POST   in   in  in  in  in  in  in
# Without a link that works, those behind links are gone (410); what lacks its fields is a 422.
accounts:register          GET   200  302 302 302 302 302 302
accounts:register          POST  422  302 302 302 302 302 302
accounts:register-done     GET   200  200 200 200 200 200 200
accounts:register-done     POST  405  405 405 405 405 405 405
accounts:setup-account     GET   302  302 302 302 302 302 302
accounts:setup-account     POST  405  405 405 405 405 405 405
accounts:accept-invitation GET   410  410 410 410 410 410 410
accounts:accept-invitation POST  410  410 410 410 410 410 410
accounts:forgot-password   GET   200  200 200 200 200 200 200
accounts:forgot-password   POST  422  422 422 422 422 422 422
accounts:forgot-password-sent GET  200 200 200 200 200 200 200
accounts:forgot-password-sent POST 405 405 405 405 405 405 405
accounts:password-change   GET    in  200 200 200 200 200 200
accounts:password-change   POST   in  422 422 422 422 422 422
accounts:reset-password    GET   410  410 410 410 410 410 410
accounts:reset-password    POST  410  410 410 410 410 410 410
accounts:sign-in-code      GET   410  410 410 410 410 410 410
accounts:sign-in-code      POST  410  410 410 410 410 410 410

events:list                GET    in  200 200 200 200 200 200
events:list                POST   in  405 405 405 405 405 405

scoring:my-groups          GET    in  200 200 200 200 200 200
scoring:my-groups          POST   in  405 405 405 405 405 405
scoring:my-results         GET    in  200 200 200 200 200 200
scoring:my-results         POST   in  405 405 405 405 405 405
scoring:event              GET    in  404 404 200 200 200 200
scoring:event              POST   in  405 405 405 405 405 405
scoring:leaderboard        GET    in  404 404 200 200 200 200
scoring:leaderboard        POST   in  405 405 405 405 405 405
scoring:leaderboard-live   GET    in  404 404 200 200 200 200
scoring:leaderboard-live   POST   in  405 405 405 405 405 405
scoring:standings          GET    in  404 404 200 200 200 200
scoring:standings          POST   in  405 405 405 405 405 405
scoring:standings-live     GET    in  404 404 200 200 200 200
scoring:standings-live     POST   in  405 405 405 405 405 405
scoring:participant        GET    in  404 404 200 200 200 200
scoring:participant        POST   in  405 405 405 405 405 405
scoring:public-event       GET   200  200 200 200 200 200 200
scoring:public-event       POST  405  405 405 405 405 405 405
scoring:public-event-live  GET   200  200 200 200 200 200 200
scoring:public-event-live  POST  405  405 405 405 405 405 405
scoring:public-embed       GET   200  200 200 200 200 200 200
scoring:public-embed       POST  405  405 405 405 405 405 405
scoring:public-embed-live  GET   200  200 200 200 200 200 200
scoring:public-embed-live  POST  405  405 405 405 405 405 405
scoring:public-screen      GET   200  200 200 200 200 200 200
scoring:public-screen      POST  405  405 405 405 405 405 405
scoring:public-screen-live GET   200  200 200 200 200 200 200
scoring:public-screen-live POST  405  405 405 405 405 405 405
# The stage has neither a picture nor a colour of its own.
scoring:public-colours     GET   404  404 404 404 404 404 404
scoring:public-colours     POST  405  405 405 405 405 405 405
scoring:public-picture     GET   404  404 404 404 404 404 404
scoring:public-picture     POST  405  405 405 405 405 405 405
scoring:public-participant GET   200  200 200 200 200 200 200
scoring:public-participant POST  405  405 405 405 405 405 405
scoring:public-participant-live GET 200 200 200 200 200 200 200
scoring:public-participant-live POST 405 405 405 405 405 405 405
scoring:group              GET    in  404 404 404 200 200 200
scoring:group              POST   in  405 405 405 405 405 405
scoring:entry              GET    in  404 404 404 200 200 200
scoring:entry              POST   in  404 404 404 302 302 302
scoring:entry-others       GET    in  404 404 404 200 200 200
scoring:entry-others       POST   in  405 405 405 405 405 405
scoring:row-save           GET    in  405 405 405 405 405 405
scoring:row-save           POST   in  404 404 404 422 422 422
# The photo is the evaluator's: nobody else sees it.
scoring:photo              GET    in  404 404 404 200 200 200
scoring:photo              POST   in  404 404 404 422 422 422
scoring:photo-review       GET    in  404 404 404 200 404 404
scoring:photo-review       POST   in  404 404 404 302 404 404
scoring:photo-read         GET    in  405 405 405 405 405 405
scoring:photo-read         POST   in  404 404 404 302 404 404
scoring:photo-progress     GET    in  404 404 404 302 404 404
scoring:photo-progress     POST   in  405 405 405 405 405 405
scoring:photo-picture      GET    in  404 404 404 200 404 404
scoring:photo-picture      POST   in  405 405 405 405 405 405
# Nobody is chosen: back with a sentence.
diplomas:activity          GET    in  404 404 200 200 200 200
diplomas:activity          POST   in  404 404 302 302 302 302
diplomas:activity-pdf      GET    in  404 404 302 302 302 302
diplomas:activity-pdf      POST   in  405 405 405 405 405 405
diplomas:awards            GET    in  404 404 200 200 200 200
diplomas:awards            POST   in  404 404 302 302 302 302
diplomas:overall           GET    in  404 404 200 200 200 200
diplomas:overall           POST   in  404 404 302 302 302 302
diplomas:look-up           GET   200  200 200 200 200 200 200
diplomas:look-up           POST  405  405 405 405 405 405 405
diplomas:verify            GET   404  404 404 404 404 404 404
diplomas:verify            POST  405  405 405 405 405 405 405
diplomas:fonts             GET    in  200 200 200 200 200 200
diplomas:fonts             POST   in  405 405 405 405 405 405
diplomas:font              GET    in  200 200 200 200 200 200
diplomas:font              POST   in  405 405 405 405 405 405
"""

ADMIN_SITE = """
admin:index                GET    in  403 200 403 403 200 200
admin:index                POST   in  403 200 403 403 200 200
admin:app_list             GET    in  403 302 403 403 302 302
admin:app_list             POST   in  403 302 403 403 302 302
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
# Technical pages are nothing for organisers, not even to look at.
ONLY_SUPER_ADMINS = """
changelist                 GET    in  403 403 403 403 403 200
changelist                 POST   in  403 403 403 403 403 200
add                        GET    in  403 403 403 403 403 200
add                        POST   in  403 403 403 403 403 200
change                     GET    in  403 403 403 403 403 200
change                     POST   in  403 403 403 403 403 200
delete                     GET    in  403 403 403 403 403 200
delete                     POST   in  403 403 403 403 403 200
history                    GET    in  403 403 403 403 403 302
history                    POST   in  403 403 403 403 403 302
"""
GUIDED = """
add                        GET    in  403 302 403 403 302 302
add                        POST   in  403 302 403 403 302 302
"""
# Inviting is a page of its own, and what was invited is never edited.
INVITING = f"""
add                        POST   in  403 422 403 403 422 422
{NOBODY_CHANGES}
delete                     GET    in  403 403 403 403 403 403
delete                     POST   in  403 403 403 403 403 403
"""
# Lists that go in and out as files; an export without a format is asked again.
EXCHANGE = """
import                     GET    in  403 200 403 403 200 200
import                     POST   in  403 422 403 403 422 422
process_import             GET    in  403 405 403 403 405 405
process_import             POST   in  403 422 403 403 422 422
export                     GET    in  403 200 403 403 200 200
export                     POST   in  403 422 403 403 422 422
"""
SUPER_ADMIN_IMPORTS = """
import                     GET    in  403 403 403 403 403 200
import                     POST   in  403 403 403 403 403 422
process_import             GET    in  403 403 403 403 403 405
process_import             POST   in  403 403 403 403 403 422
"""
EXCHANGED = {
    Group: EXCHANGE,
    Participant: EXCHANGE,
    Record: EXCHANGE,
    User: f"{EXCHANGE}{SUPER_ADMIN_IMPORTS}",
}
EXCEPTIONS = {
    Organisation: SUPER_ADMIN_WRITES,
    User: SUPER_ADMIN_WRITES,
    InvitationToken: INVITING,
    AuditLog: NOBODY_WRITES,
    Event: GUIDED,
    Entry: f"{ONLY_SUPER_ADMINS}{NOBODY_WRITES}",
    EventEvaluator: f"{ONLY_SUPER_ADMINS}{NOBODY_CHANGES}",
    GroupEvaluator: ONLY_SUPER_ADMINS,
    ActivityEvaluator: f"{ONLY_SUPER_ADMINS}{NOBODY_CHANGES}",
}


EVERYBODYS = {**table(PAGES), **table(ADMIN_SITE), **table(ORGANISER_PAGES)}


def model_table(model) -> dict[tuple[str, str], dict[str, str]]:
    exceptions = EXCEPTIONS.get(model, "") + EXCHANGED.get(model, "")
    return {**table(ADMIN_MODELS), **table(exceptions)}


def admin_names(model) -> dict[str, str]:
    """Kind of page -> its name on the admin site."""
    meta = model._meta
    kinds = ["changelist", "add", "change", "delete", "history"]
    kinds += ["import", "process_import", "export"] if model in EXCHANGED else []
    prefix = f"admin:{meta.app_label}_{meta.model_name}"
    return {
        **{kind: f"{prefix}_{kind}" for kind in kinds},
        "old-address": f"admin/{meta.app_label}/{meta.model_name}/<path:object_id>/",
    }


OF_ONE_OBJECT = {"change", "delete", "history"}


def test_every_address_is_in_the_tables():
    of_models = {name for model in site._registry for name in admin_names(model).values()}

    assert {name for name, _method in EVERYBODYS} | of_models == set(PAGE_ROUTES)
    pages = [name for name, _route in routes() if name in PAGE_ROUTES]
    assert len(PAGE_ROUTES) == len(pages)  # each by a name of its own


@pytest.fixture
def stage(organisation, event, group, other_group, participant, activity, evaluator, admin):
    """Something of every kind."""
    record = make.record(activity, participant, "12.5")
    pool = EventEvaluator.objects.get(user=evaluator)
    make.standings(event)
    return {
        Organisation: organisation,
        User: admin,
        InvitationToken: make.invitation(organisation),
        AuditLog: audit.log(actor=None, action="X", organisation=organisation),
        Event: event,
        AgeCategory: make.age_category(event, 10, 12),
        Group: group,
        Participant: participant,
        Activity: activity,
        EventEvaluator: pool,
        GroupEvaluator: GroupEvaluator.objects.get(event_evaluator=pool),
        ActivityEvaluator: make.station(make.user(), activity),
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
def numbers(event, group, participant, activity, admin, evaluator):
    """What the <int:…> in addresses stand for, and the public address."""
    make.record(activity, participant, "12.5")
    published = make.published(event)
    return {
        "slug": published.slug,
        "code": make.public_code(participant),
        "event_pk": event.pk,
        "group_pk": group.pk,
        "participant_pk": participant.pk,
        "activity_pk": activity.pk,
        "user_pk": make.user(User.Role.ADMIN, is_active=False).pk,
        "invitation_pk": make.invitation(event.organisation).pk,
        "draft_pk": make.import_draft(event, admin).pk,
        "job_pk": make.exported_file(event, admin).pk,
        "photo_pk": make.sheet_photo(group, activity, evaluator).pk,
        "template_pk": DiplomaTemplate.objects.create(event=event, name="Diploma").pk,
    }


OTHER_PARTS = {"app_label": "events", "content_type_id": 1, "object_id": 1, "url": "nonsense"}
OTHER_PARTS |= {"digest": "0" * 32, "name": "Lato-Regular"}


def address(name: str, numbers: dict[str, int], user: User | None = None) -> str:
    if name == "admin/<url>":
        return "/admin/nonsense/"
    parts = {**OTHER_PARTS, **numbers, "id": user.pk if user else 1}
    wanted = PAGE_ROUTES[name].pattern.regex.groupindex
    return reverse(name, kwargs={part: parts[part] for part in wanted})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages(clients, numbers, evaluator, method):
    wrong = []
    for (name, asked_by), expected in EVERYBODYS.items():
        if asked_by == method:
            path = address(name, numbers, evaluator)
            for actor in askers(expected):
                found = status(call(clients[actor], method, path))
                wrong += mismatch(name, method, actor, expected[actor], found)

    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_admin_pages_of_models(clients, stage, method):
    wrong = []
    for model in site._registry:
        names = admin_names(model)
        for (kind, asked_by), expected in model_table(model).items():
            if asked_by != method:
                continue
            if kind == "old-address":
                path = f"{reverse(names['changelist'])}{stage[model].pk}/"
            else:
                path = reverse(names[kind], args=[stage[model].pk] if kind in OF_ONE_OBJECT else [])
            for actor in askers(expected):
                found = status(call(clients[actor], method, path))
                wrong += mismatch(names[kind], method, actor, expected[actor], found)

    assert wrong == []


def test_the_admin_sites_own_sign_in_is_the_products(client, admin):
    answer = client.get("/admin/", follow=True)
    path, _code = answer.redirect_chain[-1]

    answer = client.post(path, {"username": admin.email, "password": make.PASSWORD}, follow=True)

    assert path.startswith("/sign-in/?next=/admin/")
    assert answer.request["PATH_INFO"] == "/admin/"
    assert answer.status_code == 200


NUMBERED = numbered(PAGE_ROUTES)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_hidden_looks_like_what_is_not_there(clients, numbers, method):
    wrong = []
    for name in NUMBERED:
        path = address(name, numbers)
        for number in numbers_in(PAGE_ROUTES[name]):
            nowhere = address(name, {**numbers, number: NOWHERE})
            expected = EVERYBODYS[name, method]
            for actor in askers(expected):
                if expected[actor] in {"in", "401", "404", "405"}:
                    there, gone = (
                        seen(call(clients[actor], method, asked), asked)
                        for asked in (path, nowhere)
                    )
                    wrong += mismatch(f"{name} by {number}", method, actor, there, gone)

    assert wrong == []


ALL_THREE = ["evaluator", "admin", "super_admin"]
"""They send the least that no column holds; the others come from whoever gets furthest."""
OF_EACH_KIND = {TOO_LARGE["last"], TOO_LARGE["no integer"]}
"""Between those, and refused where they are: at one address for each kind of number is enough."""


def without_number(name: str, method: str, actor: str, too_large: str) -> int:
    """What somebody gets where the database cannot have given a number of the address."""
    statuses = EVERYBODYS[name, method]
    is_number = too_large != TOO_LARGE["no number"]
    # A page that is nothing for an evaluator says so before it looks for anything. Without a
    # number in it, it is no page; only evaluators are turned away even so.
    if statuses[actor] == "403" and (is_number or actor == "evaluator"):
        return 403
    return 405 if is_number and statuses["super_admin"] == "405" else 404


@pytest.mark.parametrize("too_large", TOO_LARGE.values(), ids=TOO_LARGE)
def test_ids_too_large_for_the_database_are_not_there(clients, numbers, too_large):
    wrong, kinds = [], set()
    for name, method in itertools.product(NUMBERED, ["GET", "POST"]):
        for number in numbers_in(PAGE_ROUTES[name]):
            if too_large in OF_EACH_KIND and (number, method) in kinds:
                continue
            kinds.add((number, method))
            path = address(name, {**numbers, number: too_large})
            for actor in ALL_THREE if too_large == TOO_LARGE["big integer"] else ALL_THREE[-1:]:
                expected = without_number(name, method, actor, too_large)
                found = call(clients[actor], method, path).status_code
                wrong += mismatch(f"{name} by {number}", method, actor, expected, found)

    assert wrong == []
