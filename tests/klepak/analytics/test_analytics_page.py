"""An event in numbers: a small one of which every number is known, and who may compare what."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Event
from scoring.ledger import records
from scoring.ledger.confirmations import confirm
from scoring.ledger.records import Submission
from scoring.models import Entry
from scoring.progress.matrix import board_matrix
from scoring.progress.tally import Tally
from tests import make
from tests.contracts.pages.test_hostile_names import ESCAPED, HOSTILE, assert_harmless

SESSION_AND_USER = 2


def address(event, ending="/", **asked):
    names = {"/": "analytics", ".xlsx": "analytics-xlsx", ".csv": "analytics-csv"}
    query = {name.rstrip("_"): value for name, value in asked.items()}
    return reverse(names[ending], args=[event.pk], query=query)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.get_current_timezone())


def enter(activity, child, text, *, by, at=None):
    [verdict] = records.submit(
        activity=activity,
        submissions=[Submission(child.pk, text)],
        by=by,
        source=Entry.Source.FORM,
        at=at or local(2026, 7, 4, 10),
    )
    return verdict.record


@pytest.fixture
def numbers(as_admin, event):
    """numbers(**asked) -> what the page shows."""

    def read(**asked):
        answer = as_admin.get(address(event, **asked))
        assert answer.status_code == 200
        return answer.context["analytics"]

    return read


@pytest.fixture
def girls(event, group):
    make.age_category(event, 10, 12)
    return [make.participant(group, gender="F", age=11) for _ in range(4)]


def test_days_are_those_of_the_zone_and_both_are_included(numbers, activity, group, admin):
    """On 25 October 2026, which has 25 hours in Prague."""
    times = [
        local(2026, 10, 24, 23, 59, 59),
        local(2026, 10, 25, 0, 0, 0),
        local(2026, 10, 25, 23, 59, 59),
        local(2026, 10, 26, 0, 0, 0),
    ]
    for moment in times:
        enter(activity, make.participant(group), "10", by=admin, at=moment)

    one_day = numbers(from_="2026-10-25", to="2026-10-25")
    since, until = numbers(from_="2026-10-25"), numbers(to="2026-10-24")

    for found, count in [(one_day, 2), (since, 3), (until, 1), (numbers(), 4)]:
        assert found.progress.entered == count
        assert [each.entries for each in found.evaluators] == [count]
        assert [each.spreads[0].count for each in found.distributions] == [count]
    [*_earlier, (_words, last)] = one_day.progress.steps
    assert (last.total, one_day.progress.tally) == (3, Tally(4, 4))


def test_how_results_are_spread(numbers, event, group, activity, girls, admin):
    for child, text in zip(girls, ["9.0", "9.5", "10", "12"], strict=True):
        enter(activity, child, text, by=admin)
    for fields, text in [({"age": 10}, "dns"), ({"age": 11, "status": "WITHDRAWN"}, "8")]:
        enter(activity, make.participant(group, gender="F", **fields), text, by=admin)
    enter(activity, make.participant(group, gender="M", age=30), "11", by=admin)
    swim = make.activity(event, "BOOLEAN")
    for child, text in zip(girls, ["1", "1", "0", "nm"], strict=True):
        enter(swim, child, text, by=admin)

    run, passed = numbers().distributions

    assert [(each.name, each.count, each.numbers, each.status_words) for each in run.spreads] == [
        ("Everybody", 5, ["9.00", "9.50", "10.00", "11.00", "12.00"], "DNS 1, WD 1"),
        ("Girls · 10–12", 4, ["9.00", "9.38", "9.75", "10.50", "12.00"], "DNS 1, WD 1"),
        ("Boys · No age category", 1, ["11.00"] * 5, ""),
    ]
    [only] = passed.spreads
    assert (only.count, only.passed, only.failed, only.share) == (3, 2, 1, 67)
    assert only.status_words == "NM 1"


def test_progress_counts_what_the_board_of_the_day_counts(numbers, event, activity, girls, admin):
    make.participant(girls[0].group, status="WITHDRAWN")
    throw = make.activity(event)
    enter(activity, girls[0], "9", by=admin, at=local(2026, 7, 4, 9, 30))
    enter(activity, girls[1], "9", by=admin, at=local(2026, 7, 4, 11))
    enter(activity, girls[0], "8", by=admin, at=local(2026, 7, 4, 11, 30))  # was there at 9

    found = numbers()

    assert [(words, step.count, step.total) for words, step in found.progress.steps] == [
        ("09:00", 1, 1),
        ("11:00", 1, 2),
    ]
    assert found.progress.tally == board_matrix(event).total == Tally(2, 8)
    assert numbers(activity=throw.pk).progress.tally == Tally(0, 4)


def test_entries_are_those_of_who_really_typed(
    numbers, event, activity, girls, admin, evaluator, other_evaluator
):
    team = make.user(full_name="Tým Sovy", is_team=True)
    make.assign(team, girls[0].group)
    enter(activity, girls[0], "9", by=team, at=local(2026, 7, 4, 9))
    enter(activity, girls[1], "9.1", by=team, at=local(2026, 7, 4, 10))
    enter(activity, girls[1], "9.2", by=evaluator, at=local(2026, 7, 4, 11))
    gone = make.user(User.Role.SUPER_ADMIN)
    enter(make.activity(event, name="Hod"), girls[2], "5", by=gone, at=local(2026, 7, 4, 12))
    gone.delete()

    found = numbers().evaluators

    assert [(each.name, each.entries, each.corrections) for each in found] == [
        ("Tým Sovy", 2, 0),
        ("Eva Měřičová", 1, 1),
        ("a deleted account", 1, 0),
    ]
    assert (found[0].is_team, found[0].activities) == (True, ["Běh na 60 m"])
    assert (found[0].first, found[0].last) == (local(2026, 7, 4, 9), local(2026, 7, 4, 10))
    assert found[2].activities == ["Hod"]


@pytest.fixture
def last_year(organisation, event, admin):
    """The same run, a swim, and a throw in other units; 9.4 s in the middle."""
    Event.objects.filter(pk=event.pk).update(date=date(2026, 7, 4))
    earlier = make.event(organisation=organisation, name="Tábor 2025", date=date(2025, 7, 5))
    group = make.group(earlier)
    run = make.activity(earlier, "TIME_LOW", name="BEH na 60 m")
    make.activity(earlier, "NUMERIC_HIGH", name="Hod", unit="cm")
    swim = make.activity(earlier, "BOOLEAN", name="Uplave 25 m")
    for text in ("9", "9.4", "11"):
        child = make.participant(group)
        enter(run, child, text, by=admin)
        enter(swim, child, "1", by=admin)
    enter(run, make.participant(group, status="WITHDRAWN"), "7", by=admin)
    return earlier


def test_beside_last_year(numbers, event, activity, girls, admin, last_year):
    make.activity(event, "NUMERIC_HIGH", name="Hod", unit="m")
    swim = make.activity(event, "BOOLEAN", name="Uplave 25 m")
    for child, text in zip(girls, ["9.2", "9.0", "9.1", "9.1"], strict=True):
        enter(activity, child, text, by=admin)
        enter(swim, child, "1" if text == "9.0" else "0", by=admin)

    found = numbers().comparison

    assert found.earlier == last_year
    run, passed = found.activities
    assert (run.now.count, run.now.middle, run.now.best) == (4, "9.10", "9.00")
    assert (run.before.count, run.before.middle, run.before.best) == (3, "9.40", "9.00")
    assert (run.middle_difference, run.best_difference) == ("0.30 s faster", "the same")
    assert (passed.now.middle, passed.before.middle) == ("25 % passed", "100 % passed")
    assert passed.middle_difference == "75 percentage points fewer"
    assert [each.name for each in found.only_now] == ["Hod"]
    assert numbers(compare="none").comparison is None


def test_only_earlier_events_of_the_organisation_can_be_compared_with(
    as_admin, event, activity, participant, admin, last_year, outsider
):
    enter(activity, participant, "9", by=admin)

    def with_result(**fields):
        other = make.event(**fields)
        run = make.activity(other, "TIME_LOW", name=activity.name)
        enter(run, make.participant(make.group(other)), "1", by=make.user(User.Role.SUPER_ADMIN))
        return other

    foreign = with_result(
        organisation=outsider.memberships.get().organisation, name="Cizí", date=date(2025, 7, 6)
    )
    later = with_result(organisation=event.organisation, name="Příští", date=date(2027, 7, 6))
    make.event(organisation=event.organisation, name="Prázdný", date=date(2026, 7, 1))

    assert [
        each.name for each in as_admin.get(address(event)).context["analytics"].form.earlier
    ] == ["Tábor 2025"]
    for other in (foreign, later, event):
        answer = as_admin.get(address(event, compare=other.pk))
        text = answer.content.decode()
        assert answer.context["analytics"].comparison is None
        assert "This event cannot be compared with." in text
        assert "Cizí" not in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from_": "2026-07-05", "to": "2026-07-04"}, "This day is before the first one."),
        ({"from_": "yesterday"}, "This is not a day."),
        ({"to": "2026-02-30"}, "This is not a day."),
        ({"to": "9999-12-31"}, "Ensure this value is less than or equal to 2200-01-01."),
        ({"activity": "99999999999999999999"}, "This activity is not there."),
        ({"compare": "<b>"}, "This event cannot be compared with."),
    ],
)
def test_what_makes_no_sense_has_a_sentence_and_narrows_nothing(
    as_admin, event, activity, participant, admin, asked, sentence
):
    enter(activity, participant, "9", by=admin)

    answer = as_admin.get(address(event, **asked))

    assert sentence in answer.content.decode()
    assert answer.context["analytics"].progress.entered == 1
    for ending in (".xlsx", ".csv"):
        assert as_admin.get(address(event, ending, **asked)).url == address(event, **asked)


def test_doubts_are_those_of_the_events_page_and_lead_to_their_history(
    as_admin, numbers, event, activity, group, admin
):
    values = ["9", "9.1", "9.2", "9.35", "9.4", "95.7", "96.9"]
    children = [make.participant(group) for _ in values]
    made = [
        enter(activity, child, text, by=admin) for child, text in zip(children, values, strict=True)
    ]
    throw = make.activity(event)
    confirm(activity=activity, participant_id=children[6].pk, entry_id=made[6].entry_id, by=admin)

    found = numbers()

    assert [each.participant for each in found.doubtful] == [children[5]]
    assert "Minutes taken for seconds?" in found.doubtful[0].reason
    text = as_admin.get(address(event)).content.decode()
    cell = reverse("scoring:cell", args=[event.pk, activity.pk, children[5].pk])
    assert f'href="{cell}"' in text
    assert numbers(activity=throw.pk).doubtful_count == 0
    assert numbers(from_="2026-07-05").doubtful_count == 0


def test_as_files(as_admin, event, activity, girls, admin, last_year):
    person = make.user(User.Role.SUPER_ADMIN, full_name="=1+1")
    for child, text in zip(girls, ["9.0", "9.5", "10", "12"], strict=True):
        enter(activity, child, text, by=person)

    answer = as_admin.get(address(event, ".xlsx", from_="2026-07-04"))
    table = as_admin.get(address(event, ".csv")).content.decode("utf-8-sig")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book["How results are spread"].values)
    assert rows[1] == (
        "Běh na 60 m", "Girls · 10–12", 4, 9, 9.38, 9.75, 10.5, 12, "s", None
    )  # fmt: skip
    assert [row[0] for row in book["Entries by evaluator"].values] == ["Evaluator", "'=1+1"]
    assert list(book["How results came in"].values)[1] == ("4 Jul 2026 10:00", 4, 4, 4)
    assert list(book["Comparison"].values)[1][-1] == "the same"
    assert "analytics-" in answer.headers["Content-Disposition"]
    assert ["How results came in"] in list(csv.reader(io.StringIO(table)))
    assert "\r\n'=1+1," in table


def test_names_are_names_and_charts_have_no_code(client, organisation, super_admin):
    event = make.event(organisation=organisation, name=HOSTILE)
    make.age_category(event, 0, 99, name=HOSTILE)
    child = make.participant(make.group(event, name=HOSTILE), display_name=HOSTILE, age=9)
    judge = make.user(User.Role.SUPER_ADMIN, full_name=HOSTILE)
    activity = make.activity(event, name=HOSTILE, unit="<b>'\"", plausible_maximum=1000)
    enter(activity, child, "5", by=judge)
    client.force_login(super_admin)

    text = client.get(address(event)).content.decode()

    assert text.count('<svg class="chart"') == 4
    assert text.count(ESCAPED) > 8 and "&amp;lt;" not in text
    assert_harmless(text)


@pytest.mark.parametrize("rows", [1, 12])
def test_costs_the_same_with_few_and_with_many(
    as_admin, organisation, event, group, admin, rows, django_assert_num_queries
):
    Event.objects.filter(pk=event.pk).update(date=date(2026, 7, 4))
    for year in range(rows):
        earlier = make.event(organisation=organisation, date=date(2025 - year, 7, 4))
        for here in (event, earlier):
            activity = make.activity(here, name=f"Běh {year}", plausible_maximum=1)
            home = make.group(here)
            for number in range(rows):
                person = make.user(User.Role.SUPER_ADMIN)
                enter(activity, make.participant(home, age=number), "5", by=person)
    as_admin.get(address(event))

    with django_assert_num_queries(SESSION_AND_USER + 11):
        answer = as_admin.get(address(event))

    assert len(answer.context["analytics"].comparison.activities) == 1
    assert answer.context["analytics"].doubtful_count == rows * rows
