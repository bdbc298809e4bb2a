from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from events.models import Event, Participant
from scoring.erasing.due import due_events, erase_in_its_language
from scoring.erasing.erasing import erase_event, erase_participant, toll_of


class Command(BaseCommand):
    help = (
        "Erase personal data of participants now, for good: of an event, of one participant, or of"
        " every event whose day is there, as the clock does. Results and places stay."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--event", type=int, metavar="ID", help="all participants of this event")
        which.add_argument("--participant", type=int, metavar="ID", help="this one participant")
        which.add_argument("--due", action="store_true", help="of all events whose day is there")
        parser.add_argument(
            "--language",
            choices=dict(settings.LANGUAGES),
            default=settings.LANGUAGE_CODE,
            help="what participants are called in then; with --due: that of who set the day",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *, language, **options):
        with translation.override(language):
            self.erase(**options)

    def erase(self, *, event, participant, due, dry_run, **options):
        try:
            if due:
                self.erase_due(dry_run)
            elif event is not None:
                self.erase_event(self.found(Event, event), dry_run)
            else:
                self.erase_participant(self.found(Participant, participant), dry_run)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def found(self, model, pk):
        found = model.objects.filter(pk=pk).order_by("pk").first()
        if found is None:
            raise CommandError(f"There is no {model._meta.model_name} {pk}.")
        return found

    def erase_due(self, is_dry):
        events = list(due_events(timezone.localdate()))
        if not events:
            self.stdout.write("No event's day to erase names is there.")
        for event in events:
            self.erase_event(event, is_dry, erase_in_its_language)

    def erase_event(self, event, is_dry, erase=None):
        if is_dry:
            toll = toll_of(event)
            self.stdout.write(
                f"{event} ({event.pk}): {toll.people} participants would be erased, notes on"
                f" {toll.notes} results, {toll.files} uploads and files."
            )
            return
        count = erase(event) if erase else erase_event(event=event, by=None)
        self.stdout.write(f"{event} ({event.pk}): {count} participants were erased.")

    def erase_participant(self, person, is_dry):
        if person.erased_at is not None:
            self.stdout.write(f"{person} ({person.pk}) was erased already.")
        elif is_dry:
            self.stdout.write(f"{person} ({person.pk}) would be erased.")
        else:
            erased = erase_participant(participant=person, by=None)
            self.stdout.write(f"Participant {person.pk} is “{erased}” now.")
