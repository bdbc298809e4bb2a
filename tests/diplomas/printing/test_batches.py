"""Many diplomas at once, in one file or many, in an order, on paper that is printed already."""

import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from pypdf import PdfReader

from diplomas.design.beginnings import first_template
from diplomas.models import Diploma
from diplomas.printing import batches
from events.models import Activity
from foundation.models import Job
from scoring.models import Record
from tests import make
from tests.diplomas.printing.test_award_pages import pages, url_of
from tests.foundation.jobs.queues import work_off

MANY = 55


@pytest.fixture
def winners(activity, group, other_group):
    """Everybody is first: alternately of the second and the first group. The event has a template
    of its own.
    """
    first_template(activity.event).save()
    made = [
        make.participant(
            [other_group, group][number % 2], display_name=f"Žofie {number:02}", gender="F"
        )
        for number in range(MANY)
    ]
    for one in made:
        make.record(activity, one, "9.5")
    return made


def press(client, activity, count=MANY, **paper):
    rows = client.get(url_of(activity)).context["rows"][:count]
    return client.post(url_of(activity), {"award": [row.key for row in rows], **paper})


def sentence(response) -> str:
    return str([*get_messages(response.wsgi_request)][-1])


@pytest.mark.django_db(transaction=True)
def test_many_are_made_beside_the_request(as_admin, activity, winners, jobs_wait):
    response = press(as_admin, activity)
    work_off()

    job = Job.objects.get()
    assert response.url == reverse("scoring:export-file", args=[activity.event_id, job.pk])
    file = as_admin.get(reverse("scoring:export-download", args=[activity.event_id, job.pk]))
    texts = pages(file)
    assert len(texts) == MANY
    assert all(f"Žofie {number:02}" in text for number, text in enumerate(texts))
    assert PdfReader(io.BytesIO(file.content)).metadata.subject == f"{MANY} diplomas"
    assert press(as_admin, activity).url == response.url  # nothing has changed: the same file
    assert press(as_admin, activity, sheet="a5").url != response.url


@pytest.mark.django_db(transaction=True)
def test_a_file_is_of_the_look_that_was_asked_for(as_admin, activity, winners, jobs_wait):
    """Or there is none: it would be found again as that of a look that it has not. Its name is no
    longer than a job keeps.
    """
    Activity.objects.filter(pk=activity.pk).update(name="Ž" * 255)
    first = press(as_admin, activity).url
    templates = activity.event.diploma_templates
    items = templates.get().items
    templates.update(items=[{"kind": "text", "text": "Jinak"}])
    work_off()
    assert "The look of these diplomas was changed meanwhile." in as_admin.get(first).text

    templates.update(items=items)
    again = press(as_admin, activity).url
    work_off()
    assert again != first
    assert len(pages(as_admin.get(f"{again}download/"))) == MANY


@pytest.mark.django_db(transaction=True)
def test_one_that_is_not_true_any_more_is_said(as_admin, activity, winners, jobs_wait):
    press(as_admin, activity)
    Record.objects.filter(participant=winners[3]).update(value_raw="9.6", value=9600)
    Activity.objects.filter(pk=activity.pk).bump_results()
    work_off()

    job = Job.objects.get()
    page = as_admin.get(reverse("scoring:export-file", args=[activity.event_id, job.pk]))
    assert "1 of these diplomas is not true any more" in page.text


def test_who_does_not_manage_prints_fewer(as_evaluator, activity, winners):
    refused = press(as_evaluator, activity)

    assert sentence(refused).startswith("At most 50 diplomas at a time.")
    assert not Diploma.objects.exists()
    assert len(pages(press(as_evaluator, activity, count=3))) == 3


def test_a_file_of_each_by_group(as_admin, activity, winners, monkeypatch):
    response = press(as_admin, activity, count=3, file="zip", order="group")

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["001_Žofie_01.pdf", "002_Žofie_00.pdf", "003_Žofie_02.pdf"]
        first = PdfReader(io.BytesIO(archive.read("001_Žofie_01.pdf")))
    assert "Žofie 01" in first.pages[0].extract_text()
    refused = press(as_admin, activity, count=3, file="zip", sheet="a5")
    assert sentence(refused) == "Paper: Two on a sheet go into one file for all."
    monkeypatch.setattr(batches, "MOST_IN_A_ZIP", 2)
    refused = press(as_admin, activity, count=3, file="zip")
    assert sentence(refused).startswith("A PDF for each of at most 2 diplomas.")


def test_where_the_printer_draws_is_kept(as_admin, activity, winners, client, evaluator):
    texts_only = {"count": 2, "overlay": "on", "right": "1.5", "down": "-2"}
    assert len(pages(press(as_admin, activity, **texts_only))) == 2
    refused = press(as_admin, activity, count=2, overlay="on", right="51")
    client.force_login(evaluator)
    press(client, activity, **{**texts_only, "right": "9"})

    assert "Move to the right, in mm: " in sentence(refused)
    template = activity.event.diploma_templates.get()
    assert (template.overlay_right, template.overlay_down) == (1.5, -2)


def test_the_test_page(as_admin, activity, winners):
    template = activity.event.diploma_templates.get()
    address = reverse("diplomas:test-page", args=[activity.event_id, template.pk])

    assert address in as_admin.get(url_of(activity)).text
    [text] = pages(as_admin.get(address))
    assert "40 mm from the left and the upper edge" in text
