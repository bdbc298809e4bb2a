"""An event as a file: what is in it, who gets it, and what it costs."""

import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Participant
from foundation.web import versioned_cache
from scoring.exporting import event_json
from scoring.exporting.event_json import json_bytes, read_event
from tests import make
from tests.scoring import refused


def address(event):
    return reverse("api:export", args=[event.pk])


def test_everything_to_reckon_it_anew(api, event, admin, standing, activity, jump, group):
    Participant.objects.filter(pk=standing["Cilka"].pk).update(is_hidden=True)
    answer = api(admin).get(address(event), {"format": "json"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="event-{event.pk}.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    export = answer.json()
    assert (export["format"], export["rules"]["version"]) == (1, 1)
    cilka = standing["Cilka"]
    assert next(each for each in export["results"] if each["participant_id"] == cilka.pk) == {
        "activity_id": jump.pk,
        "participant_id": cilka.pk,
        "typed": "4,10 x 4,25",
        "status": "OK",
        "reason": "",
        "value": 4250,
        "attempts": [4250, 4100],
        "group_at_entry": cilka.group_id,
    }
    hidden = [each["id"] for each in export["participants"] if each["is_hidden"]]
    assert hidden == [cilka.pk]
    anna = standing["Anna"]
    [board] = export["standings"]["overall"]
    row = next(each for each in board["rows"] if each["participant_id"] == anna.pk)
    assert (row["place"], row["total"]) == (1, "15")
    assert [each["points"] for each in row["activities"]] == ["7", "8"]
    assert export["standings"]["groups"][0] == {
        "group_id": group.pk,
        "place": 1,
        "total": "25",
        "contributors": 2,
    }


def test_only_formats_that_there_are(api, event, admin, evaluator):
    for sent in ({}, {"format": "docx"}, {"format": ""}):
        answer = api(admin).get(address(event), sent)
        assert refused(answer) == (422, "format: Choose one of: json, xlsx, csv, pdf.")
    assert api(evaluator).get(address(event), {"format": "json"}).status_code == 403


def test_an_event_without_anything(event):
    assert b'"boards": []' in json_bytes(read_event(event.pk))


def test_more_children_cost_no_more_queries(event, standing, group, activity):
    counts = []
    for _ in range(2):
        for _ in range(5):
            make.record(activity, make.participant(group, gender="F", age=12), "11")
        versioned_cache.clear()
        with CaptureQueriesContext(connection) as found:
            read_event(event.pk)
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_other_formats(api, event, admin, standing):
    client = api(admin)
    table = client.get(address(event), {"format": "csv", "delimiter": "semicolon"})
    book = client.get(address(event), {"format": "xlsx"})

    assert 'Anna Malá;Bobři;12;"4,2"\r\n' in table.content.decode("utf-8-sig")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames[-2:] == ["Overall", "Groups"]
    answer = client.get(address(event), {"format": "csv", "delimiter": "tab"})
    assert refused(answer) == (422, "delimiter: Choose comma or semicolon.")
    # An option of another format means nothing here.
    assert client.get(address(event), {"format": "json", "delimiter": "tab"}).status_code == 200


@pytest.mark.parametrize(("writes", "readings"), [(0, 1), (1, 2), (99, 5)])
def test_what_is_written_meanwhile_is_all_in_it(
    event, standing, activity, group, monkeypatch, writes, readings
):
    """Results are read before the standings; between them somebody else's result arrives."""
    late = [make.participant(group, gender="F", age=12) for _ in range(min(writes, readings))]
    read_standings, begun = event_json.standings_of, []

    def slow_standings_of(*args):
        begun.append(args)
        if late:
            make.record(activity, late.pop(), "11")
        return read_standings(*args)

    monkeypatch.setattr(event_json, "standings_of", slow_standings_of)
    made = json.loads(json_bytes(read_event(event.pk)))

    assert len(begun) == readings
    of_results = {each["participant_id"] for each in made["results"]}
    [board] = made["standings"]["overall"]
    is_whole = of_results == {row["participant_id"] for row in board["rows"]}
    assert is_whole == (readings < event_json.MOST_READS)
