from pathlib import Path

import pytest


@pytest.fixture
def field_case():
    """The bytes of a file as it came from the field."""
    return lambda name: (Path("tests/data/field-cases") / name).read_bytes()
