"""A Gemini on loopback, photos, and the shortest way to send one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import gemini_server
from tests.scoring.paper import encoded, picture

PATH = "/api/records/process-image"
KEY = "AIza-a-key-that-nobody-sees"


@pytest.fixture
def gemini(settings, monkeypatch):
    """The engine is switched on, and is this server."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.SHEET_READER = "gemini"
    settings.GEMINI_API_KEY = KEY
    settings.GEMINI_MODEL = "gemini-of-tests"
    settings.SHEET_READER_TIMEOUT = 20
    with gemini_server.running() as server:
        settings.GEMINI_URL = server.url
        server.will(gemini_server.rows())
        yield server


@pytest.fixture
def photo():
    return encoded(picture())


@pytest.fixture
def send(api, photo, activity, group):
    """send(user) -> the API's answer to a photo of the group's sheet in the activity."""

    def call(user, *, client=None, path=PATH, file=photo, name="sheet.jpg", leave_out=(), **fields):
        form = {
            "file": SimpleUploadedFile(name, file) if isinstance(file, bytes) else file,
            "activity_id": activity.pk,
            "group_id": group.pk,
            **fields,
        }
        form = {field: value for field, value in form.items() if field not in leave_out}
        return (client or api(user)).post(path, form, format="multipart")

    return call
