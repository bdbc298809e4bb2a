"""The guides in the product: what to do, in both languages, with pictures of the running app.

A section is a file of its own in each language: `templates/help/<guide>/<language>/<section>.html`.
Sentences of a whole guide are no entries for a catalogue: they are written, not translated.
The pictures are made by `docs/pictures.py`.
"""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

ORGANISER = {
    "begin": _("Getting in"),
    "event": _("A new event"),
    "people": _("Participants"),
    "categories": _("Age categories"),
    "activities": _("Activities"),
    "evaluators": _("Evaluators and cards"),
    "day": _("On the day"),
    "results": _("Correcting results"),
    "standings": _("Who won overall"),
    "numbers": _("The event in numbers"),
    "public": _("What the public sees"),
    "diplomas": _("Diplomas"),
    "after": _("Afterwards, and next year"),
    "trail": _("Who did what"),
}
EVALUATOR = {
    "begin": _("Signing in"),
    "work": _("Your groups and stations"),
    "typing": _("Typing results"),
    "marks": _("What the colours say"),
    "network": _("Without a network"),
    "photo": _("A photo of the paper sheet"),
    "mine": _("What you have entered"),
    "public": _("What parents and spectators see"),
}
GUIDES = {"organiser": ORGANISER, "evaluator": EVALUATOR}
"""Guide -> section -> its heading, in the order of the guide."""
LANGUAGES = ("en", "cs")


@require_safe
def organiser(request):
    return _guide(request, "organiser", _("Guide for organisers"))


@require_safe
def evaluator(request):
    return _guide(request, "evaluator", _("Guide for evaluators"))


def _guide(request, name: str, title: str):
    """The guide in the reader's language; in English where there is none in it."""
    language = (get_language() or "en").partition("-")[0]
    folder = f"help/{name}/{language if language in LANGUAGES else 'en'}"
    sections = [(slug, head, f"{folder}/{slug}.html") for slug, head in GUIDES[name].items()]
    return render(request, "help/guide.html", {"title": title, "sections": sections})
