"""Organisers steer the big screens of their event: what each shows, and whether it waits."""

from collections.abc import Iterable, Sequence

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from foundation.web.remembering import RememberingForm
from scoring.boards.board_words import board_words
from scoring.models import Screen
from scoring.public.event_page import GROUPS, OVERALL
from scoring.screens.slides import Outline

STEERED = ["shows_ceremony", "pinned", "boards", "seconds", "rows", "theme", "is_held"]


SWITCHES = {"shows_ceremony", "is_held"}
"""What is decided while a hall looks on: never by saving a page that did not change it."""


class ShownChoices(forms.MultipleHiddenInput):
    """What was ticked on a page, which says of nothing, too, that it was shown."""

    def format_value(self, value):
        return super().format_value(value) or [""]

    def value_from_datadict(self, data, files, name):
        return [each for each in super().value_from_datadict(data, files, name) or [] if each]


class ScreenForm(RememberingForm, forms.ModelForm):
    """A screen. outlines: of the boards that are open; these can be chosen, and what is by now."""

    pinned = forms.ChoiceField(label=gettext_lazy("Shows"), required=False)
    boards = forms.MultipleChoiceField(
        label=gettext_lazy("Boards that it pages through; none is all"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_held = forms.BooleanField(
        label=gettext_lazy("Paused: it stays with the slide that is on it"), required=False
    )

    shows_ceremony = forms.BooleanField(
        label=gettext_lazy("The ceremony, while it runs, in place of boards"), required=False
    )

    class Meta:
        model = Screen
        fields = STEERED

    def __init__(self, *args, outlines: Sequence[Outline], **kwargs):
        super().__init__(*args, **kwargs)
        tabs = {each.tab: _tab_words(each) for each in outlines}
        words = {each.key: _words(each) for each in outlines}
        for key in self.instance.boards:  # they stay chosen until somebody thinks otherwise
            tabs.setdefault(key, _("Not public now"))
        if pinned := self.instance.pinned:
            words.setdefault(pinned, _("Not public now"))
        self.fields["boards"].choices = list(tabs.items())
        self.fields["pinned"].choices = [("", _("One board after the other")), *words.items()]
        self.fields["boards"].hidden_widget = ShownChoices
        self.remember()

    @property
    def boards_shown(self) -> str:
        """What the page remembers of the boards, where they are shown one by one."""
        return self["boards"].as_hidden(only_initial=True)

    @property
    def for_all(self) -> dict[str, object]:
        """What other screens shall become: all that is on the page, of switches what was changed
        on it. Of a valid form.
        """
        settings = {k: v for k, v in self.cleaned_data.items() if k not in SWITCHES}
        return settings | self.changed


def set_screens(*, event: Event, numbers: Iterable[int], **fields: object) -> None:
    """Have the event's screens of these numbers show it; of STEERED fields, others stay."""
    if unknown := set(fields) - set(STEERED):
        raise ValueError(f"Not steered: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        for number in numbers:
            Screen.objects.update_or_create(event=event, number=number, defaults=fields)


def _tab_words(outline: Outline) -> str:
    return {OVERALL: _("Overall"), GROUPS: _("Groups")}.get(outline.tab, outline.name)


def _words(outline: Outline) -> str:
    words = _tab_words(outline)
    if outline.tab == GROUPS:
        return words
    return f"{words} – {board_words(outline.gender, outline.category)}"
