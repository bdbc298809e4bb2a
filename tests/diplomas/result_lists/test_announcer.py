"""The announcer's list of an event with rules for diplomas: just those who get one."""

import io
import re

from django.urls import reverse
from pypdf import PdfReader

from diplomas.awards.awarding import awarded
from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import rules_of, token_of
from diplomas.issued.issuing import issue
from events.models import Event
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.gate import BOARD, OVERALL_ID, BoardId
from scoring.publishing.stored import publication_of
from tests import make


def test_who_is_announced_follows_the_rules(client, admin, event, activity, standing):
    def listed(language="en"):
        client.force_login(admin)
        headers = {"Accept-Language": language}
        address = reverse("diplomas:announcer-list", args=[event.pk])
        content = client.get(address, headers=headers).content
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        return re.sub(r"\s+", " ", text)

    assert "Skok daleký" in listed()  # without rules every board of the ceremony

    rules = [
        {"scope": "ACTIVITIES", "activities": [activity.pk], "last_place": 2},
        {"scope": "EVERYBODY"},
    ]
    change_rules(event=event, rules=rules, seen=token_of(rules_of(event)), by=admin)
    found = awarded(Event.objects.get(pk=event.pk))
    anna = next(each.award for each in found if each.name == "Anna Malá" and each.place)
    issue(event=event, awards={anna}, by=admin, wordings={anna: {"name": "Anička Malá"}})

    text = listed()
    assert "Skok daleký" not in text
    assert "taking part" not in text
    second = text.index("2nd place, shared by two: 9.50 s")
    assert second < text.index("Anička Malá, ") < text.index("1st place: 9.42 s")
    assert "Anna Malá" not in text
    assert text.index("1st place") < text.index("Štěpánka Ďáblová")

    overall = {"scope": "OVERALL", "last_place": 1}
    change_rules(event=event, rules=[*rules, overall], seen=token_of(rules_of(event)), by=admin)
    official = [BoardChange(BoardId(BOARD, activity.pk, "F", "All"), "OFFICIAL")]
    change_publication(
        event=event,
        version=publication_of(event).version,
        fields={"is_public": True},
        boards=[*official, BoardChange(OVERALL_ID, "OFFICIAL")],
        by=admin,
    )
    make.record(activity, standing["Štěpánka"], "9.30")
    assert "1st place: 9.42 s" in listed()  # as on the diploma
    assert "1. místo: 15 Anna Malá" in listed("cs")
