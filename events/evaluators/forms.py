"""Forms about evaluators. Ids are looked up within the event only."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.forms import email_field
from events.evaluators.pool import with_address
from events.models import Activity, Event, Group
from foundation.text.names import fold
from foundation.web.form_fields import IdChoiceField, read_id

CANDIDATES = 10
"""People offered at once for the pool; the rest is found by searching."""


class BoardForm(forms.Form):
    """Whom of the event's pool something on the board is about."""

    user = IdChoiceField(User.objects.none())
    user_missing = _("Choose whom to move, then try again.")

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(event_evaluators__event=event)
        left = _("This person is not among the evaluators any more. The page shows who is.")
        self.fields["user"].error_messages["invalid_choice"] = left
        self.fields["user"].error_messages["required"] = self.user_missing

    @property
    def first_problem(self) -> str:
        return next(str(each) for problems in self.errors.values() for each in problems)


class PlaceForm(BoardForm):
    """Whom to move and where. An empty group takes them off theirs."""

    group = IdChoiceField(Group.objects.none(), required=False)
    shown = forms.CharField(required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.fields["group"].queryset = event.groups.all()
        gone = _("This group was deleted. The page shows the groups that there are now.")
        self.fields["group"].error_messages["invalid_choice"] = gone

    def clean_group(self):
        if "group" not in self.data:
            raise forms.ValidationError(_("Choose a group, then try again."))
        return self.cleaned_data["group"]

    @property
    def shown_group(self) -> dict[str, int | None]:
        """What the page showed, for `place_evaluator`; nothing where it did not say."""
        if "shown" not in self.data:
            return {}
        return {"shown": read_id(self.cleaned_data.get("shown", ""))}


class StationForm(BoardForm):
    """Whom to give the station of an activity, or to take off it."""

    activity = IdChoiceField(Activity.objects.none())
    action = forms.ChoiceField(choices=[("assign", ""), ("unassign", "")])
    user_missing = _("Choose who scores at the station, then try again.")

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.fields["activity"].queryset = event.activities.all()
        gone = _("This activity was deleted. The page shows those that there are now.")
        self.fields["activity"].error_messages["invalid_choice"] = gone
        self.fields["activity"].error_messages["required"] = _("Nothing was chosen. Try again.")
        for code in ("invalid_choice", "required"):
            self.fields["action"].error_messages[code] = _("Nothing was chosen. Try again.")


class InviteForm(forms.Form):
    email = email_field(autocomplete="off")


def candidates(event: Event, by: User, address: str = "") -> QuerySet:
    """Whom `by` may put into the pool: the people they see who may sign in and are not in it, and
    the evaluator of another organisation, or of none, whose very address they know.
    """
    known = Q(pk__in=User.objects.visible_to(by).values("pk"))
    return (
        User.objects.filter(known | Q(pk__in=with_address(address).values("pk")))
        .filter(is_active=True, role__in=[User.Role.EVALUATOR, User.Role.ADMIN])
        .exclude(event_evaluators__event=event)
        .order_by("is_team", "sort_key", "pk")
    )


def find_candidates(event: Event, by: User, text: str) -> tuple[list[User], int]:
    """The first few whose name, address or user name has these words in it, and how many there are.

    Accents and case do not count, teams come after people. Two queries.
    """
    words = fold(text).split()
    people = candidates(event, by, text)
    names = people.values_list("pk", "full_name", "email", "username")
    found = [pk for pk, *named in names if _has_words(named, words)]
    return list(people.filter(pk__in=found[:CANDIDATES])), len(found)


def _has_words(named: list[str | None], words: list[str]) -> bool:
    text = fold(" ".join(filter(None, named)))
    return all(word in text for word in words)
