"""The manifest of a backup: what belongs to it and how it was, so that any damage shows."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from foundation.backup.contents import BackupRefused, Contents

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in manifest.json.

    database: "sqlite" or "postgresql". version: of the product that made it. files: path below the
    backup's folder -> {"sha256", "size"}.
    """

    made_at: str
    version: str
    database: str
    migrations: dict[str, list[str]]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]
    format: int = FORMAT


def describe(
    folder: Path, contents: Contents, *, database: str, version: str, at: datetime
) -> Manifest:
    """The manifest of the files that are in the folder now."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Manifest(
        made_at=at.isoformat(timespec="seconds"),
        version=version,
        database=database,
        migrations=contents.migrations,
        counts=contents.counts,
        files={path.relative_to(folder).as_posix(): _measured(path) for path in paths},
    )


def write(manifest: Manifest, folder: Path) -> None:
    known = asdict(manifest)
    text = json.dumps({**known, "sha256": _checksum(known)}, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", "utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of the backup, once it and every file of it have been found undamaged.

    Raises BackupRefused.
    """
    manifest = _manifest(folder)
    for name, measured in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise BackupRefused(f"The backup is damaged: {name} is missing. Take another one.")
        if _measured(path) != measured:
            raise BackupRefused(
                f"The backup is damaged: {name} is not what was backed up. Take another one."
            )
    return manifest


def _manifest(folder: Path) -> Manifest:
    try:
        known = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError:
        raise BackupRefused(_what_it_is_instead(folder)) from None
    except ValueError:
        raise _damaged() from None
    if not isinstance(known, dict) or known.pop("sha256", None) != _checksum(known):
        raise _damaged()
    if known["format"] != FORMAT:
        raise BackupRefused(
            f"The backup has format {known['format']}, which this release does not know. Install"
            " the release that made it, or a later one, and restore with it."
        )
    if any(_leads_out(name) for name in known["files"]):
        raise _damaged()
    return Manifest(**known)


def _damaged() -> BackupRefused:
    return BackupRefused(f"The backup is damaged: {NAME} was changed. Take another one.")


def _what_it_is_instead(folder: Path) -> str:
    if not folder.is_dir():
        return f"There is no folder {folder}."
    inside = sorted(path.parent.name for path in folder.glob(f"[!.]*/{NAME}"))
    if inside:
        return f"{folder} has several backups. Name one of them, such as {folder / inside[-1]}."
    return f"{folder} is no whole backup: it has no {NAME}, which is written last."


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "size": path.stat().st_size}


def _checksum(known: dict[str, Any]) -> str:
    plain = json.dumps(known, sort_keys=True).encode()
    return hashlib.sha256(plain).hexdigest()
