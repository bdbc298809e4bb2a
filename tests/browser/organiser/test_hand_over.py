"""The desk for phones without a network in a real browser: by a file, and by the camera."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Record
from tests import make
from tests.browser.screens import PHONE, look
from tests.scoring.sync.phones import entry, frames_of, signed

pytestmark = pytest.mark.django_db(transaction=True)

SEEN = """codes => {
    // Chromium on a desktop reads no codes: what its camera would see, one after the other.
    window.BarcodeDetector = class {
        async detect() { return [{ rawValue: codes.shift() ?? "" }]; }
    };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        canvas.getContext("2d").fillRect(0, 0, 8, 8);
        return canvas.captureStream(5);
    };
}"""


def test_a_phone_is_taken_in(
    open_as, complaints, event, activity, group, evaluator, admin, other_group, tmp_path
):
    kids = [make.participant(group, display_name=f"Děťátko {number}") for number in range(4)]
    make.record(activity, kids[0], "14", by=admin)
    stranger = make.participant(other_group, display_name="Cizí Dítě")
    items = [entry(1, activity, kids[0], "12", based_on=None, captured_at="2026-07-04T10:00:00Z")]
    items += [entry(2, activity, stranger, "12"), entry(3, activity, kids[1], "13")]
    file = tmp_path / "klepak.json"
    file.write_bytes(signed(evaluator, event, items))
    page = open_as(admin, reverse("scoring:hand-over", args=[event.pk]))
    look(page, "desk", complaints, accessible_at=[PHONE])

    page.get_by_label("The phone's file").set_input_files(file)
    page.get_by_role("button", name="Take in the file").click()
    expect(page.get_by_role("heading", name="Taken in from Eva Měřičová")).to_be_visible()
    look(page, "taken in", complaints)
    if folder := os.environ.get("KLEPAK_PICTURES"):
        page.screenshot(path=Path(folder) / "desk-dark.png", full_page=True)
    page.get_by_text("Take the phone's").click()
    page.get_by_role("button", name="Save the choice").click()
    expect(page.get_by_text("1 result of the phone taken.")).to_be_visible()
    assert Record.objects.get(participant=kids[0]).value_raw == "12"

    codes = frames_of(signed(evaluator, event, [entry(4, activity, kids[2], "15")]))
    page.add_init_script(f"({SEEN})({['https://example.org', *codes]})")
    page.reload()
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.get_by_role("heading", name="Taken in from Eva Měřičová")).to_be_visible()
    assert Record.objects.get(participant=kids[2]).value_raw == "15"
    assert complaints == []
