"""The project's own files, as the contract tests read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


NOT_OURS = {".git", ".venv", "node_modules", "staticfiles", "media", "mail", "vendor"}


def files(pattern: str, *folders: str) -> list[Path]:
    """Files of the project by a pattern such as "*.py", below the folders or below all of it."""
    return sorted(
        path
        for folder in folders or [""]
        for path in (ROOT / folder).rglob(pattern)
        if not NOT_OURS & set(path.relative_to(ROOT).parts)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*folders: str) -> dict[str, str]:
    """Dotted module name -> source, for the Python below the folders; packages by their name."""
    found = {}
    for path in files("*.py", *folders):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return found
