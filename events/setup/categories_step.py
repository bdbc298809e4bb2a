"""The step of the set-up with the age categories, counted while they are being typed."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST

from events.ages.ages import age_of
from events.ages.bands import Band
from events.life.readiness import who_falls_where
from events.models import Event
from events.parts.category_set import band_of, save_categories
from events.parts.presets import BAND_PRESETS, preset_bands
from events.rules.page_objects import managed_event
from events.setup.category_forms import PREFIX, CategoryFormSet, as_shown
from events.setup.frame import go_on, render_step, step_page
from foundation.web.organiser_pages import organiser_page


@step_page
def setup_categories(request, event):
    """Save the table; or only count it, or fill it from a preset, which saves nothing."""
    if request.method != "POST":
        return _render(request, event, _rows_of(event), _bands_of(event))
    if request.POST.get("preset") in BAND_PRESETS:
        return _fill(request, event, request.POST["preset"])
    rows = CategoryFormSet(request.POST, prefix=PREFIX)
    is_valid = rows.is_valid()
    if "count" in request.POST:
        return _render(request, event, rows, rows.bands, is_typed=True)
    if is_valid:
        try:
            save_categories(event=event, rows=rows.rows, by=request.user)
        except ValidationError as error:
            rows.non_form_errors().extend(error.messages)
        else:
            return go_on(request, event, "categories")
    return _render(request, event, rows, rows.bands, status=422, is_typed=True)


@organiser_page
@require_POST
def setup_categories_count(request, event_pk):
    """Who would fall where by the table as it is typed now; saves nothing."""
    event = managed_event(request, event_pk)
    rows = CategoryFormSet(request.POST, prefix=PREFIX)
    rows.is_valid()
    context = {"fall": who_falls_where(event, rows.bands), "is_live": True}
    return render(request, "events/setup/categories/_count_part.html", context)


def _fill(request: HttpRequest, event: Event, key: str):
    """The table with the preset's categories in the place of those there; nothing is saved yet."""
    day = event.ages_on
    people = event.participants.expected().order_by()
    known = people.values_list("birth_date", "birth_year", "age").distinct()
    ages = {age_of(*row, day) for row in known}
    bands = preset_bands(key, ages - {None})
    return _render(request, event, _rows_of(event, bands), bands, is_typed=True)


def _rows_of(event: Event, bands: Sequence[Band] | None = None) -> CategoryFormSet:
    """The categories that are stored; with bands, those written over them."""
    stored = list(event.age_categories.all())
    new = [band_of(category) for category in stored] if bands is None else list(bands)
    initial = []
    for number in range(max(len(stored), len(new))):
        is_stored = number < len(stored)
        pk = stored[number].pk if is_stored else ""
        shown = as_shown(band_of(stored[number])) if is_stored else ""
        is_kept = number < len(new)
        band = new[number] if is_kept else band_of(stored[number])
        row = {"pk": pk, "shown": shown, "name": band.name, "low": band.low, "high": band.high}
        initial.append({**row, "DELETE": not is_kept})
    return CategoryFormSet(initial=initial, prefix=PREFIX)


def _bands_of(event: Event) -> list[Band]:
    return [band_of(category) for category in event.age_categories.all()]


def _render(request, event, rows, bands, status=200, is_typed=False):
    """is_typed: whether the table may differ from what is saved."""
    context = {
        "rows": rows,
        "fall": who_falls_where(event, bands),
        "presets": BAND_PRESETS.items(),
        "is_typed": is_typed,
    }
    return render_step(request, event, "categories", context, status)
