"""What a browser without JavaScript would send back of an entry page."""

from html.parser import HTMLParser


class Sheet(HTMLParser):
    """The fields of the form "sheet": name -> value as the page shows it."""

    def __init__(self, html: str):
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "option" and self._select is not None:
            if "selected" in given:
                self.fields[self._select] = given["value"]
            self.fields.setdefault(self._select, given["value"])
        if given.get("form") != "sheet" or "name" not in given:
            return
        value = given.get("value") or ""
        if tag == "select":
            self._select = given["name"]
        elif tag == "input" and given.get("type") == "radio":
            if "checked" in given:
                self.fields[given["name"]] = value
        elif tag == "input":
            text = given.get("type") == "text"
            self.fields[given["name"]] = "".join(value.splitlines()) if text else value

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None


def fields_of(answer) -> dict[str, str]:
    return Sheet(answer.content.decode()).fields


def row(participant, **changes: str) -> dict[str, str]:
    """Fields of one row by their short names: row(eva, value="12.5")."""
    return {f"p{participant.pk}-{name}": value for name, value in changes.items()}
