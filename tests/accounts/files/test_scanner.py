"""The scanner says what is harmful, and while it says nothing nobody gets a file."""

import pytest
from django.core.management import CommandError, call_command

from accounts.files import checking
from accounts.models import File
from foundation.files import store
from foundation.jobs import queue
from foundation.models import Job, StoredFile
from tests import make
from tests.accounts.files import clamd
from tests.accounts.files.test_api_uploads import UPLOADS, kept_names, upload
from tests.foundation.files.storages import free_ports
from tests.foundation.jobs.queues import work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scanner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clamd.running() as server:
        settings.FILE_SCANNER, settings.CLAMD_ADDRESS = "clamd", server.address
        yield server


def test_what_is_harmful_is_refused_and_nothing_of_it_kept(scanner, api, evaluator):
    answer = upload(api(evaluator), clamd.EICAR, "eicar.txt")

    assert answer.status_code == 415
    assert answer.json()["detail"] == (
        "The scanner says that the file is harmful: Eicar-Test-Signature."
    )
    assert upload(api(evaluator), b"harmless").status_code == 201
    assert scanner.looked_at == [len(clamd.EICAR), 8]
    assert File.objects.count() == StoredFile.objects.count() == len(kept_names()) == 1
    assert File.objects.get().scanned_at is not None


def test_while_it_is_away_files_wait_unseen(scanner, settings, jobs_wait, api, evaluator):
    client, there = api(evaluator), scanner.address
    settings.CLAMD_ADDRESS = f"127.0.0.1:{free_ports(1)[0]}"
    settings.CLAMD_TIMEOUT = 0.2

    harmful = upload(client, clamd.EICAR, "eicar.txt").json()
    harmless = upload(client, b"harmless").json()
    assert {harmful["state"], harmless["state"]} == {"CHECKING"}
    work_off()  # it is away still
    assert client.get(f"{UPLOADS}/{harmless['id']}/download").status_code == 409

    settings.CLAMD_ADDRESS = there
    Job.objects.all().delete()  # all their attempts are over
    queue.enqueue(checking.check_left)
    work_off()

    refused = client.get(f"{UPLOADS}/{harmful['id']}").json()
    assert (refused["state"], refused["sha256"]) == ("REFUSED", None)
    assert "Eicar" in refused["refusal"]
    assert client.get(f"{UPLOADS}/{harmless['id']}/download").status_code == 200
    assert kept_names() == {store.name_of(harmless["sha256"])}
    # What it cannot say counts as unknown.
    scanner.longest = 4
    assert upload(client, b"12345").json()["state"] == "CHECKING"


def test_the_command_names_what_is_wrong(settings, tmp_path, capsys, evaluator):
    settings.MEDIA_ROOT = tmp_path / "files"
    lost, whole = make.file(evaluator), make.file(evaluator)
    call_command("verify_files")
    assert capsys.readouterr().out == "Every file is as it was kept.\n"
    store.remove(lost.stored_id)
    stray = store.put(b"nobody's")

    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_files")

    told = capsys.readouterr().out
    assert f"File {lost.stored_id}: it is missing." in told and stray in told
    assert whole.stored_id not in told
