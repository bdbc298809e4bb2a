"""Texts that differ from diploma to diploma: the first case that fits is printed. Pure.

    cases    [{"when": {"gender": "F"}, "text": "won by her"}, …, {"text": "won"}]

A case fits where all of its `when` do:

    gender      "F", "M" or another gender of the person
    place       a number, 0 for taking part
    tied        whether the place is shared, true or false
    kind        "activity", "overall", "group" or "participation"
    language    of the print, "cs" or "en"

The last case has no `when`: it is for everybody else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from diplomas.looks.bounds import LONGEST

MOST_CASES = 20
LONGEST_WORD = 20
KINDS = ("activity", "overall", "group", "participation")


def text_of(item: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """What the item says of whom the values are about, its placeholders not filled in yet."""
    cases = item.get("cases")
    for case in cases if isinstance(cases, list) else ():
        if isinstance(case, Mapping) and _fits(case.get("when"), values):
            return str(case.get("text") or "")[:LONGEST]
    return str(item.get("text") or "")[:LONGEST]


def texts_of(item: Mapping[str, Any]) -> list[str]:
    """All that it may say."""
    cases = item.get("cases")
    listed = cases if isinstance(cases, list) else []
    given = [case.get("text") for case in listed if isinstance(case, Mapping)]
    return [str(text)[:LONGEST] for text in (*given, item.get("text")) if text]


def cases_problem(cases: Any) -> str:
    """What is wrong with them, as a sentence; "" where nothing is."""
    if not isinstance(cases, list) or not 0 < len(cases) <= MOST_CASES:
        return _("This must be a list of 1 to %(most)d cases.") % {"most": MOST_CASES}
    for number, case in enumerate(cases, start=1):
        if problem := _case_problem(case, is_last=number == len(cases)):
            return _("Case %(number)d: %(problem)s") % {"number": number, "problem": problem}
    return ""


def when_in_words(when: Any) -> str:
    """For whom a case is: “in Czech, a girl’s”; "" for everybody else."""
    if not isinstance(when, Mapping):
        return ""
    return ", ".join(_condition_in_words(name, value) for name, value in when.items())


def _condition_in_words(name: str, value: Any) -> str:
    known = {
        ("gender", "F"): _("a girl’s"),
        ("gender", "M"): _("a boy’s"),
        ("kind", "activity"): _("of an activity"),
        ("kind", "overall"): _("of the overall standings"),
        ("kind", "group"): _("of a group"),
        ("kind", "participation"): _("for taking part"),
        ("language", "cs"): _("in Czech"),
        ("language", "en"): _("in English"),
        ("tied", "yes"): _("a shared place"),
        ("tied", "no"): _("a place of one’s own"),
    }
    if name == "place" and value:
        return _("place %(number)s") % {"number": value}
    return known.get((name, _as_valued(value))) or f"{name}: {value}"


def _fits(when: Any, values: Mapping[str, str]) -> bool:
    if not isinstance(when, Mapping):
        return when is None
    return all(_as_valued(value) == values.get(f"when.{name}", "") for name, value in when.items())


def _as_valued(value: Any) -> str:
    """As the values have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _case_problem(case: Any, *, is_last: bool) -> str:
    if not isinstance(case, Mapping) or not set(case) <= {"when", "text"}:
        return _("it must be an object of “when” and “text”.")
    text, when = case.get("text"), case.get("when")
    if not isinstance(text, str) or len(text) > LONGEST:
        return _("its text must be text of at most %(most)d characters.") % {"most": LONGEST}
    if is_last:
        return _("the last one is for everybody else, without “when”.") if when else ""
    if not isinstance(when, Mapping) or not when:
        return _("it needs a “when”; only the last one has none.")
    for name, value in when.items():
        check = CHECKS.get(name)
        if check is None:
            text = _("“when” knows %(names)s, but not “%(name)s”.")
            return text % {"names": ", ".join(CHECKS), "name": str(name)[:LONGEST_WORD]}
        if not check(value):
            return _("“%(name)s” cannot be this.") % {"name": name}
    return ""


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_WORD


CHECKS: dict[str, Callable[[Any], bool]] = {
    "gender": _is_word,
    "place": lambda value: type(value) is int and 0 <= value <= 10_000,
    "tied": lambda value: isinstance(value, bool),
    "kind": lambda value: isinstance(value, str) and value in KINDS,
    "language": _is_word,
}
