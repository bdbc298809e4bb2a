"""The files that an installation is made of, as far as they can be read without installing it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.contracts.house.sources import ROOT
from tests.contracts.house.test_settings import variables_read

EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
DOCUMENTED = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
UNITS = sorted((ROOT / "deploy").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="systemd is not installed: its units are not looked at"
)
MOST_EXPOSED = 2.0
"""Of ten, by systemd's own measure."""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE)


def test_everything_is_there(compose):
    assert set(compose["services"]) == {"migrate", "web", "jobs", "proxy", "postgres", "redis"}
    named = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if re.match(r"[a-z]", volume)
    }
    assert named == set(compose["volumes"])


def test_every_variable_is_documented_and_none_has_a_secret_default():
    used = re.findall(r"\$\{([A-Z_]+)(:[?-])?", COMPOSE)

    assert {name for name, _way in used} <= DOCUMENTED
    needed = {name for name, way in used if way == ":?"}
    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS", "TLS_FOLDER"} <= needed
    assert {name for name, way in used if way == ":-"} == {"SITE_URL", "BACKUPS_FOLDER"}


def test_what_it_sets_the_product_reads(compose):
    for name in ("migrate", "web", "jobs"):
        assert set(compose["services"][name]["environment"]) <= set(variables_read())


def test_only_the_proxy_is_reached_from_outside(compose):
    published = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}

    assert published == {"proxy": ["80:80", "443:443"]}


def test_each_is_watched_and_started_again(compose):
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text("utf-8")
    for name, service in compose["services"].items():
        assert name == "migrate" or service["restart"] == "unless-stopped"
        assert "healthcheck" in service or name in {"web", "migrate"}


def test_the_proxy_finds_the_product(compose):
    """By the one place in nginx.conf that the command replaces, with the folders it is given."""
    conf = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    proxy = compose["services"]["proxy"]
    [(there, here)] = re.findall(r"sed 's/([^/]+)/([^/]+)/'", proxy["command"])

    assert (there in conf, here) == (True, "web:8000")
    targets = {volume.split(":")[-2] for volume in proxy["volumes"]} - {"/etc/klepak/nginx.conf"}
    assert targets == {"/etc/klepak/tls", "/srv/klepak/app/staticfiles", "/srv/klepak/data/media"}
    assert all(target in conf for target in targets)


def placed(unit: Path, folder: Path) -> Path:
    """The unit, with the programs of this installation, so that they are there."""
    text = unit.read_text("utf-8")
    assert "/srv/klepak/app/.venv/bin" in text
    copy = folder / unit.name
    copy.write_text(
        text.replace("/srv/klepak/app/.venv/bin", str(Path(sys.executable).parent)), "utf-8"
    )
    return copy


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_the_unit_and_finds_it_closed(unit, tmp_path):
    file = str(placed(unit, tmp_path))
    read = subprocess.run([ANALYZE, "verify", file], capture_output=True, text=True, check=False)
    exposed = subprocess.run(
        [ANALYZE, "security", "--offline=true", file], capture_output=True, text=True, check=False
    )

    assert (read.returncode, read.stderr) == (0, "")
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", exposed.stdout)[1]) <= MOST_EXPOSED


def test_the_documentation_names_each_file():
    operations = (ROOT / "docs/operations.md").read_text("utf-8")

    assert len(UNITS) == 2
    for file in (ROOT / "deploy").iterdir():
        assert f"../deploy/{file.name}" in operations
