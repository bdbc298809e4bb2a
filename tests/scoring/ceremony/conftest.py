"""A ceremony of the small competition, led by an organiser and looked at by anybody."""

import pytest
from django.test import Client
from django.urls import reverse

from scoring.ceremony.arranging import arrange_ceremony
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import ceremony_of, plan_of_ceremony
from scoring.models import Ceremony
from scoring.publishing.gate import GROUPS

NEVER = 99


@pytest.fixture
def lead(client, admin, event):
    """lead("next"): what the phone gets; of the turn that is current, unless one is named."""
    client.force_login(admin)

    def call(then, turn=None, **fields):
        if turn is None:
            turn = Ceremony.objects.filter(event=event).values_list("turn", flat=True).first()
        address = reverse("scoring:ceremony-reveal", args=[event.pk])
        headers = {"HX-Request": "true"}
        return client.post(address, {"then": then, "turn": turn, **fields}, headers=headers)

    return call


@pytest.fixture
def hall(publication):
    """hall(): the slide on screen 2."""

    def call(**query):
        address = f"/r/{publication.slug}/screen/live/"
        return Client().get(address, {"screen": 2, "lang": "en", **query})

    return call


@pytest.fixture
def announced(event):
    """announced(activity, jump): the boards of these are announced, in this order."""

    def call(*activities, overall=False, **fields):
        ceremony = ceremony_of(event)
        wanted = [each.pk for each in activities] + ([0] if overall else [])

        def nth(board):
            is_wanted = board.now.id.activity_id in wanted and board.now.id.kind != GROUPS
            return wanted.index(board.now.id.activity_id) if is_wanted else NEVER

        plan = plan_of_ceremony(ceremony, BoardsNow(event))
        boards = [
            each._replace(is_announced=nth(each) != NEVER, **fields)
            for each in sorted(plan.boards, key=nth)
        ]
        return arrange_ceremony(event=event, version=ceremony.version, boards=boards, note="")

    return call
