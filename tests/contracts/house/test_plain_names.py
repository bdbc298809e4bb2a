"""Names say what a thing is, and a class name means one thing on a floor."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable

from tests.contracts.house.architecture import FLOORS, Modules
from tests.contracts.house.sources import sources

SPEECH = re.compile(
    r"(^|_)(un)?(tells?|told|telling|says?|said|saying)(_|$)|(Tell|Told|Say|Said)(?![a-z])"
)
COLUMN = "told"
"""Of the audit trail, which is only appended to: it keeps its name."""


def names(source: str) -> Iterable[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def spoken(modules: Modules) -> list[str]:
    """Names made of telling and saying, which can mean a sentence, a count and a heart-beat."""
    return sorted(
        {
            f"{module}: {name}"
            for module, source in modules.items()
            for name in names(source)
            if SPEECH.search(name) and (module, name) != ("accounts.models.trail", COLUMN)
        }
    )


def doubles(modules: Modules) -> list[str]:
    """Classes of one name in several modules of a floor; each command is called Command."""
    homes = defaultdict(list)
    for module, source in modules.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                homes[module.partition(".")[0], node.name].append(module)
    return sorted(f"{name}: {', '.join(at)}" for (_, name), at in homes.items() if len(at) > 1)


def ours() -> dict[str, str]:
    return {
        module: text for module, text in sources(*FLOORS).items() if ".migrations" not in module
    }


def written() -> dict[str, str]:
    """Our modules but migrations, which name what was."""
    found = sources(*FLOORS)
    return {module: text for module, text in found.items() if ".migrations" not in module}


def test_no_name_is_made_of_speech():
    assert spoken(written()) == []


def test_a_class_name_means_one_thing_on_a_floor():
    assert doubles(written()) == []


def test_the_checks_see_what_they_are_for():
    house = {
        "events.a": "class Row:\n    def tell_it(self, said): ...\nteller = Telling = 1",
        "events.b": "class Row: ...",
        "scoring.b": "class Row: ...\nclass Command: ...",
        "scoring.c": "class Command: ...",
        "accounts.models.trail": "told = 1",
    }

    assert spoken(house) == ["events.a: said", "events.a: tell_it"]
    assert doubles(house) == ["Row: events.a, events.b"]
