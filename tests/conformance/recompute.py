"""Works places, points and totals of an exported event out anew, from docs/scoring.md alone, and
prints what differs: python recompute.py export.json."""

import json
import sys
from collections import defaultdict
from decimal import Decimal, getcontext
from fractions import Fraction as Fr
from math import floor, inf
from pathlib import Path

getcontext().prec = 40
FORMULAS = Path(__file__).with_name("world_athletics.txt").read_text("utf-8").splitlines()
TABLES = {key: rest for key, *rest in map(str.split, FORMULAS)}  # T, J or W; A B C of men, women


def athletics(scheme, gender, value):
    measured, *numbers = TABLES[scheme["discipline"]]
    sex = {"MEN": "M", "WOMEN": "F"}.get(scheme["sex"], gender)
    formula = {"M": numbers[:3], "F": numbers[3:]}.get(sex)
    if not formula:
        return 0
    a, b, c = map(Decimal, formula)
    measure = Decimal(-(-value // 10) if measured == "T" else value // 10)
    gap = b - measure / 100 if measured == "T" else measure / (1 if measured == "J" else 100) - b
    return int(a * gap**c) if gap > 0 else 0


def sort_key(activity, result):
    sign, value = (1 if activity["lower_is_better"] else -1), result["value"]
    if activity["ties_by_heights"]:
        failures = [-each for each in result["attempts"] if each < 0]
        return sign * value, failures.count(value), sum(each <= value for each in failures)
    key = [sign * value]
    for each in result["attempts"] if activity["ties_by_attempts"] else []:
        if each > 0 or not activity["zero_is_foul"]:
            key += [0, sign * each]
    return (*key, 1)


class Recomputed:
    def __init__(self, export):
        self.event, self.rules = export["event"], export["rules"]
        self.people = {each["id"]: each for each in export["participants"]}
        self.activities = {each["id"]: each for each in export["activities"]}
        self.results = defaultdict(dict)
        for each in export["results"]:
            self.results[each["activity_id"]][each["participant_id"]] = each
        self.rivals = defaultdict(list)
        for pk, each in self.people.items():
            if not (each["is_guest"] or each["is_withdrawn"]):
                self.rivals[self.board(each)].append(pk)
        self.places = {pk: self.places_in(pk) for pk in self.activities}
        self.medals = self.rules["overall"]["kind"] == "MEDALS"
        self.low = not self.medals and export["standings"]["lowest_wins"]
        ids = export["standings"]["activity_ids"]
        self.counting = [each for each in self.rules["activities"] if each["activity_id"] in ids]

    def board(self, person):
        gender = "All" if self.event["ignores_gender"] else person["gender"]
        return gender, "All" if self.event["ignores_age"] else person["age_category"]

    def placed_beside(self, person, pk):
        """Everybody with a place in the activity on the person's board."""
        there = [self.people[who] for who, (place, *_rest) in self.places[pk].items() if place]
        return [each for each in there if self.board(each) == self.board(person)]

    def places_in(self, pk):
        """Participant -> (place, status, how many are better, how many equal, rivals' values)."""
        found, keys = defaultdict(lambda: (None, "", 0, 0, [])), {}
        for who, each in self.results[pk].items():
            withdrawn = self.people[who]["is_withdrawn"]
            failed = each["value"] == 0 and self.activities[pk]["type"] == "BOOLEAN"
            status = "WD" if withdrawn else "FAIL" if failed else each["status"]
            found[who] = (None, status, 0, 0, [])
            if status == "OK":
                keys[who] = sort_key(self.activities[pk], each)
        for who, own in keys.items():
            there = [each for each in self.rivals[self.board(self.people[who])] if each in keys]
            better = [keys[each] for each in there if keys[each] < own]
            equal = 1 if self.people[who]["is_guest"] else sum(keys[each] == own for each in there)
            place = 1 + len(set(better) if self.event["places"] == "1223" else better)
            values = [self.results[pk][each]["value"] for each in there]
            found[who] = (place, "OK", len(better), equal, values)
        return found

    def points(self, rule, person):
        """Before the weight; None where there are none to add."""
        pk, scheme, kind = rule["activity_id"], rule["scheme"], rule["scheme"]["kind"]
        place, status, better, equal, values = self.places[pk][person["id"]]
        last, low = len(self.rivals[self.board(person)]), self.activities[pk]["lower_is_better"]
        slots = [Fr(each) for each in scheme.get("table", [])] + [Fr(0)] * (len(self.people) + 1)
        slots = [Fr(nth + 1) for nth in range(len(slots))] if kind == "PLACES" else slots
        if status != "OK":
            below = [self.points(rule, each) for each in self.placed_beside(person, pk)]
            fewest = min([0, *below]) if kind in ("LINEAR", "RAW") else 0
            absent = {"ZERO": fewest, "LAST_PLUS_ONE": slots[last], "OUT": None}
            missing, dns = (absent[self.rules["overall"][name]] for name in ("missing", "dns"))
            there = max(0, missing or 0, dns or 0) if kind == "TABLE" else fewest
            there = {"PLACES": last + 1, "RAW": None if low else fewest}.get(kind, there)
            return {"": missing, "DNS": dns, "WD": None}.get(status, there)
        own = self.results[pk][person["id"]]["value"]
        if kind in ("PLACES", "TABLE"):
            shared = sum(slots[better : better + equal]) / equal
            return slots[place - 1] if scheme.get("tied") == "FULL" else shared
        if kind == "SHARE_OF_BEST":
            best = (min if low else max)(values, default=0)
            part, whole = (best, own) if low else (own, best)
            return 1000 if own == best else Fr(1000 * part, whole) if min(part, whole) > 0 else 0
        if kind == "LINEAR":
            gain = (Fr(own, 1000) - Fr(scheme["base"])) * (-1 if low else 1)
            made = floor(Fr(scheme["base_points"]) + gain / Fr(scheme["step"]))
            return max(Fr(scheme["low"]), min(made, Fr(scheme["high"] or made)))
        if kind == "WORLD_ATHLETICS":
            return athletics(scheme, person["gender"], own)
        return Fr(own, 1000) if kind == "RAW" else 0

    def total(self, person):
        """(points of each activity with its weight, the total or None)."""
        made = [(rule, self.points(rule, person)) for rule in self.counting]
        points = [each and each * Fr(rule["weight"]) for rule, each in made]
        if self.medals:
            places = [self.places[rule["activity_id"]][person["id"]][0] for rule in self.counting]
            return points, sum((place or inf) <= 3 for place in places)
        wanted = min(self.rules["overall"]["best"] or inf, len(points))
        sign, both = 1 if self.low else -1, zip(self.counting, points, strict=True)
        there = sorted((not r["mandatory"], sign * each) for r, each in both if each is not None)
        chosen = [sign * each for _optional, each in there[:wanted]]
        return points, sum(chosen) if len(chosen) == wanted else None


def differences(export):
    found = Recomputed(export)
    for board in export["boards"]:
        for row in board["rows"]:
            expected = found.places[board["activity_id"]][row["participant_id"]][:2]
            if expected != (row["place"], row["status"]):
                yield f"Activity {board['activity_id']}: {row} should be {expected}."
    for board in export["standings"]["overall"]:
        for row in board["rows"]:
            points, total = found.total(found.people[row["participant_id"]])
            theirs = [each["points"] and Fr(each["points"]) for each in row["activities"]]
            if (theirs, row["total"] and Fr(row["total"])) != (points, total):
                yield f"{row} should be {points}, {total}."


if __name__ == "__main__":
    wrong = list(differences(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
    print("\n".join(wrong) or "Everything is as it should be.")
    sys.exit(bool(wrong))
