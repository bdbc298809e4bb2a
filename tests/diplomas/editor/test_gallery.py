"""The gallery: what an event has, and looks to start from."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from accounts.models import AuditLog
from diplomas.design.beginnings import give_first_template
from diplomas.design.drafts import save_draft
from diplomas.design.ready_looks import ORIENTATIONS, READY_LOOKS
from diplomas.design.versions import state_of
from diplomas.looks import template_checks
from diplomas.looks.layout import PAGES
from diplomas.models import DiplomaTemplate
from tests import make

pytestmark = pytest.mark.django_db
LOOKS = [(look, orientation) for look in READY_LOOKS for orientation in ORIENTATIONS]


@pytest.mark.parametrize(("look", "orientation"), LOOKS)
def test_a_look_fits_its_page_and_may_be_stored(look, orientation):
    with translation.override("cs"):
        items = look.items(orientation)

    template_checks.check_items(items)
    width, height = PAGES[orientation]
    for item in items:
        assert 0 <= item["x"] <= item["x"] + item["width"] <= width + 0.001, item
        assert 0 <= item["y"] <= item["y"] + item["height"] <= height + 0.001, item
    texts = {item.get("text") for item in items}
    assert {"{name}", "{group}", "{code}"} <= texts
    assert any(item["kind"] == "qr" for item in items)


def test_the_first_look_goes_where_diplomas_are_printed_by_the_next_beside_it(client, admin, event):
    give_first_template(event)
    client.force_login(admin)
    address = reverse("diplomas:gallery", args=[event.pk])

    client.post(address, {"look": "sporty", "orientation": "PORTRAIT"})
    answer = client.post(address, {"look": "school", "orientation": "LANDSCAPE"}, follow=True)

    first, second = DiplomaTemplate.objects.filter(event=event)
    assert (first.name, first.orientation) == ("Default", "PORTRAIT")
    assert (second.name, second.orientation) == ("School certificate", "LANDSCAPE")
    assert {"text": "{place}."}.items() <= first.items[6].items()
    assert "School certificate" in answer.content.decode()
    assert [*AuditLog.objects.values_list("action", flat=True)] == [
        "CREATE_DIPLOMA",
        "UPDATE_DIPLOMA",
    ]


def test_a_draft_of_the_first_template_is_let_alone(client, admin, event):
    give_first_template(event)
    first = DiplomaTemplate.objects.get(event=event)
    draft = save_draft(template=first, by=admin, name="Mine").draft
    client.force_login(admin)

    look = {"look": "sporty", "orientation": "PORTRAIT"}
    answer = client.post(reverse("diplomas:gallery", args=[event.pk]), look, follow=True)

    assert answer.context["template"] == DiplomaTemplate.objects.exclude(pk=first.pk).get()
    assert answer.context["draft"].orientation == "PORTRAIT"
    first.refresh_from_db()
    assert (state_of(first).draft, first.version) == (draft, 1)


@pytest.mark.parametrize(
    "data", [{}, {"look": "none", "orientation": "PORTRAIT"}, {"look": "photo"}], ids=str
)
def test_what_is_no_look_is_refused(client, admin, event, data):
    client.force_login(admin)

    answer = client.post(reverse("diplomas:gallery", args=[event.pk]), data)

    assert answer.status_code == 422
    assert "Choose one of the looks." in answer.content.decode()
    assert not DiplomaTemplate.objects.filter(event=event).exists()


def test_nothing_is_started_in_an_archived_event(client, admin, event):
    event.status = event.Status.ARCHIVED
    event.save()
    client.force_login(admin)
    address = reverse("diplomas:gallery", args=[event.pk])

    assert "Start from Festive" not in client.get(address).content.decode()
    data = {"look": "festive", "orientation": "PORTRAIT"}
    assert client.post(address, data).status_code == 422
    assert not DiplomaTemplate.objects.filter(event=event).exists()


def test_an_example_has_the_longest_name_of_the_event(client, admin, event, group):
    make.participant(group, display_name="Jan")
    make.participant(group, display_name="Maximiliána Dlouhánová")
    client.force_login(admin)
    address = reverse("diplomas:look-example", args=[event.pk])

    answer = client.get(address, {"look": "school", "orientation": "PORTRAIT"})

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Maximiliána Dlouhánová" in text
    assert "Certificate of achievement" in text
