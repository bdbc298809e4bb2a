"""Connections that are kept from one request to the next: to open one takes longer than a read.

A file that was moved aside, and another put in its place, is noticed before the next request: what
is written goes where the path leads, as if it was opened each time.
"""

from contextlib import suppress
from pathlib import Path

from django.db.backends.sqlite3 import base


class KeptConnection(base.DatabaseWrapper):
    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        self._opened = self._file()
        return connection

    def close_if_unusable_or_obsolete(self):
        if self.connection is not None and self._file() != self._opened:
            self.close()
        super().close_if_unusable_or_obsolete()

    def _file(self) -> tuple[int, int] | None:
        """Which file the path leads to now; None where there is none, as in memory."""
        with suppress(OSError):
            found = Path(self.settings_dict["NAME"]).stat()
            return found.st_dev, found.st_ino
        return None


DatabaseWrapper = KeptConnection  # as Django looks for it
