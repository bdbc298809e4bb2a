"""The tabs of overall and group standings, and a participant's own page."""

import io
import re
from dataclasses import replace

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from events.models import Participant
from foundation.web import versioned_cache
from scoring.points.rules import ActivityTieBreak, TieBreak
from scoring.points.ties import DECISION
from scoring.standings.stored_rules import rules_of
from scoring.standings.tie_words import WORDS
from tests import make
from tests.addresses import board_page

ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)


def page(event, tab=""):
    return reverse("scoring:standings", args=[event.pk]) + (f"?board={tab}" if tab else "")


def own_page(event, kid):
    return reverse("scoring:participant", args=[event.pk, kid.pk])


def rows(answer):
    """Every row of the page's tables as the words in it."""
    found = []
    for row in ROW.findall(answer.content.decode()):
        words = re.sub(
            r"<[^>]+>", " ", re.sub(r'<span class="visually-hidden">.*?</span>', "", row)
        )
        found.append(" ".join(words.split()))
    return [row for row in found if not row.startswith("Place")]


def test_overall(as_evaluator, event, standing):
    answer = as_evaluator.get(page(event))

    assert rows(answer) == [
        "1 Anna Malá Bobři · 2 of 2 done 15",
        "2 Cilka Malá Draci · 1 of 2 done 10",
        "2 Štěpánka Ďáblová Bobři · 2 of 2 done 10",
        "4 Běla Malá Draci · 1 of 2 done 7",
        "(4) Hostka Cizí Bobři · guest · 1 of 2 done 8",
    ]
    assert "Not complete: 6 of 8 results are in" in answer.content.decode()


def test_a_row_names_what_decided_a_tie(as_evaluator, event, kids, rules, put_in_force, jump):
    """Both have 10 and nothing; one of them a place in the jump."""
    overall = replace(rules.overall, tie_breaks=(ActivityTieBreak(jump.pk),))
    put_in_force(replace(rules, overall=overall))

    words = "a tie decided by the place in Skok daleký"
    assert rows(as_evaluator.get(page(event)))[1].endswith(f"{words} 10")
    assert set(WORDS) == {*TieBreak, DECISION}


def incomplete(answer):
    return re.findall(r"Not complete: [0-9]+ of [0-9]+", answer.content.decode())


def test_what_is_missing_is_counted_of_those_who_compete(
    as_evaluator, event, standing, other_group, jump, activity, rules, put_in_force
):
    """Guests and the withdrawn are not waited for; who has nothing yet is, on any board."""
    gone = make.participant(other_group, display_name="Odešla", gender="F", age=12)
    make.record(activity, gone, "10")
    gone.status = "WITHDRAWN"
    gone.save()
    make.participant(other_group, display_name="Pozdní", gender="M", age=12)
    groups = replace(rules, overall=replace(rules.overall, enabled=False))

    assert incomplete(as_evaluator.get(page(event))) == ["Not complete: 6 of 10"]
    assert incomplete(as_evaluator.get(page(event), {"gender": "F"})) == ["Not complete: 6 of 8"]
    assert incomplete(as_evaluator.get(page(event, "groups"))) == ["Not complete: 6 of 10"]
    put_in_force(groups)
    assert incomplete(as_evaluator.get(page(event))) == ["Not complete: 6 of 10"]

    make.record(jump, standing["Běla"], "4.00")
    make.record(activity, standing["Cilka"], "9.9")
    Participant.objects.filter(display_name="Pozdní").delete()
    assert incomplete(as_evaluator.get(page(event))) == []


def test_medals_are_in_one_notation(as_evaluator, event, kids, by_medals, put_in_force):
    put_in_force(by_medals)
    overall, groups = as_evaluator.get(page(event)), as_evaluator.get(page(event, "groups"))

    assert rows(overall)[0] == "1 Cilka Malá Draci · 1 of 2 done 1 – 0 – 0"
    assert "Gold – silver – bronze" in overall.content.decode()
    assert "Gold – silver – bronze" in groups.content.decode()


def test_groups(as_evaluator, event, standing):
    answer = as_evaluator.get(page(event, "groups"))

    assert rows(answer) == [
        "1 Bobři 2 members contribute 25",
        "2 Draci 2 members contribute 17",
    ]


def test_the_board_has_tabs_only_for_what_there_is(as_evaluator, event, activity, kids, rules):
    text = as_evaluator.get(board_page(event)).content.decode()

    assert page(event) not in text


def test_tabs_of_all_boards(as_evaluator, event, standing):
    text = as_evaluator.get(board_page(event)).content.decode()

    assert f'href="{page(event)}"' in text
    assert f'href="{page(event, "groups")}"' in text


def test_without_rules_the_page_leads_on(as_evaluator, event, kids):
    answer = as_evaluator.get(page(event))

    assert "This event has no overall standings." in answer.content.decode()
    assert board_page(event) in answer.content.decode()


def test_the_live_part_is_not_sent_again(as_evaluator, event, standing):
    live = reverse("scoring:standings-live", args=[event.pk])
    answer = as_evaluator.get(live)

    assert (
        as_evaluator.get(live, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )
    assert (
        f'data-etag="{escape(answer.headers["ETag"])}"'
        in as_evaluator.get(page(event)).content.decode()
    )


def test_a_tab_never_becomes_the_other_one(as_evaluator, event, standing, rules, put_in_force):
    live = reverse("scoring:standings-live", args=[event.pk])
    put_in_force(replace(rules, overall=replace(rules.overall, enabled=False)))
    assert f'data-live="{live}?board=groups"' in as_evaluator.get(page(event)).content.decode()

    put_in_force(rules)
    assert rows(as_evaluator.get(f"{live}?board=groups"))[0].startswith("1 Bobři")
    put_in_force(replace(rules, groups=replace(rules.groups, enabled=False)))
    assert as_evaluator.get(f"{live}?board=groups").status_code == 404
    put_in_force(replace(rules_of(event), overall=replace(rules.overall, enabled=False)))
    assert as_evaluator.get(live).status_code == 404


def test_every_name_leads_to_why(as_evaluator, event, standing, jump):
    for text in (page(event), f"{board_page(event)}?activity={jump.pk}"):
        assert own_page(event, standing["Anna"]) in as_evaluator.get(text).content.decode()

    text = as_evaluator.get(own_page(event, standing["Anna"])).content.decode()

    for sentence in (
        "Total: 7 + 8 = 15.",
        "Overall place 1.",
        "9.42 s, 0.08 s less, would be place 1.",
    ):
        assert sentence in text


def test_a_guest_has_no_medal(as_evaluator, event, standing, jump, activity):
    make.record(jump, standing["Host"], "9.99")
    make.record(activity, standing["Host"], "8")

    text = as_evaluator.get(own_page(event, standing["Host"])).content.decode()

    assert text.count("(1)") == 3  # overall, and in both activities
    assert "medal" not in text


def test_a_participant_without_results_or_standings(as_evaluator, event, group):
    kid = make.participant(group, display_name="<b>Nová</b>")
    text = as_evaluator.get(own_page(event, kid)).content.decode()

    assert "&lt;b&gt;Nová&lt;/b&gt;" in text and "No results have been entered here yet." in text


def test_the_activities_are_read_once_for_all_of_the_traces(
    as_evaluator, event, standing, group, activity
):
    """Once by the rules, which activities there are, and once with their names; few or many."""
    counts = []
    for _ in range(2):
        versioned_cache.clear()
        with CaptureQueriesContext(connection) as found:
            text = as_evaluator.get(own_page(event, standing["Anna"])).content.decode()
        assert "Total: 7 + 8 = 15." in text
        counts.append(len(found))
        for _ in range(5):
            make.activity(event)
            make.record(activity, make.participant(group, gender="F", age=12), "99")

    read = [query for query in found if 'FROM "events_activity"' in query["sql"]]
    assert len(read) == 2
    assert counts[0] == counts[1]


def test_nobody_of_another_event(as_evaluator, event):
    stranger = make.participant(make.group(make.event()))

    assert as_evaluator.get(own_page(event, stranger)).status_code == 404


def test_all_of_it_as_a_workbook(as_admin, event, standing, activity, jump):
    make.activity(event, name="Běh na 60 m")  # of the same name, and without results
    answer = as_admin.get(reverse("scoring:leaderboard-xlsx", args=[event.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert book.sheetnames == ["All results", "Běh na 60 m", "Skok daleký", "Overall", "Groups"]
    assert list(book["Overall"].values)[1:3] == [
        (1, "gold", "Girls", "All ages", "Anna Malá", "Bobři", 7, 8, 15, 2),
        (2, "silver", "Girls", "All ages", "Cilka Malá", "Draci", 0, 10, 10, 1),
    ]
    assert list(book["Groups"].values)[1:] == [(1, "Bobři", 25, 2), (2, "Draci", 17, 2)]
    assert [row[5] for row in book["Skok daleký"].values][1] == "Cilka Malá"
