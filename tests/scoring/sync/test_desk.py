"""The organiser's desk for phones without a network."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event
from scoring.models import Entry, Record
from tests import make
from tests.scoring import rows_of_everything
from tests.scoring.sync.phones import entry, frames_of, signed


@pytest.fixture
def sibling(group):
    return make.participant(group, display_name="Žofie <b>Řehořová", gender="F", age=11)


@pytest.fixture
def page(event):
    return reverse("scoring:hand-over", args=[event.pk])


@pytest.fixture
def bring(as_admin, page, event, evaluator):
    """Bring the evaluator's entries to the desk as a file."""

    def call(*items, **fields):
        content = signed(evaluator, event, list(items), **fields)
        return as_admin.post(page, {"file": SimpleUploadedFile("klepak.json", content)})

    return call


def choices(answer) -> list[str]:
    """The values of "take the phone's" on the page."""
    found = re.findall(r'name="choice-\d+" value="([^"]+)"', answer.content.decode())
    return [value for value in found if value != "theirs"]


def test_a_file_and_what_became_of_it(bring, activity, participant, sibling, other, admin):
    make.record(activity, sibling, "14", by=admin)

    answer = bring(
        entry(1, activity, participant, "12"),
        entry(2, activity, sibling, status="DNS", reason="ill", based_on=None),
        entry(3, activity, other, "13"),
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Taken in from Eva Měřičová" in text
    assert "Žofie &lt;b&gt;Řehořová" in text
    assert "DNS (ill)" in text
    assert "14.00" in text
    # Of somebody whom the phone's person may not score.
    assert "You are not assigned to this participant&#x27;s group" in text
    assert Record.objects.get(participant=participant).evaluator.full_name == "Eva Měřičová"


def test_the_choice_is_an_entry_of_the_organisers_own(
    bring, as_admin, api, page, event, activity, participant, sibling, evaluator, admin
):
    """And what the phone sends later is a duplicate then."""
    for child in (participant, sibling):
        make.record(activity, child, "14", by=admin)
    items = [
        entry(n, activity, c, "12", based_on=None) for n, c in enumerate([participant, sibling])
    ]
    first, _second = choices(bring(*items))
    sent = {"choice-1": first, "choice-2": "theirs"}

    answer = as_admin.post(f"{page}choices/", sent, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "1 result of the phone taken." in answer.content.decode()
    assert "1 result left as it was." in answer.content.decode()
    newest = Entry.objects.latest("pk")
    assert (newest.participant, newest.value_raw) == (participant, "12")
    assert (newest.entered_by, newest.source) == (admin, "FORM")
    assert Record.objects.get(participant=sibling).value_raw == "14"
    before = rows_of_everything()
    later = api(evaluator).post("/api/records/sync", {"items": items}, format="json").json()
    assert [one["outcome"] for one in later["items"]] == ["duplicate", "conflict"]
    as_admin.post(f"{page}choices/", sent)  # a second tap
    assert rows_of_everything() == before


def test_a_cell_that_changed_while_the_page_was_open_is_asked_again(
    bring, as_admin, page, activity, participant, admin
):
    make.record(activity, participant, "14", by=admin)
    (choice,) = choices(bring(entry(1, activity, participant, "12", based_on=None)))
    make.record(activity, participant, "15", by=admin)

    again = as_admin.post(f"{page}choices/", {"choice-1": choice})

    assert again.status_code == 200
    assert Record.objects.get().value_raw == "15"
    (choice,) = choices(again)
    as_admin.post(f"{page}choices/", {"choice-1": choice})
    assert Record.objects.get().value_raw == "12"


def test_a_refusal_keeps_what_was_pasted(as_admin, page, event, activity, participant, evaluator):
    frames = frames_of(signed(evaluator, event, [entry(1, activity, participant, "12")]))
    before = rows_of_everything()

    lacking = as_admin.post(page, {"frames": "\n".join(frames[1:])})

    assert lacking.status_code == 422
    assert "one is missing: number 1" in lacking.content.decode()
    assert frames[1] in lacking.content.decode()
    assert as_admin.post(page, {}).status_code == 422
    for sent in ({}, {"choice-1": "forged"}, {"choice-1": ""}):
        assert as_admin.post(f"{page}choices/", sent).status_code == 422
    assert rows_of_everything() == before
    whole = as_admin.post(page, {"frames": "\r\n".join(frames)})
    assert whole.status_code == 200
    assert Record.objects.get().value_raw == "12"


def test_entries_of_another_event(as_admin, organisation, page, evaluator):
    other = make.event(organisation=organisation, name="Jiný tábor")
    content = signed(evaluator, other, [1])

    answer = as_admin.post(page, {"file": SimpleUploadedFile("klepak.json", content)})

    assert answer.status_code == 422
    assert "entries of another event, Jiný tábor" in answer.content.decode()


def test_the_way_there_is_where_the_event_takes_results(as_admin, page, event):
    hub = reverse("scoring:hub", args=[event.pk])
    assert page in as_admin.get(hub).content.decode()
    assert "hand-over-file" in as_admin.get(page).content.decode()

    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    assert page not in as_admin.get(hub).content.decode()
    assert "hand-over-file" not in as_admin.get(page).content.decode()


def test_queries(bring, activity, group, admin):
    counts = []
    for first in (100, 200):
        kids = [make.participant(group) for _ in range(3 if first == 100 else 40)]
        for kid in kids[::3]:
            make.record(activity, kid, "14", by=admin)
        items = [
            entry(first + number, activity, kid, "x" if number % 3 == 1 else "12", based_on=None)
            for number, kid in enumerate(kids)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert bring(*items).status_code == 200
        counts.append(len([one for one in captured if not one["sql"].startswith("INSERT")]))
    assert counts[0] == counts[1]
