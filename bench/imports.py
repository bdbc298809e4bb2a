"""What it costs to import a list of participants."""

from functools import partial

from accounts.models import Organisation, User
from bench import floors, stage
from bench.measure import Case, compare
from events.csv_import import import_event
from events.models import Event


def import_case(rows: int, by: User, seconds: float) -> Case:
    """A CSV file into a new event; the floor's event is there already."""
    organisation = Organisation.objects.default()
    content = stage.list_of_participants(rows)
    driver = floors.connect()
    empty: list[int] = []

    def an_empty_event():
        event = Event.objects.create(organisation=organisation, name="Floor")
        empty[:] = [event.pk]

    case = compare(
        f"import, {rows:,} rows",
        partial(
            import_event,
            content=content,
            file_name="list.csv",
            name="Ours",
            organisation=organisation,
            by=by,
        ),
        lambda: floors.import_participants(driver, content, *empty),
        seconds=seconds,
        before_floor=an_empty_event,
    )
    driver.close()
    return case
