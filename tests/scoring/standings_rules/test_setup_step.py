"""The step of the set-up with the standings: one tap, skipped, to all rules and back."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.life.setup_steps import setup_context
from events.models import Event
from scoring.points.rules import SchemeKind
from scoring.standings.stored_rules import current_version, rules_of
from tests import make

INDOORS = {
    "Běh na 60 m": "TIME_LOW",
    "Skok daleký": "m",
    "Koule": "m",
    "Skok vysoký": "m",
    "60 m překážek": "TIME_LOW",
    "Skok o tyči": "m",
    "Běh na 1000 m": "TIME_LOW",
}


@pytest.fixture
def draft(organisation):
    return make.event(organisation=organisation, status="DRAFT", setup_step="standings")


@pytest.fixture
def address(draft):
    return reverse("scoring:setup-standings", args=[draft.pk])


def add(event, name, kind="TIME_LOW"):
    if kind == "m":
        return make.activity(event, name=name, unit="m", decimals=2)
    return make.activity(event, kind, name=name)


def tap(client, address, key, version=0):
    return client.post(address, {"preset": key, "version": version, "then": "stay"})


def is_done(event):
    [step] = [each for each in setup_context(event, "review")["setup"] if each.key == "standings"]
    return step.is_done


def test_a_tap_puts_rules_into_force_and_another_takes_them_away(as_admin, draft, address):
    run, quiz = add(draft, "Běh na 60 m"), add(draft, "Kvíz", "BOOLEAN")
    page = as_admin.get(address).content.decode()
    assert "Now: only leaderboards" in page
    assert "Only leaderboards: continue" in page
    assert not is_done(draft)

    assert tap(as_admin, address, "places")["Location"] == address

    assert {each.activity_id: each.scheme.kind for each in rules_of(draft).activities} == {
        run.pk: SchemeKind.PLACES,
        quiz.pk: SchemeKind.PLACES,
    }
    page = as_admin.get(address).content.decode()
    assert "Chosen: Sum of places." in page
    assert "Now: <b>Sum of places</b>." in page
    assert AuditLog.objects.latest("pk").action == "APPLY_STANDINGS_RULES"
    assert is_done(draft)

    archery = add(draft, "Luk")
    page = as_admin.get(address).content.decode()
    assert "Now: your own rules." in page
    assert f"give nothing to the standings: {archery.name}." in " ".join(page.split())

    tap(as_admin, address, "none", version=1)
    assert not rules_of(draft).has_standings
    assert current_version(draft).number == 2
    assert as_admin.post(address, {"then": "next"})["Location"] == reverse(
        "events:setup-evaluators", args=[draft.pk]
    )


def test_it_may_be_skipped(as_admin, draft, address):
    assert "There are no activities yet" in as_admin.get(address).content.decode()

    as_admin.post(address, {"then": "next"})

    draft.refresh_from_db()
    assert draft.setup_step == "evaluators"
    assert current_version(draft) is None
    assert is_done(draft)


def test_what_is_offered_suits_the_activities(as_admin, draft, address):
    def offered():
        return [preset.key for preset in as_admin.get(address).context["suited"]]

    usual = ["places", "table-shared", "team", "camp", "medals"]
    *most, last = INDOORS.items()
    for name, kind in most:
        add(draft, name, kind)
    assert offered() == usual

    add(draft, *last)
    assert offered() == ["heptathlon-indoors", *usual]
    quiz = add(draft, "Kvíz", "BOOLEAN")
    assert offered() == usual

    quiz.delete()
    tap(as_admin, address, "heptathlon-indoors")
    assert as_admin.get(address).context["chosen"].key == "heptathlon-indoors"


def test_with_results_a_tap_shows_first_what_would_change(as_admin, draft, address):
    Event.objects.filter(pk=draft.pk).update(status="ACTIVE")
    make.record(add(draft, "Běh na 60 m"), make.participant(make.group(draft)), "9.5")
    Event.objects.filter(pk=draft.pk).update(status="DRAFT")

    answer = tap(as_admin, address, "places")

    rules_page = reverse("scoring:standings-rules", args=[draft.pk])
    assert answer["Location"] == f"{rules_page}?preset=places"
    assert tap(as_admin, address, "none")["Location"] == rules_page
    assert current_version(draft) is None


def test_a_colleague_was_faster(as_admin, draft, address):
    add(draft, "Běh na 60 m")
    tap(as_admin, address, "camp")
    tap(as_admin, address, "places")

    assert "changed by a colleague meanwhile" in as_admin.get(address).content.decode()
    assert rules_of(draft).groups.enabled
    assert current_version(draft).number == 1
    assert tap(as_admin, address, "nonsense", version=1).status_code == 404


def test_all_rules_are_a_page_of_the_set_up_and_the_only_one_once_it_is_open(
    as_admin, draft, address
):
    rules_page = reverse("scoring:standings-rules", args=[draft.pk])
    page = as_admin.get(rules_page).content.decode()
    assert 'aria-current="step"' in page
    assert f'href="{address}">Back to the set-up' in page

    draft.status, draft.setup_step = "ACTIVE", ""
    draft.save()
    assert as_admin.get(address)["Location"] == rules_page
    assert "Back to the set-up" not in as_admin.get(rules_page).content.decode()
