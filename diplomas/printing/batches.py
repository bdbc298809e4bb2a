"""Diplomas in one file or in one of each; of many it is made beside the request, with progress."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from diplomas.awards.awarding import winners_of
from diplomas.awards.winners import Winner
from diplomas.design.templates import update_template
from diplomas.issued.facts import is_still_true
from diplomas.issued.issuing import CURRENT, as_printed, award_of
from diplomas.looks.layout import Template
from diplomas.models import Diploma, DiplomaTemplate
from diplomas.printing.event_templates import EventTemplates
from diplomas.printing.paper import Paper
from diplomas.printing.paper_form import BY_GROUP, BY_NAME, PaperForm
from events.models import Event
from events.rules.permissions import can_manage
from foundation.models import Job
from foundation.tables.writing import ReportWritten, ignore_written
from foundation.text.names import alphabetical
from foundation.web.downloads import download
from scoring.boards.leaderboard import Versions
from scoring.exporting.files import export_event
from scoring.exporting.formats import ExportFormat, Options
from scoring.exporting.pages import file_answer, managed_versions

PDF, ZIP = "diplomas", "diplomas-zip"
"""The formats' names."""
MEDIA_TYPES = {PDF: "application/pdf", ZIP: "application/zip"}
AT_ONCE = 50
"""So many take a second of a core."""
LONGEST_NAME = 100
"""Of what is printed, within a file's name: a job keeps no longer one, and few disks do."""
MOST_IN_A_ZIP = 200
"""Each has the fonts and the picture once more."""


class Batch(NamedTuple):
    """What is in the file: by which templates, whose, and on which paper."""

    templates: EventTemplates
    winners: Sequence[Winner]
    paper: Paper


@dataclass(frozen=True)
class Printing:
    """A press of a page's button. name: of what, for the file's name."""

    request: HttpRequest
    event: Event
    templates: EventTemplates
    name: str

    @cached_property
    def can_manage(self) -> bool:
        return can_manage(self.request.user, self.event)

    @cached_property
    def form(self) -> PaperForm:
        """As the template's printer draws texts, until somebody says otherwise."""
        usual = self.templates.usual
        kept = {name: getattr(usual, f"overlay_{name}", 0) for name in ("right", "down")}
        initial = {name: f"{number:g}" for name, number in kept.items()}
        return PaperForm(self.request.POST or None, initial=initial)

    @property
    def test_page(self) -> str:
        """The address of the printer's test page; "" for whoever may not have it."""
        pk = getattr(self.templates.usual, "pk", None)
        if pk is None or not self.can_manage:
            return ""
        return reverse("diplomas:test-page", args=[self.event.pk, pk])

    def refusal(self, count: int) -> str:
        """Why so many cannot be printed like this, as a sentence; "" where they can."""
        if not self.form.is_valid():
            wrong = [
                (self.form.fields[name].label, text) for name, text in self.form.errors.items()
            ]
            return " ".join(f"{label}: {' '.join(texts)}" for label, texts in wrong)
        if count > AT_ONCE and not self.can_manage:
            text = _("At most %(count)d diplomas at a time. An organiser can print all at once.")
            return text % {"count": AT_ONCE}
        if self.form.is_zip and count > MOST_IN_A_ZIP:
            text = _("A PDF for each of at most %(count)d diplomas. Choose fewer, or one for all.")
            return text % {"count": MOST_IN_A_ZIP}
        return ""

    def answer(self, printed: Sequence[Winner]) -> HttpResponse:
        """The file of who was printed, or on to the page where it is made. Not where `refusal`
        says something.
        """
        self._keep_offset()
        chosen, file_name = _file_of(self.name, is_zip=self.form.is_zip)
        ordered, paper = in_order(printed, self.form.cleaned_data["order"]), self.form.paper
        if len(ordered) <= AT_ONCE:
            content = WRITTEN[chosen](Batch(self.templates, ordered, paper), ignore_written)
            return download(content, MEDIA_TYPES[chosen], file_name, is_shown=chosen == PDF)
        versions = managed_versions(self.request, self.event.pk)
        options = _options(self.templates, ordered, paper)
        return file_answer(self.request, versions, chosen, options, file_name)

    def _keep_offset(self) -> None:
        """By how much the printer is off stays with the template, unless the event is over."""
        template, paper = self.templates.usual, self.form.paper
        if paper.overlay and self.can_manage and isinstance(template, DiplomaTemplate):
            by = self.request.user
            with suppress(ValidationError):
                update_template(
                    template=template, by=by, overlay_right=paper.right, overlay_down=paper.down
                )


def batch_file(
    *,
    versions: Versions,
    templates: EventTemplates,
    ordered: Sequence[Winner],
    paper: Paper,
    is_zip: bool,
    name: str,
    by: User,
) -> Job:
    """The job that makes the file of who was printed, however few they are. Raises ValidationError,
    code "busy", where too many wait.
    """
    chosen, file_name = _file_of(name, is_zip=is_zip)
    options = _options(templates, ordered, paper)
    return export_event(name=chosen, versions=versions, options=options, file_name=file_name, by=by)


def _file_of(name: str, *, is_zip: bool) -> tuple[str, str]:
    """(format, name of the file)"""
    chosen, ending = (ZIP, "zip") if is_zip else (PDF, "pdf")
    return chosen, get_valid_filename(f"{_('Diplomas')} {name[:LONGEST_NAME]}.{ending}")


def _options(templates: EventTemplates, ordered: Sequence[Winner], paper: Paper) -> dict[str, str]:
    """As the formats of diplomas take them."""
    return {
        "codes": ",".join(each.code.lower() for each in ordered),
        "paper": json.dumps(asdict(paper)),
        "looks": _fingerprint(templates, ordered),
    }


def in_order(printed: Sequence[Winner], order: str) -> list[Winner]:
    """As they are awarded, or for handing out."""
    if order == BY_GROUP:
        return sorted(printed, key=lambda each: alphabetical(each.group))
    if order == BY_NAME:
        return sorted(printed, key=lambda each: alphabetical(each.name))
    return list(printed)


def diplomas_zip(batch: Batch, report: ReportWritten = ignore_written) -> bytes:
    """A PDF of each, numbered in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # PDFs are packed already
        for number, winner in enumerate(batch.winners, start=1):
            name = get_valid_filename(f"{number:03} {winner.name[:LONGEST_NAME]}.pdf")
            archive.writestr(name, batch.templates.pdf([winner], batch.paper))
            report(number, len(batch.winners))
    return file.getvalue()


def _one_pdf(batch: Batch, report: ReportWritten) -> bytes:
    return batch.templates.pdf(batch.winners, batch.paper, report)


WRITTEN = {PDF: _one_pdf, ZIP: diplomas_zip}


def _count(_versions: Versions, options: Options) -> int:
    return len(options["codes"].split(","))


def _read(versions: Versions, options: Options) -> Batch:
    """Those that were printed, by their codes. Raises ValidationError where one of them is not true
    any more: no page is missing without a word. So it does where they would look otherwise than
    was asked for: the file would be found again as what it is not.
    """
    codes = options["codes"].split(",")
    event = Event.objects.get(pk=versions.event_id)
    diplomas = Diploma.objects.filter(event=event, code__in=codes, state__in=CURRENT)
    by_award = {award_of(each): each for each in diplomas}
    found: dict[str, Winner] = {}
    for winner in winners_of(event, set(by_award)):
        diploma = by_award[winner.award]
        if is_still_true(diploma.facts, winner.facts()):
            found[diploma.code] = as_printed(winner, diploma)
    if missing := len(codes) - len(found):
        text = ngettext(
            "%(count)d of these diplomas is not true any more: the results changed. Print anew.",
            "%(count)d of these diplomas are not true any more: the results changed. Print anew.",
            missing,
        )
        raise ValidationError(text % {"count": missing})
    templates, ordered = EventTemplates(event), [found[code] for code in codes]
    if _fingerprint(templates, ordered) != options["looks"]:
        raise ValidationError(_("The look of these diplomas was changed meanwhile. Print anew."))
    return Batch(templates, ordered, Paper(**json.loads(options["paper"])))


def _fingerprint(templates: EventTemplates, printed: Sequence[Winner]) -> str:
    """Of all that is on the pages: the same file is not made twice, and an old one is not taken
    for it.
    """
    looks = {each.template_id: _look(templates.of(each)) for each in printed}
    values = [dict(each.values()) for each in printed]
    made_from = json.dumps([list(looks.items()), values], default=str)
    return hashlib.sha256(made_from.encode()).hexdigest()


def _look(template: Template) -> Mapping[str, Any]:
    names = ["orientation", "bg_image_url", "background_crop", "items", "fonts", "default_font"]
    return {name: getattr(template, name) for name in names}


FORMATS_OF_DIPLOMAS = {
    name: ExportFormat(
        _read,
        WRITTEN[name],
        MEDIA_TYPES[name],
        0,
        count=_count,
        takes=("codes", "paper", "looks"),
    )
    for name in (PDF, ZIP)
}
"""What only the pages of diplomas ask for, always of many."""
