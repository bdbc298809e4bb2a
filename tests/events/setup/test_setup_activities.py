"""Activities in the set-up: ready-made, own, edited, moved, deleted."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditLog
from events.models import Activity
from events.parts.presets import BY_KEY
from tests import make


@pytest.fixture
def draft(organisation):
    return make.event(organisation=organisation, status="DRAFT", setup_step="activities")


@pytest.fixture
def visit(client, admin):
    client.force_login(admin)
    return client


def address(event):
    return reverse("events:setup-activities", args=[event.pk])


def names(event):
    return [activity.name for activity in event.activities.order_by("order", "pk")]


def actions():
    return list(AuditLog.objects.order_by("pk").values_list("action", flat=True))


def full(**fields):
    return {
        "save": "",
        "name": "Štafeta",
        "evaluation_type": "TIME_LOW",
        "combine": "SINGLE",
        **fields,
    }


def test_ticked_presets_are_added_under_the_names_typed(visit, draft):
    make.activity(draft, name="Skok", order=4)
    response = visit.post(
        address(draft),
        {
            "add-sprint": "on",
            "name-sprint": "Běh na 60 m",
            "name-endurance": "Nechci",
            "leave-endurance": "on",
            "add-long-jump": "on",
            "name-long-jump": " Skok   daleký ",
            "then": "next",
        },
    )

    assert response["Location"] == reverse("scoring:setup-standings", args=[draft.pk])
    assert names(draft) == ["Skok", "Běh na 60 m", "Skok daleký"]
    sprint, jump = draft.activities.order_by("order")[1:]
    assert (sprint.evaluation_type, sprint.decimals, sprint.order) == ("TIME_LOW", 2, 5)
    assert (sprint.plausible_minimum, sprint.plausible_maximum) == (7000, 20000)
    assert (jump.unit, jump.combine, jump.maximum, jump.order) == ("m", "BEST", 9000, 6)
    assert actions() == ["CREATE_ACTIVITY", "CREATE_ACTIVITY"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 256, "a\0b"])
def test_a_bad_name_adds_none_of_them_and_keeps_the_ticks(visit, draft, name):
    response = visit.post(
        address(draft),
        {"add-sprint": "on", "name-sprint": "Dobrý", "add-quiz": "on", "name-quiz": name},
    )

    rows = {row.preset.key: row for row in response.context["presets"]}
    assert response.status_code == 422
    assert (rows["sprint"].is_ticked, rows["quiz"].is_ticked) == (True, True)
    assert rows["quiz"].errors != []
    assert 'value="Dobrý"' in response.content.decode()
    assert (names(draft), actions()) == ([], [])


def test_nothing_ticked_is_an_error_and_continuing_is_fine(visit, draft):
    response = visit.post(address(draft), {"then": "stay"}, follow=True)
    assert "Nothing was added: tick the activities first." in response.content.decode()

    assert visit.post(address(draft), {"then": "next"}).status_code == 302
    assert names(draft) == []


def test_times_of_a_new_activity_are_typed_as_digits_unless_unticked(visit, draft):
    form = visit.get(f"{address(draft)}?new=").context["form"]

    assert form["digits"].value() is True
    visit.post(address(draft), full())
    assert draft.activities.get().digits is False


def test_an_own_activity_with_its_limits(visit, draft):
    typed = full(decimals="1", minimum="12.5", plausible_maximum="600", digits="on")
    response = visit.post(address(draft), typed)

    activity = draft.activities.get()
    assert response["Location"] == address(draft)
    assert (activity.name, activity.decimals, activity.minimum) == ("Štafeta", 1, 12500)
    assert (activity.plausible_maximum, activity.digits) == (600000, True)
    assert actions() == ["CREATE_ACTIVITY"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"evaluation_type": "NONE"}, "evaluation_type"),
        ({"decimals": "4"}, "decimals"),
        ({"decimals": "9" * 40}, "decimals"),
        ({"minimum": "5", "maximum": "4"}, "minimum"),
        ({"plausible_minimum": "5", "plausible_maximum": "4"}, "plausible_minimum"),
        ({"minimum": "1e400"}, "minimum"),
        ({"combine": "BEST_K"}, "best_count"),
        ({"evaluation_type": "NUMERIC_LOW", "combine": "HEIGHTS"}, "combine"),
        ({"evaluation_type": "SCORE_SET", "choices": "zlatá : 3"}, "choices"),
    ],
)
def test_a_bad_activity_is_refused_beside_its_field(visit, draft, wrong, field):
    response = visit.post(address(draft), full(description="Popis", **wrong) | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Popis" in response.content.decode()
    assert (names(draft), actions()) == ([], [])


def test_a_preset_can_be_adjusted_before_it_is_saved(visit, draft):
    form = visit.get(f"{address(draft)}?new=long-jump").context["form"]

    assert form["name"].value() == "Long jump"
    assert form["maximum"].value() == "9"
    assert visit.get(f"{address(draft)}?new=nonsense").context["form"]["name"].value() == ""


def test_an_activity_is_edited_in_place(visit, draft):
    activity = make.activity(draft, "TIME_LOW", name="Běh", order=3)

    visit.post(address(draft), full(save=activity.pk, name="Běh na 100 m", decimals="1"))

    activity.refresh_from_db()
    assert (activity.name, activity.decimals, activity.order) == ("Běh na 100 m", 1, 3)
    assert actions() == ["UPDATE_ACTIVITY"]


def test_the_kind_is_locked_once_there_are_results(visit, draft):
    group = make.group(draft)
    draft.status = "ACTIVE"
    draft.save()
    activity = make.activity(draft, "TIME_LOW", name="Běh")
    make.record(activity, make.participant(group), "12.5")
    page = visit.get(f"{address(draft)}?edit={activity.pk}")
    assert page.context["form"].fields["evaluation_type"].disabled
    assert "the kind of result is locked" in page.content.decode()

    visit.post(address(draft), full(save=activity.pk, evaluation_type="BOOLEAN", name="Jiné jméno"))

    activity.refresh_from_db()
    assert (activity.evaluation_type, activity.name) == ("TIME_LOW", "Jiné jméno")


def test_moving_up_and_down(visit, draft):
    first, second, third = (make.activity(draft, name=name) for name in "ABC")

    visit.post(address(draft), {"down": first.pk})
    assert names(draft) == ["B", "A", "C"]
    visit.post(address(draft), {"up": third.pk})
    assert names(draft) == ["B", "C", "A"]
    visit.post(address(draft), {"up": second.pk})
    assert names(draft) == ["B", "C", "A"]
    assert set(actions()) == {"UPDATE_ACTIVITY"}


def test_a_move_by_htmx_answers_with_the_list(visit, draft):
    first, _second = (make.activity(draft, name=name) for name in ["Čára", "Déšť"])

    response = visit.post(address(draft), {"down": first.pk}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert "Čára is now number 2 of 2." in page
    assert page.index("<b>Déšť</b>") < page.index("<b>Čára</b>")
    assert "<html" not in page


def test_deleting_asks_with_the_number_of_results(visit, draft):
    draft.status = "ACTIVE"
    draft.save()
    activity = make.activity(draft, "TIME_LOW", name="Běh")
    for _number in range(2):
        make.record(activity, make.participant(make.group(draft)), "12.5")

    page = visit.get(f"{address(draft)}?delete={activity.pk}").content.decode()
    assert "Delete Běh?" in page
    assert "With it go 2 results." in page
    assert names(draft) == ["Běh"]

    visit.post(address(draft), {"delete": activity.pk})
    assert names(draft) == []
    assert actions()[-1] == "DELETE_ACTIVITY"


@pytest.mark.parametrize("what", ["save", "delete", "up", "down"])
def test_another_events_activity_is_not_there(visit, draft, what):
    foreign = make.activity(make.event(organisation=make.organisation()), name="Cizí")
    for pk in [foreign.pk, "x", "9" * 30, "-1", "\0"]:
        typed = full(save=pk) if what == "save" else {what: pk}
        assert visit.post(address(draft), typed).status_code == 404
    for asked in ("edit", "delete"):
        assert visit.get(f"{address(draft)}?{asked}={foreign.pk}").status_code == 404

    foreign.refresh_from_db()
    assert foreign.name == "Cizí"
    assert Activity.objects.count() == 1


def preset(response, key):
    return next(row for row in response.context["presets"] if row.preset.key == key)


def test_a_name_that_was_typed_in_vain_is_asked_about(visit, draft):
    posted = {"name-sprint": "Běh na 50 m", "add-quiz": "on", "name-quiz": "Kvíz", "then": "next"}

    response = visit.post(address(draft), posted)

    assert response.status_code == 422
    assert preset(response, "sprint").question == (
        "“Běh na 50 m” is typed but not ticked. Tick it to add it, or leave it out."
    )
    assert names(draft) == []
    assert b'name="leave-sprint"' in response.content

    visit.post(address(draft), {**posted, "leave-sprint": "on"})
    assert names(draft) == ["Kvíz"]


def test_ready_made_names_of_either_language_are_not_typed(visit, draft):
    """The page was made in Czech, then the language was changed in another tab."""
    with translation.override("cs"):
        name = str(BY_KEY["sprint"].name)

    response = visit.post(address(draft), {"name-sprint": name, "then": "next"})

    assert response.status_code == 302
    assert names(draft) == []


@pytest.mark.parametrize("typed", ["sprint  60 M", "Sprint 60 m"])
def test_what_the_event_already_has_is_added_again_only_when_wanted(visit, draft, typed):
    visit.post(address(draft), {"add-sprint": "on", "name-sprint": "Sprint 60 m", "then": "stay"})
    again = {"add-sprint": "on", "name-sprint": typed, "then": "stay"}

    response = visit.post(address(draft), again)

    assert response.status_code == 422
    assert "The event already has “Sprint 60 m”." in preset(response, "sprint").question
    assert names(draft) == ["Sprint 60 m"]

    visit.post(address(draft), {**again, "again-sprint": "on"})
    assert names(draft) == ["Sprint 60 m", typed.replace("  ", " ")]


def test_the_same_rule_under_its_ready_made_name_is_asked_about(visit, draft):
    """Added as “Běh na 60 m” first, then ticked again as it comes."""
    first = {"add-sprint": "on", "name-sprint": "Běh na 60 m", "then": "stay"}
    visit.post(address(draft), first)

    response = visit.post(address(draft), {**first, "name-sprint": "Sprint 60 m"})
    assert "already has “Běh na 60 m”" in preset(response, "sprint").question

    visit.post(address(draft), {**first, "name-sprint": "Sprint 100 m"})
    assert names(draft) == ["Běh na 60 m", "Sprint 100 m"]


def test_an_answer_stays_while_another_question_is_open(visit, draft):
    response = visit.post(
        address(draft),
        {"name-sprint": "A", "leave-sprint": "on", "name-quiz": "B", "then": "next"},
    )

    assert preset(response, "sprint").is_decided
    assert preset(response, "quiz").question
    assert b'name="leave-sprint" checked' in response.content
