"""Whether an organisation is as it was: its rows in every table, and who is tied to them."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.apps import apps
from django.db import connection
from pypdf import PdfReader

from tests.exchange_files import xlsx_cells

APART = {"admin", "auth", "axes", "contenttypes", "sessions"}
"""Applications of others: they keep nothing of an organisation, and sessions change anyway."""

Rows = dict[type, dict[object, dict]]


def every_row() -> Rows:
    """model -> primary key -> what the row says."""
    return {
        model: {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for model in apps.get_models()
        if model._meta.app_label not in APART
    }


def damage(ours: Rows) -> list[str]:
    """What is not as it was, and rows of others that lead to one of ours now."""
    found = []
    now = every_row()
    for model, rows in ours.items():
        name = model.__name__
        changed = [pk for pk, row in rows.items() if now[model].get(pk) != row]
        found += [f"{name} {pk} was changed" for pk in changed]
        for key in (each for each in model._meta.concrete_fields if each.is_relation):
            targets = ours.get(key.related_model, {})
            found += [
                f"{name} {pk} leads to ours by its {key.name}"
                for pk, row in now[model].items()
                if pk not in rows and row[key.attname] in targets
            ]
    return found


READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def watched_writes() -> Iterator[list[str]]:
    """The statements sent meanwhile that do more than read: without one, every row is as it was."""
    found = []

    def watch(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(READING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def text_of(answer) -> str:
    """What somebody could read in the answer, be it a workbook or a PDF, and in where it leads."""
    if answer.headers.get("Content-Type") == "application/pdf":
        sheets = PdfReader(io.BytesIO(answer.getvalue())).pages
        return "\n".join(sheet.extract_text() for sheet in sheets)
    if "spreadsheetml" in answer.headers.get("Content-Type", ""):
        rows = xlsx_cells(answer.getvalue())
        return "\n".join(str(cell.value) for row in rows for cell in row)
    if answer.headers.get("Content-Type") == "image/png":
        return ""  # of a PDF that is read itself, at another address
    hops = [address for address, _status in getattr(answer, "redirect_chain", [])]
    return "\n".join([*hops, answer.getvalue().decode()])


@dataclass
class Form:
    """A form that posts. ids: the fields whose values are chosen among objects by their ids."""

    address: str
    fields: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def sent(self, pks: set[int]) -> list[tuple[str, list[dict]]]:
        """For each button the address, and what goes there with each of these in place of all ids;
        nothing where the form has no ids.
        """
        found = []
        for address, name, value in self.buttons:
            ids = self.ids | {name} if is_number(value) else self.ids
            data = {**self.fields, name: value}
            if ids:
                found.append((address, [{**data, **dict.fromkeys(ids, pk)} for pk in pks]))
        return found


class Forms(HTMLParser):
    """The forms of a page that post, once where several differ only in what is in them."""

    def __init__(self, address: str, text: str):
        super().__init__()
        self.address = address
        self.all: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.feed(text)

    @property
    def found(self) -> list[Form]:
        alike = {(form.address, *form.fields): form for form in self.all}
        return [*alike.values()]

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        name, value, kind = (given.get(each, "") for each in ("name", "value", "type"))
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(urljoin(self.address, given.get("action", "")))
            self.all.append(self.form)
        if self.form is None:
            return
        if tag == "button" or kind == "submit":
            address = urljoin(self.address, given.get("formaction", self.form.address))
            self.form.buttons.append((address, name, value))
        elif tag in {"input", "select", "textarea"} and name:
            self.form.fields.setdefault(name, value)
            self.select = name if tag == "select" else ""
            if kind in {"hidden", "radio", "checkbox"} and is_number(value):
                self.form.ids.add(name)
        elif tag == "option" and self.select and is_number(value):
            self.form.ids.add(self.select)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def is_number(text: str) -> bool:
    """An id, or several with commas between them."""
    return re.fullmatch(r"\d+(,\d+)*", text) is not None
