"""A page for anybody: what a printed diploma certifies, by its code."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.issued.facts import described
from diplomas.issued.issuing import OWN_REASONS
from diplomas.models import CODE_LENGTH, Diploma
from scoring.models import Publication
from scoring.public.answers import seen_by_anybody
from scoring.public.open_boards import shown_people
from scoring.public.open_standings import open_standings
from scoring.public.public_json import participant_dict
from scoring.public.versions import NotPublic, PublicVersions


@login_not_required
@require_safe
@never_cache
def look_up(request):
    """A form for the code on a diploma; ?code= leads to its page, however it was typed. ?lang= the
    language.
    """
    typed = request.GET.get("code", "")
    code = "".join(filter(str.isalnum, typed)).lower()
    if code.isascii() and len(code) == CODE_LENGTH:
        query = request.GET.copy()
        del query["code"]
        ending = f"?{query.urlencode()}" if query else ""
        return redirect(f"{reverse('diplomas:verify', args=[code])}{ending}")
    with seen_by_anybody(request):
        return _asks_again(request, typed)


@login_not_required
@require_safe
@never_cache
def verify(request, code):
    """One sentence about the diploma; for a code that no diploma has the form again, as a 404.
    ?lang= the language.
    """
    diploma = diploma_by(code)
    if diploma is None:
        with seen_by_anybody(request):
            return _asks_again(request, code, status=404)
    with seen_by_anybody(request):
        context = {
            "diploma": diploma,
            "what": described(diploma.kind, diploma.facts),
            "name": shown_name(diploma),
            "reason": public_reason(diploma),
            "head": {"organisation_name": diploma.organisation.name},
        }
        return _answer(request, "diplomas/issued/verify.html", context)


def _asks_again(request, typed: str, status: int = 200):
    """status: 404 where the code looks right, but no diploma has it."""
    context = {
        "typed": typed[: 3 * CODE_LENGTH],
        "is_unknown": status == 404,
        "language": request.GET.get("lang", ""),
    }
    return _answer(request, "diplomas/issued/look_up.html", context, status)


def diploma_by(code: str) -> Diploma | None:
    """The one with this code, in small letters or capitals, with its event and whose it is."""
    diplomas = Diploma.objects.select_related("event__organisation", "participant", "group")
    is_possible = code.isascii() and code.isalnum()  # no database looks for a NUL
    return diplomas.filter(code=code.lower()).first() if is_possible else None


def _answer(request, template: str, context: dict, status: int = 200):
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def shown_name(diploma: Diploma) -> str:
    """As the event's public page shows whoever it is now; "" where that shows this person, or this
    group, nowhere: who has the paper reads the name there.
    """
    publication = Publication.objects.filter(event=diploma.event_id).first()
    if publication is None:
        return ""
    try:
        versions = PublicVersions.at_address(publication.slug)
        if diploma.group:
            shown = {row["group_name"] for row in open_standings(versions)["groups"]}
            return diploma.group.name if diploma.group.name in shown else ""
        who = shown_people(versions).get(diploma.participant_id)
        return participant_dict(versions, who.code)["name"] if who else ""
    except NotPublic:
        return ""


def public_reason(diploma: Diploma) -> str:
    """ "" where somebody is hidden: it may say who."""
    if diploma.reason in OWN_REASONS:
        return _(diploma.reason)
    is_hidden = diploma.participant is not None and diploma.participant.is_hidden
    return "" if is_hidden else diploma.reason
