"""The house as a graph: which module imports which, and what the walls say about it. Pure.

Every check takes modules as a mapping from dotted name to source, and returns its breaches as
sentences: an empty list is a house in order.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

FLOORS = ["foundation", "accounts", "events", "scoring", "diplomas", "klepak"]
"""From the ground up: a floor imports only floors before it."""
ROOMS = {
    "foundation": [
        "text",
        "metrics",
        "neighbours",
        "pictures",
        "tables",
        "models",
        "kept",
        "web",
        "jobs",
        "files",
        "api",
        "mails",
        "backup",
        "serving",
    ],
    "accounts": ["models", "trail", "sign_in", "people", "files", "backoffice"],
    "events": [
        "ages",
        "rosters",
        "models",
        "rules",
        "parts",
        "life",
        "importing",
        "evaluators",
        "setup",
        "search",
        "backoffice",
    ],
    "scoring": [
        "engine",
        "points",
        "why",
        "models",
        "rules",
        "ledger",
        "progress",
        "boards",
        "standings",
        "standings_rules",
        "exporting",
        "categories",
        "publishing",
        "looks",
        "public",
        "ceremony",
        "screens",
        "entry",
        "sync",
        "merging",
        "erasing",
        "watch",
        "paper",
        "demo",
    ],
    "diplomas": [
        "font_files",
        "fonts",
        "looks",
        "models",
        "awards",
        "issued",
        "design",
        "printing",
        "previews",
        "result_lists",
        "editor",
        "history",
        "demo",
    ],
    "klepak": ["api", "workplace", "analytics", "pages"],
}
"""The rooms of each floor in order: a room imports rooms before it, never behind it."""
DOORS = {"admin", "api", "management", "templatetags"}
"""They import rooms; nobody imports them but URL tables, and a door its own modules."""
WIRING = {"apps", "urls", "settings", "asgi", "wsgi", "middleware", "logs", "checks", "migrations"}
"""Modules on a floor that stand in no room: Django asks for them by name."""
BESIDE = {"tests", "bench", "docs"}
MOST_FILES = 13

Modules = Mapping[str, str]


@cache
def imported(source: str) -> frozenset[str]:
    """Every name a module imports, wherever in it: `from a import b` gives "a" and "a.b"."""
    names = set()
    for package, name in _imports_of(source):
        names |= {package, f"{package}.{name}"} if name else {package}
    return frozenset(names)


@cache
def _imports_of(source: str) -> tuple[tuple[str, str], ...]:
    """(what it is imported from, the name): ("a", "b") of `from a import b`, ("a", "") of a."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError("relative imports hide which wall they cross")
            found += [(node.module, alias.name) for alias in node.names]
    return tuple(found)


def imports(modules: Modules) -> dict[str, set[str]]:
    """Module -> the modules among these that it imports.

    `from a import b` means the module a.b where there is one, else a.
    """
    graph = {}
    for module, source in modules.items():
        meant = {
            whole if name and (whole := f"{package}.{name}") in modules else package
            for package, name in _imports_of(source)
        }
        graph[module] = {target for target in meant if target in modules} - {module}
    return graph


def place(module: str) -> tuple[str, str]:
    """(floor, room or door or wiring) of a module; the room of a floor's own package is ""."""
    floor, _, rest = module.partition(".")
    return floor, rest.partition(".")[0]


def is_door(floor: str, room: str) -> bool:
    return room in DOORS and room not in ROOMS[floor]


def arrows(modules: Modules) -> Iterator[tuple[str, str]]:
    for module, targets in imports(modules).items():
        for target in sorted(targets):
            yield module, target


def wrong_floors(modules: Modules) -> list[str]:
    """Imports of a higher floor."""
    return sorted(
        f"{module} imports {target} of a higher floor"
        for module, target in arrows(modules)
        if FLOORS.index(place(target)[0]) > FLOORS.index(place(module)[0])
    )


def strangers(modules: Modules) -> list[str]:
    """Imports of what stands beside the house and is not there where it runs."""
    return sorted(
        f"{module} imports {name}"
        for module, source in modules.items()
        for name in imported(source)
        if name.partition(".")[0] in BESIDE
    )


def wrong_rooms(modules: Modules) -> list[str]:
    """Imports of a room behind one's own, on the same floor."""
    found = []
    for module, target in arrows(modules):
        (floor, room), (other, behind) = place(module), place(target)
        order = ROOMS[floor]
        if (
            floor == other
            and room in order
            and behind in order
            and order.index(behind) > order.index(room)
        ):
            found.append(f"{module} imports {target} of a room behind it")
    return sorted(found)


def wrong_doors(modules: Modules) -> list[str]:
    """Imports of a door from elsewhere than a URL table."""
    return sorted(
        f"{module} imports {target}, a door"
        for module, target in arrows(modules)
        if is_door(*place(target))
        and place(module) != place(target)
        and module.rpartition(".")[2] != "urls"
    )


def unknown_rooms(modules: Modules) -> list[str]:
    """Rooms that nobody has written down."""
    known = {floor: {"", *rooms, *DOORS, *WIRING} for floor, rooms in ROOMS.items()}
    return sorted(
        {
            f"{floor}.{room} stands in no list of rooms"
            for floor, room in map(place, modules)
            if room not in known[floor]
        }
    )


def circle(modules: Modules) -> list[str]:
    """The modules of one circle of imports, in order; [] where there is none."""
    try:
        TopologicalSorter(imports(modules)).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def full_folders(paths: Iterable[str]) -> list[str]:
    """Folders with more files than one sees at a glance; paths as "events/life/pages.py"."""
    counts = Counter(path.rpartition("/")[0] for path in paths)
    return sorted(
        f"{folder} has {count} files" for folder, count in counts.items() if count > MOST_FILES
    )


def signals(modules: Modules) -> list[str]:
    return sorted(
        f"{module} imports {name}"
        for module, source in modules.items()
        for name in imported(source)
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    )


def ways_to_models(start: str, modules: Modules) -> list[str]:
    """How a module gets to the ORM or to models, step by step through our own modules."""
    found, seen, ways = [], set(), [[start]]
    while ways:
        way = ways.pop()
        for name in sorted(imported(modules[way[-1]])):
            if name.startswith("django.db") or "models" in name.split("."):
                found.append(" → ".join([*way, name]))
            # To import a.b.c runs a and a.b as well.
            for parent in _with_parents(name):
                if parent in modules and parent not in seen:
                    seen.add(parent)
                    ways.append([*way, parent])
    return found


def _with_parents(name: str) -> Iterable[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]
