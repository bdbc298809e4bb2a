"""The form of one item: just what an item of its kind and dialect has.

What is not on the form, or is left as it was, stays in the item as it is written there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from diplomas.awards.winners import SIGNATURES
from diplomas.fonts.shipped import FAMILIES
from diplomas.looks.bounds import LONGEST, LONGEST_STATIC, OF_CONTRACT, OURS
from diplomas.looks.cases import when_in_words
from diplomas.looks.colors import INK, MUTED, NAMES, hex_color
from diplomas.looks.contract_items import STATIC, is_bold, is_italic, is_of_contract
from diplomas.looks.ornaments import GOLD

LENGTHS = ["x", "y", "width", "height"]
FIELDS: dict[str, list[str]] = {
    "text": [
        "text",
        *LENGTHS,
        "font",
        "size",
        "bold",
        "italic",
        "align",
        "lines",
        "color",
        "language",
    ],
    "line": [*LENGTHS, "thickness", "color"],
    "rectangle": [*LENGTHS, "thickness", "color", "fill"],
    "frame": [*LENGTHS, "color"],
    "divider": ["x", "y", "width"],
    "medal": ["x", "y", "width", "color"],
    "qr": ["x", "y", "width", "color"],
}
"""kind -> the fields of an item of ours."""
OF_TEXT = ["x", "y", "centerH", "centerV", "fontFamily", "fontSize", "fontWeight", "fontStyle"]
LIKE_THE_REST = {"font", "fontFamily", "language"}
"""Left empty, an item has none of its own."""
LABELS = {
    "text": _("Text"),
    "key": _("What it shows"),
    "x": _("From the left"),
    "y": _("From the top"),
    "width": _("Width"),
    "height": _("Height"),
    "font": _("Font"),
    "fontFamily": _("Font"),
    "size": _("Size in points"),
    "fontSize": _("Size in points"),
    "bold": _("Bold"),
    "fontWeight": _("Bold"),
    "italic": _("Italic"),
    "fontStyle": _("Italic"),
    "align": _("Alignment"),
    "language": _("Language"),
    "lines": _("Lines at most"),
    "thickness": _("Thickness in points"),
    "color": _("Colour"),
    "fill": _("Fill"),
    "centerH": _("In the middle of the width"),
    "centerV": _("In the middle of the height"),
}
NAMED_COLORS = {
    "ink": _("dark blue"),
    "muted": _("grey"),
    "metal": _("gold, silver or bronze by the place"),
    "metal_light": _("the same, light"),
    "metal_dark": _("the same, dark"),
}
ALIGNMENTS = {"left": _("left"), "center": _("centred"), "right": _("right")}
DEFAULTS: dict[str, Any] = {"size": 12, "thickness": 0.6, "lines": 2, "align": "center"}
"""Of an item of ours that leaves it out, as `layout` has them."""
KEYS = {
    "participant_name": _("Name"),
    "group": _("Group"),
    "place": _("Place (1.)"),
    "place_name": _("Place in words"),
    "activity": _("Activity"),
    "category": _("Gender and age category"),
    "result": _("Result"),
    "event": _("Event"),
    "date": _("Date"),
    "event_place": _("Where the event is held"),
    "organisation": _("Organisation"),
    "total": _("Total of the standings"),
    "k_of_m": _("Results in so many activities (8 of 10)"),
    **{name: format_lazy("{} {}", _("Who signs"), name[-1]) for name in SIGNATURES},
}
"""Of items of the contract that show something of the winner."""
SHOWN = {"ink": INK, "muted": MUTED, "metal": GOLD.base}
"""What a colour that has a name looks like in a box of colours."""


class ItemForm(forms.Form):
    """fonts: names of the template's own."""

    def __init__(self, *args, item: Mapping[str, Any], fonts: Sequence[str] = (), **kwargs):
        super().__init__(*args, prefix="item", **kwargs)
        self.item = item
        self.is_ours = not is_of_contract(item)
        for name in self._names():
            if name == "text" and self._cases():
                self.fields |= self._case_fields()
            else:
                self.fields |= self._made(name, fonts)

    def _cases(self) -> list[dict[str, Any]]:
        """Of a text of ours that differs from diploma to diploma; its own text is not printed."""
        cases = self.item.get("cases") if self.is_ours else None
        return cases if isinstance(cases, list) and all(isinstance(c, dict) for c in cases) else []

    def _case_fields(self) -> dict[str, forms.Field]:
        found = {}
        for number, case in enumerate(self._cases()):
            words = when_in_words(case.get("when"))
            label = _("Text (%(when)s)") % {"when": words} if words else _("Text, otherwise")
            found[f"case-{number}"] = self._text(label, case.get("text"), LONGEST)
        return found

    def _names(self) -> list[str]:
        if self.is_ours:
            return FIELDS.get(str(self.item.get("kind")), [])
        if self.item.get("type") == STATIC:
            return ["text", *OF_TEXT, "color"]
        return ["key", *OF_TEXT, "color", "language"]

    def _made(self, name: str, fonts: Sequence[str]) -> dict[str, forms.Field]:
        """The field or fields for one of the item's."""
        value = self.item.get(name, DEFAULTS.get(name))
        label = LABELS[name]
        if name in {"color", "fill"}:
            return self._colors(name, value)
        if name in {"bold", "italic", "centerH", "centerV", "fontWeight", "fontStyle"}:
            check = {"fontWeight": is_bold, "fontStyle": is_italic}.get(
                name, lambda each: each is True
            )
            return {name: forms.BooleanField(label=label, required=False, initial=check(value))}
        if name == "text":
            longest = LONGEST if self.is_ours else LONGEST_STATIC
            return {name: self._text(label, value, longest)}
        if name in {"font", "fontFamily", "align", "key", "language"}:
            choices = self._choices(name, value, fonts)
            initial = value if isinstance(value, str) else ""
            return {
                name: forms.ChoiceField(
                    label=label, required=False, choices=choices, initial=initial
                )
            }
        return {name: self._number(name, value)}

    def _text(self, label: Any, value: Any, longest: int) -> forms.Field:
        return forms.CharField(
            label=label,
            required=False,
            strip=False,
            max_length=longest,
            initial=str(value or ""),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _choices(self, name: str, value: Any, fonts: Sequence[str]) -> list[tuple[str, Any]]:
        """With what the item has, whatever that is."""
        if name == "align":
            return [*ALIGNMENTS.items()]
        if name == "language":
            return [("", _("that of the print")), *settings.LANGUAGES]
        known = {"": _("as the template")}
        known |= KEYS if name == "key" else {each: each for each in [*FAMILIES, *fonts]}
        if name == "key":
            known.pop("")
        if isinstance(value, str) and value not in known:
            known[value] = value
        return [*known.items()]

    def _number(self, name: str, value: Any) -> forms.Field:
        low, high = (OURS if self.is_ours else OF_CONTRACT)[name]
        is_given = isinstance(value, int | float) and not isinstance(value, bool)
        kind = forms.IntegerField if name == "lines" else forms.FloatField
        widget = forms.NumberInput(attrs={"step": "1" if name == "lines" else "any"})
        label = LABELS[name]
        if name in LENGTHS:
            label = f"{label} ({'mm' if self.is_ours else '%'})"
        return kind(
            label=label,
            required=not self.is_ours or name in {"size"},
            min_value=low,
            max_value=high,
            initial=value if is_given else None,
            widget=widget,
        )

    def _colors(self, name: str, value: Any) -> dict[str, forms.Field]:
        """Which colour it is: one that has a name, none, or one of the organiser's own."""
        own = hex_color(value)
        box = forms.CharField(
            label=_("Own colour"),
            required=False,
            initial=(own or SHOWN.get(str(value), INK))[:7],
            widget=forms.TextInput(attrs={"type": "color"}),
        )
        if not self.is_ours:
            box.label = LABELS[name]
            return {name: box}
        choices = {"own": _("an own colour"), **NAMED_COLORS}
        if name == "fill":
            choices = {"": _("none"), **choices}
        otherwise = "" if name == "fill" else "ink"
        initial = value if value in NAMES else "own" if own else otherwise
        by = forms.ChoiceField(
            label=LABELS[name], choices=[*choices.items()], required=False, initial=initial
        )
        box.label = _("Own colour of the fill") if name == "fill" else box.label
        return {f"{name}_by": by, name: box}

    def clean(self):
        for name in ("color", "fill"):
            text = self.cleaned_data.get(name)
            if text and len(hex_color(text)) != len("#rrggbb"):
                self.add_error(name, _("Choose a colour, such as #1f2d47."))
        return self.cleaned_data

    def changed_item(self) -> dict[str, Any]:
        """The item with what was changed on the valid form."""
        item = dict(self.item)
        for name in self.changed_data:
            field = name.removesuffix("_by")
            if field in {"color", "fill"}:
                self._set_color(item, field)
                continue
            value = self.cleaned_data[name]
            if name.startswith("case-"):
                number = int(name.removeprefix("case-"))
                item["cases"] = [*item["cases"]]
                item["cases"][number] = {**item["cases"][number], "text": value}
                continue
            if name == "fontWeight":
                value = "bold" if value else "normal"
            elif name == "fontStyle":
                value = "italic" if value else "normal"
            if value is None or (value == "" and name in LIKE_THE_REST):
                item.pop(name, None)
            else:
                item[name] = _as_written(value)
        return item

    def _set_color(self, item: dict[str, Any], name: str) -> None:
        by = self.cleaned_data.get(f"{name}_by", "own")
        if f"{name}_by" not in self.changed_data and by != "own":
            by = "own"  # who picks a colour of their own means it
        if by != "own":
            item[name] = by
            return
        shines_through = hex_color(item.get(name))[7:]
        item[name] = self.cleaned_data[name] + shines_through


def _as_written(value: Any) -> Any:
    """40 rather than 40.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
