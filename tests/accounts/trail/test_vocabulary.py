"""What apps call their actions: every app names its own, and people choose from one list."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib import admin as admin_site
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.backoffice.lists import ExchangeResource
from accounts.models import User
from accounts.trail import vocabulary
from tests.contracts.house.architecture import FLOORS

ROOT = Path(__file__).resolve().parents[3]
OWN = {
    "accounts": "accounts.trail.actions",
    "events": "events.rules.actions",
    "scoring": "scoring.rules.actions",
    "diplomas": "diplomas.design.actions",
}
LOGGING = {"log", "audit"}
"""What writes to the trail; and functions of ours that end so: _log, _create, _change, _delete."""
ACTION = re.compile(r"[A-Z]+(_[A-Z]+)*")
NOT_ACTIONS = {*User.Role.values, "REMOTE_ADDR"}


def own_actions(app: str) -> set[str]:
    if app not in OWN:
        return set()
    return {name for section in import_module(OWN[app]).SECTIONS for name in section.actions}


def sources(app: str):
    own = ROOT / (OWN.get(app, "").replace(".", "/") + ".py")
    for path in (ROOT / app).rglob("*.py"):
        if "migrations" not in path.parts and path != own:
            yield path.read_text()


def logged_in(source: str):
    """Every text that a call passes on as an action, or that is kept in a variable `action`."""
    for node in ast.walk(ast.parse(source)):
        values = []
        if isinstance(node, ast.Assign):
            is_action = any(getattr(target, "id", "") == "action" for target in node.targets)
            values = [node.value] if is_action else []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [word.value for word in node.keywords if word.arg == "action"]
            values += node.args if name in LOGGING or name.startswith("_") else []
        yield from (text for value in values for text in texts_in(value))


def texts_in(tree: ast.AST):
    for part in ast.walk(tree):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def made_by_pages(app: str) -> set[str]:
    """What the admin site's pages of the app's models make of a verb and a noun."""
    made = set()
    for page in admin_site.site._registry.values():
        for part in [page, *(inline(page.model, admin_site.site) for inline in page.inlines)]:
            if not part.writes or part.model._meta.app_label != app:
                continue
            noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", part.model.__name__).upper()
            verbs = ["CREATE", "UPDATE", "DELETE"]
            made |= {f"{verb}_{part.audit_noun or noun}" for verb in verbs}
    return made - {"CREATE_INVITATION", "UPDATE_INVITATION", "DELETE_INVITATION"}  # it cannot


def made_by_lists(app: str) -> set[str]:
    """What the resources of lists in files make of a verb and a noun."""
    return {
        f"{verb}_{resource.audit_noun}"
        for resource in subclasses(ExchangeResource)
        if resource.audit_noun and resource.__module__.partition(".")[0] == app
        for verb in ("IMPORT", "EXPORT")
    }


def subclasses(base: type):
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


@pytest.mark.parametrize("app", FLOORS)
def test_an_app_names_every_action_of_its_own(app):
    own = own_actions(app)
    logged = {
        action
        for source in sources(app)
        for action in logged_in(source)
        if ACTION.fullmatch(action)
        and (("_" in action and len(action) > 5) or action in vocabulary.LABELS)
    } - NOT_ACTIONS

    assert bool(logged) == (app in OWN)
    assert (logged | made_by_pages(app) | made_by_lists(app)) - own == set()


@pytest.mark.parametrize("app", OWN)
def test_an_app_names_no_action_of_another(app):
    """Also those that a dictionary names, and that only a page made in earlier versions."""
    written = {text for source in sources(app) for text in texts_in(ast.parse(source))}

    assert own_actions(app) - written - made_by_pages(app) - made_by_lists(app) == set()


def test_apps_share_titles_and_keep_their_order():
    with translation.override("en"):
        shown = {
            str(title): [name for name, _label in actions]
            for title, actions in vocabulary.choices()
        }

    assert list(shown) == [
        "Signing in and passwords",
        "People and their rights",
        "Organisations",
        "Files",
        "Events",
        "Groups and participants",
        "Evaluators",
        "Activities and results",
        "Standings",
        "The public",
        "Diplomas",
        "Lists in and out",
    ]
    assert shown["Lists in and out"] == [
        *["IMPORT_GROUPS", "IMPORT_PARTICIPANTS", "IMPORT_RECORDS", "IMPORT_USERS"],
        *["EXPORT_GROUPS", "EXPORT_PARTICIPANTS", "EXPORT_RECORDS", "EXPORT_USERS"],
        "EXPORT_AUDIT",
    ]
    assert sorted(name for names in shown.values() for name in names) == sorted(
        {vocabulary.named_alike(name)[0] for name in vocabulary.LABELS}
    )


def test_a_place_is_taken_once():
    before = vocabulary.choices()
    taken = vocabulary.Section(10, gettext_lazy("Events"), {"LOGIN": gettext_lazy("Events")})

    with pytest.raises(ValueError, match="two sections of actions at place 10"):
        vocabulary.register([taken])
    vocabulary.register(import_module(OWN["accounts"]).SECTIONS)

    assert vocabulary.choices() == before


def test_an_action_that_no_app_names_is_readable():
    assert vocabulary.label_of("TURN_THE_PAGE") == "Turn the page"
