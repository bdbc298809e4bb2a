"""Which engine is chosen, and that the others cost nothing."""

import os
import subprocess
import sys

import pytest

from scoring.paper.gemini import GeminiReader
from scoring.paper.reader import SwitchedOff, chosen_reader
from tests.contracts.house.sources import ROOT

STARTED = """
import sys, django
django.setup()
import klepak.urls
print(sorted({"google.genai", "httpx2", "pi_heif"} & sys.modules.keys()))
"""


def test_the_setting_chooses(settings):
    settings.SHEET_READER = "none"
    with pytest.raises(SwitchedOff, match="Type the results in by hand"):
        chosen_reader()

    settings.SHEET_READER, settings.GEMINI_API_KEY = "gemini", "a-secret"
    settings.GEMINI_MODEL, settings.GEMINI_URL = "a-model", "http://proxy.example.org"
    settings.SHEET_READER_TIMEOUT = 7

    reader = chosen_reader()

    assert reader == GeminiReader("a-secret", "a-model", "http://proxy.example.org", 7)
    assert "a-secret" not in repr(reader)


def test_a_worker_that_reads_no_sheets_starts_without_the_engines():
    child = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "klepak.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert child.stdout == "[]\n"
