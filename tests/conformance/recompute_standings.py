"""Works overall places and groups of an exported event out anew, from docs/scoring.md alone: by the
places, points and totals in it (see recompute.py), the chain of tie-breaks, decisions and lots.
Prints what differs: python recompute_standings.py export.json. Who is classified is not reckoned.
"""

import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction as Fr
from hashlib import sha256
from math import inf
from pathlib import Path


class Standings:
    def __init__(self, export):
        self.rules, self.people = export["rules"], {p["id"]: p for p in export["participants"]}
        self.out = {pk for pk, p in self.people.items() if p["is_guest"] or p["is_withdrawn"]}
        self.medals = self.rules["overall"]["kind"] == "MEDALS"
        self.sign = 1 if export["standings"]["lowest_wins"] else -1
        self.dense = export["event"]["places"] == "1223"
        boards = [(b["activity_id"], row) for b in export["boards"] for row in b["rows"]]
        places = {(pk, row["participant_id"]): row["place"] or inf for pk, row in boards}
        results = {(r["activity_id"], r["participant_id"]): r for r in export["results"]}
        rows = [row for board in export["standings"]["overall"] for row in board["rows"]]
        self.rows = {row["participant_id"]: row for row in rows}
        for who, row in self.rows.items():
            for each in row["activities"]:
                cell = each["activity_id"], who
                each["place"] = places.get(cell, inf)
                each["entered_for"] = results.get(cell, {}).get("group_at_entry")
        self.places = {pk: [e["place"] for e in r["activities"]] for pk, r in self.rows.items()}
        self.born = {pk: p["birth_order"] for pk, p in self.people.items()}

    def key(self, who):
        """Less is better, equal is a tie of totals."""
        if self.medals:
            return tuple(-self.places[who].count(nth) for nth in (1, 2, 3))
        return (self.sign * Fr(self.rows[who]["total"]),)

    def chain_key(self, criterion, who, tied):
        """What a criterion makes of somebody among those tied: less is better."""
        row, person = self.rows[who]["activities"], self.people[who]
        if isinstance(criterion, dict):
            named = [e["place"] for e in row if e["activity_id"] == criterion["activity_id"]]
            return (*named, inf)[0]
        if criterion == "COUNT_BACK":
            counted = [each["place"] for each in row if each["counts"]]
            return tuple(-counted.count(nth) for nth in range(1, len(self.people) + 1))
        if criterion == "NEXT_BEST":
            points = [Fr(each["points"]) for each in row if each["points"] is not None]
            return (*sorted(self.sign * each for each in points), inf)
        if criterion == "HEAD_TO_HEAD" and len(tied) == 2:
            rival = self.places[tied[1] if who == tied[0] else tied[0]]
            return -sum(mine < rival[nth] for nth, mine in enumerate(self.places[who]))
        if criterion == "YOUNGER":
            born, ages = [[self.people[e][key] for e in tied] for key in ("birth_order", "age")]
            at = {(each[0], each[1] // 10**6) for each in born if each[1:]}
            known = self.born[who][: min(*map(len, born), 3 if len(at) == len(dict(at)) else 1)]
            return tuple(-part for part in known) or (() if None in ages else (person["age"],))
        return ()

    def split(self, tied, chain):
        """Who have the same total in pieces, best first; who are still tied share one."""
        if chain:
            parts = pieces(tied, lambda who: self.chain_key(chain[0], who, tied))
            return [piece for part in parts for piece in self.split(part, chain[1:])]
        for decision in reversed(self.rules["decisions"]):
            nth_of = {who: nth for nth, ids in enumerate(decision["order"]) for who in ids}
            if set(tied) <= set(nth_of):
                return pieces(tied, nth_of.get)
        if "LOT" not in self.rules["overall"]["tie_breaks"]:
            return [tied]
        seed = self.rules["lot_seed"]
        return pieces(tied, lambda who: sha256(f"{seed}:{who}".encode()).digest())

    def overall(self, board):
        """Participant -> place, None below the classified; a guest's is the one there would be."""
        found = {row["participant_id"]: None for row in board["rows"]}
        classified = [row["participant_id"] for row in board["rows"] if not row["why_not"]]
        competing = [who for who in classified if not self.people[who]["is_guest"]]
        chain = [each for each in self.rules["overall"]["tie_breaks"] if each != "LOT"]
        done = [part for tie in pieces(competing, self.key) for part in self.split(tie, chain)]
        for nth, piece in enumerate(done):
            found |= dict.fromkeys(piece, 1 + (nth if self.dense else sum(map(len, done[:nth]))))
        for who in set(classified) - set(competing):
            found[who] = self.place(self.key(who), map(self.key, competing))
        return found

    def place(self, key, others):
        better = [other for other in others if other < key]
        return 1 + len(set(better) if self.dense else better)

    def groups(self):
        """Group -> (place, total, how many contribute), where somebody contributes."""
        rules, shares = self.rules["groups"], defaultdict(lambda: defaultdict(Counter))
        for who, row in self.rows.items():
            if not (row["why_not"] or self.people[who]["is_guest"]):
                for each in row["activities"]:
                    stays = rules["group"] == "AT_ENTRY" and each["entered_for"]
                    own = shares[stays or self.people[who]["group_id"]][who]
                    own[each["place"]] += 1
                    own["sum"] += Fr(each["points"] or 0) if each["counts"] else 0
        made = {group: self.group(group, own) for group, own in shares.items()}
        keys = [key for key, _total, enough in made.values() if enough]
        for group, (key, total, enough) in made.items():
            yield group, (self.place(key, keys) if enough else None, total, len(shares[group]))

    def group(self, group, shares):
        """(sort key, total, whether it is complete) of what members bring."""
        rules, lowest, taken, counting = self.rules["groups"], self.sign > 0, Counter(), Counter()
        best, mode = rules["best"] or 1, rules["mode"]
        for who in sorted(shares, key=lambda who: self.sign * shares[who]["sum"]):
            kind = self.people[who]["gender"] if mode == "BEST_PER_GENDER" else ""
            taken[kind] += 1
            if taken[kind] <= best or not mode.startswith("BEST"):
                counting.update(shares[who])
        used = sum(min(each, best) for each in taken.values())
        total, medals = counting["sum"], [counting[nth] for nth in (1, 2, 3)]
        if mode == "MEAN":
            ours = {pk for pk, each in self.people.items() if each["group_id"] == group}
            total = Fr(total) / len(shares if lowest else (ours - self.out) | {*shares})
        needed = {"BEST": best, "BEST_PER_GENDER": 2 * best}.get(mode, 1) if lowest else 1
        enough = len(shares) >= rules["minimum"] and used >= needed
        if self.medals:
            return tuple(-count for count in medals), sum(medals), enough
        return (self.sign * total,), total, enough


def pieces(tied, key):
    """Lists of those with the same key, the least first."""
    return [[who for who in tied if key(who) == each] for each in sorted(set(map(key, tied)))]


def differences(export):
    found = Standings(export)
    for board in export["standings"]["overall"]:
        places = found.overall(board)
        for row in board["rows"]:
            if row["place"] != places[row["participant_id"]]:
                yield f"Overall: {row} should be at {places[row['participant_id']]}."
    groups = dict(found.groups()) if export["standings"]["groups"] else {}
    for row in export["standings"]["groups"]:
        ours = groups.get(row["group_id"], (None, None, 0))
        if ours != (row["place"], row["total"] and Fr(row["total"]), row["contributors"]):
            yield f"Groups: {row} should be {ours}."


if __name__ == "__main__":
    sys.exit("\n".join(differences(json.loads(Path(sys.argv[1]).read_text("utf-8")))) or 0)
