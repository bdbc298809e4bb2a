"""Participants, groups and merging: accessible, at a phone's and a laptop's width, by hand."""

import pytest
from django.urls import reverse

from events.models import Participant
from tests import make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("admin:events_participant_changelist")


@pytest.fixture
def people(event, group, other_group, participant, activity):
    long_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic"
    twin = make.participant(
        other_group, display_name=long_name, external_id="2026-" + "0" * 40, age=9, gender="F"
    )
    again = make.participant(group, display_name="Ďáblová Štěpánka", metadata={"Tričko": "XL"})
    make.participant(group, display_name="Jan Bez Všeho", status="WITHDRAWN")
    for person, text in [(participant, "12,5"), (twin, "11"), (again, "dnf")]:
        make.record(activity, person, text)
    return participant, twin, again


@pytest.fixture
def paths(event, group, other_group, people):
    participant, twin, _again = people
    of = "admin:events_{}_{}"
    merge = reverse("scoring:merge", args=[event.pk])
    empty = make.group(event, name="Nikdo")
    return {
        "list": LIST,
        "add": reverse("admin:events_participant_add") + f"?group={group.pk}",
        "change": reverse(of.format("participant", "change"), args=[participant.pk]),
        "delete": reverse(of.format("participant", "delete"), args=[participant.pk]),
        "groups": reverse(of.format("group", "changelist")),
        "group": reverse(of.format("group", "change"), args=[group.pk]),
        "group-delete": reverse(of.format("group", "delete"), args=[group.pk]),
        "empty-delete": reverse(of.format("group", "delete"), args=[empty.pk]),
        "duplicates": merge,
        "merge": f"{merge}?ids={participant.pk},{twin.pk}",
    }


def act(page, action, *people):
    for person in people:
        page.get_by_role("row").filter(has_text=person.display_name).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(action)
    with page.expect_navigation():
        page.get_by_role("button", name="Go").click()


def test_pages(open_as, paths, people, admin, live_server, complaints):
    page = open_as(admin)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        look(page, name, complaints)
    for action in ["move_people", "set_gender", "delete_selected"]:
        page.goto(live_server.url + LIST)
        act(page, action, people[0])
        look(page, action, complaints)


def test_a_day_with_late_entries_and_a_duplicate(
    open_as, people, group, other_group, admin, live_server, complaints
):
    participant, _twin, again = people
    page = open_as(admin, f"{LIST}?group__id__exact={group.pk}")
    page.get_by_role("link", name="Add a participant").click()
    page.locator("#id_display_name:focus").wait_for()  # the cursor is in the name already
    page.keyboard.type("Anna Pozdní")
    page.get_by_label("Age:").fill("10")
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_text("was added successfully").wait_for()
    assert page.get_by_label("Group:").input_value() == str(group.pk)
    assert Participant.objects.get(display_name="Anna Pozdní").group == group

    page.goto(f"{live_server.url}{LIST}?group__id__exact={group.pk}")
    page.get_by_label("Group: Anna Pozdní").select_option("Draci")
    page.get_by_label("Age: Anna Pozdní").fill("201")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("less than or equal to 200").wait_for()
    look(page, "refused row", complaints)
    page.get_by_label("Age: Anna Pozdní").fill("11")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("1 participant was changed successfully.").wait_for()
    late = Participant.objects.get(display_name="Anna Pozdní")
    assert (late.group, late.age) == (other_group, 11)

    act(page, "merge_people", participant, again)
    page.get_by_role("group", name="Běh na 60 m").get_by_role("radio").first.check()
    page.get_by_label("They are the same person").check()
    page.get_by_role("button", name="Merge them").click()
    page.get_by_text("was merged into").wait_for()
    assert Participant.objects.filter(pk__in=[participant.pk, again.pk]).count() == 1
    assert complaints == []
