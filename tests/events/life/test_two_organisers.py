"""Two organisers on the same page: what one changed, an older page of the other leaves alone."""

from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditLog
from diplomas.models import DiplomaTemplate
from events.evaluators.pool import place_evaluator
from events.life.lifecycle import update_event
from events.models import AgeCategory, Event
from events.parts import writes
from tests import make


class Fields(HTMLParser):
    """What a browser would send of a page's forms: name -> value."""

    def __init__(self):
        super().__init__()
        self.sent = {}
        self.select = self.area = ""

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        is_box = attrs.get("type") == "checkbox"
        name, value = attrs.get("name", ""), attrs.get("value", "on" if is_box else "")
        if tag == "input" and name and (not is_box or "checked" in attrs):
            self.sent[name] = value
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in attrs:
            self.sent[self.select] = value
        elif tag == "textarea":
            self.area, self.sent[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, text):
        if self.area:
            self.sent[self.area] += text.removeprefix("\n")


def fields_of(page):
    parser = Fields()
    parser.feed(page.content.decode())
    assert "csrfmiddlewaretoken" in parser.sent
    return parser.sent


@pytest.fixture
def visit(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def draft(organisation):
    return make.event(
        organisation=organisation,
        name="Hry",
        status="DRAFT",
        setup_step="basics",
        date="2026-07-04",
        place="Žďár",
        reference_date="2026-09-01",
        ignores_gender=True,
    )


def test_the_basics_write_only_what_was_changed(visit, draft, super_admin):
    page = reverse("events:setup-basics", args=[draft.pk])
    typed = fields_of(visit.get(page))
    update_event(
        event=draft,
        fields={"place": "Přibyslav", "ignores_gender": False, "places": "DENSE"},
        by=super_admin,
    )

    response = visit.post(page, {**typed, "name": "Letní hry", "reference_date": ""})

    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.name, draft.reference_date) == ("Letní hry", None)
    assert (draft.place, draft.ignores_gender, draft.places) == ("Přibyslav", False, "DENSE")
    assert str(draft.date) == "2026-07-04"
    assert set(AuditLog.objects.order_by("pk").last().changes) == {"name", "reference_date"}


def test_the_basics_sent_as_shown_change_nothing(visit, draft):
    page = reverse("events:setup-basics", args=[draft.pk])

    assert visit.post(page, fields_of(visit.get(page))).status_code == 302

    assert list(AuditLog.objects.values_list("detail", flat=True)) == []


def test_a_refused_page_still_knows_what_it_showed_first(visit, draft, super_admin):
    page = reverse("events:setup-basics", args=[draft.pk])
    refused = visit.post(page, {**fields_of(visit.get(page)), "name": " ", "place": "Brno"})
    assert refused.status_code == 422
    update_event(event=draft, fields={"date": None}, by=super_admin)

    visit.post(page, {**fields_of(refused), "name": "Hry"})

    draft.refresh_from_db()
    assert (draft.name, draft.place, draft.date) == ("Hry", "Brno", None)


def test_an_activity_is_written_only_where_it_was_changed(visit, draft, super_admin):
    activity = make.activity(
        draft,
        name="Skok",
        unit="m",
        minimum=500,
        maximum=9000,
        description="První řádek\ndruhý",
    )
    page = reverse("events:setup-activities", args=[draft.pk])
    typed = fields_of(visit.get(page, {"edit": activity.pk}))
    writes.change_activity(
        activity=activity, fields={"maximum": 8000, "decimals": 1}, by=super_admin
    )

    response = visit.post(page, {**typed, "save": activity.pk, "minimum": "0.3"})

    assert response.status_code == 302
    activity.refresh_from_db()
    assert (activity.minimum, activity.maximum, activity.decimals) == (300, 8000, 1)
    assert activity.description == "První řádek\ndruhý"
    assert AuditLog.objects.order_by("pk").last().changes == {"minimum": [500, 300]}


def test_limits_are_no_conflict_in_the_admin_form_unless_both_changed_them(visit, draft, group):
    activity = make.activity(group.event, name="Skok", unit="m", minimum=500, maximum=9000)
    page = reverse("admin:events_activity_change", args=[activity.pk])
    typed = fields_of(visit.get(page))
    type(activity).objects.filter(pk=activity.pk).update(maximum=8000)

    response = visit.post(page, {**typed, "name": "Skok daleký"})

    assert response.status_code == 302
    activity.refresh_from_db()
    assert (activity.name, activity.minimum, activity.maximum) == ("Skok daleký", 500, 8000)


def test_an_event_that_both_changed_in_the_admin_form_asks_once_more(visit, draft):
    page = reverse("admin:events_event_change", args=[draft.pk])
    typed = {**fields_of(visit.get(page)), "place": "Brno"}
    Event.objects.filter(pk=draft.pk).update(place="Přibyslav", name="Letní hry")

    asked = visit.post(page, typed)

    assert asked.context["adminform"].form.errors == {
        "place": ["Meanwhile a colleague changed this to “Přibyslav”. Save again to replace it."]
    }
    assert Event.objects.get().place == "Přibyslav"
    assert visit.post(page, fields_of(asked)).status_code == 302
    stored = Event.objects.get()
    assert (stored.name, stored.place) == ("Letní hry", "Brno")
    assert AuditLog.objects.get().changes == {"place": ["Přibyslav", "Brno"]}


def test_a_diploma_remembers_what_its_page_changes(visit, draft):
    fonts = [{"name": "Lobster"}]
    template = DiplomaTemplate.objects.create(event=draft, name="Zlatý", fonts=fonts)
    page = reverse("admin:diplomas_diplomatemplate_change", args=[template.pk])
    typed = fields_of(visit.get(page))
    assert {name for name in typed if name.startswith("initial-")} == {
        "initial-name",
        "initial-orientation",
    }
    DiplomaTemplate.objects.update(orientation="PORTRAIT")

    assert visit.post(page, {**typed, "name": "Stříbrný"}).status_code == 302

    template.refresh_from_db()
    assert (template.name, template.orientation) == ("Stříbrný", "PORTRAIT")
    assert template.fonts == fonts
    assert AuditLog.objects.get().changes == {"name": ["Zlatý", "Stříbrný"]}


def test_the_categories_write_only_rows_that_were_touched(visit, draft, super_admin):
    first, second, third = (make.age_category(draft, low, low + 1) for low in (6, 8, 10))
    page = reverse("events:setup-categories", args=[draft.pk])
    typed = fields_of(visit.get(page))
    writes.change_age_category(category=first, fields={"name": "Nejmladší"}, by=super_admin)
    writes.delete_age_category(category=third, by=super_admin)

    response = visit.post(page, {**typed, "categories-1-name": "Mladší"})

    assert response.status_code == 302
    assert list(AgeCategory.objects.values_list("pk", "name")) == [
        (first.pk, "Nejmladší"),
        (second.pk, "Mladší"),
    ]


def test_a_category_on_its_own_page_is_written_only_where_it_was_changed(visit, draft):
    category = make.age_category(draft, 6, 9, name="Žáci")
    page = reverse("admin:events_agecategory_change", args=[category.pk])
    typed = fields_of(visit.get(page))
    AgeCategory.objects.update(max_age=8)

    assert visit.post(page, {**typed, "name": "Mladší"}).status_code == 302

    assert stored_categories() == [("Mladší", 6, 8)]
    assert AuditLog.objects.get().changes == {"name": ["Žáci", "Mladší"]}


def test_a_category_added_and_deleted_in_the_tables_is_in_the_trail_once(visit, draft):
    page = reverse("admin:events_agecategory_add")
    visit.post(page, {"event": draft.pk, "name": "Žáci", "min_age": 6, "max_age": 9})
    assert stored_categories() == [("Žáci", 6, 9)]
    category = AgeCategory.objects.get()

    visit.post(reverse("admin:events_agecategory_delete", args=[category.pk]), {"post": "yes"})

    assert stored_categories() == []
    rows = AuditLog.objects.order_by("pk").values_list("action", "resource_id")
    assert list(rows) == [
        ("CREATE_AGE_CATEGORY", category.pk),
        ("DELETE_AGE_CATEGORY", category.pk),
    ]


def stored_categories():
    return list(AgeCategory.objects.values_list("name", "min_age", "max_age"))


def test_a_group_of_another_event_is_nobodys_place(event, evaluator, organisation, admin):
    elsewhere = make.group(make.event(organisation=organisation))

    with pytest.raises(ValidationError) as refusal:
        place_evaluator(event=event, user=evaluator, group=elsewhere, by=admin)

    assert refusal.value.code == "gone"
    assert not elsewhere.evaluator_assignments.exists()


def test_events_stay_where_the_page_sends_no_shown_values(visit, draft):
    """A script may send a form without having looked: all of it counts."""
    page = reverse("events:setup-basics", args=[draft.pk])

    visit.post(page, {"name": "Hry", "places": "STANDARD"})

    stored = Event.objects.get(pk=draft.pk)
    assert (stored.date, stored.place, stored.ignores_gender) == (None, "", False)
