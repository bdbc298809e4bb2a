"""What the rules of standings are called on pages."""

from django.utils.translation import gettext_lazy as _

from scoring.points.rules import Absence, GroupMode, Membership, OverallKind, SchemeKind, Sex, Tied
from scoring.points.rules import TieBreak as Tie

KINDS = {
    SchemeKind.NONE: _("does not count"),
    SchemeKind.PLACES: _("the place itself, the lowest sum wins"),
    SchemeKind.TABLE: _("points by place, from a table"),
    SchemeKind.SHARE_OF_BEST: _("share of the best: the best has 1000"),
    SchemeKind.RAW: _("the result as it is"),
    SchemeKind.WORLD_ATHLETICS: _("tables of World Athletics"),
    SchemeKind.LINEAR: _("own table: by steps from a base"),
}
TIED = {
    Tied.SHARE: _("share the points of their places"),
    Tied.FULL: _("each get the points of their place"),
}
SEXES = {
    Sex.BY_GENDER: _("boys and girls, each their own"),
    Sex.MEN: _("men"),
    Sex.WOMEN: _("women"),
}
OVERALL_KINDS = {
    OverallKind.POINTS: _("points"),
    OverallKind.MEDALS: _("medals: first places first"),
}
ABSENCES = {
    Absence.ZERO: _("no points"),
    Absence.LAST_PLUS_ONE: _("the place after the last"),
    Absence.OUT: _("not classified"),
}
TIE_BREAKS = {
    Tie.COUNT_BACK: _("more first places, then second, …"),
    Tie.NEXT_BEST: _("the best single points, then the next"),
    Tie.HEAD_TO_HEAD: _("of two: who was ahead of the other more often"),
    Tie.YOUNGER: _("the younger one"),
    Tie.LOT: _("a lot, drawn once"),
}
MODES = {
    GroupMode.SUM: _("the sum of all members"),
    GroupMode.BEST: _("the sum of its best members"),
    GroupMode.BEST_PER_GENDER: _("the sum of its best girls and its best boys"),
    GroupMode.MEAN: _("the mean of all members"),
}
MEMBERSHIPS = {
    Membership.AT_ENTRY: _("results stay with the group that they were made for"),
    Membership.TODAY: _("results go along to the group of today"),
}
DISCIPLINE_NAMES = {
    "60m": "60 m",
    "100m": "100 m",
    "200m": "200 m",
    "400m": "400 m",
    "800m": "800 m",
    "1000m": "1000 m",
    "1500m": "1500 m",
    "3000m": "3000 m",
    "60mh": _("60 m hurdles"),
    "100mh": _("100 m hurdles"),
    "110mh": _("110 m hurdles"),
    "400mh": _("400 m hurdles"),
    "high_jump": _("high jump"),
    "pole_vault": _("pole vault"),
    "long_jump": _("long jump"),
    "triple_jump": _("triple jump"),
    "shot": _("shot put"),
    "discus": _("discus"),
    "javelin": _("javelin"),
    "hammer": _("hammer"),
}
