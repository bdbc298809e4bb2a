"""Every page of the admin site that no other test here looks at: accessible, without sideways
scroll, without complaints; also when it refuses what was sent, and when it asks before it acts.

The pages are those of the tables in tests/contracts; a new page is looked at by itself.
"""

from itertools import cycle

import pytest
from django.contrib.admin import site
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import AuditLog, InvitationToken, Organisation, User
from diplomas.models import DiplomaTemplate
from events.models import Activity, Event, Group, Participant
from tests import make
from tests.admin_site import fill
from tests.browser.screens import LAPTOP, SCREENS, look
from tests.contracts.access.actors import PAGE_ROUTES, table
from tests.contracts.access.test_access import ADMIN_SITE, OF_ONE_OBJECT, admin_names, model_table
from tests.contracts.pages.organiser_pages import ORGANISER_PAGES

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {**table(ADMIN_SITE), **table(ORGANISER_PAGES)}
NO_PAGES = {
    "admin:autocomplete",
    "admin:jsi18n",
    "scoring:hub-live",
    "scoring:result-save",
    "scoring:ceremony-live",
    "analytics-csv",
    "analytics-xlsx",
    "scoring:leaderboard-csv",
    "scoring:leaderboard-xlsx",
    "scoring:export-progress",
    "scoring:export-download",
    "diplomas:example",
    "diplomas:test-page",
    "diplomas:result-list",
    "diplomas:poster",
    "diplomas:announcer-list",
    "diplomas:background",
    "diplomas:preview",
    "diplomas:preview-fonts",
    "diplomas:thumbnail",
    "scoring:look-picture",
    "scoring:look-colours",
}
"""Data, files and parts of pages."""
LOOKED_AT = {
    "test_from_look_to_paper": {
        "diplomas:editor",
        "diplomas:first",
        "diplomas:gallery",
        "diplomas:issued",
        "diplomas:versions",
    },
    "test_shell": {"admin:index", "events:search"},
    "test_setup": {
        "events:new",
        "events:copy",
        "events:status",
        "events:setup-basics",
        "events:setup-people",
        "events:setup-categories",
        "events:setup-activities",
        "events:setup-evaluators",
        "events:setup-review",
        "scoring:setup-standings",
    },
    "test_import": {"events:import", "events:import-draft"},
    "test_evaluators": {"events:evaluators", "events:team-cards"},
    "test_hub_and_results": {
        "scoring:hub",
        "scoring:results",
        "scoring:blanks",
        "scoring:activity-lock",
        "scoring:cell",
    },
    "test_participants": {"scoring:merge"},
    "test_people": {"accounts:registration-approve", "accounts:registration-refuse"},
}
"""Pages that have a test of their own, with everything that they can show."""
MODELS_LOOKED_AT = {
    Event: {"changelist", "change", "delete"},
    Participant: {"changelist", "add", "change", "delete", "import", "export"},
    Group: {"changelist", "change", "delete"},
    User: {"changelist"},
    InvitationToken: {"changelist", "add"},
    AuditLog: {"changelist", "change"},
    Organisation: {"change"},
}
ALIKE = {"delete", "export", "history"}
"""Kinds of pages that are the same of every model but for its words: one of each is looked at."""

BY_ITSELF = ["inline style", "422"]
"""Django's own scripts try out inline styles, and the browser notes refusals."""


@pytest.fixture
def stage(organisation, admin):
    """One of everything, with names that need room."""
    found = fill(organisation, name="Nejnekonečnějšíprostějmenovaní")
    make.group(found[Event], name="Draci")
    make.participant(found[Group], display_name="Bez výsledku")
    found["user_pk"] = make.user(is_active=False, organisation=organisation).pk
    found["code"] = make.public_code(found[Participant])
    found["draft_pk"] = make.import_draft(found[Event], admin).pk
    found["job_pk"] = make.exported_file(found[Event], admin).pk
    return found


def address_of(name: str, stage) -> str:
    numbers = {
        "event_pk": stage[Event].pk,
        "group_pk": stage[Group].pk,
        "activity_pk": stage[Activity].pk,
        "participant_pk": stage[Participant].pk,
        "invitation_pk": stage[InvitationToken].pk,
        "template_pk": stage[DiplomaTemplate].pk,
        "user_pk": stage["user_pk"],
        "draft_pk": stage["draft_pk"],
        "job_pk": stage["job_pk"],
        "code": stage["code"],
        "id": stage[User].pk,
    }
    wanted = PAGE_ROUTES[name].pattern.regex.groupindex
    return reverse(name, kwargs={part: numbers[part] for part in wanted})


def addresses(stage, method: str, statuses: set[str]) -> list[str]:
    """Where a super admin gets one of these; not the pages to open that are looked at elsewhere."""
    looked_at = set().union(*LOOKED_AT.values()) if method == "GET" else set()
    found = [
        address_of(name, stage)
        for (name, asked_by), answers in PAGES.items()
        if asked_by == method
        and answers["super_admin"] in statuses
        and name not in looked_at | NO_PAGES
    ]
    alike = set()
    for model in site._registry:
        seen = MODELS_LOOKED_AT.get(model, set()) | alike if method == "GET" else set()
        for (kind, asked_by), answers in model_table(model).items():
            if asked_by == method and answers["super_admin"] in statuses and kind not in seen:
                args = [stage[model].pk] if kind in OF_ONE_OBJECT else []
                if kind != "old-address":
                    found.append(reverse(admin_names(model)[kind], args=args))
                    alike |= {kind} & ALIKE
    return found


def send(page, address, data):
    """As a form of that page would; returns whether the answer is that address's own page."""
    with page.expect_navigation() as gone:
        page.evaluate(
            """([address, data]) => {
                const form = document.createElement("form");
                form.method = "post";
                form.action = address;
                const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
                for (const [name, value] of [["csrfmiddlewaretoken", token], ...data]) {
                    const field = document.createElement("input");
                    field.type = "hidden";
                    [field.name, field.value] = [name, value];
                    form.append(field);
                }
                document.body.append(form);
                form.submit();
            }""",
            [address, list(data.items())],
        )
    return gone.value.request.redirected_from is None


def test_pages(open_as, live_server, stage, super_admin, complaints):
    """axe looks by turns on a phone and on a laptop: most of these have the same few templates."""
    page = open_as(super_admin, "/admin/")
    for address, screen in zip(addresses(stage, "GET", {"200"}), cycle(SCREENS)):
        page.goto(live_server.url + address)
        look(page, address, complaints, noted=BY_ITSELF, accessible_at=[screen])


def test_what_can_only_be_read(open_as, live_server, stage, admin, complaints):
    """The parts of an archived event, and what only super admins change."""
    Event.objects.filter(pk=stage[Event].pk).update(status=Event.Status.ARCHIVED)
    page = open_as(admin, "/admin/")
    for model, each in site._registry.items():
        if not each.system:
            address = reverse(admin_names(model)["change"], args=[stage[model].pk])
            page.goto(live_server.url + address)
            look(page, f"{address} to read", complaints, noted=BY_ITSELF, accessible_at=[LAPTOP])


def test_refusals(open_as, live_server, stage, super_admin, complaints):
    page = open_as(super_admin, "/admin/")
    for address in addresses(stage, "POST", {"422"}):
        send(page, address, {})
        look(page, f"refusal of {address}", complaints, noted=BY_ITSELF, accessible_at=[LAPTOP])


def test_questions_before_actions(open_as, stage, super_admin, complaints):
    page = open_as(super_admin, "/admin/")
    asked = []
    for model, admin in site._registry.items():
        address = reverse(admin_names(model)["changelist"])
        request = RequestFactory().get(address)
        request.user = super_admin
        for action in admin.get_actions(request):
            data = {"action": action, "_selected_action": stage[model].pk}
            if not action.startswith("export_") and send(page, address, data):
                asked.append(action)
                look(
                    page,
                    f"{action} of {model.__name__}",
                    complaints,
                    noted=BY_ITSELF,
                    accessible_at=[LAPTOP],
                )
    assert {"delete_selected", "move_people"} <= set(asked)
