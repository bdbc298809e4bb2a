"""Another organisation's admin gets nothing by any page, action, export, choice or import, and
changes nothing. What there is to try is what the admin site has: a new model is tried by itself.

Addresses with our ids in them are test_access's; here they are everywhere else.
"""

import csv
import io
import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import ModelChoiceField
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.backoffice.list_pages import FORMATS
from accounts.models import InvitationToken, Organisation, User
from diplomas.models import DiplomaTemplate
from events.models import Activity, Event, Group, Participant
from foundation.jobs import queue
from foundation.models import Job
from foundation.tables.table import Row, Table
from tests import make
from tests.accounts.backoffice.test_forged import opened
from tests.admin_site import fill, page
from tests.contracts.access.actors import PAGE_ROUTES, table
from tests.contracts.access.untouched import Forms, damage, every_row, text_of, watched_writes
from tests.contracts.pages.organiser_pages import ORGANISER_PAGES

SECRET = "Kvakin"
"""In the name of everything of ours."""
EXCHANGED = [model for model, each in site._registry.items() if each.exchange]


def list_kind(model) -> str:
    """Of the uploads that wait to be imported into the model's list."""
    return f"list:{model._meta.label_lower}"


@pytest.fixture(scope="module")
def organisation(lasting):
    return make.organisation(name=f"{SECRET} club", slug="kvakin")


@pytest.fixture(scope="module")
def admin(organisation):
    return make.user(User.Role.ADMIN, organisation=organisation, full_name=f"{SECRET} boss")


@pytest.fixture(scope="module")
def theirs(organisation, admin):
    """One of everything in the organisation that is nobody else's business."""
    stage = fill(organisation, name=SECRET)
    User.objects.filter(pk=stage[User].pk).update(email="kvakin@example.org")
    waiting = make.user(full_name=f"{SECRET} waits", is_active=False, organisation=organisation)
    draft = make.import_draft(stage[Event], admin, f"jméno,oddíl\n{SECRET} Jan,{SECRET}\n")
    for model in EXCHANGED:
        queue.keep(
            kind=list_kind(model),
            by=admin,
            file_name=f"{SECRET}.csv",
            content=Table(("name",), (Row(2, (f"{SECRET} Jan",)),)).pack(),
            options={"event": stage[Event].pk},
        )
    file = make.exported_file(stage[Event], admin)
    return {**stage, "waiting": waiting, Job: draft, "file": file}


@pytest.fixture(scope="module")
def exported(theirs, admin) -> dict[type, str]:
    """model -> the file that their own admin gets of it: with all ids, but with other names."""
    client = Client()
    client.force_login(admin)
    files = {}
    for model in EXCHANGED:
        answer = client.post(page(model, "export"), {"format": "csv"})
        text = answer.content.decode("utf-8-sig")
        assert SECRET in text
        files[model] = re.sub(SECRET, "Typed", text, flags=re.IGNORECASE)
    return files


@pytest.fixture(scope="module")
def stored(theirs, exported):
    """Their rows, their own exports in the trail among them, before anybody else has any."""
    return every_row()


@pytest.fixture(scope="module")
def outsider(stored):
    """An admin of another organisation, made after what is stored was looked at."""
    organisation = make.organisation(name="Mine too")
    return make.user(User.Role.ADMIN, organisation=organisation, full_name="Cizí Správce")


@pytest.fixture(scope="module")
def mine(outsider):
    organisation = Organisation.objects.get(memberships__user=outsider)
    stage = fill(organisation, name="Mine")
    draft = make.import_draft(stage[Event], outsider, "jméno,oddíl\nMine Jan,Mine group\n")
    return {**stage, Job: draft, "file": make.exported_file(stage[Event], outsider)}


@pytest.fixture
def visit(client, db, mine, stored, outsider):
    """visit(method, address, data, …) -> the outsider's last answer, after sending each of these.

    In none of the answers is anything of theirs, and afterwards all of theirs is as it was.
    """
    client.force_login(outsider)

    def send(method, address, *several):
        with transaction.atomic(), watched_writes() as writes:
            for data in several or [{}]:
                answer = getattr(client, method)(address, data, follow=True)
                assert answer.status_code < 500, (address, data)
                # Names that somebody typed themselves would come back to them, so nobody does.
                text = text_of(answer)
                assert not re.search(SECRET, text, re.IGNORECASE), (address, data)
            broken = damage(stored) if method == "post" and writes else []
            transaction.set_rollback(True)
        assert broken == [], (address, several)
        return answer

    return send


def of_each_model(models=None):
    return pytest.mark.parametrize(
        "model", models or site._registry, ids=lambda model: model.__name__
    )


def ids(theirs) -> dict[str, int]:
    """A kind of object -> the id of theirs."""
    return {getattr(kind, "__name__", kind): obj.pk for kind, obj in theirs.items()}


# --- Lists ---------------------------------------------------------------------------------------


def filters_of(model, theirs) -> list[dict]:
    """Every filter of the list by something of theirs, and every way to ask for their row."""
    pk = theirs[model].pk
    found = [{}, {"q": SECRET[:5]}, {"id__exact": pk}, {"id__in": pk}, {"resource_id": pk}]
    for each in site._registry[model].list_filter:
        field = model
        for part in (each[0] if isinstance(each, tuple) else "").split("__"):
            field = part and field._meta.get_field(part).related_model
        if field in theirs:
            found.append({f"{each[0]}__id__exact": theirs[field].pk})
    return found


@of_each_model()
def test_lists_show_nothing(visit, theirs, model):
    answers = [
        visit("get", page(model, "changelist"), query) for query in filters_of(model, theirs)
    ]

    if not site._registry[model].system:
        assert b"Mine" in answers[0].content


@of_each_model()
def test_lists_export_nothing(visit, theirs, model):
    if model not in EXCHANGED:
        assert not hasattr(site._registry[model], "export_action")
        return
    for each in FORMATS:
        answers = [
            visit("post", f"{page(model, 'export')}?{query_of(query)}", {"format": format_of(each)})
            for query in filters_of(model, theirs)
        ]
        assert "Mine" in text_of(answers[0])


def format_of(each) -> str:
    return each.__name__.lower()


def query_of(query: dict) -> str:
    return "&".join(f"{name}={value}" for name, value in query.items())


def test_the_trail_exports_nothing(visit, theirs):
    asked = {"resource_type": "group", "resource_id": theirs[Group].pk}
    for data in ({}, asked, {"actor": theirs[User].pk}, {"q": SECRET[:5]}, {"format": "xlsx"}):
        address = f"{reverse('accounts:audit-export')}?{query_of(data)}"
        assert visit("post", address, data).status_code == 200


# --- Actions, and lists edited in place ----------------------------------------------------------


def actions_of(model, user) -> list[str]:
    """Everything that anybody could be offered there."""
    request = RequestFactory().get(page(model, "changelist"))
    request.user = user
    return [*site._registry[model].get_actions(request)]


@of_each_model()
def test_actions_do_nothing(visit, theirs, super_admin, model):
    address = page(model, "changelist")
    selected = {"_selected_action": [theirs[model].pk], "index": "0"}
    confirmed = {
        "post": "yes",
        "confirmed": "1",
        "confirmed_counts": "1,1",
        "gender": "F",
        "group": theirs[Group].pk,
        "organisation": theirs[Organisation].pk,
    }
    actions = actions_of(model, super_admin)
    for action in actions:
        sent = {**selected, "action": action}
        answered = {**sent, **confirmed}
        visit("post", address, sent, answered, {**answered, "select_across": "1"})
    assert "delete_selected" in actions or not site._registry[model].has_delete_permission(
        request_of(super_admin)
    )


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


@of_each_model([model for model, each in site._registry.items() if hasattr(each, "row_fields")])
def test_rows_are_not_edited_in_place(visit, theirs, mine, model):
    row = theirs[model]
    values = {"group": mine[Group].pk, "gender": "M", "age": "5", "status": "GUEST", "name": "x"}
    sent = {"_save": "Save", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    sent |= {f"form-0-{name}": value for name, value in [("id", row.pk), *values.items()]}
    for event in (mine[Event], theirs[Event]):
        visit("post", f"{page(model, 'changelist')}?event__id__exact={event.pk}", sent)


# --- Forms and the choices in them ---------------------------------------------------------------


@of_each_model()
def test_forms_take_none_of_theirs(visit, theirs, mine, model):
    """In every field that is a choice, theirs; it is an error of the form."""
    for address in (page(model, "add"), page(model, "change", mine[model].pk)):
        context = visit("get", address).context
        if "adminform" not in context:
            continue  # a page of one's own, or none
        fields = opened(visit("get", address))
        form = context["adminform"].form
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField) and not field.disabled:
                answer = visit("post", address, {**fields, name: theirs[field.queryset.model].pk})
                refused = answer.context["adminform"].form
                assert refused.has_error(name, "invalid_choice"), name


def choices() -> list[tuple]:
    """Every field of every model that leads to one on the admin site, whether shown or not."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in site._registry
    ]


def test_no_choice_is_theirs(visit, theirs):
    offered = 0
    for model, field in choices():
        query = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field.name,
        }
        for term in ("", SECRET[:5], str(theirs[field.related_model].pk)):
            answer = visit("get", reverse("admin:autocomplete"), {**query, "term": term})
            offered += len(answer.json()["results"]) if answer.status_code == 200 else 0
    assert offered > 10  # of one's own


# --- Files ---------------------------------------------------------------------------------------


def nameless(text: str) -> str:
    """The columns that say who is meant by a number, and what about them; neither name nor event.

    A row of which nothing is known but the number is about that very one, or about nobody.
    """
    rows = [*csv.reader(io.StringIO(text))]
    columns = [
        column
        for column in zip(*rows, strict=True)
        if not any("Typed" in cell for cell in column) and column[0] != "event_id"
    ]
    return "\n".join(",".join(row) for row in zip(*columns, strict=True))


@of_each_model(EXCHANGED)
def test_imports_change_and_reveal_nothing(exported, visit, theirs, mine, model):
    """Their own export, sent in by somebody else, into their event and into one's own."""
    whole = exported[model]
    for text in (whole, whole.replace("event_id", "other"), nameless(whole)):
        for event in (theirs[Event], mine[Event]):
            file = SimpleUploadedFile("list.csv", text.encode())
            answer = visit("post", page(model, "import"), {"file": file, "event": event.pk})
            assert answer.status_code == (403 if model is User else 422)


@of_each_model(EXCHANGED)
def test_pending_imports_are_their_owners(visit, theirs, model):
    pending = Job.objects.get(kind=list_kind(model))

    answer = visit("post", page(model, "process_import"), {"pending": pending.pk})

    assert answer.status_code == (403 if model is User else 422)


def test_a_table_reveals_nothing_of_whom_it_is_about(visit, theirs, mine):
    """The import on an event's page finds people by their number and by their name."""
    number, name = theirs[Participant].external_id, theirs[Participant].display_name
    text = f"id,jméno,oddíl\n{number},{name},{theirs[Group]}\n"
    text = re.sub(SECRET, "Typed", text, flags=re.IGNORECASE)
    file = SimpleUploadedFile("list.csv", text.encode())
    answer = visit("post", reverse("events:import", args=[mine[Event].pk]), {"file": file})

    assert answer.context["preview"].counts["added"] == 1


# --- Pages of one's own events with something of theirs in them -----------------------------------

OWN_PAGES = {
    name: statuses["admin"]
    for (name, method), statuses in table(ORGANISER_PAGES).items()
    if method == "GET"
}


def own_numbers(mine) -> dict[str, int]:
    kinds = {
        "event_pk": Event,
        "group_pk": Group,
        "activity_pk": Activity,
        "participant_pk": Participant,
        "draft_pk": Job,
        "job_pk": "file",
        "template_pk": DiplomaTemplate,
    }
    numbers = {part: mine[kind].pk for part, kind in kinds.items()}
    return {**numbers, "code": make.public_code(mine[Participant]), "name": "Lato-Regular"}


def parts_of(name: str) -> list[str]:
    return [*PAGE_ROUTES[name].pattern.converters]


@pytest.mark.parametrize("name", [name for name in OWN_PAGES if len(parts_of(name)) > 1])
def test_an_event_of_ones_own_leads_to_nothing_of_theirs(visit, theirs, mine, name):
    own, foreign = own_numbers(mine), own_numbers(theirs)
    for part in parts_of(name):
        kwargs = {each: own[each] for each in parts_of(name)} | {part: foreign[part]}
        address = reverse(name, kwargs=kwargs)
        for method in ("get", "post"):
            assert visit(method, address).status_code in {404, 405}, (method, address)


@pytest.mark.parametrize("name", [name for name, code in OWN_PAGES.items() if code == "200"])
def test_forms_and_questions_of_own_pages_take_none_of_theirs(visit, theirs, mine, name):
    """Wherever a page offers an id, each of theirs is sent back instead."""
    own = own_numbers(mine)
    if not set(parts_of(name)) <= set(own):
        return  # for super admins
    address = reverse(name, kwargs={part: own[part] for part in parts_of(name)})
    page_text = text_of(visit("get", address))
    kinds = (Event, Group, Activity, Participant, User, InvitationToken)
    foreign = {theirs[kind].pk for kind in kinds}
    people = f"{theirs[Participant].pk},{mine[Participant].pk}"
    numbers = {"user": theirs[User].pk, "event": theirs[Event].pk}
    questions = [{"group": theirs[Group].pk}, {"ids": people}]
    for moved in (Activity, Group):
        questions.append({**numbers, "move": theirs[moved].pk})
    visit("get", address, *questions)
    for form in Forms(address, page_text).found:
        for target, several in form.sent(foreign):
            visit("post", target, *several)


# --- Evaluators ----------------------------------------------------------------------------------


@of_each_model()
def test_evaluators_are_turned_away(client, db, theirs, super_admin, model):
    """Also somebody who scores a group of the very event, whatever they send."""
    person = make.user(full_name="Eva Měřičová")
    make.assign(person, theirs[Group])
    before = every_row()
    client.force_login(person)
    selected = {"_selected_action": [theirs[model].pk], "post": "yes", "confirmed": "1"}
    sent = [
        (page(model, "changelist"), {"action": each, **selected})
        for each in actions_of(model, super_admin)
    ]
    sent += [(page(model, "changelist"), {"_save": "Save"}), (page(model, "add"), {"name": "x"})]
    if model in EXCHANGED:
        pending = Job.objects.get(kind=list_kind(model)).pk
        sent += [(page(model, "export"), {"format": format_of(each)}) for each in FORMATS]
        sent += [(page(model, "process_import"), {"pending": pending})]

    answers = [client.post(address, data) for address, data in sent]

    assert {answer.status_code for answer in answers} == {403}
    assert not any(SECRET in text_of(answer) for answer in answers)
    User.objects.filter(pk=person.pk).update(last_login=None)
    assert every_row() == before
