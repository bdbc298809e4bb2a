"""What Django's own pages are called here, in English and in Czech, and what their lists say."""

import pytest
from django.urls import reverse

from accounts.backoffice.user_lists import UserResource
from accounts.models import User
from accounts.templatetags.exchange_words import column_word
from events.importing.lists import GroupResource
from events.importing.participant_lists import ParticipantResource
from events.models import Activity, AgeCategory, Group, Participant
from events.templatetags.group_marks import group_mark
from scoring.ledger.lists import RecordResource
from scoring.models import Record
from tests import make
from tests.admin_site import page, posted

ADDING = {
    Group: ("Add a group", "Přidat skupinu"),
    Participant: ("Add a participant", "Přidat účastníka"),
    Activity: ("Add an activity", "Přidat disciplínu"),
    AgeCategory: ("Add an age category", "Přidat věkovou kategorii"),
    Record: ("Add a result", "Přidat výsledek"),
}


@pytest.fixture
def in_czech(as_admin, admin):
    admin.language = "cs"
    admin.save()
    return as_admin


@pytest.mark.parametrize("model", ADDING)
def test_adding_is_called_the_same_on_the_list_and_on_the_page(as_admin, admin, model):
    for language, words in zip(("en", "cs"), ADDING[model], strict=True):
        admin.language = language
        admin.save()
        assert f'class="addlink">{words}</a>' in text(as_admin, page(model, "changelist"))
        adding = text(as_admin, page(model, "add"))
        assert f"<h1>{words}</h1>" in adding
        assert f"<title>{words} |" in adding


def test_a_page_is_called_by_what_it_shows(in_czech, group):
    shown = text(in_czech, page(Group, "change", group.pk))

    assert f"<h1>{group}</h1>" in shown
    assert f"<title>{group} |" in shown
    assert "změnit" not in shown


def test_messages_put_no_noun_into_a_sentence(in_czech, group):
    posted(in_czech, page(Group, "change", group.pk), name="Sovy")
    assert "Uloženo: skupina „" in text(in_czech, page(Group, "changelist"))

    missing = in_czech.get(page(Group, "change", 999_999), follow=True).content.decode()
    assert "To, co hledáte, tu není (skupina č. 999999)." in missing

    full = text(in_czech, page(Group, "delete", make.participant(group).group_id))
    assert "<h1>Tohle nejde smazat</h1>" in full
    assert ">Smazat zaškrtnuté</option>" in text(in_czech, page(Group, "changelist"))


def test_a_list_counts_rows_and_shows_what_is_chosen(in_czech, event):
    for _number in range(5):
        make.group(event)

    shown = text(in_czech, page(Group, "changelist"), event__id__exact=event.pk)

    assert ">5 řádků.</span>" in shown
    assert f"Soutěž: <b>{event}</b></summary>" in shown
    assert shown.count('class="list-filters"') == 1


def test_a_new_account_always_has_a_password(client, super_admin):
    client.force_login(super_admin)
    new = {"full_name": "Eva", "email": "eva@example.org", "role": "EVALUATOR"}

    answer = client.post(page(User, "add"), {**new, "usable_password": "false"})

    assert answer.context["adminform"].form.errors["password1"]
    assert "usable_password" not in text(client, page(User, "add"))
    person = make.user()
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    assert "usable_password" not in text(client, address)
    client.post(address, {"usable_password": "false", "unset-password": "1"})
    person.refresh_from_db()
    assert person.has_usable_password()


@pytest.mark.parametrize("resource", [GroupResource, ParticipantResource, RecordResource])
def test_every_column_of_a_file_is_explained(resource, admin):
    names = [each.column_name for each in resource(user=admin).fields.values()]
    assert all(column_word(name, resource.Meta.model._meta.model_name) for name in names), names


def test_every_column_of_the_users_is_explained(super_admin):
    names = [each.column_name for each in UserResource(user=super_admin).fields.values()]
    assert all(column_word(name, "user") for name in names), names


@pytest.mark.parametrize("identifier", ["#d62828", "#ABC"])
def test_a_colour_is_shown(identifier):
    assert f'fill="{identifier}"' in group_mark(identifier)


@pytest.mark.parametrize("identifier", ["hnědá", "#12", "#d62828 ", "7", "<b>"])
def test_any_other_identifier_is_a_fault(identifier):
    assert group_mark(identifier) == identifier


def text(client, address: str, **query) -> str:
    return client.get(address, query).content.decode()
