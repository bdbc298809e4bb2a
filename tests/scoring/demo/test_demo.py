"""The demo: a whole competition through the real services."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from events.models import Activity, Event, Participant
from scoring.demo.competition import PASSWORD, address
from scoring.exporting.event_json import json_bytes, read_event
from scoring.models import Entry, Record
from tests.conformance.recompute import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def developing(settings):
    settings.DEBUG = True


def test_a_whole_competition_with_logins_that_work(developing, client, capsys):
    call_command("demo")

    event = Event.objects.get()
    assert event.status == Event.Status.ACTIVE
    assert (event.groups.count(), Participant.objects.count()) == (12, 120)
    assert set(event.activities.values_list("evaluation_type", flat=True)) == set(
        Activity.EvaluationType
    )
    assert event.activities.count() == 7
    assert 600 <= Record.objects.count() <= 7 * 120
    assert Entry.objects.count() == Record.objects.count()
    roles = list(User.objects.order_by("role").values_list("role", flat=True))
    assert roles == ["ADMIN"] + 13 * ["EVALUATOR"] + ["SUPER_ADMIN"]
    assert client.login(username=address("bobri"), password=PASSWORD)
    assert client.login(username=address("uzlovani"), password=PASSWORD)
    home = client.get(reverse("scoring:my-groups")).context
    assert [station.activity.name for station in home["stations"]] == ["Uzlování"]
    assert home["stations"][0].to_do is not None  # there is work left for a newcomer
    printed = capsys.readouterr().out
    assert all(user.email in printed for user in User.objects.all())
    assert PASSWORD in printed
    check_export(event)
    check_first_diploma(client, event)


def check_first_diploma(client, event):
    """It is one press away, in the demo's own look, and prints."""
    client.force_login(User.objects.get(role=User.Role.ADMIN))

    page = client.get(reverse("diplomas:first", args=[event.pk]), headers={"Accept-Language": "cs"})

    look = event.diploma_templates.last()
    html = page.content.decode()
    assert reverse("diplomas:background", args=[event.pk, look.pk]) in html
    assert "první místo" in html and "za skvělý výkon ho získala" in html
    award = {"award": page.context["winner"].award.key}
    printed = client.post(reverse("diplomas:awards", args=[event.pk]), award)
    text = PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert page.context["winner"].name in text


def check_export(event):
    """Reckoned anew from its export alone, it comes to the same."""
    export = json.loads(json_bytes(read_event(event.pk)))

    assert len(export["boards"]) > 7 and export["standings"]["overall"]
    assert list(differences(export)) == []
    export["standings"]["overall"][0]["rows"][0]["total"] = "1/3"
    assert len(list(differences(export))) == 1


def test_a_second_time_changes_nothing(developing, capsys):
    call_command("demo")
    before = Entry.objects.count()
    call_command("demo")
    assert (Event.objects.count(), Entry.objects.count()) == (1, before)
    assert "already" in capsys.readouterr().out


def test_never_in_production():
    with pytest.raises(CommandError, match="only with DEBUG=true"):
        call_command("demo")
    assert not User.objects.exists()
