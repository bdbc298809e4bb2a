"""Results and the ledger on the admin site: results by the service, the ledger to read."""

from collections import defaultdict

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.scoped_admin import ScopedFilter, ScopedModelAdmin
from accounts.backoffice.scoped_options import EVERYTHING
from events.backoffice.chosen_event import OfChosenEventFilter
from events.backoffice.event_admin import EventBoundAdmin
from foundation.text.decimals import with_own_point
from foundation.web.refusals import add_refusal
from scoring.engine.shorthand import readings
from scoring.ledger import records
from scoring.ledger.lists import RecordExchange
from scoring.ledger.stored_text import describe
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of


class RecordForm(forms.ModelForm):
    """A result as an organiser types it.

    The service writes it while the form is cleaned, inside the page's transaction: only then can
    a refusal still become a sentence on the form. `by` is set by the page. The hidden `based_on`
    is the entry the person saw, so nobody overwrites what came in meanwhile without knowing.
    """

    by = None
    result = forms.CharField(
        label=_("Result"),
        max_length=200,
        help_text=_(
            "As on the entry page: a value that fits the activity, or DNS, DNF, NM, DQ, WD."
        ),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Record
        fields = ["activity", "participant"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = []
        record = self.instance
        if record.pk:
            self.initial["result"] = record.value_raw or f"{record.status} {record.reason}".strip()
            self.initial["based_on"] = record.entry_id

    def clean(self):
        cleaned = super().clean()
        if not self.errors and "result" in self.changed_data:
            self._submit(cleaned)
        return cleaned

    def _post_clean(self):
        """Without the model's own validation: the service has judged and written already."""

    def _submit(self, cleaned: dict) -> None:
        activity = cleaned.get("activity") or self.instance.activity
        participant = cleaned.get("participant") or self.instance.participant
        read = readings(cleaned["result"], rule_of(activity))
        if len(read) > 1:
            sentence = gettext("Is it %(first)s or %(second)s? Type it with a point or a colon.")
            self.add_error("result", sentence % {"first": read[0].shown, "second": read[1].shown})
            return
        submission = records.Submission(participant.pk, read[0].text, based_on=cleaned["based_on"])
        try:
            [verdict] = records.submit(
                activity=activity,
                submissions=[submission],
                by=self.by,
                source=Entry.Source.FORM,
            )
        except records.SubmissionsRefused as error:
            self._let_try_again(error.verdicts[0])
            self.add_error("result", error)
        except ValidationError as error:
            add_refusal(self, error)
        else:
            self.warnings = verdict.warnings
            self.instance = verdict.record

    def _let_try_again(self, verdict: records.Verdict) -> None:
        """After a conflict the person has seen what the cell says now, and may save again."""
        if verdict.outcome == records.Outcome.CONFLICT:
            self.data = self.data.copy()
            record = verdict.record
            self.data[self.add_prefix("based_on")] = record.entry_id if record else ""


@admin.register(Record)
class RecordAdmin(EventBoundAdmin):
    """Results of all activities, to search and to export; they are typed in on the grid."""

    exchange_class = RecordExchange
    logged_by_services = EVERYTHING
    form = RecordForm
    add_title = _("Add a result")
    list_display = [
        "participant",
        "group",
        "activity",
        "result",
        "evaluator",
        "updated_at",
        "history",
    ]
    list_filter = [
        ("activity__event", ScopedFilter),
        ("activity", OfChosenEventFilter),
        "status",
    ]
    list_select_related = ["activity__event__organisation", "participant__group", "evaluator"]
    search_fields = ["participant__search_key", "participant__external_id", "activity__name"]
    autocomplete_fields = ["activity", "participant"]
    fields = ["activity", "participant", "result", "based_on"]
    fixed_fields = ("activity", "participant")

    @admin.display(description=_("group"), ordering="participant__group__sort_key")
    def group(self, obj):
        return obj.participant.group

    @admin.display(description=_("result"), ordering="value")
    def result(self, obj):
        return with_own_point(describe(obj, rule_of(obj.activity)))

    @admin.display(description=_("history"))
    def history(self, obj):
        return format_html('<a href="{}">{}</a>', cell_url(obj), gettext("History"))

    def event_of(self, obj):
        return obj.activity.event

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        """The service has written it already, while the form was cleaned."""
        for warning in form.warnings:
            self.message_user(request, warning, messages.WARNING)

    def delete_model(self, request, obj):
        self._clear(request, [obj])

    def delete_queryset(self, request, queryset):
        self._clear(request, queryset.order_by("activity_id", "pk"))

    def history_url(self, obj):
        return cell_url(obj)

    def _clear(self, request, results) -> None:
        """Empties the cells by the service, activity by activity."""
        cells = defaultdict(list)
        for record in results:
            cells[record.activity].append(records.Submission(record.participant_id))
        for activity, submissions in cells.items():
            records.submit(
                activity=activity,
                submissions=submissions,
                by=request.user,
                source=Entry.Source.FORM,
            )


@admin.register(Entry)
class EntryAdmin(ScopedModelAdmin):
    system = True
    writes = frozenset()
    list_display = [
        "received_at",
        "participant",
        "activity",
        "value_raw",
        "result",
        "status",
        "entered_by",
        "source",
        "device",
    ]
    list_display_links = ["received_at"]
    list_filter = [
        ("activity__event", ScopedFilter),
        ("activity", OfChosenEventFilter),
        "status",
        "source",
        "received_at",
    ]
    list_select_related = ["activity__event", "participant", "entered_by"]
    search_fields = ["participant__display_name", "participant__external_id", "activity__name"]
    fields = [
        "activity",
        "participant",
        "group_at_entry",
        "value_raw",
        "result",
        "status",
        "reason",
        "source",
        "entered_by",
        "device",
        "captured_at",
        "clock_offset_ms",
        "received_at",
        "based_on",
        "uuid",
    ]
    readonly_fields = ["result"]

    @admin.display(description=_("result"))
    def result(self, obj):
        return with_own_point(describe(obj, rule_of(obj.activity)))

    def history_url(self, obj):
        return cell_url(obj)


def cell_url(obj: Record | Entry) -> str:
    """Everything that was ever entered for the participant in the activity."""
    event_id = obj.activity.event_id
    return reverse("scoring:cell", args=[event_id, obj.activity_id, obj.participant_id])
