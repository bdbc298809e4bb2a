"""Small files, no inline code in pages, and words that stay out."""

import ast
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.contracts.house.sources import ROOT, files, name_of

LONGEST_FILE = 500
LONGEST_SCRIPT = 400
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 120

PYTHON = [path for path in files("*.py") if "migrations" not in path.parts]
TEMPLATES = files("*.html", "templates")
BROWSER = [*files("*.js", "static"), *files("*.css", "static")]
DOCUMENTS = [*files("*.md"), ROOT / "static/vendor/README.md"]

UNESCAPED = {
    ("templates/diplomas/editor/_work_part.html", "picture"): "SVG, escaped as XML is written",
    ("templates/diplomas/editor/first.html", "picture"): "SVG, escaped as XML is written",
    ("templates/diplomas/editor/gallery.html", "picture"): "SVG, escaped as XML is written",
    ("templates/scoring/boards/_live_part.html", "boards"): "HTML that templates have just made",
    ("templates/scoring/public/_live_part.html", "boards"): "HTML that templates have just made",
    ("templates/scoring/public/_tables_part.html", "rows"): "made by row_html, which escapes texts",
    ("templates/scoring/screens/_slide_part.html", "board"): "HTML that a template has just made",
    ("templates/scoring/screens/screen.html", "slide"): "HTML that a template has just made",
}
"""What a page shows without escaping it, and why that is safe."""

EMPTY_WORDS = {"common", "data", "helpers", "manager", "managers", "misc", "process", "utils"}


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def long_functions(source: str) -> Iterable[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.name, length


def inline_code(html: str) -> list[str]:
    """Scripts with a content, style sheets, handlers and styles in attributes.

    The CSP refuses them all; JSON in a script element is no script.
    """
    without_comments = re.sub(r"\{#.*?#\}", "", html)
    scripts = re.findall(
        r"<script(?![^>]*application/json)[^>]*>(?=\s*[^\s<])", without_comments, re.IGNORECASE
    )
    styles = re.findall(r"<style\b", without_comments, re.IGNORECASE)
    attributes = re.findall(r"\s(?:on[a-z]+|style)\s*=", without_comments, re.IGNORECASE)
    return [*scripts, *styles, *map(str.strip, attributes)]


def refused_words(source: str) -> list[str]:
    """Promises to come back later, and nets that catch every fault."""
    later = re.findall(r"#.*\b(?:TODO|FIXME|XXX)\b", source)
    nets = re.findall(r"except(?: \(?(?:Base)?Exception\)?)?(?: as \w+)?:", source)
    silenced = re.findall(r"#\s*noqa(?!:\s*[A-Z]+\d+)", source)
    return [*later, *nets, *silenced]


def links(markdown: str) -> list[str]:
    """Targets of links to files; not those to other hosts or within the page."""
    targets = re.findall(
        r"\]\(<?([^)>\s#]+)[^)]*\)", re.sub(r"```.*?```", "", markdown, flags=re.S)
    )
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def wrong(paths: Iterable[Path], fault_of: Callable[[Path], object]) -> dict[str, object]:
    """Name of a file -> what is wrong with it, for those with which something is."""
    return {name_of(path): fault for path in paths if (fault := fault_of(path))}


def length_over(limit: int) -> Callable[[Path], int]:
    return lambda path: count if (count := lines(path)) > limit else 0


def test_files_are_short():
    scripts = [path for path in BROWSER if path.suffix == ".js"]

    assert wrong([*PYTHON, *BROWSER], length_over(LONGEST_FILE)) == {}
    assert wrong(scripts, length_over(LONGEST_SCRIPT)) == {}


def test_templates_are_short():
    assert wrong(TEMPLATES, length_over(LONGEST_TEMPLATE)) == {}


def test_functions_are_short():
    assert wrong(PYTHON, lambda path: [*long_functions(path.read_text("utf-8"))]) == {}


def test_words_are_kept():
    assert [name_of(path) for path in PYTHON if path.stem in EMPTY_WORDS] == []
    others = [path for path in PYTHON if path != Path(__file__)]
    assert wrong(others, lambda path: refused_words(path.read_text("utf-8"))) == {}


def test_templates_have_nothing_inline():
    assert wrong(TEMPLATES, lambda path: inline_code(path.read_text("utf-8"))) == {}


def test_pagers_mark_the_page_one_is_on():
    pagers = [path for path in TEMPLATES if '<nav class="pages"' in path.read_text("utf-8")]

    assert len(pagers) > 3
    unmarked = [
        name_of(path)
        for path in pagers
        if re.search(
            r"<span(?![^>]*aria-current=\"page\")[^>]*>[^<]*number", path.read_text("utf-8")
        )
        or 'aria-current="page"' not in path.read_text("utf-8")
    ]
    assert unmarked == []


def test_only_known_things_are_shown_unescaped():
    marks = re.compile(r"\{\{\s*([\w.]+)[^}]*\|\s*safe(?:seq)?\b|\{%\s*(autoescape off)")
    found = {
        (name_of(path), match[1] or match[2])
        for path in TEMPLATES
        for match in marks.finditer(path.read_text("utf-8"))
    }
    in_python = [
        name_of(path)
        for path in PYTHON
        if "tests" not in path.parts and re.search(r"mark_safe|SafeString", path.read_text("utf-8"))
    ]

    assert found == set(UNESCAPED)
    assert in_python == []


def test_partials_name_their_context():
    partials = [path for path in TEMPLATES if path.name.startswith("_")]
    context = re.compile(r"\{# .*\bContext: .+ #\}")
    nameless = [name_of(path) for path in partials if not context.match(path.read_text("utf-8"))]

    assert len(partials) > 10
    assert nameless == []


def test_vendored_files_match_the_list():
    vendor = ROOT / "static/vendor"
    rows = re.findall(
        r"^\| (\S+) \|.*`([0-9a-f]{64})` \|$", (vendor / "README.md").read_text(), re.M
    )
    listed = dict(rows)
    there = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and not path.name.startswith(("README", "LICENSE"))
    }

    assert there == listed
    assert len(listed) > 0


def dead_links(path: Path) -> list[str]:
    targets = links(path.read_text("utf-8"))
    return [target for target in targets if not (path.parent / target).resolve().exists()]


def test_links_in_documents_lead_somewhere():
    assert wrong(DOCUMENTS, dead_links) == {}


def test_the_checks_see_what_they_are_for():
    body = "\n".join(["    x = 1"] * LONGEST_FUNCTION)
    assert list(long_functions(f"def long():\n{body}")) == [("long", LONGEST_FUNCTION + 1)]
    assert inline_code("<script>alert(1)</script><a onclick='x' style = 'y'><style>") == [
        "<script>",
        "<style",
        "onclick=",
        "style =",
    ]
    assert inline_code('<script src="x.js"></script><script type="application/json">{}') == []
    assert refused_words("x  # noqa\ny  # noqa: S1\ntry:\n    x\nexcept Exception as e:\n") == [
        "except Exception as e:",
        "# noqa",
    ]
    assert links("[a](b.md#c) [d](https://e.f) [g](#h) ```[i](j)```") == ["b.md"]
