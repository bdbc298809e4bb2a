"""The whole competition through the API with nothing but curl, as docs/competition.sh tells it."""

import os
import shutil
import subprocess

import pytest
from django.core.management import call_command

from accounts.models import AuditLog, User
from tests.contracts.house.sources import ROOT

TOOLS_REQUIRED = os.environ.get("KLEPAK_BROWSER_REQUIRED")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    shutil.which("curl") is None and not TOOLS_REQUIRED, reason="no curl on this machine"
)
def test_a_competition_by_curl_alone(live_server, settings, tmp_path):
    settings.SUPER_ADMIN_EMAIL = "sara@example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.RATELIMIT_ENABLE = True  # the tour stays within the limits
    call_command("bootstrap_super_admin")

    done = subprocess.run(
        [
            ROOT / "docs/competition.sh",
            live_server.url,
            tmp_path,
            ROOT / "tests/data/tabor-2026.csv",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "204 POST /auth/logout" in done.stdout
    [gold_run, gold_quiz] = [line for line in done.stdout.splitlines() if line.startswith("1,Gold")]
    assert ",Běh na 60 m," in gold_run
    assert gold_run.endswith(",9.8")
    assert ",Kvíz," in gold_quiz
    assert User.objects.filter(role="SUPER_ADMIN", email="sara@example.org").exists()
    assert "9.81 → 9.80" in AuditLog.objects.get(action="UPDATE_RECORD").detail
