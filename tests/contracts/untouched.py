"""Whether an organisation is as it was: its rows in every table, and who is tied to them."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.apps import apps
from django.contrib.sessions.models import Session

from tests.workplace.exchange_files import xlsx_cells

APART = {Session}
"""Tables that every visit writes to."""

Rows = dict[type, dict[object, dict]]


def every_row() -> Rows:
    """model -> primary key -> what the row says."""
    return {
        model: {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for model in apps.get_models()
        if model not in APART
    }


def damage(ours: Rows) -> list[str]:
    """What is not as it was, and rows of others that lead to one of ours now."""
    found = []
    now = every_row()
    for model, rows in ours.items():
        name = model.__name__
        changed = [pk for pk, row in rows.items() if now[model].get(pk) != row]
        found += [f"{name} {pk} was changed" for pk in changed]
        for field in filter(lambda field: field.is_relation, model._meta.concrete_fields):
            targets = ours[field.related_model]
            found += [
                f"{name} {pk} leads to ours by its {field.name}"
                for pk, row in now[model].items()
                if pk not in rows and row[field.attname] in targets
            ]
    return found


def text_of(answer) -> str:
    """What somebody could read in the answer, also of a workbook, and in where it leads."""
    if "spreadsheetml" in answer.headers.get("Content-Type", ""):
        rows = xlsx_cells(answer.getvalue())
        return "\n".join(str(cell.value) for row in rows for cell in row)
    hops = [address for address, _status in getattr(answer, "redirect_chain", [])]
    return "\n".join([*hops, answer.getvalue().decode()])


class Forms(HTMLParser):
    """The forms of a page that post: (address, fields, the choices of each, buttons)."""

    def __init__(self, address: str, text: str):
        super().__init__()
        self.address = address
        self.found: list[tuple[str, dict[str, str], set[str], list[tuple[str, str]]]] = []
        self.select = ""
        self.is_open = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.is_open = given.get("method", "").lower() == "post"
            if self.is_open:
                action = urljoin(self.address, given.get("action", ""))
                self.found.append((action, {}, set(), []))
        if not self.is_open or name == "csrfmiddlewaretoken":
            return
        _action, fields, chosen, buttons = self.found[-1]
        if tag == "button" or given.get("type") == "submit":
            buttons.append((name, value))
        elif tag in {"input", "select", "textarea"} and name:
            fields.setdefault(name, value)
            self.select = name if tag == "select" else ""
            if given.get("type") in {"hidden", "radio", "checkbox"} and is_number(value):
                chosen.add(name)
        elif tag == "option" and self.select and is_number(value):
            chosen.add(self.select)

    def handle_endtag(self, tag):
        self.is_open = self.is_open and tag != "form"


def is_number(text: str) -> bool:
    """An id, or several with commas between them."""
    return re.fullmatch(r"\d+(,\d+)*", text) is not None
