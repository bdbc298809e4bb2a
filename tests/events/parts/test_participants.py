"""Participants on the admin site: edited in the list, in bulk, one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Participant
from scoring.models import Record
from tests import make
from tests.admin_site import errors, last_log, page, posted

LIST = reverse("admin:events_participant_changelist")
SHORT = ["group", "gender", "age", "status"]


def list_of(event):
    return f"{LIST}?event__id__exact={event.pk}"


def rows(client, address):
    """The form of the list as the browser would send it back."""
    formset = client.get(address).context["cl"].formset
    sent = {"_save": "Save", "form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0}
    for form in formset.forms:
        sent[f"{form.prefix}-id"] = form.instance.pk
        sent["form-TOTAL_FORMS"] = sent["form-INITIAL_FORMS"] = sent["form-TOTAL_FORMS"] + 1
        for name in SHORT:
            if form.fields[name].disabled:
                continue
            value = form[name].value()
            value = "" if value is None else value
            sent |= {form[name].html_name: value, form[name].html_initial_name: value}
    return sent


def number_of(sent, person):
    """The prefix of the person's row."""
    [prefix] = [
        name[:-3] for name, value in sent.items() if value == person.pk and name[-3:] == "-id"
    ]
    return prefix


def row_errors(answer):
    return [form.errors for form in answer.context["cl"].formset.forms if form.errors]


# --- Editing in the list -------------------------------------------------------------------------


def test_what_was_changed_in_the_list_is_saved_by_the_services(
    as_admin, event, group, other_group, participant, activity, organisation
):
    make.record(activity, participant, "12.5")
    other = make.participant(group, display_name="Tomáš Žák")
    sent = rows(as_admin, list_of(event))
    first, second = number_of(sent, participant), number_of(sent, other)
    sent |= {f"{first}-group": other_group.pk, f"{first}-age": 13, f"{second}-status": "GUEST"}

    answer = as_admin.post(list_of(event), sent, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "2 participants were changed successfully."
    ]
    participant.refresh_from_db()
    other.refresh_from_db()
    assert (participant.group, participant.age, participant.gender) == (other_group, 13, "F")
    assert (other.group, other.status) == (group, "GUEST")
    assert Record.objects.get().participant == participant
    logs = AuditLog.objects.filter(resource_type="participant").order_by("pk")
    assert list(logs.values_list("action", "resource_id", "changes")) == [
        ("MOVE_PARTICIPANT", participant.pk, {"group": ["Bobři", "Draci"]}),
        ("UPDATE_PARTICIPANT", participant.pk, {"age": [12, 13]}),
        ("UPDATE_PARTICIPANT", other.pk, {"status": ["COMPETING", "GUEST"]}),
    ]
    assert logs[0].detail == (
        "Participant “Štěpánka Ďáblová” in “Tábor 2026” was changed: "
        "group Bobři → Draci along with 1 result"
    )
    assert logs[0].organisation == organisation


def test_a_save_without_a_change_writes_nothing(as_admin, event, participant):
    event.refresh_from_db()
    version = event.version

    as_admin.post(list_of(event), rows(as_admin, list_of(event)))

    event.refresh_from_db()
    assert event.version == version
    assert not AuditLog.objects.filter(resource_type="participant").exists()


def test_a_colleagues_change_is_not_overwritten(as_admin, event, group, participant):
    other = make.participant(group, display_name="Tomáš Žák", age=10)
    sent = rows(as_admin, list_of(event))
    Participant.objects.filter(pk=participant.pk).update(age=14, gender="M", status="GUEST")
    sent[f"{number_of(sent, other)}-age"] = 11
    sent[f"{number_of(sent, participant)}-gender"] = ""

    answer = as_admin.post(list_of(event), sent)

    assert answer.status_code == 200
    assert row_errors(answer) == [
        {"gender": ["Meanwhile a colleague changed this to “boy”. Save again to replace it."]}
    ]
    other.refresh_from_db()
    assert other.age == 10  # all or nothing

    again = rows_of(answer)
    assert as_admin.post(list_of(event), again).status_code == 302
    participant.refresh_from_db()
    other.refresh_from_db()
    assert (participant.gender, participant.age, participant.status) == ("", 14, "GUEST")
    assert other.age == 11


def rows_of(answer):
    """A refused page, sent once more as it came back."""
    formset = answer.context["cl"].formset
    sent = {"_save": "Save"}
    sent |= {"form-TOTAL_FORMS": len(formset.forms), "form-INITIAL_FORMS": len(formset.forms)}
    for form in formset.forms:
        sent |= {f"{form.prefix}-id": form.instance.pk}
        for name in form.fields:
            if name != "id":
                sent[form[name].html_name] = form[name].value()
                sent[form[name].html_initial_name] = form.data[form[name].html_initial_name]
    return sent


def test_a_row_that_somebody_deleted_is_left_out(as_admin, event, group, participant):
    other = make.participant(group, display_name="Tomáš Žák", age=10)
    sent = rows(as_admin, list_of(event))
    sent[f"{number_of(sent, other)}-age"] = 11
    sent[f"{number_of(sent, participant)}-age"] = 15
    participant.delete()

    answer = as_admin.post(list_of(event), sent, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "1 row is left out: somebody deleted it meanwhile.",
        "1 participant was changed successfully.",
    ]
    other.refresh_from_db()
    assert other.age == 11


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("age", "abc", "Enter a whole number."),
        ("age", "201", "Ensure this value is less than or equal to 200."),
        ("age", "9" * 400, None),
        ("gender", "X\x00", None),
        ("status", "", "This field is required."),
        ("group", "", "This field is required."),
        ("group", "9" * 30, None),
    ],
)
def test_a_bad_value_comes_back_with_its_sentence(
    as_admin, event, participant, field, value, sentence
):
    sent = rows(as_admin, list_of(event))
    sent[f"form-0-{field}"] = value

    answer = as_admin.post(list_of(event), sent)

    if answer.status_code != 400:  # a NUL is refused before
        [refused] = row_errors(answer)
        assert list(refused) == [field]
        assert sentence is None or refused[field] == [sentence]
    assert Participant.objects.get().age == 12


def test_groups_of_other_events_and_people_of_other_organisations_are_out_of_reach(
    as_admin, event, organisation, participant, outsider
):
    elsewhere = make.group(make.event(organisation=organisation))
    foreign = make.participant(
        make.group(make.event(organisation=outsider.memberships.get().organisation)),
        display_name="Cizí Dítě",
        age=5,
    )
    sent = rows(as_admin, list_of(event))

    answer = as_admin.post(list_of(event), {**sent, "form-0-group": elsewhere.pk})
    assert list(row_errors(answer)[0]) == ["group"]
    answer = as_admin.post(
        list_of(event), {**sent, "form-0-id": foreign.pk, "form-0-age": 6}, follow=True
    )

    assert "Cizí Dítě" not in answer.content.decode()
    foreign.refresh_from_db()
    participant.refresh_from_db()
    assert (foreign.age, participant.age) == (5, 12)


def test_nothing_is_added_by_the_list(as_admin, event, group, participant):
    sent = rows(as_admin, list_of(event)) | {"form-TOTAL_FORMS": 2, "form-1-group": group.pk}

    answer = as_admin.post(list_of(event), {**sent, "form-1-status": "GUEST", "form-0-age": 1})

    assert (answer.status_code, answer.url) == (302, list_of(event))
    assert Participant.objects.get().age == 12


def test_an_age_that_follows_from_the_birth_date_is_only_shown(as_admin, event, group):
    event.date = "2026-07-04"
    event.save()
    born = make.participant(group, birth_date="2015-07-05", age=None)
    sent = rows(as_admin, list_of(event))
    text = as_admin.get(list_of(event)).content.decode()
    assert 'name="form-0-age" value="10"' in text

    as_admin.post(list_of(event), {**sent, "form-0-age": 40, "form-0-gender": "M"})

    born.refresh_from_db()
    assert (born.age, born.gender) == (None, "M")


def test_with_several_events_one_is_chosen_first(as_admin, organisation, event, participant):
    make.event(organisation=organisation)

    assert as_admin.get(LIST).context["cl"].formset is None
    assert as_admin.get(list_of(event)).context["cl"].formset is not None
    assert "Look for duplicates" in as_admin.get(list_of(event)).content.decode()


def test_of_an_archived_event_the_list_only_reads(as_admin, event, participant, group):
    sent = rows(as_admin, list_of(event)) | {"form-0-age": 13}
    event.status = "ARCHIVED"
    event.save()

    answer = as_admin.get(list_of(event))
    assert answer.context["cl"].formset is None
    for name in ["move_people", "withdraw_people", "delete_selected"]:
        assert f'value="{name}"' not in answer.content.decode()
    assert "is archived, so this can only be read" in answer.content.decode()
    as_admin.post(list_of(event), sent)
    change = {"group": group.pk, "display_name": "x", "status": "GUEST"}
    posted(as_admin, page(Participant, "change", participant.pk), **change)
    answer = posted(as_admin, page(Participant, "add"), **change)

    assert errors(answer)[0].startswith("The event is archived")
    assert Participant.objects.get().age == 12
    assert Participant.objects.get().display_name == "Štěpánka Ďáblová"


# --- Looking for people --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [("dablova", True), ("ŠTĚPÁNKA ďáb", True), ("a-17", True), ("novak", False), ("\\", False)],
)
def test_search_minds_no_diacritics(as_admin, event, participant, query, found):
    participant.external_id = "A-17"
    participant.save()

    assert ("Štěpánka" in as_admin.get(LIST, {"q": query}).content.decode()) == found


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        ("age", {"Nula"}),
        ("category", {"Nula", "Stará"}),
        ("gender", {"Nula", "Stará"}),
        ("number", {"Štěpánka Ďáblová", "Nula", "Stará"}),
        ("nonsense", {"Štěpánka Ďáblová", "Nula", "Stará", "Číslo"}),
    ],
)
def test_who_lacks_something(as_admin, event, group, participant, missing, names):
    make.age_category(event, 10, 12)
    make.participant(group, display_name="Nula")
    make.participant(group, display_name="Stará", age=50)
    make.participant(group, display_name="Číslo", age=10, gender="M", external_id="1")

    answer = as_admin.get(list_of(event), {"event__id__exact": event.pk, "missing": missing})

    assert {person.display_name for person in answer.context["cl"].result_list} == names


@pytest.mark.parametrize("view", ["of one event", "of all events"])
def test_queries_are_the_same_with_10_and_with_60(as_admin, organisation, event, group, view):
    other = make.group(make.event(organisation=organisation))
    address = list_of(event) if view == "of one event" else LIST

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_admin.get(address).status_code == 200
        return len(captured)

    def add(count):
        Participant.objects.bulk_create(
            Participant(event=each.event, group=each, display_name=f"Dítě {number}", age=10)
            for each in (group, other)
            for number in range(count // 2)
        )

    queries()
    add(10)
    few = queries()
    add(50)
    assert queries() == few <= 16


# --- One participant -----------------------------------------------------------------------------


def test_a_late_entry_goes_to_the_group_of_the_list(as_admin, event, group, other_group):
    filters = f"_changelist_filters=group__id__exact%3D{other_group.pk}"
    address = f"{page(Participant, 'add')}?{filters}"
    shown = as_admin.get(address).context["adminform"].form
    assert str(shown["group"].value()) == str(other_group.pk)
    assert [str(label) for _pk, label in shown.fields["group"].choices] == [
        "---------",
        "Bobři",
        "Draci",
    ]
    assert "metadata" not in shown.fields

    fields = {"group": group.pk, "display_name": "Jan Žižka", "status": "COMPETING"}
    answer = posted(as_admin, address, **fields, _addanother="1")

    assert Participant.objects.get().group == group
    assert f"group={group.pk}" in answer.url
    assert str(as_admin.get(answer.url).context["adminform"].form["group"].value()) == str(group.pk)


def test_a_namesake_is_pointed_out_and_stops_nobody(as_admin, group, other_group, participant):
    fields = {"group": other_group.pk, "display_name": "stepanka  Ďáblová", "status": "COMPETING"}

    answer = as_admin.post(page(Participant, "add"), fields, follow=True)

    added = Participant.objects.exclude(pk=participant.pk).get()
    flashes = [str(message) for message in answer.context["messages"]]
    assert flashes[0].startswith("There is a Štěpánka Ďáblová already, in the group Bobři.")
    assert f"ids={participant.pk}%2C{added.pk}" in flashes[0]


def test_a_move_warns_that_the_results_go_along(as_admin, participant, activity, other_group):
    make.record(activity, participant, "12.5")
    fields = {"group": other_group.pk, "display_name": participant.display_name}
    address = page(Participant, "change", participant.pk)

    answer = as_admin.post(
        address, {**fields, "status": "COMPETING", "gender": "F", "age": 12}, follow=True
    )

    assert str(next(iter(answer.context["messages"]))) == (
        "Štěpánka Ďáblová is in Draci now, and 1 result went along."
    )
    assert last_log()[0] == "MOVE_PARTICIPANT"
    assert Record.objects.get().participant.group == other_group


def test_an_old_page_leaves_what_a_colleague_changed(as_admin, participant):
    address = page(Participant, "change", participant.pk)
    form = as_admin.get(address).context["adminform"].form
    sent = {}
    for name in form.fields:
        value = "" if form[name].value() is None else form[name].value()
        sent |= {form[name].html_name: value, form[name].html_initial_name: value}
    Participant.objects.filter(pk=participant.pk).update(age=14, gender="M")

    answer = as_admin.post(address, {**sent, "age": 15, "external_id": "7"})
    assert errors(answer) == [
        "Meanwhile a colleague changed this to “14”. Save again to replace it."
    ]
    as_admin.post(address, {**sent, "external_id": "7"})

    participant.refresh_from_db()
    assert (participant.age, participant.gender, participant.external_id) == (14, "M", "7")


def test_withdrawing_and_taking_it_back(as_admin, group, participant):
    address = page(Participant, "change", participant.pk)
    fields = {"group": group.pk, "display_name": participant.display_name, "gender": "F", "age": 12}

    posted(as_admin, address, **fields, status="COMPETING", _withdraw="1")
    participant.refresh_from_db()
    assert participant.status == "WITHDRAWN"
    assert last_log()[:1] + last_log()[2:3] == (
        "UPDATE_PARTICIPANT",
        {"status": ["COMPETING", "WITHDRAWN"]},
    )
    assert "Let compete again" in as_admin.get(address).content.decode()
    posted(as_admin, address, **fields, status="WITHDRAWN", _compete="1")
    participant.refresh_from_db()
    assert participant.status == "COMPETING"


def test_other_columns_of_the_file_are_a_table_to_read(as_admin, participant, activity):
    participant.metadata = {"Škola": "ZŠ <Lysá>", "Tričko": "M"}
    participant.save()
    make.record(activity, participant, "12")

    text = as_admin.get(page(Participant, "change", participant.pk)).content.decode()

    assert '<tr><th scope="row">Škola</th><td>ZŠ &lt;Lysá&gt;</td></tr>' in text
    assert "1 result</a>" in " ".join(text.split())
