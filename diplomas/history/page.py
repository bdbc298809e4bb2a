"""The organisers' page of a template's versions: what differs, and back to an earlier one."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diplomas.design.drafts import bring_back
from diplomas.design.versions import KEPT, State, state_of
from diplomas.history.differences import differences
from diplomas.models import Diploma, DiplomaTemplate, TemplateVersion
from diplomas.models.looks import StoredLook
from diplomas.previews.thumbnails import TOGETHER
from diplomas.printing.page_objects import managed_template
from events.models import Event
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of, status_of

ON_A_PAGE = TOGETHER - 2
"""With the draft and what is published, as many pictures as are made for one browser."""
MOST_SENTENCES = 12
"""Of one version; the rest is counted."""


class ListedVersion(NamedTuple):
    """name: as addresses have it. differences: from the one before; None where that is not kept.
    printed: how many diplomas were.
    """

    name: str
    look: StoredLook
    at: object
    by: object
    differences: Sequence[str] | None
    printed: int = 0

    @property
    def shown(self) -> Sequence[str]:
        return (self.differences or [])[:MOST_SENTENCES]

    @property
    def more(self) -> int:
        return max(0, len(self.differences or []) - MOST_SENTENCES)


@organiser_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request, event_pk, template_pk):
    """?page= of the list. POST makes the version with the `number` the draft; `seen`: as the page
    has it.
    """
    event, template = managed_template(request, event_pk, template_pk)
    if request.method != "POST":
        return _render(request, event, template)
    try:
        number = read_id(request.POST.get("number", "")) or 0
        seen = request.POST.get("seen", "")
        state = bring_back(template=template, number=number, by=request.user, seen=seen)
    except ValidationError as refusal:
        return _render(request, event, template, sentence_of(refusal), status_of(refusal))
    text = _("Here is version %(number)d again, as a draft: publish it to print by it.")
    if state.draft is None:
        text = _("Version %(number)d is the same as what is published: there is nothing to do.")
    messages.success(request, text % {"number": number})
    return redirect("diplomas:editor", event.pk, template.pk)


def _render(
    request: HttpRequest,
    event: Event,
    template: DiplomaTemplate,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    state = state_of(template)
    earlier = template.versions.filter(number__isnull=False).order_by("-number")
    page = Paginator(earlier, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Versions of “%(name)s”") % {"name": template.name},
        "event": event,
        "template": template,
        "state": state,
        "page": page,
        "listed": _listed(state, page),
        "kept": KEPT,
        "problem": problem,
    }
    return render_page(request, "diplomas/editor/versions.html", context, status)


def _listed(state: State, page) -> list[ListedVersion]:
    """The draft and what is published on the first page; each compared with the next of the list,
    of which one more is read than is shown.
    """
    template, start = state.template, page.start_index() - 1 if page else 0
    rows = list(
        page.paginator.object_list.select_related("made_by").prefetch_related("stored_fonts")[
            max(start, 0) : max(start, 0) + ON_A_PAGE + 1
        ]
    )
    looks: list[StoredLook] = [*rows]
    if page.number == 1:
        looks = [*([state.draft] if state.draft else []), template, *rows]
    counts = Diploma.objects.filter(template=template).order_by().values_list("template_version")
    printed = dict(counts.annotate(count=Count("pk")))
    befores = [*looks[1:], None]
    shown = len(looks) - (1 if len(rows) > ON_A_PAGE else 0)
    return [
        _one(look, before, printed)
        for look, before in zip(looks[:shown], befores[:shown], strict=True)
    ]


def _one(look: StoredLook, before: StoredLook | None, printed: dict[int, int]) -> ListedVersion:
    found = None if before is None else differences(before, look)
    if isinstance(look, TemplateVersion):
        name = "draft" if look.number is None else str(look.number)
        return ListedVersion(
            name, look, look.made_at, look.made_by, found, printed.get(look.number, 0)
        )
    at, by = look.published_at or look.created_at, look.published_by
    return ListedVersion(str(look.version), look, at, by, found, printed.get(look.version, 0))
