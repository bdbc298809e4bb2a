"""What the columns of exchanged files are, in words; the files name them for programs."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

WORDS = {
    "id": _("our number; empty for a new one"),
    "name": _("name"),
    "identifier": _("identifier"),
    "external_id": _("registration number"),
    "group": _("group"),
    "gender": _("gender"),
    "age": _("age"),
    "birth_date": _("birth date"),
    "birth_year": _("year of birth"),
    "last_name": _("surname"),
    "status": _("status"),
    "is_hidden": _("hidden from the public: true or false"),
    "event_id": _("our number of the event"),
    "event": _("event"),
    "participant_id": _("our number of the participant"),
    "participant": _("participant"),
    "activity_id": _("our number of the activity"),
    "activity": _("activity"),
    "result": _("the result as it is typed"),
    "value": _("the result as a number"),
    "unit": _("unit"),
    "reason": _("reason"),
    "evaluator": _("evaluator"),
    "time": _("when it was entered"),
    "email": _("e-mail address"),
    "username": _("user name"),
    "full_name": _("full name"),
    "role": _("role"),
    "is_active": _("may sign in"),
    "language": _("language"),
    "organisation": _("organisation"),
    "created_at": _("created"),
}
OF_PEOPLE = {"name": pgettext_lazy("person", "name")}


@register.filter
def column_word(column: str, model_name: str) -> str:
    """What the column of that list means; "" where it says so itself."""
    words = {**WORDS, **OF_PEOPLE} if model_name == "participant" else WORDS
    return str(words.get(column, ""))
