"""Groups on the admin site: counted, edited in the list, kept while somebody is in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Group, Participant
from tests import make
from tests.admin_site import page

LIST = reverse("admin:events_group_changelist")


def rows(client):
    """The form of the list as the browser would send it back."""
    forms = client.get(LIST).context["cl"].formset.forms
    sent = {"_save": "Save", "form-TOTAL_FORMS": len(forms), "form-INITIAL_FORMS": len(forms)}
    for form in forms:
        sent[f"{form.prefix}-id"] = form.instance.pk
        for name in ["name", "identifier"]:
            sent[form[name].html_name] = sent[form[name].html_initial_name] = form[name].value()
    return sent


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_counts_people_and_evaluators(as_admin, event, group, other_group, evaluator):
    for _number in range(3):
        make.participant(group)
    make.assign(make.user(), group)

    found = as_admin.get(LIST)

    counts = {
        each.name: (each.participant_count, each.evaluator_count)
        for each in found.context["cl"].result_list
    }
    assert counts == {"Bobři": (3, 2), "Draci": (0, 0)}
    query = f"?event__id__exact={event.pk}&amp;group__id__exact={group.pk}"
    assert f'{query}">3 participants</a>' in text_of(found)
    assert "nobody yet" in text_of(found)


def test_names_are_changed_in_the_list(as_admin, group, other_group, organisation):
    sent = rows(as_admin)

    answer = as_admin.post(LIST, {**sent, "form-0-name": " Bobří  tlapka "})

    assert answer.status_code == 302
    assert set(Group.objects.values_list("name", "identifier")) == {
        ("Bobří tlapka", "hnědá"),
        ("Draci", ""),
    }
    log = AuditLog.objects.get(action="UPDATE_GROUP")
    assert (log.changes, log.organisation) == ({"name": ["Bobři", "Bobří tlapka"]}, organisation)


def test_a_name_that_is_taken_comes_back_and_nothing_is_saved(as_admin, group, other_group):
    sent = rows(as_admin)

    answer = as_admin.post(LIST, {**sent, "form-0-identifier": "modrá", "form-1-name": "BOBŘI"})

    [refused] = [form.errors for form in answer.context["cl"].formset.forms if form.errors]
    assert refused == {"name": ["The event already has a group of this name."]}
    group.refresh_from_db()
    assert group.identifier == "hnědá"


def test_a_colleagues_change_is_not_overwritten(as_admin, group):
    sent = rows(as_admin)
    Group.objects.filter(pk=group.pk).update(identifier="zelená")

    as_admin.post(LIST, {**sent, "form-0-name": "Bobři A"})
    answer = as_admin.post(LIST, {**sent, "form-0-identifier": "modrá"})

    assert "Meanwhile a colleague changed this to “zelená”" in text_of(answer)
    group.refresh_from_db()
    assert (group.name, group.identifier) == ("Bobři A", "zelená")


@pytest.mark.parametrize(
    "forged",
    [
        {"form-TOTAL_FORMS": "", "form-INITIAL_FORMS": ""},
        {"form-INITIAL_FORMS": "0"},
        {"form-TOTAL_FORMS": "3"},
        {"form-TOTAL_FORMS": "9" * 30},
    ],
    ids=["no-numbers", "all-new", "one-more", "endless"],
)
def test_rows_that_no_page_of_ours_sends_are_refused(as_admin, group, other_group, forged):
    answer = as_admin.post(LIST, {**rows(as_admin), "form-0-name": "Vydry", **forged}, follow=True)

    assert "Reload the page" in text_of(answer)
    assert set(Group.objects.values_list("name", flat=True)) == {"Bobři", "Draci"}


def test_the_page_of_a_group_lists_its_people(as_admin, event, group, participant):
    make.participant(group, display_name="Host", status="GUEST", external_id="17")

    text = text_of(as_admin.get(page(Group, "change", group.pk)))

    assert f'<a href="{page(Participant, "change", participant.pk)}">Štěpánka Ďáblová</a>' in text
    assert "2 participants" in text
    assert f"{page(Participant, 'add')}?group={group.pk}" in text
    assert "Nobody is in this group yet." in text_of(
        as_admin.get(page(Group, "change", make.group(event).pk))
    )


def test_a_group_with_people_is_not_deleted(as_admin, group, other_group, participant):
    sentence = "Bobři still has 1 participant. Move or delete them first."
    address = page(Group, "delete", group.pk)
    assert sentence in text_of(as_admin.get(address))
    as_admin.post(address, {"post": "yes"})
    form = {"action": "delete_selected", "_selected_action": [group.pk, other_group.pk]}
    assert sentence in text_of(as_admin.post(LIST, form))
    as_admin.post(LIST, {**form, "post": "yes"})

    assert Group.objects.count() == 2
    assert not AuditLog.objects.filter(action="DELETE_GROUP").exists()


def test_empty_groups_are_deleted(as_admin, event, group, organisation):
    second = make.group(event, name="Žádní")
    as_admin.post(page(Group, "delete", group.pk), {"post": "yes"})
    form = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    as_admin.post(LIST, form)

    assert not Group.objects.exists()
    logs = AuditLog.objects.filter(action="DELETE_GROUP", organisation=organisation)
    assert [log.detail for log in logs] == [
        "Group “Žádní” in “Tábor 2026” was deleted",
        "Group “Bobři” in “Tábor 2026” was deleted",
    ]


def test_of_an_archived_event_groups_are_only_read(as_admin, event, group):
    sent = rows(as_admin) | {"form-0-name": "x"}
    event.status = "ARCHIVED"
    event.save()

    assert as_admin.get(LIST).context["cl"].formset is None
    as_admin.post(LIST, sent)
    as_admin.post(page(Group, "change", group.pk), {"name": "x"})
    as_admin.post(page(Group, "delete", group.pk), {"post": "yes"})

    assert Group.objects.get().name == "Bobři"


def test_another_organisation_sees_and_changes_nothing(client, outsider, group, participant):
    client.force_login(outsider)

    assert "Bobři" not in text_of(client.get(LIST))
    assert client.get(page(Group, "change", group.pk)).status_code == 302
    form = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    client.post(LIST, form)
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": group.pk}
    client.post(
        f"{LIST}?event__id__exact={group.event_id}", {**form, "form-0-name": "x", "_save": "1"}
    )
    assert Group.objects.get().name == "Bobři"


def test_queries_are_the_same_with_10_and_with_60(as_admin, event):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_admin.get(LIST).status_code == 200
        return len(captured)

    def add(first, last):
        Group.objects.bulk_create(
            Group(event=event, name=f"G{number}", name_key=f"g{number}")
            for number in range(first, last)
        )

    add(0, 10)
    queries()
    few = queries()
    add(10, 60)
    assert queries() == few <= 12
