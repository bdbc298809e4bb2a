"""Printed diplomas in the API: a file of many, the list, a preview, and one by its code."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from diplomas.design.beginnings import give_first_template
from diplomas.models import Diploma
from tests import make


@pytest.fixture
def calls(api, admin, event):
    def call(method, path, by=admin, **more):
        return getattr(api(by), method)(f"/api/events/{event.pk}/{path}", **more)

    return call


def test_a_batch_from_the_awards_to_the_file(
    calls, api, admin, kids, django_capture_on_commit_callbacks
):
    awards = calls("get", "awards").json()
    sent = {"awards": [each["key"] for each in awards], "order": "name"}
    forged = {"awards": [*sent["awards"], "ACTIVITY-0-0"]}
    wrong = calls("post", "diplomas/batches", data=forged, format="json")
    assert (wrong.status_code, "ACTIVITY-0-0" in wrong.json()["errors"]["awards"][0]) == (422, True)
    two = {"file": "zip", "sheet": "a5"}
    assert calls("post", "diplomas/batches", data=two, format="json").status_code == 422
    assert Diploma.objects.count() == 0

    with django_capture_on_commit_callbacks(execute=True):  # the job is done as soon as it may
        begun = calls("post", "diplomas/batches", data=sent, format="json")
    assert begun.status_code == 202
    assert set(begun.json()["codes"]) == set(sent["awards"])
    [listed] = calls("get", "diplomas/batches").json()
    assert listed["url"] == begun.json()["url"] == begun.headers["Location"]
    file = api(admin).get(listed["url"])
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    assert len(PdfReader(io.BytesIO(file.content)).pages) == len(awards)
    nothing = calls("post", "diplomas/batches", data={}, format="json")
    assert (nothing.status_code, "nothing to print" in nothing.json()["detail"]) == (400, True)

    found = calls("get", "diplomas/issued?q=anna&limit=1").json()
    assert [each["facts"]["name"] for each in found] == ["Anna Malá"]
    assert calls("get", "diplomas/issued?state=OBSOLETE").json() == []
    late = datetime(2026, 7, 4, 22, 30, tzinfo=UTC)  # half past midnight where the event is
    Diploma.objects.filter(code=found[0]["code"]).update(printed_at=late)
    known = api(None).get(f"/api/public/diplomas/{found[0]['code'].upper()}")
    assert known.status_code == 200
    assert (known.json()["is_valid"], known.json()["name"]) == (True, "")  # nothing is public
    assert known.json()["printed_on"] == "2026-07-05"
    assert known.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert api(None).get("/api/public/diplomas/aaaaaaaaaa").status_code == 404


def test_a_preview_prints_nothing(calls, event, kids):
    give_first_template(event)
    template = event.diploma_templates.get()
    path = f"diplomas/{template.pk}/preview"
    answer = calls("get", f"{path}?participant={kids['Anna'].pk}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Anna Malá" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    elsewhere = make.participant(make.group(make.event()))
    assert calls("get", f"{path}?participant={elsewhere.pk}").status_code == 404
    assert calls("get", f"{path}?participant=x").status_code == 404
    assert Diploma.objects.count() == 0
