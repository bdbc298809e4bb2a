"""Genders beyond two, and years of birth: what every door makes of them."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import AuditLog
from accounts.trail import sentences
from diplomas.awards.awarding import winners
from events.life.lifecycle import update_event
from events.models import Participant
from events.parts import writes
from scoring.boards.leaderboard import Versions, leaderboard_json
from tests import make
from tests.addresses import board_page
from tests.admin_site import NO_CATEGORIES, errors, posted

LIST = reverse("admin:events_participant_changelist")
GENDERS = {"Ivan": "", "Cyril": "M", "Eva": "F", "Sam": "X", "Hugo": "Dvojí duše", "Ida": "agender"}


@pytest.fixture
def everybody(event, group, activity):
    """One of each gender, all with a result."""
    people = {
        name: make.participant(group, display_name=name, gender=gender)
        for name, gender in GENDERS.items()
    }
    for person in people.values():
        make.record(activity, person, "12.5")
    return people


def change_page(person):
    return reverse("admin:events_participant_change", args=[person.pk])


def form_of(client, person):
    return client.get(change_page(person)).context["adminform"].form


def changed(client, person, **fields):
    """The answer to the form of the person's page with these fields filled in anew."""
    form = form_of(client, person)
    sent = {form[name].html_name: form[name].value() for name in form.fields}
    shown = [form[name] for name, field in form.fields.items() if field.show_hidden_initial]
    sent |= {field.html_initial_name: field.value() for field in shown}
    return posted(client, change_page(person), **{**sent, **fields})


# --- Genders -------------------------------------------------------------------------------------


def test_each_gender_has_its_board_in_order(event, admin, everybody):
    board = json.loads(leaderboard_json(Versions.visible_to(admin, event.pk)))

    [activity] = board["activities"]
    assert [
        (each["gender"], each["participants"][0]["display_name"], each["participants"][0]["gender"])
        for each in activity["categories"]
    ] == [
        ("F", "Eva", "F"),
        ("M", "Cyril", "M"),
        ("X", "Sam", "X"),
        ("agender", "Ida", "agender"),
        ("Dvojí duše", "Hugo", "Dvojí duše"),
        ("?", "Ivan", None),
    ]


def test_capitals_make_no_board_of_their_own(event, group, activity, admin, everybody):
    make.record(activity, make.participant(group, gender="AGENDER"), "11")

    board = json.loads(leaderboard_json(Versions.visible_to(admin, event.pk)))

    boards = {each["gender"]: each for each in board["activities"][0]["categories"]}
    assert len(boards) == 6
    assert [row["rank"] for row in boards["agender"]["participants"]] == [1, 2]


def test_headings_and_chips_of_the_page(as_evaluator, event, everybody):
    text = as_evaluator.get(board_page(event)).content.decode()

    headings = [part.partition("</h2>")[0].strip() for part in text.split("<h2>")[1:]]
    assert headings == ["Girls", "Boys", "Others", "agender", "Dvojí duše", "Gender not given"]
    narrowed = as_evaluator.get(f"{board_page(event)}?gender=Dvojí duše").content.decode()
    assert narrowed.count('<section class="board">') == 1
    assert "Hugo" in narrowed


def test_the_words_on_diplomas(activity, everybody):
    assert {winner.name: winner.values()["gender"] for winner in winners(activity)} == {
        "Eva": "girls",
        "Cyril": "boys",
        "Sam": "others",
        "Hugo": "Dvojí duše",
        "Ida": "agender",
        "Ivan": "",
    }


def test_the_list_is_filtered_by_any_gender(as_admin, event, everybody):
    answer = as_admin.get(LIST, {"event__id__exact": event.pk})
    [spec] = [each for each in answer.context["cl"].filter_specs if each.title == "gender"]
    offered = [str(choice["display"]) for choice in spec.choices(answer.context["cl"])]
    assert offered == ["All", "girl", "boy", "other", "agender", "Dvojí duše", "not known"]

    for gender, name in (("Dvojí duše", "Hugo"), ("X", "Sam"), ("", "Ivan")):
        answer = as_admin.get(LIST, {"event__id__exact": event.pk, "gender__exact": gender})
        assert [person.display_name for person in answer.context["cl"].result_list] == [name]


def test_forms_offer_three_and_keep_another_text(as_admin, everybody):
    form = form_of(as_admin, everybody["Hugo"])
    options = [value for value, _label in form.fields["gender"].choices]
    shown = str(form["gender"])
    assert options == ["", "F", "M", "X"]
    assert '<option value="Dvojí duše" selected>Dvojí duše</option>' in shown

    changed(as_admin, everybody["Hugo"], age=9)

    hugo = Participant.objects.get(display_name="Hugo")
    assert (hugo.gender, hugo.age) == ("Dvojí duše", 9)
    assert "Dvojí duše" not in str(form_of(as_admin, everybody["Eva"])["gender"])


def test_a_gender_too_long_is_refused_by_the_form(as_admin, everybody):
    answer = changed(as_admin, everybody["Eva"], gender="x" * 51)

    assert errors(answer) == ["Ensure this value has at most 50 characters (it has 51)."]


@pytest.mark.parametrize("language", ["en", "cs"])
def test_the_trail_has_words_for_it(admin, everybody, language):
    writes.change_participant(participant=everybody["Eva"], fields={"gender": "jiné"}, by=admin)

    log = AuditLog.objects.get(action="UPDATE_PARTICIPANT")
    assert log.changes == {"gender": ["F", "X"]}
    with translation.override(language):
        word = str(Participant.Gender.OTHER.label)
        assert sentences.changes(log)[0].new == word


# --- Births --------------------------------------------------------------------------------------


def test_a_year_of_birth_counts_as_youth_categories_do(event, group, activity, admin):
    event.date = date(2026, 3, 1)
    event.save()
    make.age_category(event, 10, 12, name="mladší")
    child = make.participant(group, birth_year=2014, age=7, gender="F")
    make.record(activity, child, "12.5")

    board = json.loads(leaderboard_json(Versions.visible_to(admin, event.pk)))
    [row] = board["activities"][0]["categories"][0]["participants"]

    assert (board["activities"][0]["categories"][0]["age_category_name"], row["age"]) == (
        "mladší",
        12,
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"birth_date": date(2020, 6, 16)}, "birth_date"),
        ({"birth_year": 2021}, "birth_year"),
        ({"birth_date": date(2020, 6, 15)}, None),
        ({"birth_year": 2020}, None),
        ({"birth_date": date(2020, 1, 1), "birth_year": 2021}, None),  # the date counts
    ],
)
def test_born_after_the_event_is_refused(event, group, admin, fields, wrong):
    update_event(event=event, fields={"date": date(2020, 6, 15)}, by=admin)
    fields = {"display_name": "Eva", **fields}

    if wrong is None:
        writes.add_participant(group=group, fields=fields, by=admin)
        return
    with pytest.raises(ValidationError) as refused:
        writes.add_participant(group=group, fields=fields, by=admin)

    [sentence] = refused.value.message_dict.pop(wrong)
    day = date_format(date(2020, 6, 15), "SHORT_DATE_FORMAT")
    assert sentence == f"The event is on {day}: nobody born later can take part."
    assert not Participant.objects.exists()


def test_born_after_the_event_is_refused_by_the_api(api, admin, event, group):
    update_event(event=event, fields={"date": date(2020, 6, 15)}, by=admin)
    body = {"display_name": "Eva", "birth_date": "2020-06-16"}

    answer = api(admin).post(f"/api/groups/{group.pk}/participants", body, format="json")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["birth_date"]


@pytest.mark.parametrize("fields", [{"birth_date": date(2020, 6, 16)}, {"birth_year": 2021}])
def test_an_event_is_not_put_before_somebodys_birth(event, group, admin, fields):
    make.participant(group, display_name="Eva", **fields)

    with pytest.raises(ValidationError) as refused:
        update_event(event=event, fields={"date": date(2020, 6, 15)}, by=admin)

    assert refused.value.message_dict == {
        "date": ["Eva was born after that day. Correct the one or the other."]
    }


def test_the_forms_of_an_event_do_not_put_it_before_somebodys_birth(as_admin, event, participant):
    participant.birth_year, event.status = 2021, "DRAFT"
    participant.save()
    event.save()
    made_up = {"name": "Hry", "date": "2020-06-15", "places": "STANDARD"}

    basics = as_admin.post(reverse("events:setup-basics", args=[event.pk]), made_up)
    address = reverse("admin:events_event_change", args=[event.pk])
    answer = as_admin.post(address, {**made_up, **NO_CATEGORIES})

    sentence = f"{participant} was born after that day. Correct the one or the other."
    assert errors(answer) == [sentence]
    assert basics.status_code == 422
    assert sentence in basics.content.decode()
    event.refresh_from_db()
    assert event.date is None


def test_an_event_keeps_its_other_fields_editable(event, participant, admin):
    """Whoever is in it already, from a table of long ago."""
    event.date = date(2020, 6, 15)
    event.save()
    Participant.objects.filter(pk=participant.pk).update(birth_year=2021)

    assert update_event(event=event, fields={"name": "Hry"}, by=admin).name == "Hry"


def test_two_are_compared_with_their_years(as_admin, event, group):
    for name in ("Jan Novák", "Novák Jan"):
        make.participant(group, display_name=name, birth_year=2014)

    text = as_admin.get(reverse("scoring:merge", args=[event.pk])).content.decode()

    assert text.count("born in 2014") == 2


def test_the_year_on_the_form_in_the_list_and_in_the_trail(as_admin, event, participant):
    changed(as_admin, participant, birth_year=2014)

    participant.refresh_from_db()
    assert participant.birth_year == 2014
    [change] = sentences.changes(AuditLog.objects.get(action="UPDATE_PARTICIPANT"))
    assert (change.name, change.old, change.new) == ("Year of birth", "–", "2014")
    [form] = as_admin.get(LIST, {"event__id__exact": event.pk}).context["cl"].formset.forms
    assert form.fields["age"].disabled
    assert form["age"].value() == event.ages_on.year - 2014
