"""Printed diplomas say nothing any more of whose personal data are erased."""

from diplomas.issued.issuing import OWN_REASONS
from diplomas.models import LONGEST_REASON, Diploma
from events.models import Event
from scoring.erasing.new_names import NewNames


def erase_names(event: Event, names: NewNames) -> None:
    """They stay valid, and the code finds them: the name is another one there as in the results."""
    for diploma in Diploma.objects.filter(event=event).order_by("pk"):
        facts, reason = diploma.facts, diploma.reason
        typed = {} if names.is_whole else diploma.wording
        wording = {key: names.typed(text) for key, text in typed.items()}
        if diploma.participant_id in names.names:
            facts = {**facts, "name": names.names[diploma.participant_id]}
            wording.pop("name", None)  # in whatever form it was written
        if reason not in OWN_REASONS:
            reason = names.typed(reason)[:LONGEST_REASON]
        if (facts, reason, wording) != (diploma.facts, diploma.reason, diploma.wording):
            Diploma.objects.filter(pk=diploma.pk).update(
                facts=facts, reason=reason, wording=wording
            )
