"""The organisers' page of printed diplomas: what to take back, what to print, where each is."""

from collections.abc import Sequence
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from diplomas.awards.awarding import winners_of
from diplomas.issued.comparison import Outdated, compare, fact_text, fact_words
from diplomas.issued.facts import described
from diplomas.issued.issuing import CORRECTED, OWN_REASONS, hand_over, issue, take_back
from diplomas.models import LONGEST_REASON, Diploma
from diplomas.printing.batches import Printing
from diplomas.printing.event_templates import EventTemplates
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal

ON_A_PAGE = 100
LONGEST_SOUGHT = 100
LONG_LIST = 30
"""Names of either list above the table; the rest is counted."""


class Listed(NamedTuple):
    """A diploma as the page shows it. reason: why it is obsolete. differences: what it would say
    today, in words. look: by which version of which template it was printed.
    """

    diploma: Diploma | None
    name: str
    what: str
    reason: str = ""
    differences: Sequence[str] = ()
    look: str = ""


class TakeBackForm(forms.Form):
    """Why diplomas are taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Whoever looks the diploma up by its code reads this."),
    )


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def issued(request, event_pk):
    """?q= finds some by code or name. POST: `then` says what is done: print (all that is to be
    printed), withdraw (all that nobody would get any more), hand_over or take_back (`diploma`).
    """
    event = managed_event(request, event_pk)
    if request.method == "POST":
        match request.POST.get("then"):
            case "print":
                return _print(request, event)
            case "withdraw":
                return _withdraw(request, event)
            case "hand_over" | "take_back" as then:
                return _change(request, event, is_handed_over=then == "hand_over")
        return _render(request, event, status=422)
    return _render(request, event)


def _print(request: HttpRequest, event: Event) -> HttpResponse:
    templates = EventTemplates(event)
    wanted = compare(event).to_print
    printing = Printing(request, event, templates, event.name)
    problem = templates.problem(winners_of(event, wanted)) or printing.refusal(len(wanted))
    if problem:
        messages.error(request, problem)
        return redirect("diplomas:issued", event.pk)
    printed = []
    if wanted:
        version_of = templates.version_of
        printed = issue(event=event, awards=wanted, by=request.user, version_of=version_of)
    if not printed:
        messages.info(request, _("There is nothing to print: all diplomas are as they should be."))
        return redirect("diplomas:issued", event.pk)
    return printing.answer(printed)


def _withdraw(request: HttpRequest, event: Event) -> HttpResponse:
    """Of those that the page showed: others may have become outdated meanwhile."""
    shown = _ids(request, "gone")
    gone = [each.diploma.pk for each in compare(event).outdated if each.now is None]
    ids = [pk for pk in gone if pk in shown]
    count = take_back(event=event, diploma_ids=ids, reason=CORRECTED, by=request.user)
    return _done(request, event, _taken_back(count))


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [pk for text in request.POST.getlist(name) if (pk := read_id(text))]


def _change(request: HttpRequest, event: Event, *, is_handed_over: bool) -> HttpResponse:
    ids = _ids(request, "diploma")
    if not ids:
        messages.error(request, _("Choose at least one diploma."))
        return redirect(request.get_full_path())
    if is_handed_over:
        count = hand_over(event=event, diploma_ids=ids, by=request.user)
        text = ngettext("%(count)d was handed over.", "%(count)d were handed over.", count)
        return _done(request, event, text % {"count": count})
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _render(request, event, form=form, chosen=ids, status=422)
    try:
        reason = form.cleaned_data["reason"]
        count = take_back(event=event, diploma_ids=ids, reason=reason, by=request.user)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return _render(request, event, form=form, chosen=ids, status=422)
    return _done(request, event, _taken_back(count))


def _taken_back(count: int) -> str:
    text = ngettext(
        "%(count)d diploma is not valid any more.",
        "%(count)d diplomas are not valid any more.",
        count,
    )
    return text % {"count": count}


def _done(request: HttpRequest, event: Event, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("diplomas:issued", event.pk)


def _render(
    request: HttpRequest,
    event: Event,
    *,
    form: TakeBackForm | None = None,
    chosen: Sequence[int] = (),
    status: int = 200,
) -> HttpResponse:
    sought = request.GET.get("q", "").strip()[:LONGEST_SOUGHT]
    diplomas = Diploma.objects.filter(event=event).select_related("printed_by", "template")
    diplomas = diplomas.defer("template__items", "template__background_address")
    if sought:
        found = Q(code__startswith=sought.lower()) | Q(facts__name__icontains=sought)
        diplomas = diplomas.filter(found)
    page = Paginator(diplomas.order_by("-printed_at", "-pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    comparison = compare(event)
    context = {
        "title": _("Printed diplomas"),
        "event": event,
        "page": page,
        "listed": [_listed(each)._replace(look=_look(each)) for each in page],
        "sought": sought,
        "comparison": comparison,
        "outdated": list(map(_outdated, comparison.outdated[:LONG_LIST])),
        "missing": [
            Listed(None, facts["name"], described(award.kind, facts))
            for award, facts in list(comparison.missing.items())[:LONG_LIST]
        ],
        "more_outdated": max(0, len(comparison.outdated) - LONG_LIST),
        "more_missing": max(0, len(comparison.missing) - LONG_LIST),
        "gone": [each.diploma.pk for each in comparison.outdated if each.now is None],
        "form": form or TakeBackForm(),
        "printing": Printing(request, event, EventTemplates(event), ""),
        "chosen": chosen,
    }
    return render_page(request, "diplomas/printing/issued.html", context, status)


def _listed(diploma: Diploma, differences: Sequence[str] = ()) -> Listed:
    reason = _(diploma.reason) if diploma.reason in OWN_REASONS else diploma.reason
    facts = diploma.facts
    what = described(diploma.kind, facts)
    return Listed(diploma, facts["name"], what, reason, differences)


def _look(diploma: Diploma) -> str:
    """Of which version it is, and whether that is printed no longer; "" where it is not known."""
    template, number = diploma.template, diploma.template_version
    if template is None or number is None:
        return ""
    values = {"name": template.name, "number": number, "now": template.version}
    if number == template.version:
        return _("“%(name)s”, version %(number)d") % values
    return _("“%(name)s”, version %(number)d; version %(now)d is printed now") % values


def _outdated(outdated: Outdated) -> Listed:
    if outdated.now is None:
        return _listed(outdated.diploma, [_("has no such place any more")])
    words = fact_words()
    differences = [
        f"{words[name]}: {fact_text(name, old)} → {fact_text(name, new)}"
        for name, old, new in outdated.differences
    ]
    return _listed(outdated.diploma, differences)
