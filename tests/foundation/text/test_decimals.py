"""Decimal numbers as the reader's language writes them, and where results are read."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditLog
from accounts.trail import sentences
from foundation.text.decimals import with_own_point
from tests import make


@pytest.mark.parametrize(
    ("text", "czech"),
    [
        ("83.4", "83,4"),
        ("-0.5", "-0,5"),
        ("1:23.40", "1:23,40"),
        ("1:02:03.4", "1:02:03,4"),
        ("3.70 (3,37 x 3.70)", "3,70 (3,37 x 3,70)"),
        ("1.20 (1.10 o 1.15 xo 1.20 xxo)", "1,20 (1,10 o 1,15 xo 1,20 xxo)"),
        ("1.5 (2.B)", "1.5 (2.B)"),
        ("12", "12"),
        ("1:23", "1:23"),
        ("DQ (lane 1.2)", "DQ (lane 1.2)"),
        ("č. 1.5", "č. 1.5"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_only_numbers_get_the_mark_of_the_language(text, czech):
    with translation.override("cs"):
        assert with_own_point(text) == czech
    with translation.override("en"):
        assert with_own_point(text) == text


def test_a_result_in_czech(client, admin, event, group, participant):
    """On the pages with a comma; the trail is kept with a point and read with a comma."""
    jump = make.activity(event, unit="m", decimals=2)
    make.record(jump, participant, "4,35", by=admin)
    admin.language = "cs"
    admin.save()
    client.force_login(admin)

    pages = [
        reverse("scoring:cell", args=[event.pk, jump.pk, participant.pk]),
        reverse("scoring:results", args=[event.pk, jump.pk]),
        reverse("scoring:hub", args=[event.pk]),
        reverse("scoring:leaderboard", args=[event.pk]),
        reverse("admin:scoring_record_changelist"),
        reverse("admin:accounts_auditlog_changelist"),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert "4,35" in text, page
        assert "4.35" not in text, page

    log = AuditLog.objects.get(action="CREATE_RECORD")
    assert log.told["values"]["new"] == "4.35"
    assert sentences.sentence(log, "cs").endswith("4,35")
    assert sentences.sentence(log, "en").endswith("4.35")


def test_the_api_answers_with_a_point_in_every_language(client, admin, event, participant):
    jump = make.activity(event, unit="m", decimals=2)
    make.record(jump, participant, "4,35", by=admin)
    client.force_login(admin)

    url = reverse("api:leaderboard", args=[event.pk])
    answer = client.get(url, headers={"Accept-Language": "cs"})

    [row] = answer.json()["activities"][0]["categories"][0]["participants"]
    assert row["display_value"] == "4.35"
