"""A template, and its editor as a plain form."""

from copy import deepcopy

import pytest
from django.urls import reverse

from diplomas.design.versions import state_of
from diplomas.models import DiplomaTemplate

OURS = {"kind": "text", "text": "{name}", "x": 20, "y": 30, "width": 257, "height": 20, "size": 40}
CONTRACT = {
    "type": "DYNAMIC",
    "key": "place",
    "x": 10,
    "y": 50,
    "fontSize": 30,
    "color": "#444444",
    "fontWeight": "700",
    "theirs": {"kept": [1]},
}
SHAPE = {
    "kind": "rectangle",
    "x": 10,
    "y": 10,
    "width": 50,
    "height": 20,
    "fill": "#ffffffe6",
    "note": "kept",
}


@pytest.fixture
def template(event):
    items = deepcopy([OURS, CONTRACT, SHAPE])
    return DiplomaTemplate.objects.create(event=event, name="Diplom", items=items)


@pytest.fixture
def edit(client, admin, template):
    """edit(then, **fields): the form of the page as it was last shown, sent with these changes."""
    client.force_login(admin)
    address = reverse("diplomas:editor", args=[template.event_id, template.pk])

    class Page:
        answer = None

        def open(self, **query):
            self.answer = client.get(address, query)
            return self

        def sent(self, then, **fields):
            context = self.answer.context
            draft, form = context["draft"], context["form"]
            data = {
                "seen": draft.seen,
                "items": context["items"],
                "chosen": "" if draft.chosen is None else draft.chosen,
                "name": draft.name,
                "orientation": draft.orientation,
                "then": then,
            }
            if form is not None:
                for field in form:
                    value = field.value()
                    if value is True:
                        value = "on"
                    if value not in (None, False):
                        data[field.html_name] = value
            return data | fields

        def press(self, then, **fields):
            self.answer = client.post(address, self.sent(then, **fields))
            return self

        @property
        def draft(self):
            return self.answer.context["draft"]

    return Page().open()


def stored(template):
    """The draft, or what is published where there is none."""
    return state_of(DiplomaTemplate.objects.get(pk=template.pk)).look
