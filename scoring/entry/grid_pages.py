"""The results of one activity for all groups: typed in, blanks marked, locked and opened again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Activity, Group
from events.parts.writes import LONGEST_REASON, lock_activity, reopen_activity
from events.rules.page_objects import group_in_query, managed_activity
from foundation.web.form_fields import is_id, read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal
from scoring.entry.grid import results_grid
from scoring.entry.pages import PLAIN_TEXT
from scoring.entry.saving import save_row, save_touched, somebody_else
from scoring.ledger import bulk_status
from scoring.ledger.records import NotOpen
from scoring.models import Entry
from scoring.progress.progress import group_tallies
from scoring.progress.tally import Tally

GONE = gettext_lazy("This participant was deleted, so the result was not saved.")


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def results(request, event_pk, activity_pk):
    """The grid. POST saves the touched rows, each on its own, as the entry page does."""
    activity = managed_activity(request, event_pk, activity_pk)
    group = group_in_query(request, activity.event)
    page = read_id(request.GET.get("page", "")) or 1
    grid = results_grid(activity, group and group.pk, page)
    error, refused = save_touched(request, activity, grid.rows)
    if request.method == "POST" and not refused and not error:
        return redirect(request.get_full_path())
    context = {
        **_context(activity, activity.name),
        "grid": grid,
        "group": group,
        "refused": refused,
        "error": error,
        # What was typed but not saved stays to be seen.
        "is_typed_into": activity.event.is_open_for_scoring or request.method == "POST",
    }
    return render_page(
        request, "scoring/entry/grid/results.html", context, 422 if refused or error else 200
    )


@organiser_page
@require_POST
def result_save(request, event_pk, activity_pk, participant_pk):
    """Saves one row of the grid; answers as `scoring.entry.pages.row_save` does."""
    activity = managed_activity(request, event_pk, activity_pk)
    participants = activity.event.participants.select_related("group")
    participant = participants.filter(pk=participant_pk).order_by().first()
    if participant is None:
        return HttpResponse(GONE, status=404, content_type=PLAIN_TEXT)
    if sentence := somebody_else(request):
        return HttpResponse(sentence, status=403, content_type=PLAIN_TEXT)
    row, error, status = save_row(request, activity, participant)
    tallies = group_tallies(activity)
    context = {
        "row": row,
        "error": error,
        "group": participant.group,
        "tally": tallies.get(participant.group_id, Tally()),
        "total": sum(tallies.values(), Tally()),
    }
    return render_page(request, "scoring/entry/grid/_row_saved_part.html", context, status)


class BlanksForm(forms.Form):
    """`people`: ids of the participants that the page showed; nobody else is marked."""

    status = forms.ChoiceField(
        label=gettext_lazy("Mark them as"),
        choices=[(status.value, status.label) for status in bulk_status.STATUSES],
        initial=Entry.Status.DNS,
        widget=forms.RadioSelect,
    )
    people = forms.CharField(widget=forms.HiddenInput)

    def clean_people(self) -> set[int]:
        ids = self.cleaned_data["people"].split(",")
        if not all(map(is_id, ids)):
            raise ValidationError(_("The page is too old to be read. Look at it again."))
        return set(map(int, ids))


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def blanks(request, event_pk, activity_pk):
    """Lists who has no result and asks for a status; POST gives it to all of them."""
    activity = managed_activity(request, event_pk, activity_pk)
    group = group_in_query(request, activity.event)
    form = BlanksForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and _mark(request, activity, group, form):
        return redirect(_grid_address(activity, group))
    found = bulk_status.blanks(activity, group)
    ids = [str(person.pk) for each in found for person in each.participants]
    if form is None:
        form = BlanksForm(initial={"people": ",".join(ids)})
    context = {
        **_context(activity, _("Missing results")),
        "group": group,
        "blanks": found,
        "count": len(ids),
        "form": form,
        "people": ",".join(ids),
        "grid_url": _grid_address(activity, group),
    }
    return render_page(
        request, "scoring/entry/grid/blanks.html", context, 422 if form.is_bound else 200
    )


def _mark(request, activity: Activity, group: Group | None, form: BlanksForm) -> bool:
    """Whether they were marked; where not, the form has the errors."""
    ids, status = form.cleaned_data["people"], form.cleaned_data["status"]
    try:
        marked = bulk_status.mark_blanks(
            activity=activity,
            participant_ids=ids,
            status=status,
            by=request.user,
            group=group,
            device=request.headers.get("User-Agent", ""),
        )
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    left_out = len(ids) - marked
    if marked:
        sentence = ngettext(
            "%(count)d participant was marked: %(status)s.",
            "%(count)d participants were marked: %(status)s.",
            marked,
        )
        values = {"count": marked, "status": Entry.Status(status).label}
        messages.success(request, sentence % values)
    if left_out:
        sentence = ngettext(
            "%(count)d was left out: there is a result by now, or they take no part any more.",
            "%(count)d were left out: there is a result by now, or they take no part any more.",
            left_out,
        )
        messages.warning(request, sentence % {"count": left_out})
    return True


class LockForm(forms.Form):
    """Lock, or open again with a reason."""

    action = forms.ChoiceField(choices=[("lock", ""), ("reopen", "")])
    reason = forms.CharField(
        label=gettext_lazy("Why is it opened again?"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The reason stays in the audit trail."),
    )


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def activity_lock(request, event_pk, activity_pk):
    """Explains the lock. POST locks the activity, or opens it again, which needs a reason."""
    activity = managed_activity(request, event_pk, activity_pk)
    form = LockForm(request.POST) if request.method == "POST" else LockForm()
    if form.is_bound and form.is_valid() and _set_lock(request, activity, form):
        return redirect(_grid_address(activity, None))
    tally = sum(group_tallies(activity).values(), Tally())
    title = _("Open the activity again") if activity.is_locked else _("Lock the activity")
    context = {**_context(activity, title), "form": form, "tally": tally}
    return render_page(
        request, "scoring/entry/grid/lock.html", context, 422 if form.is_bound else 200
    )


def _set_lock(request, activity: Activity, form: LockForm) -> bool:
    """Whether the lock was changed as asked; where not, the form has the errors."""
    names = {"activity": activity}
    try:
        if form.cleaned_data["action"] == "lock":
            lock_activity(activity=activity, by=request.user)
            sentence = _("%(activity)s is locked: only organisers change its results now.")
        else:
            reason = form.cleaned_data["reason"]
            reopen_activity(activity=activity, reason=reason, by=request.user)
            sentence = _("%(activity)s is open again: evaluators may change its results.")
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, sentence % names)
    return True


def _context(activity: Activity, title: str) -> dict:
    return {
        "title": title,
        "event": activity.event,
        "activity": activity,
        "not_open": "" if activity.event.is_open_for_scoring else NotOpen().messages[0],
    }


def _grid_address(activity: Activity, group: Group | None) -> str:
    address = reverse("scoring:results", args=[activity.event_id, activity.pk])
    return f"{address}?group={group.pk}" if group else address
