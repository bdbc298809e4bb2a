"""The form of one rule of who gets a diploma."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diplomas.awards.rules import fields_of
from diplomas.models import AwardRule
from events.models import Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import BoardKey, board_key, in_order
from scoring.points.overall import board_switches
from scoring.rules.activity_rules import switches_of
from scoring.standings.stored_rules import rules_of

MOST = 1000


class RuleForm(forms.Form):
    """A list in which nothing is chosen stands for all of it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("As the list of awards says why somebody gets one; empty: the rule itself."),
    )
    scope = forms.ChoiceField(label=_("What for"), choices=AwardRule.Scope.choices)
    last_place = forms.IntegerField(
        label=_("Last place"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_(
            "People, not rows: two who share the last place both get one. Empty: every place."
        ),
    )
    activities = forms.TypedMultipleChoiceField(
        label=_("Activities"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them. Only for diplomas of activities."),
    )
    boards = forms.MultipleChoiceField(
        label=_("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    minimum = forms.IntegerField(
        label=_("Only where so many compete"),
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text=_("On one board; guests are not counted."),
    )
    most_each = forms.IntegerField(
        label=_("Most for one person"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_(
            "By this rule: the best ones, by the place among so many. 1 with every place is one for"
            " each child, of its best activity. Empty: all."
        ),
    )
    has_guests = forms.BooleanField(label=_("Guests get one too"), required=False)
    template_id = forms.TypedChoiceField(
        label=_("Diploma template"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data, *, event: Event, rule: AwardRule):
        given = fields_of(rule)
        chosen = given["boards"] or []
        initial = {
            **given,
            "activities": given["activities"] or [],
            "boards": list(map(_board_key, chosen)),
        }
        super().__init__(data, initial=initial)
        fields: Mapping[str, Any] = self.fields
        activities = dict(event.activities.order_by("order", "pk").values_list("pk", "name"))
        gone = {pk: _("a deleted activity") for pk in initial["activities"]}
        fields["activities"].choices = list({**activities, **gone, **activities}.items())
        boards = dict.fromkeys([*_boards_of(event), *map(tuple, chosen)])
        fields["boards"].choices = [(_board_key(each), board_words(*each)) for each in boards]
        templates = event.diploma_templates.values_list("pk", "name")
        fields["template_id"].choices = [("", _("the event’s")), *templates]

    @property
    def rule(self) -> dict[str, Any]:
        """Of a valid form: what it says, as `rule_changes.change_rules` takes it."""
        given = dict(self.cleaned_data)
        boards = [json.loads(key) for key in given["boards"]]
        is_of_activities = given["scope"] == AwardRule.Scope.ACTIVITIES
        activities = given["activities"] if is_of_activities else []
        return {**given, "boards": boards or None, "activities": activities or None}


def _board_key(board) -> str:
    return json.dumps(list(board), ensure_ascii=False)


def _boards_of(event: Event) -> list[BoardKey]:
    """Every board that an activity or the overall standings can have."""
    people, bands = people_of(event)
    switches = switches_of(event)
    ways = {switches, board_switches(switches, rules_of(event).overall)}
    return in_order({board_key(each, way) for each in people.values() for way in ways}, bands)
