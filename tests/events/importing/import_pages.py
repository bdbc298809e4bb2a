"""The pages of an import, as the tests of it use them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.models import Job


def start_url(event):
    return reverse("events:import", args=[event.pk])


def draft_url(draft):
    return reverse("events:import-draft", args=[draft.subject_pk, draft.pk])


def upload(client, event, content, name="tabor.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(start_url(event), {"file": SimpleUploadedFile(name, content)})


def drafted(client, event, content, name="tabor.csv"):
    """The draft of an upload that was taken."""
    response = upload(client, event, content, name)
    draft = Job.objects.get()
    assert (response.status_code, response.url) == (302, draft_url(draft))
    return draft


def seen(client, draft, **query):
    """What the page of the draft shows."""
    response = client.get(draft_url(draft), query)
    assert response.status_code == 200
    return response.context


def apply(client, draft, **fields):
    fields.setdefault("fingerprint", seen(client, draft)["preview"].fingerprint)
    return client.post(draft_url(draft), {"action": "apply", **fields}, follow=True)


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def people(event):
    rows = event.participants.order_by("pk").values_list("display_name", "group__name")
    return list(rows)
