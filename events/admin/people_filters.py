"""What the list of participants is filtered by."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.ages.genders import LABELS, gender_order
from events.backoffice.chosen_event import OfChosenEventFilter, chosen_event
from events.models import Event


class GroupFilter(OfChosenEventFilter):
    """Groups of the event that the list shows, also where it is the only one there is."""

    def queryset_of(self, related, request):
        event = chosen_event(request)
        queryset = related.get_queryset(request)
        return queryset.filter(event=event) if event else queryset.none()

    def field_choices(self, field, request, model_admin):
        """By their names alone: all of them are of one event."""
        groups = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(group.pk, str(group)) for group in self.queryset_of(groups, request)]


class GenderFilter(admin.SimpleListFilter):
    """Girls, boys, and whatever else is written there."""

    title = _("gender")
    parameter_name = "gender__exact"

    def lookups(self, request, model_admin):
        queryset = model_admin.get_queryset(request)
        if event := chosen_event(request):
            queryset = queryset.filter(event=event)
        found = set(queryset.order_by().values_list("gender", flat=True).distinct())
        genders = sorted({*LABELS, *found} - {""}, key=gender_order)
        return [*((each, LABELS.get(each, each)) for each in genders), ("", _("not known"))]

    def queryset(self, request, queryset):
        return queryset if self.value() is None else queryset.filter(gender=self.value())


class MissingFilter(admin.SimpleListFilter):
    """People whom something is still to be found out about before they can be ranked."""

    title = _("what is missing")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        event = chosen_event(request)
        choices = [
            ("age", _("neither age nor birth date")),
            ("gender", _("no gender")),
            ("number", _("no registration number")),
        ]
        if event is not None:
            choices.insert(1, ("category", _("in no age category")))
        self.event = event
        return choices

    def queryset(self, request, queryset):
        match self.value():
            case "age":
                return queryset.filter(age=None, birth_date=None, birth_year=None)
            case "gender":
                return queryset.filter(gender="")
            case "number":
                return queryset.filter(external_id=None)
            case "category" if self.event is not None:
                return queryset.filter(pk__in=without_category(self.event))
        return queryset


def without_category(event: Event) -> list[int]:
    """Ids of the event's participants whose age is in none of its categories, or not known."""
    bounds = list(event.age_categories.values_list("min_age", "max_age"))
    ages = (
        (person.pk, person.age_on(event.ages_on))
        for person in event.participants.only("pk", "age", "birth_date", "birth_year").order_by()
    )
    return [
        pk
        for pk, age in ages
        if age is None or not any(lowest <= age <= highest for lowest, highest in bounds)
    ]
