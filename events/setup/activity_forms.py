"""Activities in the set-up: one in full, or several ready-made ones at once."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.forms.models import fields_for_model, model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Activity, Event
from events.models.activity import RULE_FIELDS
from events.parts.presets import ACTIVITY_PRESETS, ActivityPreset
from foundation.text.names import fold_case, tidy
from foundation.web.remembering import RememberingForm

FIELDS = ["name", "evaluation_type", *RULE_FIELDS, "description"]


class ActivityStepForm(RememberingForm, forms.Form):
    """The name of an activity, and the rule by which its results are read.

    Made of the model's fields, but no model form: rules over several fields are the service's,
    which says beside which field.
    """

    def __init__(self, posted=None, *, activity: Activity, has_results: bool = False):
        super().__init__(posted, initial=model_to_dict(activity, FIELDS))
        self.fields = fields_for_model(
            Activity,
            FIELDS,
            widgets={"description": forms.Textarea(attrs={"rows": 3})},
            labels={"choices": gettext_lazy("Set of scores to choose from")},
        )
        if has_results:
            kind = self.fields["evaluation_type"]
            kind.disabled = True
            kind.help_text = _("There are results already, so the kind of result is locked.")
        for name in ("unit", "name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if activity.pk is not None:
            self.remember()

    def fieldset(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def main(self) -> list[forms.BoundField]:
        return self.fieldset("name", "evaluation_type")

    @property
    def measure(self) -> list[forms.BoundField]:
        return self.fieldset("unit", "decimals", "combine", "best_count")

    @property
    def limits(self) -> list[forms.BoundField]:
        return self.fieldset("minimum", "maximum", "plausible_minimum", "plausible_maximum")

    @property
    def more(self) -> list[forms.BoundField]:
        return self.fieldset("choices", "description")

    @property
    def switches(self) -> list[forms.BoundField]:
        return self.fieldset("ties_by_attempts", "allows_hours", "digits")


class PresetRow:
    """A ready-made activity on the page: a box to tick, and the name that it would get.

    question: what to decide about it before anything is added; "" where nothing is to be asked.
    """

    NAME = forms.CharField(max_length=255)

    def __init__(self, preset: ActivityPreset, posted=None):
        self.preset = preset
        self.is_ticked = posted is not None and f"add-{preset.key}" in posted
        self.is_left_out = posted is not None and f"leave-{preset.key}" in posted
        self.is_wanted_again = posted is not None and f"again-{preset.key}" in posted
        typed = posted.get(f"name-{preset.key}") if posted is not None else None
        self.name = str(preset.name) if typed is None else typed
        self.errors: list[str] = []
        self.question = ""

    @property
    def fields(self) -> dict:
        """The fields of the new activity, with the typed name. Raises ValidationError."""
        name = self.NAME.clean(tidy(self.name))
        return {**self.preset.as_fields(), "name": name}

    @property
    def is_renamed(self) -> bool:
        """Whether somebody typed another name; the page may have been made in either language."""
        typed = fold_case(self.name)
        return bool(typed) and typed not in {fold_case(name) for name in self._own_names()}

    @property
    def is_decided(self) -> bool:
        """Whether its question was answered on the page that is shown again for another one."""
        return self.is_wanted_again if self.is_ticked else self.is_left_out and self.is_renamed

    def ask(self, activities: Iterable[Activity]) -> str:
        """Sets `question` where a name was typed in vain, or the event has this activity already.

        activities: those that the event has. Returns the question.
        """
        self.question = ""
        if not self.is_ticked and self.is_renamed and not self.is_left_out:
            self.question = _(
                "“%(name)s” is typed but not ticked. Tick it to add it, or leave it out."
            ) % {"name": tidy(self.name)}
        elif self.is_ticked and not self.is_wanted_again:
            twin = next(filter(self._is_twin, activities), None)
            if twin is not None:
                self.question = _(
                    "The event already has “%(activity)s”. Untick this one, give it another name,"
                    " or add it once more."
                ) % {"activity": twin.name}
        return self.question

    def _is_twin(self, activity: Activity) -> bool:
        """Of the same name; or of the same rule, where this one has its ready-made name still."""
        if fold_case(activity.name) == fold_case(self.name):
            return True
        rule = {k: v for k, v in self.preset.as_fields().items() if k in RULE_FIELDS}
        is_alike = activity.evaluation_type == self.preset.fields["evaluation_type"] and all(
            getattr(activity, name) == value for name, value in rule.items()
        )
        return is_alike and not self.is_renamed

    def _own_names(self) -> Iterable[str]:
        for language, _label in settings.LANGUAGES:
            with translation.override(language):
                yield str(self.preset.name)


def preset_rows(posted=None) -> list[PresetRow]:
    return [PresetRow(preset, posted) for preset in ACTIVITY_PRESETS]


def blank_activity(event: Event, preset: ActivityPreset | None) -> Activity:
    """An activity that is not saved, to fill the form with."""
    return Activity(event=event, **(preset.as_fields() if preset else {}))
