"""Lists stand by the Czech alphabet whatever the database makes of it; run on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, User
from events.life.lifecycle import update_event
from events.models import Event, Group, Participant
from events.parts import people_in_bulk, writes
from foundation.models.fields import fill_sort_keys
from foundation.text.names import alphabetical, by_surname
from tests import make

NAMES = st.lists(
    st.text("aábcčdďeéhHChřšzž 0129.-'ĚßﬃЖα漢🙂", max_size=8) | st.text(max_size=5),
    max_size=12,
)


def stored(text: str) -> str:
    """The text without what no database keeps."""
    return "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=NAMES)
def test_the_database_sorts_the_keys_as_python_does(group, names):
    names = list(map(stored, names))
    Participant.objects.all().delete()
    Participant.objects.bulk_create(
        Participant(event=group.event, group=group, display_name=name) for name in names
    )

    found = Participant.objects.order_by("sort_key", "pk").values_list("display_name", flat=True)

    assert list(found) == sorted(names, key=alphabetical)


def names(model, **only):
    return [str(row) for row in model.objects.filter(**only)]


def test_keys_follow_every_save(event):
    groups = [make.group(event, name=name) for name in ("Charlota", "10. oddíl", "Hugo")]
    assert names(Group, event=event) == ["10. oddíl", "Hugo", "Charlota"]

    groups[1].name = "2. oddíl"
    groups[1].save()
    groups[2].name = "Cyril"
    groups[2].save(update_fields=["name"])
    make.group(event, name="9. oddíl")

    assert names(Group, event=event) == ["2. oddíl", "9. oddíl", "Cyril", "Charlota"]


def test_accounts_without_a_name_stand_by_their_address(db):
    people = [
        make.user(full_name=name, email=f"{number}{email}@example.org")
        for number, (name, email) in enumerate([("Čeněk", "z"), ("", "a"), ("Cyril", "y")])
    ]

    assert list(User.objects.all()) == [people[1], people[2], people[0]]
    people[2].full_name = "Dan"
    people[2].save(update_fields=["full_name"])
    assert list(User.objects.all()) == [people[1], people[0], people[2]]


def test_organisations(db):
    for name in ("Žabka", "Chalupa", "Hora"):
        make.organisation(name=name)

    assert names(Organisation)[:2] == ["Hora", "Chalupa"]


@pytest.fixture
def people(group):
    """Two Nováks, one of them by an own column; by first names they stand the other way round."""
    for name, last in [("Adam Šik", ""), ("Jana z Hůrky", "Hůrka"), ("Zoe Čech", "")]:
        make.participant(group, display_name=name, last_name=last)


BY_NAME = ["Adam Šik", "Jana z Hůrky", "Zoe Čech"]
BY_SURNAME = ["Zoe Čech", "Jana z Hůrky", "Adam Šik"]


def test_the_setting_turns_the_order_round_and_back(event, people, admin):
    assert names(Participant) == BY_NAME
    event = update_event(event=event, fields={"orders_by_surname": True}, by=admin)
    assert names(Participant) == BY_SURNAME
    event.orders_by_surname = False
    event.save()
    assert names(Participant) == BY_NAME


def test_whoever_comes_or_changes_is_put_where_the_event_says(event, group, people, admin):
    event = update_event(event=event, fields={"orders_by_surname": True}, by=admin)

    new = writes.add_participant(group=group, fields={"display_name": "Ema Dub"}, by=admin)
    assert names(Participant) == ["Zoe Čech", "Ema Dub", "Jana z Hůrky", "Adam Šik"]
    writes.change_participant(participant=new, fields={"last_name": "Úlehla"}, by=admin)
    assert names(Participant)[-1] == "Ema Dub"
    change = people_in_bulk.Change({"age": 9})
    people_in_bulk.change_people(changes={new.pk: change}, by=admin)
    assert names(Participant)[-1] == "Ema Dub"


def test_a_changed_setting_gives_boards_a_new_version_once(event, people):
    before = Event.objects.get(pk=event.pk).version

    event.orders_by_surname = True
    event.save(update_fields=["orders_by_surname"])

    assert Event.objects.get(pk=event.pk).version == event.version > before


def test_nobodys_key_is_longer_than_its_column(event, group):
    long = "9ﬃ" * 127
    event.orders_by_surname = True
    event.save()

    person = make.participant(group, display_name=long, last_name=long)

    person.refresh_from_db()
    assert person.sort_key == by_surname(long, long)[:2000]


def test_keys_of_rows_from_before_are_filled_in_batches(event, people):
    event.orders_by_surname = True
    event.save()
    Participant.objects.update(sort_key="")

    fill_sort_keys(Participant, "event", at_once=2)

    assert names(Participant) == BY_SURNAME
