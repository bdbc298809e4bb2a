"""The step of the set-up where participants come in: from a file, pasted, or by hand."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Participant
from events.models.querysets import is_expected
from events.parts.writes import add_participant, create_group
from events.setup.frame import go_on, render_step, step_page
from events.setup.people_forms import NewGroupForm, NewParticipantForm, people_rows
from foundation.web.refusals import add_refusal

NAMES = {"name": "group_name", "age": "born", "birth_date": "born", "birth_year": "born"}
"""The services' name of a field -> the forms' name."""
MOST_GROUPS = 60
"""How many groups the page shows; the rest are counted, and listed on a page of their own."""


@step_page
def setup_people(request, event):
    """Everything typed is saved whichever button is pressed, all of it or nothing."""
    if request.method != "POST":
        return _render(request, event, NewGroupForm(), people_rows(event))
    group_form = NewGroupForm(request.POST)
    has_rows = "people-TOTAL_FORMS" in request.POST
    rows = people_rows(event, request.POST) if has_rows else people_rows(event)
    if group_form.is_valid() and (not has_rows or rows.is_valid()):
        summary = _save(event, group_form, rows, request.user)
        if summary is not None:
            return go_on(request, event, "people", summary)
    return _render(request, event, group_form, rows, 422)


def _save(event: Event, group_form: NewGroupForm, rows, by) -> str | None:
    """Create what was typed; returns a summary. None where refused: the forms have the errors."""
    typed = group_form.cleaned_data
    current, group, added = group_form, None, []
    try:
        with transaction.atomic():
            if typed["group_name"]:
                fields = {"name": typed["group_name"], "identifier": typed["identifier"]}
                group = create_group(event=event, fields=fields, by=by)
            for row in filter(NewParticipantForm.has_changed, rows if rows.is_bound else []):
                current = row
                person = add_participant(group=row.chosen_group, fields=row.participant, by=by)
                added.append(person)
    except ValidationError as error:
        add_refusal(current, error, NAMES)
        return None
    return _summary(group, added)


def _summary(group, added: list[Participant]) -> str:
    texts = []
    if group:
        texts.append(_("The group %(group)s was added.") % {"group": group})
    if added:
        text = ngettext(
            "%(count)d participant was added.", "%(count)d participants were added.", len(added)
        )
        texts.append(text % {"count": len(added)})
    return " ".join(texts)


def _render(request, event, group_form, rows, status=200):
    counted = Count("participants", filter=is_expected("participants__"))
    groups = event.groups.annotate(people=counted).order_by("sort_key", "pk")
    total = event.groups.count()
    context = {
        "group_form": group_form,
        "rows": rows,
        "has_groups": bool(total),
        "groups": groups[:MOST_GROUPS],
        "group_count": total,
        "more_groups": max(0, total - MOST_GROUPS),
        "participant_count": event.participants.expected().count(),
    }
    return render_step(request, event, "people", context, status)
