"""The rules of standings as plain form fields: those of each activity, of the sum, of groups."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.models.standings import LONGEST_REASON
from scoring.points.rule_checks import LARGEST_COUNT, MOST_DIGITS, MOST_PLACES, ActivityFacts
from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    Membership,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
    TieBreak,
    Tied,
)
from scoring.points.world_athletics import DISCIPLINES
from scoring.standings.stored_rules import plain_decimal
from scoring.standings_rules.rules_words import (
    ABSENCES,
    DISCIPLINE_NAMES,
    KINDS,
    MEMBERSHIPS,
    MODES,
    OVERALL_KINDS,
    SEXES,
    TIE_BREAKS,
    TIED,
)

FEWEST_TIES = 4
"""Fields for what splits ties; one is always left to add another."""
LONGEST_TABLE_TEXT = 2000
BETWEEN = re.compile(r"[\s;]+(?:[–-][\s;]+)?|(?<=\d)[–-]")
"""A dash stands between two numbers after a digit or alone; otherwise it is a minus."""
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
ACTIVITY = "activity-"


class RuleNumberField(forms.DecimalField):
    """An exact number with a decimal point or comma, as a Fraction; what is empty is `nothing`."""

    def __init__(self, *, nothing: Fraction | None, **kwargs):
        self.nothing = nothing
        super().__init__(
            required=False,
            max_digits=MOST_DIGITS,
            decimal_places=MOST_PLACES,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value):
        cleaned = super().clean(value)
        return self.nothing if cleaned is None else Fraction(cleaned)

    def prepare_value(self, value):
        return plain_decimal(value) if isinstance(value, Fraction) else value


class TableField(forms.CharField):
    """Points of the first place, the second, …: "10 8 6", as Fractions."""

    def to_python(self, value):
        text = super().to_python(value)
        parts = [part for part in BETWEEN.split(text.replace(", ", " ")) if part]
        if len(parts) == 1 and "," in parts[0]:
            if parts[0].count(",") == 1:
                raise ValidationError(_("Put spaces between the points: 10 8 6."))
            parts = [part for part in parts[0].split(",") if part]
        return tuple(map(self._number, parts))

    def validate(self, value):
        """An empty one is found fault with by the rules, where a table is asked for."""

    def run_validators(self, value):
        """Nor is it a text any more."""

    def _number(self, part: str) -> Fraction:
        if not NUMBER.fullmatch(part) or len(part) > MOST_DIGITS + 1:
            text = _("“%(part)s” is no number. Give points with spaces between them: 10 8 6.")
            raise ValidationError(text % {"part": part[:20]})
        return Fraction(part.replace(",", "."))

    def prepare_value(self, value):
        return " ".join(map(plain_decimal, value)) if isinstance(value, tuple) else value


def choice(words: Mapping, label, **kwargs) -> forms.ChoiceField:
    choices = [(str(key), word) for key, word in words.items()]
    return forms.ChoiceField(label=label, choices=choices, required=False, **kwargs)


class ActivityRulesForm(forms.Form):
    """What one activity gives. facts: of the activity."""

    kind = choice(KINDS, gettext_lazy("Points"))
    weight = RuleNumberField(
        nothing=Fraction(1),
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("2 counts twice, 0 not at all."),
    )
    mandatory = forms.BooleanField(
        label=gettext_lazy("Nobody is classified without a result here"), required=False
    )
    table = TableField(
        label=gettext_lazy("Table: points of the 1st, 2nd, … place"),
        required=False,
        max_length=LONGEST_TABLE_TEXT,
    )
    tied = choice(TIED, gettext_lazy("Table: who are tied"))
    discipline = choice(
        {"": "---------", **DISCIPLINE_NAMES}, gettext_lazy("World Athletics: discipline")
    )
    sex = choice(SEXES, gettext_lazy("World Athletics: table for"))
    base_points = RuleNumberField(
        nothing=Fraction(0), label=gettext_lazy("Steps: points at the base")
    )
    base = RuleNumberField(nothing=Fraction(0), label=gettext_lazy("Steps: the base"))
    step = RuleNumberField(
        nothing=Fraction(1), label=gettext_lazy("Steps: one more point for every")
    )
    low = RuleNumberField(nothing=Fraction(0), label=gettext_lazy("Steps: the fewest points"))
    high = RuleNumberField(nothing=None, label=gettext_lazy("Steps: the most points"))

    def __init__(self, data, *, rules: ActivityRules, facts: ActivityFacts):
        self.facts, self.activity_id = facts, rules.activity_id
        scheme = {name: getattr(rules.scheme, name) for name in Scheme.__slots__}
        initial = {**scheme, "weight": rules.weight, "mandatory": rules.mandatory}
        super().__init__(data, prefix=f"{ACTIVITY}{rules.activity_id}", initial=initial)
        if facts.unit:
            for name in ("base", "step"):
                self.fields[name].help_text = facts.unit

    @property
    def main(self) -> list[forms.BoundField]:
        return [self["kind"], self["weight"]]

    @property
    def details(self) -> list[forms.BoundField]:
        names = [name for name in Scheme.__slots__ if name != "kind"]
        return [self[name] for name in ("mandatory", *names)]

    @property
    def is_detailed(self) -> bool:
        """Whether more than the usual is set, or wrong, so that the details are shown open."""
        return any(field.errors for field in self.details) or self["kind"].value() in (
            SchemeKind.WORLD_ATHLETICS,
            SchemeKind.LINEAR,
        )

    @property
    def rules(self) -> ActivityRules:
        """Of a valid form."""
        given = self.cleaned_data
        scheme = Scheme(
            kind=SchemeKind(given["kind"] or SchemeKind.NONE),
            table=given["table"],
            tied=Tied(given["tied"] or Tied.SHARE),
            discipline=given["discipline"] if given["discipline"] in DISCIPLINES else "",
            sex=Sex(given["sex"] or Sex.BY_GENDER),
            **{name: given[name] for name in ("base_points", "base", "step", "low", "high")},
        )
        return ActivityRules(self.activity_id, scheme, given["weight"], given["mandatory"])


class CountFormField(forms.IntegerField):
    def __init__(self, least: int, **kwargs):
        super().__init__(required=False, min_value=least, max_value=LARGEST_COUNT, **kwargs)


class OverallRulesForm(forms.Form):
    """How points make a total, and what splits who have the same."""

    enabled = forms.BooleanField(label=gettext_lazy("Rank everybody overall"), required=False)
    kind = choice(OVERALL_KINDS, gettext_lazy("What is counted"))
    best = CountFormField(
        1,
        label=gettext_lazy("How many activities count"),
        help_text=gettext_lazy("The best ones. Empty: all."),
    )
    minimum = CountFormField(
        0, label=gettext_lazy("Results that it takes to be classified"), initial=0
    )
    missing = choice(ABSENCES, gettext_lazy("Where nothing was entered"))
    dns = choice(ABSENCES, gettext_lazy("Who did not start"))
    across_genders = forms.BooleanField(
        label=gettext_lazy("Girls and boys in one ranking"), required=False
    )
    across_ages = forms.BooleanField(label=gettext_lazy("All ages in one ranking"), required=False)

    def __init__(self, data, *, rules: OverallRules, facts: Mapping[int, ActivityFacts]):
        names = [name for name in OverallRules.__slots__ if name != "tie_breaks"]
        initial = {name: getattr(rules, name) for name in names}
        breaks = list(map(_tie_key, rules.tie_breaks))
        initial |= {f"tie_{nth}": key for nth, key in enumerate(breaks)}
        super().__init__(data, prefix="overall", initial=initial)
        words = {"": "---------", **{str(key): word for key, word in TIE_BREAKS.items()}}
        for pk, each in facts.items():
            words[f"{ACTIVITY}{pk}"] = _("the better place in %(activity)s") % {
                "activity": each.name
            }
        self.tie_names = [f"tie_{nth}" for nth in range(max(FEWEST_TIES, len(breaks) + 1))]
        for nth, name in enumerate(self.tie_names, start=1):
            label = _("%(number)d. what splits a tie") % {"number": nth}
            self.fields[name] = choice(words, label)

    @property
    def main(self) -> list[forms.BoundField]:
        names = ("enabled", "kind", "best", "minimum", "missing", "dns")
        return [self[name] for name in (*names, "across_genders", "across_ages")]

    @property
    def ties(self) -> list[forms.BoundField]:
        return [self[name] for name in self.tie_names]

    @property
    def chosen_ties(self) -> list[str]:
        """The names of the fields in which something is chosen, in their order."""
        return [name for name in self.tie_names if self.cleaned_data.get(name)]

    @property
    def rules(self) -> OverallRules:
        """Of a valid form."""
        given = self.cleaned_data
        return OverallRules(
            enabled=given["enabled"],
            kind=OverallKind(given["kind"] or OverallKind.POINTS),
            across_genders=given["across_genders"],
            across_ages=given["across_ages"],
            best=given["best"],
            minimum=given["minimum"] or 0,
            missing=Absence(given["missing"] or Absence.ZERO),
            dns=Absence(given["dns"] or Absence.ZERO),
            tie_breaks=tuple(_tie_of(given[name]) for name in self.chosen_ties),
        )


class GroupRulesForm(forms.Form):
    """How members make a total of their group."""

    enabled = forms.BooleanField(label=gettext_lazy("Rank the groups"), required=False)
    mode = choice(MODES, gettext_lazy("A group has"))
    best = CountFormField(1, label=gettext_lazy("How many members count, where it is the best"))
    minimum = CountFormField(0, label=gettext_lazy("Members that it takes to be ranked"), initial=0)
    membership = choice(MEMBERSHIPS, gettext_lazy("Who moved to another group"))

    def __init__(self, data, *, rules: GroupRules):
        initial = {name: getattr(rules, name) for name in GroupRules.__slots__}
        super().__init__(data, prefix="groups", initial=initial)

    @property
    def rules(self) -> GroupRules:
        """Of a valid form."""
        given = self.cleaned_data
        return GroupRules(
            enabled=given["enabled"],
            mode=GroupMode(given["mode"] or GroupMode.SUM),
            best=given["best"],
            minimum=given["minimum"] or 0,
            membership=Membership(given["membership"] or Membership.AT_ENTRY),
        )


class ReasonForm(forms.Form):
    """Why, and which version was seen."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why (may stay empty)"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Kept with the version, for your colleagues."),
    )


class RulesForms:
    """All fields of an event's rules. facts: of its activities, in order; rules: what is shown."""

    def __init__(self, data, *, rules: StandingsRules, facts: Mapping[int, ActivityFacts], version):
        self._shown = rules
        self.activities = [
            ActivityRulesForm(data, rules=each, facts=facts[each.activity_id])
            for each in rules.activities
        ]
        self.overall = OverallRulesForm(data, rules=rules.overall, facts=facts)
        self.groups = GroupRulesForm(data, rules=rules.groups)
        self.reason = ReasonForm(data, initial={"version": version})
        self.faults: list[str] = []

    def _all(self) -> Iterator[forms.Form]:
        yield from self.activities
        yield from (self.overall, self.groups, self.reason)

    def is_valid(self) -> bool:
        """Of all of them, so that every field says what is wrong with it."""
        return not sum(not form.is_valid() for form in self._all())

    @property
    def has_errors(self) -> bool:
        return bool(self.faults) or any(form.errors for form in self._all())

    @property
    def rules(self) -> StandingsRules:
        """What was typed; decisions and the seed of lots stay. Of valid forms."""
        return replace(
            self._shown,
            activities=tuple(form.rules for form in self.activities),
            overall=self.overall.rules,
            groups=self.groups.rules,
        )

    def add_refusal(self, refusal: ValidationError) -> None:
        """Each sentence beside the field of its path, the rest above all fields; above them all
        where nothing was typed.
        """
        if not self.overall.is_bound or not hasattr(refusal, "error_dict"):
            self.faults += dict.fromkeys(refusal.messages)
            return
        for path, sentences in refusal.message_dict.items():
            form, field = self._field_of(path)
            if form is None:
                self.faults += sentences
            else:
                form.add_error(field, sentences)

    def _field_of(self, path: str) -> tuple[forms.Form | None, str]:
        first, *rest = path.split(".")
        if first == "activities" and len(rest) > 1:
            form, field = self.activities[int(rest[0])], rest[-1]
        elif first == "overall" and rest[0] == "tie_breaks":
            form, field = self.overall, self.overall.chosen_ties[int(rest[1])]
        elif first in ("overall", "groups"):
            form, field = getattr(self, first), rest[0]
        else:
            form, field = self.reason, first
        return (form, field) if field in form.fields else (None, "")


def _tie_key(tie: TieBreak | ActivityTieBreak) -> str:
    return f"{ACTIVITY}{tie.activity_id}" if isinstance(tie, ActivityTieBreak) else str(tie)


def _tie_of(key: str) -> TieBreak | ActivityTieBreak:
    if key.startswith(ACTIVITY):
        return ActivityTieBreak(int(key.removeprefix(ACTIVITY)))
    return TieBreak(key)
