"""Small competitions for the tests of points: typed out, without a database."""

from fractions import Fraction

from events.ages.bands import Band
from scoring.engine.ranking import BoardPerson, Method, Result, boards
from scoring.engine.values import Status
from scoring.points.rules import ActivityRules, OverallRules, Scheme, SchemeKind, StandingsRules
from scoring.points.schemes import earned_by_all, entrants
from scoring.points.standings import Competition, make_standings
from scoring.points.totals import ActivityEarned

PLACES = Scheme(SchemeKind.PLACES)
TABLE = Scheme(SchemeKind.TABLE)
RAW = Scheme(SchemeKind.RAW)
HIGH = Method(lower_is_better=False)
LOW = Method(lower_is_better=True)
SHOWN = OverallRules(enabled=True)
GROUPS = {1: "Bobři", 2: "Sovy", 3: "Vlci"}


def person(pk, **fields):
    """Number one is called A, number two B, and so on."""
    name = chr(64 + pk)
    usual = {"sorts_as": name, "group": "", "gender": "F", "age": None, "category": "All"}
    return BoardPerson(**{"participant_id": pk, "name": name, "group_id": 1, **usual, **fields})


def people_of(*persons):
    return {one.participant_id: one for one in persons}


def crowd(count, **fields):
    return people_of(*(person(pk, **fields) for pk in range(1, count + 1)))


def thousandths(text):
    return int(Fraction(text) * 1000)


def results(line):
    """ "9.5 8 DNS ." -> what the first, the second, ... has; "." where nothing was entered."""
    found = []
    for pk, text in enumerate(line.split(), start=1):
        if text in set(Status):
            found.append(Result(pk, None, Status(text)))
        elif text != ".":
            found.append(Result(pk, thousandths(text)))
    return found


def earned(line, scheme, people, method=HIGH, bands=(), absences=()):
    """Participant id -> what they earned by the line of results."""
    found = boards(results(line), people, bands, method)
    return earned_by_all(found, scheme, method, entrants(people.values(), method), absences)


class Arena:
    """A competition: lines of results in activities 1, 2, …, each with its scheme.

    activities: (line, scheme, fields), fields those of the rules or "method".
    """

    def __init__(self, people, *activities, moved=None, names=GROUPS, bands=(), switches=HIGH):
        self.people, self.bands, self.switches = people, [Band(*each) for each in bands], switches
        self.names, self.moved, self.activities = names, moved or {}, activities

    def standings(self, overall=SHOWN, **fields):
        added = []
        for pk, (line, scheme, *more) in enumerate(self.activities, start=1):
            own = dict(*more)
            method = own.pop("method", self.switches)
            rules = ActivityRules(pk, scheme, **own)
            gave = earned(line, scheme, self.people, method, self.bands, overall.absences)
            added.append(ActivityEarned(rules, method, gave))
        rules = StandingsRules(tuple(each.rules for each in added), overall, **fields)
        counting = [each for each in added if each.rules in rules.counting]
        competition = Competition(self.people, self.bands, self.names, self.moved, self.switches)
        return make_standings(counting, competition, rules)

    def board(self, overall=SHOWN, **fields):
        """The only board of it."""
        (board,) = self.standings(overall, **fields).overall
        return board


def order(board):
    """ "1A 2B 2C (2D) –E": places, then guests in brackets, then who is not classified."""
    return " ".join(
        [
            *(f"{row.place}{row.total.person.name}" for row in board.placed),
            *(f"({row.place}{row.total.person.name})" for row in board.guests),
            *(f"–{total.person.name}" for total in board.unclassified),
        ]
    )


def deciders(board):
    """By what each row was set apart from others, by name."""
    return {row.total.person.name: row.decided_by for row in board.placed if row.decided_by}


def sums(board):
    """Name -> total, of everybody on the board."""
    rows = [row.total for row in [*board.placed, *board.guests]] + board.unclassified
    return {total.person.name: total.total for total in rows}


def reasons(board):
    """Name -> why not classified."""
    return {total.person.name: total.why_not for total in board.unclassified}
