"""Sessions in the database, by keys that any database can be asked for."""

from django.contrib.sessions.backends import db

from foundation.text.database_text import is_storable


class SessionStore(db.SessionStore):
    """A cookie may hold anything; PostgreSQL refuses to look for some of it, such as a NUL."""

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and is_storable(key)
