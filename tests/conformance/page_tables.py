"""What the pages of boards and standings show, read off their tables, in the words of a case."""

from fractions import Fraction
from html.parser import HTMLParser

from django.urls import reverse

STATUS_OF = {"failed": "FAIL", "withdrawn": "WD"}
"""By the words that stand in place of a result; the other statuses are shown as they are."""


class ShownRows(HTMLParser):
    """rows: [place, name, result], texts as anybody sees them."""

    SMALL = {"small", "abbr"}

    def __init__(self, html):
        super().__init__()
        self.rows, self.cell, self.nested = [], None, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag == "td" or (tag == "th" and ("scope", "row") in attrs):
            self.rows[-1].append("")
            self.cell, self.nested = tag, []
        elif self.cell:
            self.nested.append((tag, dict(attrs).get("class")))

    def handle_endtag(self, tag):
        if tag == self.cell:
            self.cell = None
        elif self.cell and self.nested:
            self.nested.pop()

    def handle_data(self, data):
        hidden = ("small", None), ("span", "visually-hidden")
        if self.cell and not any(each in self.nested for each in hidden):
            self.rows[-1][-1] += data.strip()


def rows_of(client, address):
    html = client.get(address).content.decode()
    return [row for row in ShownRows(html).rows if len(row) == 3]


def found_on_pages(client, staged):
    """Places, values, the overall standings and those of groups, as pages show them."""
    found = {"places": {}, "values": {}}
    boards = reverse("scoring:leaderboard", args=[staged.event.pk])
    for key, pk in staged.ids.items():
        places = found["places"][key] = {}
        values = found["values"][key] = {}
        labels = dict(staged.case["activities"][key].get("choices", []))
        for place, name, result in rows_of(client, f"{boards}?activity={pk}"):
            if place == "–":
                places[name] = STATUS_OF.get(result, result)
            else:
                places[name], values[name] = place_of(place), number_of(labels.get(result, result))
    return found | found_in_standings(client, staged) if "rules" in staged.case else found


def found_in_standings(client, staged):
    standings = reverse("scoring:standings", args=[staged.event.pk])
    overall = rows_of(client, standings)
    groups = rows_of(client, f"{standings}?board=groups")
    return {
        "overall": {name: place_of(place) for place, name, _total in overall},
        "totals": {name: total_of(total) for _place, name, total in overall},
        "groups": {name: [place_of(place), total_of(total)] for place, name, total in groups},
    }


def place_of(shown):
    """3; "(3)" of a guest; None without one."""
    return int(shown) if shown.isdecimal() else None if shown == "–" else shown


def number_of(shown):
    """ "1:23.40" -> 83.4, exactly; passed is 1."""
    if shown == "✓":
        return Fraction(1)
    seconds = Fraction(0)
    for part in shown.split(":"):
        seconds = 60 * seconds + Fraction(part)
    return seconds


def total_of(shown):
    """The number of points; of medals: how many there are."""
    if shown == "–":
        return None
    if " – " in shown:
        return sum(int(word) for word in shown.split() if word.isdecimal())
    return Fraction(shown)


def as_shown(expected):
    """What a case expects, as far as pages show it: points of single activities are on others."""
    shown = {key: expected[key] for key in ("places", "overall") if key in expected}
    shown["values"] = {
        key: {
            name: number_of(text)
            for name, text in values.items()
            if not is_status(expected.get("places", {}).get(key, {}).get(name))
        }
        for key, values in expected.get("values", {}).items()
    }
    shown["totals"] = {name: rounded(total) for name, total in expected.get("totals", {}).items()}
    shown["groups"] = {
        name: [place, rounded(total)] for name, (place, total) in expected.get("groups", {}).items()
    }
    return shown


def is_status(place):
    return isinstance(place, str) and place.isalpha()


def rounded(exact):
    """To three decimals, halves away from zero."""
    if exact is None:
        return None
    number = Fraction(exact)
    steps = int(abs(number) * 1000 + Fraction(1, 2))
    return Fraction(steps if number > 0 else -steps, 1000)
