"""Every page that lists something costs the same with ten rows and with sixty.

The pages are those that the site has by now: a new one is measured as soon as it has an address.
"""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from diplomas.models import DiplomaTemplate
from foundation.web import versioned_cache
from tests import make
from tests.admin_site import CHOICES, choices_page, page
from tests.contracts.access.actors import PAGE_ROUTES, table
from tests.contracts.pages.crowd import NAME, crowd
from tests.contracts.pages.organiser_pages import ORGANISER_PAGES

FEW, MANY = range(10), range(10, 60)

ASKED = {"events:search": f"?q={NAME}", "events:evaluators": f"?q={NAME}"}
"""What is asked of a page beside its address."""
WITHOUT_ROWS = {
    "events:new",
    "events:copy",
    "events:status",
    "events:setup-basics",
    "events:setup-evaluators",
    "events:setup-review",
    "events:import",
    "scoring:activity-lock",
    "scoring:hand-over",
    "scoring:export-file",
    "scoring:export-download",
    "scoring:small-categories",
    "scoring:ties",
    "analytics-xlsx",
    "scoring:publication",
    "scoring:look",
    "scoring:erase-participant",
    "diplomas:first",
    "diplomas:poster",
    "diplomas:example",
    "diplomas:preview",
    "diplomas:preview-fonts",
    "diplomas:template-fonts",
    "diplomas:thumbnail",
    "diplomas:versions",
    "diplomas:test-page",
    "diplomas:signatures",
}
"""Pages about one thing; their queries are counted all the same."""
BY_ACTIVITY = {
    "scoring:leaderboard-csv",
    "scoring:leaderboard-xlsx",
    "scoring:publication-preview-participant",
    "scoring:screens",
    "scoring:ceremony",
    "scoring:ceremony-list",
    "scoring:ceremony-reveal",
    "scoring:ceremony-live",
    "diplomas:announcer-list",
    "diplomas:result-list",
    "diplomas:editor",
}
"""A query for each activity whose board is not at hand: tests/scoring/boards counts those."""


@pytest.fixture(autouse=True)
def known_content_types(db):
    """Django asks for each once in the life of a process, whichever test comes first."""
    ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def grow(event, group, activity, participant, admin):
    """grow(rows) adds rows of these numbers; returns what the numbers in addresses stand for."""
    numbers = {
        "event_pk": event.pk,
        "activity_pk": activity.pk,
        "participant_pk": participant.pk,
        "user_pk": make.user(User.Role.EVALUATOR, is_active=False).pk,
        "template_pk": DiplomaTemplate.objects.create(event=event, name="Diploma").pk,
        "job_pk": make.exported_file(event, admin).pk,
    }

    def add(rows: range) -> dict[str, int]:
        crowd(event=event, activity=activity, participant=participant, by=admin, numbers=rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute
        lines = [f"{NAME} {number},Sovy" for number in rows]
        numbers["code"] = make.public_code(participant)
        draft = make.import_draft(event, admin, "\n".join(["jméno,oddíl", *lines, ""]))
        return {**numbers, "draft_pk": draft.pk}

    return add


def queries(client, name: str, method: str, address: str) -> int:
    """How many the page takes. It answers 200, and shows its rows if it is one that has any."""
    versioned_cache.clear()
    data = {"format": "csv"} if method == "POST" else {}
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method.lower())(address, data)
    assert answer.status_code == 200, name
    shown = answer.content.decode(errors="replace").count(f"{NAME} ")
    assert shown >= len(FEW) or name in WITHOUT_ROWS, f"{name} shows {shown}"
    return len(captured)


def test_pages_of_organisers(client, admin, grow):
    client.force_login(admin)
    opened = [
        name
        for (name, method), statuses in table(ORGANISER_PAGES).items()
        if method == "GET" and statuses["admin"] == "200"
    ]

    def measured(numbers):
        found = {"home": queries(client, "home", "GET", reverse("admin:index"))}
        for name in sorted(set(opened) - BY_ACTIVITY):
            kwargs = {part: numbers[part] for part in PAGE_ROUTES[name].pattern.converters}
            address = reverse(name, kwargs=kwargs) + ASKED.get(name, "")
            found[name] = queries(client, name, "GET", address)
        return found

    before = measured(grow(FEW))
    assert len(before) > 20
    assert measured(grow(MANY)) == before


def lists_for(user, event) -> dict[str, tuple[str, str]]:
    """name -> method and address: lists, searched and of one event, choices, exports."""
    found = {}
    for model, admin in site._registry.items():
        if (admin.system or model is Organisation) and not user.is_super_admin:
            continue  # they have one organisation, and what is technical is not for them
        name, address = model.__name__, page(model, "changelist")
        found[name] = "GET", address
        found[f"search of {name}"] = "GET", f"{address}?q={NAME}"
        for path in [each[0] for each in admin.list_filter if isinstance(each, tuple)]:
            if path.endswith("event"):
                query = f"?{path}__id__exact={event.pk}"
                found[f"{name} of the event"] = "GET", f"{address}{query}"
        if model in CHOICES:
            found[f"choices of {name}"] = "GET", f"{choices_page(CHOICES[model])}{NAME}"
        if admin.exchange:
            found[f"export of {name}"] = "POST", page(model, "export")
    return found


def test_lists_of_the_admin_site(client, admin, event, grow):
    addresses = lists_for(admin, event)

    assert len(addresses) > len(site._registry)
    costs_the_same(client, admin, grow, addresses)


def test_lists_that_only_super_admins_have(client, admin, super_admin, event, grow):
    known = lists_for(admin, event)
    addresses = {
        name: asked for name, asked in lists_for(super_admin, event).items() if name not in known
    }

    assert len(addresses) > 4
    costs_the_same(client, super_admin, grow, addresses)


def costs_the_same(client, user, grow, addresses):
    """Each list with few rows and with many."""
    client.force_login(user)
    client.get(reverse("admin:index"))

    def measured():
        return {name: queries(client, name, *asked) for name, asked in addresses.items()}

    grow(FEW)
    before = measured()
    grow(MANY)

    assert measured() == before
