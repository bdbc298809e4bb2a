"""Activities in the set-up: one in full, or several ready-made ones at once."""

from django import forms
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from events.models import Activity, Event
from events.models.activity import RULE_FIELDS
from events.parts.presets import ACTIVITY_PRESETS, ActivityPreset
from foundation.text.names import tidy
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
            labels={"choices": _("Set of scores to choose from")},
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
    """A ready-made activity on the page: a box to tick, and the name that it would get."""

    NAME = forms.CharField(max_length=100)

    def __init__(self, preset: ActivityPreset, posted=None):
        self.preset = preset
        self.is_ticked = posted is not None and f"add-{preset.key}" in posted
        typed = posted.get(f"name-{preset.key}") if posted is not None else None
        self.name = str(preset.name) if typed is None else typed
        self.errors: list[str] = []

    @property
    def fields(self) -> dict:
        """The fields of the new activity, with the typed name. Raises ValidationError."""
        name = self.NAME.clean(tidy(self.name))
        return {**self.preset.as_fields(), "name": name}


def preset_rows(posted=None) -> list[PresetRow]:
    return [PresetRow(preset, posted) for preset in ACTIVITY_PRESETS]


def blank_activity(event: Event, preset: ActivityPreset | None) -> Activity:
    """An activity that is not saved, to fill the form with."""
    return Activity(event=event, **(preset.as_fields() if preset else {}))
