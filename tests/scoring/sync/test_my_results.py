"""What somebody entered themselves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import EventEvaluator
from tests import make

PATH = reverse("scoring:my-results")


@pytest.fixture
def shown(as_evaluator):
    """The rows of the page as texts without tags and doubled blanks."""

    def read(query=""):
        answer = as_evaluator.get(PATH + query)
        assert answer.status_code == 200
        rows = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        texts = [" ".join(row.split()) for row in rows.split("</tr>")]
        return [text for text in texts if text], answer

    return read


def test_what_became_of_each(shown, activity, participant, sibling, other, evaluator, admin):
    third = make.participant(participant.group, display_name="Čeněk Řídký")
    for child, text, by in [
        (participant, "12", evaluator),
        (sibling, "13", evaluator),
        (sibling, "14", admin),
        (third, "15", evaluator),
        (third, "16", evaluator),
        (other, "17", admin),
    ]:
        make.record(activity, child, text, by=by)

    (newest, older, theirs, mine), _answer = shown()

    assert ("16.00" in newest, "✓ stands" in newest) == (True, True)
    assert "15.00" in older
    assert "replaced by yourself: <b>16.00</b>" in older
    assert "replaced by Adam Pořadatel: <b>14.00</b>" in theirs
    assert ("Štěpánka Ďáblová" in mine, "✓ stands" in mine, "Běh na 60 m" in mine) == (True,) * 3


def test_emptied_cells(shown, activity, participant, sibling, evaluator, admin):
    for child, by in ((participant, evaluator), (sibling, admin)):
        make.record(activity, child, "12", by=evaluator)
        make.record(activity, child, "", by=by)

    (theirs, emptied, mine), _answer = shown()

    assert "replaced by Adam Pořadatel: <b>empty</b>" in theirs
    assert ("emptied" in emptied, "✓ stands" in emptied) == (True, True)
    assert "replaced by yourself: <b>empty</b>" in mine


def test_who_scores_elsewhere_sees_their_own_values_and_nobody_elses(
    shown, event, activity, participant, sibling, evaluator, admin
):
    make.record(activity, participant, "12", by=evaluator)
    make.record(activity, sibling, "13", by=evaluator)
    make.record(activity, sibling, "14", by=admin)
    EventEvaluator.objects.filter(event=event).delete()

    (theirs, mine), answer = shown()

    assert ("13.00" in theirs, "replaced since" in theirs) == (True, True)
    assert ("12.00" in mine, "✓ stands" in mine) == (True, True)
    for hidden in ("14.00", "Adam Pořadatel"):
        assert hidden not in answer.content.decode()


def test_narrowed_down_to_an_event(
    shown, as_evaluator, organisation, activity, participant, evaluator
):
    elsewhere = make.event(organisation=organisation, name="Jiný tábor")
    group = make.group(elsewhere)
    make.assign(evaluator, group)
    make.record(activity, participant, "12", by=evaluator)
    make.record(make.activity(elsewhere), make.participant(group), "13", by=evaluator)

    assert len(shown()[0]) == 2
    (row,), _answer = shown(f"?event={elsewhere.pk}")
    assert "13" in row
    foreign = make.event(organisation=organisation).pk  # nothing entered there
    for wrong in (foreign, 10**6, 10**30, "x", "-1"):
        assert as_evaluator.get(f"{PATH}?event={wrong}").status_code == 404
    assert as_evaluator.get(f"{PATH}?page=x").status_code == 200


def test_queries(as_evaluator, activity, group, evaluator, admin):
    counts = []
    for number in (1, 60):
        for _ in range(number):
            child = make.participant(group)
            make.record(activity, child, "12", by=evaluator)
            make.record(activity, child, "13", by=admin)
        with CaptureQueriesContext(connection) as captured:
            assert as_evaluator.get(PATH).status_code == 200
        counts.append(len(captured))
    assert counts == [7, 7]
