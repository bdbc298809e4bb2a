"""Standings by definition: slow, obvious, sharing nothing with the engine but its rules.

A competition is {participant id: person}, persons being `BoardPerson`s, and a list of activities,
each {"rules": ActivityRules, "low": bool, "results": {participant id: value or status}}. Values are
whole thousandths; all else is a Fraction.
"""

from fractions import Fraction as Fr
from itertools import combinations
from math import floor

from scoring.points.rules import Absence, ActivityTieBreak, GroupMode, SchemeKind, TieBreak, Tied

UNPLACED = 10**9
"""Behind every place."""


def competing(people, board):
    return [pk for pk in people if on_board(people[pk]) == board and in_it(people[pk])]


def in_it(person):
    return not person.is_guest and not person.is_withdrawn


def on_board(person):
    return person.gender, person.category


def is_value(result):
    return isinstance(result, int)


def rivals(activity, people, pk):
    """Values of those who compete with somebody in an activity, also of him- or herself."""
    results = activity["results"]
    mates = competing(people, on_board(people[pk]))
    return [results[mate] for mate in mates if is_value(results.get(mate))]


def place(activity, people, pk):
    """The place, of a guest the one in brackets; None without one."""
    own = activity["results"].get(pk)
    if not is_value(own) or people[pk].is_withdrawn:
        return None
    return 1 + sum(better(other, own, activity["low"]) for other in rivals(activity, people, pk))


def better(one, other, low):
    return one < other if low else one > other


def points(activity, people, pk, overall):
    """With the weight; None where there are none."""
    scheme, own = activity["rules"].scheme, activity["results"].get(pk)
    last = len(competing(people, on_board(people[pk])))
    if people[pk].is_withdrawn and own is not None:
        own = "WD"
    if own is None or own == "DNS":
        absence = overall.missing if own is None else overall.dns
        found = points_absent(absence, scheme, last, fewest(activity, people, pk))
    elif own == "WD":
        return None
    elif is_value(own):
        found = points_of_value(activity, people, pk)
    elif scheme.kind == SchemeKind.PLACES:
        found = last + 1
    elif scheme.kind == SchemeKind.RAW and activity["low"]:
        return None
    else:  # no less than who is absent
        absent = [points_absent(each, scheme, last) for each in (overall.missing, overall.dns)]
        found = max([fewest(activity, people, pk), *filter(None, absent)])
    return None if found is None else found * Fr(activity["rules"].weight)


def fewest(activity, people, pk):
    """0, or less where somebody with a result on the board has less."""
    board = [
        other
        for other, result in activity["results"].items()
        if is_value(result)
        and not people[other].is_withdrawn
        and on_board(people[other]) == on_board(people[pk])
    ]
    return min([0, *(points_of_value(activity, people, other) for other in board)])


def points_absent(absence, scheme, last, fewest=0):
    if absence == Absence.ZERO:
        return fewest
    if absence == Absence.LAST_PLUS_ONE and scheme.kind == SchemeKind.PLACES:
        return last + 1
    if absence == Absence.LAST_PLUS_ONE and scheme.kind == SchemeKind.TABLE:
        return slot(scheme.table, last + 1)
    return None


def slot(table, number):
    return table[number - 1] if number <= len(table) else Fr(0)


def points_of_value(activity, people, pk):
    scheme, low, own = activity["rules"].scheme, activity["low"], activity["results"][pk]
    others = rivals(activity, people, pk)
    if scheme.kind in (SchemeKind.PLACES, SchemeKind.TABLE):
        first = place(activity, people, pk)
        shared_by = 1 if people[pk].is_guest else others.count(own)
        slots = range(first, first + shared_by)
        if scheme.kind == SchemeKind.PLACES:
            return Fr(sum(slots), shared_by)
        if scheme.tied == Tied.FULL:
            return slot(scheme.table, first)
        return sum(slot(scheme.table, number) for number in slots) / shared_by
    if scheme.kind == SchemeKind.RAW:
        return Fr(own, 1000)
    if scheme.kind == SchemeKind.LINEAR:
        gain = (scheme.base - Fr(own, 1000)) * (1 if low else -1)
        found = floor(scheme.base_points + gain / scheme.step)
        return max(scheme.low, found if scheme.high is None else min(found, scheme.high))
    best = (min(others) if low else max(others)) if others else 0
    if own == best:
        return 1000
    part, whole = (best, own) if low else (own, best)
    return Fr(1000 * part, whole) if part > 0 and whole > 0 else 0


class Sum:
    """What one participant has: the points of each activity, which of them count, their sum."""

    def __init__(self, activities, people, pk, overall, low):
        self.pk, self.person = pk, people[pk]
        self.results = [activity["results"].get(pk) for activity in activities]
        self.places = [place(activity, people, pk) or UNPLACED for activity in activities]
        self.points = [points(activity, people, pk, overall) for activity in activities]
        self.mandatory = [activity["rules"].mandatory for activity in activities]
        self.counting = self.choose(overall.best, low)
        expected = min(overall.best or len(activities), len(activities))
        complete = len(self.counting) == expected
        self.total = sum(self.points[nth] for nth in self.counting) if complete else None
        self.classified = self.is_classified(overall)

    def choose(self, best, low):
        """Of all ways to take so many, the one with most mandatory ones, then the best sum, then
        the best places.
        """
        there = [nth for nth, each in enumerate(self.points) if each is not None]
        count = min(best or len(self.points), len(there))

        def worth(taken):
            total = sum(self.points[nth] for nth in taken)
            places = sum(self.places[nth] for nth in taken)
            return sum(self.mandatory[nth] for nth in taken), -total if low else total, -places

        return max(combinations(there, count), key=worth)

    def is_classified(self, overall):
        valid = [is_value(each) for each in self.results]
        return (
            not self.person.is_withdrawn
            and any(each not in (None, "DNS", "WD") for each in self.results)
            and all(fine for fine, must in zip(valid, self.mandatory, strict=True) if must)
            and sum(valid) >= overall.minimum
            and self.total is not None
        )


def places_of_totals(activities, people, rules, low):
    """(participant id -> place of who is classified and no guest, everybody's Sum)."""
    sums = {
        pk: Sum(activities, people, pk, rules.overall, low)
        for pk in people
        if any(pk in activity["results"] for activity in activities)
    }
    placed = {}
    for board in {on_board(people[pk]) for pk in sums}:
        mates = [
            each
            for each in sums.values()
            if each.classified and in_it(each.person) and on_board(each.person) == board
        ]
        pieces = [
            [each for each in mates if each.total == total]
            for total in sorted({each.total for each in mates}, reverse=not low)
        ]
        ids = [activity["rules"].activity_id for activity in activities]
        for criterion in rules.overall.tie_breaks:
            pieces = [part for piece in pieces for part in split(piece, criterion, ids, low)]
        ahead = 0
        for piece in pieces:
            placed |= {each.pk: ahead + 1 for each in piece}
            ahead += len(piece)
    return placed, sums


def split(piece, criterion, ids, low):
    """Those who are tied, best first, as far as the criterion has an opinion."""
    ranks = {each.pk: rank_by(criterion, each, piece, ids, low) for each in piece}
    return [
        [each for each in piece if ranks[each.pk] == rank] for rank in sorted(set(ranks.values()))
    ]


def rank_by(criterion, one, piece, ids, low):
    """Less is better."""
    if isinstance(criterion, ActivityTieBreak):
        return one.places[ids.index(criterion.activity_id)]
    if criterion == TieBreak.COUNT_BACK:
        counting = [one.places[nth] for nth in one.counting]
        return tuple(-counting.count(number) for number in range(1, 20))
    if criterion == TieBreak.NEXT_BEST:
        there = [each if low else -each for each in one.points if each is not None]
        return (*sorted(there), UNPLACED)
    if criterion == TieBreak.HEAD_TO_HEAD and len(piece) == 2:
        (other,) = [each for each in piece if each is not one]
        return -sum(own < its for own, its in zip(one.places, other.places, strict=True))
    if criterion == TieBreak.YOUNGER:
        return tuple(-part for part in one.person.born)
    return 0


def group_totals(sums, people, rules, low):
    """Group id -> (total or None, complete), where nobody has moved."""
    groups, found = rules.groups, {}
    for group_id in {person.group_id for person in people.values()}:
        roster = [one for one in people.values() if one.group_id == group_id and in_it(one)]
        there = [each for each in sums.values() if each.person in roster and each.classified]
        ranked = sorted((each.total for each in there), reverse=not low)
        needed = 1
        if groups.mode == GroupMode.BEST:
            taken = ranked[: groups.best]
            needed = groups.best if low else 1
        elif groups.mode == GroupMode.BEST_PER_GENDER:
            taken = []
            for gender in "FM":
                own = [each.total for each in there if each.person.gender == gender]
                taken += sorted(own, reverse=not low)[: groups.best]
            needed = 2 * groups.best if low else 1
        else:
            taken = ranked
        total = sum(taken) if taken else None
        if taken and groups.mode == GroupMode.MEAN:
            total = Fr(total) / (len(taken) if low else len(roster))
        found[group_id] = total, len(there) >= groups.minimum and len(taken) >= needed
    return found
