"""What a screen shows, and how: as its address asks for it, or as organisers decided from afar."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from foundation.web.form_fields import number_in
from scoring.models import Screen
from scoring.models.screen import LEAST_SECONDS, MOST_SCREENS, MOST_SECONDS, ROWS, SECONDS

MOST_CHOSEN = 200


@dataclass(frozen=True)
class ScreenSettings:
    """boards: tabs or boards by their keys; none is all. number: of the screen that organisers
    steer, 0 for none. is_paused: by the address, is_held: by them. shows_ceremony: while one runs.

    What an address asks for in vain is replaced by what is usual: nobody is at the screen to read
    a refusal.
    """

    boards: tuple[str, ...] = ()
    seconds: int = SECONDS
    rows: int = ROWS
    theme: str = str(Screen.Theme.DARK)
    language: str = ""
    is_paused: bool = False
    number: int = 0
    is_held: bool = False
    shows_ceremony: bool = False

    @classmethod
    def asked_for(cls, query: QueryDict, event_id: int) -> "ScreenSettings":
        """One query where the address names a screen, else none."""
        language = query.get("lang", "")
        either = {
            "language": language if language in dict(settings.LANGUAGES) else "",
            "is_paused": bool(query.get("pause")),
        }
        number = number_in(query.get("screen"), 0)
        if 1 <= number <= MOST_SCREENS:
            return cls(**either, number=number, **_decided(event_id, number))
        theme, rows = query.get("theme"), number_in(query.get("rows"), ROWS)
        return cls(
            boards=tuple(filter(None, query.getlist("board")[:MOST_CHOSEN])),
            seconds=min(max(number_in(query.get("seconds"), SECONDS), LEAST_SECONDS), MOST_SECONDS),
            rows=rows if rows in Screen.Rows.values else ROWS,
            theme=theme if theme in Screen.Theme.values else str(Screen.Theme.DARK),
            **either,
        )

    def query(self, **changes: object) -> str:
        """The address's query by which just this is shown, or with changes.

        What organisers decided is not in it: they may have chosen what is not public yet.
        """
        fields: dict[str, object] = {"screen": self.number}
        if not self.number:
            fields = {"board": self.boards, "seconds": self.seconds}
            fields |= {"rows": self.rows, "theme": self.theme}
        fields |= {"lang": self.language, "pause": int(self.is_paused)}
        return urlencode(
            {key: each for key, each in (fields | changes).items() if each}, doseq=True
        )


def _decided(event_id: int, number: int) -> dict[str, object]:
    screen = Screen.objects.filter(event=event_id, number=number).first() or Screen()
    return {
        "boards": (screen.pinned,) if screen.pinned else tuple(screen.boards),
        "seconds": screen.seconds,
        "rows": screen.rows,
        "theme": str(screen.theme),
        "is_held": screen.is_held,
        "shows_ceremony": screen.shows_ceremony,
    }
