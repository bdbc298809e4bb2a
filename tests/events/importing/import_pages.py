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


def answers(preview, **to_all):
    """The fields of a form in which every kind of doubt got this answer: age="right"."""
    fields = {}
    for question in preview.questions:
        fields[f"seal-{question.kind}"] = question.seal
        fields |= {f"doubt-{item.key}": item.answer for item in question.listed}
        answer = to_all.get(question.kind.replace("-", "_"))
        if answer:
            name = (
                f"all-{question.kind}"
                if len(question.items) > 1
                else f"doubt-{question.items[0].key}"
            )
            fields[name] = answer
    return fields


def confirmed(preview):
    """The fields of a form in which everything doubtful is taken in the safe way."""
    safe = {each.kind.replace("-", "_"): each.answers[0][0] for each in preview.questions}
    return answers(preview, **safe)


def apply_confirmed(client, draft, **fields):
    """Apply with every doubt taken in the safe way."""
    return apply(client, draft, **confirmed(seen(client, draft)["preview"]), **fields)
