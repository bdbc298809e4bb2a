"""Which rows of the audit trail somebody wants: by person, action, object, event and time."""

from collections.abc import Callable

from django import forms
from django.db.models import Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditLog, User
from accounts.trail import vocabulary
from accounts.trail.sentences import is_kind, kind_of
from foundation.text.database_text import LARGEST_ID
from foundation.text.names import alphabetical
from foundation.web.form_fields import DaysForm, IdChoiceField

EVENTS_OF: list[Callable[[User], QuerySet]] = []
"""Of which events somebody may see the trail; the app of events says it when it starts."""


class AuditFilterForm(DaysForm):
    """What the list is filtered by, from the address; every field may be left empty.

    Days are whole days by the reader's clock, both of them included.
    """

    actor = IdChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Anybody")
    )
    action = forms.ChoiceField(label=_("What was done"), required=False)
    resource_type = forms.ChoiceField(label=_("To what"), required=False)
    resource_id = forms.IntegerField(
        min_value=0, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput
    )
    event = IdChoiceField(
        label=_("Event"), queryset=User.objects.none(), required=False, empty_label=_("Any event")
    )
    field_order = ("actor", "action", "resource_type", "resource_id", "event", "since", "until")

    def __init__(self, given: dict[str, list[str]], *, user: User):
        """given: the address's own lists of values, of which the last counts."""
        if given.get("action"):  # a link may name any of those that are called the same
            given = {**given, "action": vocabulary.named_alike(given["action"][-1])[:1]}
        super().__init__(MultiValueDict(given), label_suffix="", auto_id="filter-%s")
        shown = AuditLog.objects.visible_to(user).order_by()
        people = User.objects.visible_to(user)
        self.fields["actor"].queryset = people.filter(pk__in=shown.values("actor"))
        for events_of in EVENTS_OF:
            self.fields["event"].queryset = events_of(user)
        self.fields["action"].choices = [
            ("", _("Anything")),
            *vocabulary.choices(),
        ]
        kinds = shown.exclude(resource_type="").values_list("resource_type", flat=True).distinct()
        asked = self.data.get("resource_type", "")  # an object with nothing in the trail yet
        known = {*kinds, *({asked} if is_kind(asked) else ())}
        named = [(kind, capfirst(kind_of(kind))) for kind in known]
        self.fields["resource_type"].choices = [
            ("", _("Anything")),
            *sorted(named, key=lambda each: alphabetical(each[1])),
        ]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filtered(self, rows: QuerySet) -> QuerySet:
        """The rows wanted; none where something that was asked for makes no sense."""
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        given = {
            name: wanted[name]
            for name in ("actor", "resource_type", "resource_id")
            if wanted[name] not in (None, "")
        }
        if wanted["event"]:
            given["event_id"] = wanted["event"].pk
        if wanted["action"]:
            given["action__in"] = vocabulary.named_alike(wanted["action"])
        times = Q()
        if self.begins_at:
            times &= Q(created_at__gte=self.begins_at)
        if self.ends_before:
            times &= Q(created_at__lt=self.ends_before)
        return rows.filter(times, **given)


def search(rows: QuerySet, text: str) -> QuerySet:
    """Rows in which every word stands: in the sentence, or in what its action is called here."""
    for word in text.split():
        forms_of_word = {word, word.lower(), word.upper(), word.capitalize()}
        found = Q(action__in=_actions_called(word))
        for form in forms_of_word:  # SQLite knows the two cases of English letters only
            found |= Q(detail__icontains=form)
        rows = rows.filter(found)
    return rows


def _actions_called(word: str) -> list[str]:
    wanted = word.casefold()
    return [
        action for action, label in vocabulary.LABELS.items() if wanted in str(label).casefold()
    ]
