"""The cases of the corpus as events of the product, and what its API makes of them."""

from contextlib import contextmanager

from scoring.ledger.records import Submission, submit
from scoring.models import Entry
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import read_rules
from tests import make
from tests.conformance.cases import (
    activity_fields,
    categories,
    contract_rules,
    event_fields,
    group_names,
    group_of,
    person_fields,
)


@contextmanager
def belonging(movers):
    """Participants are in another group for a while. movers: participant -> that group."""
    of_today = {person: person.group for person in movers}
    move(movers)
    yield
    move(of_today)


def move(groups):
    for person, group in groups.items():
        person.group = group
        person.save(update_fields=["group"])


class Staged:
    """A case as an event with everything typed in. ids, names: of what a case calls by a key."""

    def __init__(self, case, by):
        self.case = case
        self.event = make.event(name=case["name"], **event_fields(case))
        for name, low, high in categories(case):
            make.age_category(self.event, low, high, name=name)
        groups = {name: make.group(self.event, name=name) for name in group_names(case)}
        self.people = {
            name: make.participant(
                groups[group_of(written)], display_name=name, **person_fields(written)
            )
            for name, written in case["participants"].items()
        }
        self.activities = {
            key: make.activity(self.event, name=key, order=nth, **activity_fields(written))
            for nth, (key, written) in enumerate(case["activities"].items())
        }
        for key, texts in case["results"].items():
            movers = {
                self.people[name]: groups[written["was_in"][key]]
                for name, written in case["participants"].items()
                if key in written.get("was_in", {})
            }
            with belonging(movers):
                self.enter(self.activities[key], texts, by)
        self.ids = {key: activity.pk for key, activity in self.activities.items()}
        if "rules" in case:
            rules = read_rules(contract_rules(case, self.ids))
            apply_rules(event=self.event, rules=rules, version=0, by=by)

    def enter(self, activity, texts, by):
        submissions = [Submission(self.people[name].pk, text) for name, text in texts.items()]
        for verdict in submit(
            activity=activity, submissions=submissions, by=by, source=Entry.Source.FORM
        ):
            assert verdict.record is not None, (self.case["name"], verdict)


def found_on_boards(leaderboard):
    """Places and values of the API's leaderboard, in the words of a case."""
    places, values = {}, {}
    for activity in leaderboard["activities"]:
        of_places = places.setdefault(activity["activity_name"], {})
        of_values = values.setdefault(activity["activity_name"], {})
        for board in activity["categories"]:
            for row in board["participants"]:
                of_places[row["display_name"]] = row["rank"]
            for row in board["guests"]:
                of_places[row["display_name"]] = f"({row['rank']})"
            for row in board["unranked"]:
                of_places[row["display_name"]] = row["status"]
            for row in [*board["participants"], *board["guests"], *board["unranked"]]:
                if row["value"] is not None:
                    of_values[row["display_name"]] = row["value"]
    return {"places": places, "values": values}


def found_in_standings(standings, keys):
    """What the API's standings have, in the words of a case. keys: of an activity by its id."""
    found = {"points": {}, "totals": {}, "overall": {}, "decided_by": {}}
    for board in standings["overall"]:
        for row in board["rows"]:
            found["overall"][row["display_name"]] = row["rank"]
        for row in board["guests"]:
            found["overall"][row["display_name"]] = f"({row['rank']})"
        for row in [*board["rows"], *board["guests"]]:
            name = row["display_name"]
            found["totals"][name] = row["total"]
            if "decided_by" in row:
                by = row["decided_by"]
                found["decided_by"][name] = by if isinstance(by, str) else keys[by["activity_id"]]
            for each in row["activities"]:
                of_activity = found["points"].setdefault(keys[each["activity_id"]], {})
                of_activity[name] = each["points"]
    found["groups"] = {
        row["group_name"]: [row["rank"], row["total"]] for row in standings["groups"]
    }
    return found
