"""What can be done with the participants selected in the list: each asks first, with numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from events.models import Event, Group, Participant
from events.parts import people_in_bulk
from events.parts.people_in_bulk import Change, Toll
from events.rules.status_rules import check_changeable
from foundation.web.form_fields import IdChoiceField

NAMED = 30
"""How many of them the page that asks calls by name."""
TEMPLATE = "admin/events/participant/ask.html"


class AnswerForm(forms.Form):
    """What the page that asks wants to know besides; as it is: nothing."""

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event


class MoveForm(AnswerForm):
    group = IdChoiceField(queryset=Group.objects.none(), label=gettext_lazy("Move to the group"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = self.event.groups.order_by("sort_key", "pk")


class GenderForm(AnswerForm):
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"),
        choices=[*Participant.Gender.choices, ("", gettext_lazy("not known"))],
        widget=forms.RadioSelect,
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """What an action does. `title` and `done` are counted sentences, `button` says it in a word."""

    title: Promise
    button: Promise | str
    done: Promise
    note: Promise | str = ""
    fields: Callable[[dict], dict] = dict
    form: type[AnswerForm] = AnswerForm
    is_deletion: bool = False


MOVE = Operation(
    title=ngettext_lazy(
        "Move %(people)d participant to another group?",
        "Move %(people)d participants to another group?",
        "people",
    ),
    button=gettext_lazy("Move"),
    done=ngettext_lazy(
        "%(people)d participant was moved.", "%(people)d participants were moved.", "people"
    ),
    note=gettext_lazy("Their results go along with them."),
    form=MoveForm,
)
GENDER = Operation(
    title=ngettext_lazy(
        "Set the gender of %(people)d participant?",
        "Set the gender of %(people)d participants?",
        "people",
    ),
    button=gettext_lazy("Set the gender"),
    done=ngettext_lazy(
        "%(people)d participant was changed.", "%(people)d participants were changed.", "people"
    ),
    form=GenderForm,
)
WITHDRAW = Operation(
    title=ngettext_lazy(
        "Withdraw %(people)d participant from the event?",
        "Withdraw %(people)d participants from the event?",
        "people",
    ),
    button=gettext_lazy("Withdraw"),
    done=ngettext_lazy(
        "%(people)d participant was withdrawn.",
        "%(people)d participants were withdrawn.",
        "people",
    ),
    note=gettext_lazy("Results that are there stay, but are not ranked. You can take it back."),
    fields=lambda _chosen: {"status": Participant.Status.WITHDRAWN},
)
COMPETE = Operation(
    title=ngettext_lazy(
        "Let %(people)d participant compete?", "Let %(people)d participants compete?", "people"
    ),
    button=gettext_lazy("Let them compete"),
    done=ngettext_lazy(
        "%(people)d participant competes now.",
        "%(people)d participants compete now.",
        "people",
    ),
    fields=lambda _chosen: {"status": Participant.Status.COMPETING},
)
GUEST = Operation(
    title=ngettext_lazy(
        "Make %(people)d participant a guest?", "Make %(people)d participants guests?", "people"
    ),
    button=gettext_lazy("Make guests"),
    done=ngettext_lazy(
        "%(people)d participant is a guest now.",
        "%(people)d participants are guests now.",
        "people",
    ),
    note=gettext_lazy("A guest gets a place in brackets and moves nobody else."),
    fields=lambda _chosen: {"status": Participant.Status.GUEST},
)
DELETE = Operation(
    title=ngettext_lazy(
        "Delete %(people)d participant?", "Delete %(people)d participants?", "people"
    ),
    button=gettext_lazy("Yes, delete"),
    done=ngettext_lazy(
        "%(people)d participant was deleted.", "%(people)d participants were deleted.", "people"
    ),
    is_deletion=True,
)


def _asking(
    name: str, operation: Operation, description: Promise | None = None, permission: str = "change"
) -> Callable:
    """The action of this name: the page that asks, and then the operation."""

    def action(page: admin.ModelAdmin, request, queryset):
        return _ask_or_do(page, request, queryset, operation)

    action.__name__ = name
    return admin.action(action, description=description, permissions=[permission])


@admin.action(description=gettext_lazy("Merge two into one…"), permissions=["change"])
def merge_people(page: admin.ModelAdmin, request, queryset):
    people = list(queryset.order_by("pk")[:3])
    if len(people) != 2 or people[0].event_id != people[1].event_id:
        raise ValidationError(_("Select just two participants of one event to merge them."))
    address = reverse("scoring:merge", args=[people[0].event_id])
    return HttpResponseRedirect(f"{address}?ids={people[0].pk},{people[1].pk}")


ACTIONS = [
    _asking("move_people", MOVE, gettext_lazy("Move to a group…")),
    _asking("withdraw_people", WITHDRAW, gettext_lazy("Withdraw from the event…")),
    _asking("let_people_compete", COMPETE, gettext_lazy("Let compete again…")),
    _asking("make_people_guests", GUEST, gettext_lazy("Make guests…")),
    _asking("set_gender", GENDER, gettext_lazy("Set the gender…")),
    merge_people,
    # In place of Django's action of this name, and under its description.
    _asking("delete_selected", DELETE, permission="delete"),
]
"""The actions of the list of participants."""


def _ask_or_do(page: admin.ModelAdmin, request: HttpRequest, queryset, operation: Operation):
    """The page that asks; once it was answered, the deed, or the sentence why not."""
    people = list(queryset.select_related("group"))
    event = _event_of(people, needs_one=operation is MOVE)
    toll = people_in_bulk.toll_of(person.pk for person in people)
    is_answer = "post" in request.POST
    form = operation.form(request.POST if is_answer else None, event=event)
    confirmed_counts = f"{toll.people},{toll.results}"
    if is_answer and request.POST.get("confirmed_counts") != confirmed_counts:
        text = _("Meanwhile something changed. Look at the numbers again.")
        page.message_user(request, text, messages.WARNING)
    elif is_answer and form.is_valid():
        _do(page, request, operation, people, form.cleaned_data, toll)
        return None
    context = {
        **page.admin_site.each_context(request),
        "title": operation.title % {"people": toll.people},
        "opts": page.opts,
        "operation": operation,
        "action": request.POST["action"],
        "form": form,
        "toll": toll,
        "confirmed_counts": confirmed_counts,
        "named": people[:NAMED],
        "unnamed": max(0, len(people) - NAMED),
        "selected": _selected(request),
        "selected_name": ACTION_CHECKBOX_NAME,
        "selects_all": request.POST.get("select_across") == "1",
        "list_address": request.get_full_path(),
    }
    status = 422 if is_answer and form.errors else 200
    return TemplateResponse(request, TEMPLATE, context, status=status)


def _do(
    page: admin.ModelAdmin, request, operation: Operation, people, chosen: dict, toll: Toll
) -> None:
    ids = [person.pk for person in people]
    if operation.is_deletion:
        people_in_bulk.delete_people(ids=ids, by=request.user, confirmed_counts=toll)
        count = len(ids)
    else:
        change = Change(operation.fields(chosen))
        count = people_in_bulk.change_people(changes=dict.fromkeys(ids, change), by=request.user)
    if count:
        page.message_user(request, operation.done % {"people": count}, messages.SUCCESS)
    else:
        page.message_user(request, _("They are so already: nothing was changed."))


def _event_of(people: list[Participant], *, needs_one: bool) -> Event | None:
    """The event they are of. Raises ValidationError where it is archived, or there are several."""
    events = {person.event_id: person.event for person in people}
    for event in events.values():
        check_changeable(event)
    if not events:
        raise ValidationError(_("None of them is there any more."))
    if needs_one and len(events) > 1:
        raise ValidationError(
            ngettext(
                "They are of %(count)d event. Select participants of one event.",
                "They are of %(count)d events. Select participants of one event.",
                len(events),
            )
            % {"count": len(events)}
        )
    return next(iter(events.values()))


def _selected(request) -> list[str]:
    """The boxes that were ticked; of "all of the list" one is enough, Django wants to see it."""
    selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
    return selected[:1] if request.POST.get("select_across") == "1" else selected
