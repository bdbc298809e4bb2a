"""Lists cost the same with one row and with many."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events.models import Event, Participant
from scoring.models import Record
from tests import make
from tests.admin_site import CHOICES, MODELS, TECHNICAL, choices_page, fill, page


@pytest.fixture(autouse=True)
def known_content_types(db):
    """Django asks for each once in the life of a process, whichever test comes first."""
    ContentType.objects.get_for_models(*MODELS)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


def fill_up(organisation, count, name="Other"):
    for number in range(count):
        fill(organisation, name=f"{name}{number}")


@pytest.mark.parametrize("actor", ["admin", "super_admin"])
def test_queries_do_not_grow_with_rows(client, request, organisation, stage, actor):
    client.force_login(request.getfixturevalue(actor))
    models = [model for model in MODELS if actor == "super_admin" or model not in TECHNICAL]
    offered = [CHOICES[model] for model in models if model in CHOICES]
    fill_up(organisation, 1, "Second")  # the list of the only event there is has more to offer
    before = {model: queries(client, page(model, "changelist")) for model in models}
    choices = {field: queries(client, choices_page(field)) for field in offered}

    fill_up(organisation, 29)

    assert {model: queries(client, page(model, "changelist")) for model in models} == before
    assert {field: queries(client, choices_page(field)) for field in offered} == choices
    assert max(before.values()) <= 16


def test_forms_stay_small(client, admin, super_admin, organisation, stage):
    def costs() -> dict:
        found = {}
        for model in MODELS:
            client.force_login(super_admin if model in TECHNICAL else admin)
            address = page(model, "change", stage[model].pk)
            found[model] = queries(client, address), len(client.get(address).content)
        return found

    before = costs()

    fill_up(organisation, 29)

    after = costs()
    assert {model: asked for model, (asked, _length) in after.items()} == {
        model: asked for model, (asked, _length) in before.items()
    }
    grown = {model: after[model][1] - before[model][1] for model in MODELS}
    assert max(grown.values()) < 30_000, grown


def test_filter_by_group_offers_those_of_the_chosen_event(as_admin, organisation, stage):
    make.group(stage[Event], name="Second")
    make.group(make.event(organisation=organisation), name="Elsewhere")
    address = page(Participant, "changelist")

    def offered(query):
        answer = as_admin.get(address, query)
        return [str(spec.title) for spec in answer.context["cl"].filter_specs]

    assert offered({}) == ["event", "gender", "status", "what is missing"]
    text = as_admin.get(address, {"event__id__exact": stage[Event].pk}).content.decode()
    assert ">Group</summary>" in text
    assert ">Olin group</a>" in text
    assert "Elsewhere" not in text
    assert as_admin.get(address, {"event__id__exact": "x"}).status_code == 302


def test_sortable_columns(as_admin, stage):
    for model in [Record, User]:
        for column in range(1, 6):
            for direction in ["", "-"]:
                address = f"{page(model, 'changelist')}?o={direction}{column}"
                assert as_admin.get(address).status_code == 200


def test_an_id_that_no_database_holds_finds_nothing(client, super_admin, participant):
    client.force_login(super_admin)
    for lookup in ("id__in", "id__exact", "group__id__exact"):
        address = reverse("admin:events_participant_changelist") + f"?{lookup}=9{'0' * 30}"
        assert client.get(address).status_code in {200, 302, 404}
