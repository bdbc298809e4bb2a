"""Sessions in the database, by keys that any database can be asked for, kept up while in use."""

from datetime import timedelta

from django.contrib.sessions.backends import db
from django.utils import timezone

from foundation.text.database_text import is_storable

RENEWED_AFTER = timedelta(days=1)


class SessionStore(db.SessionStore):
    """A session ends when it was not used for SESSION_COOKIE_AGE: with the first request of a day
    it is stored anew and its cookie sent again, so that nobody is signed out in the middle of work.
    Writing it with every request would cost a write each.
    """

    def _validate_session_key(self, key):
        """A cookie may hold anything; PostgreSQL refuses to look for some of it, such as a NUL."""
        return super()._validate_session_key(key) and is_storable(key)

    def _get_session_from_db(self):
        stored = super()._get_session_from_db()
        lasts = timedelta(seconds=self.get_session_cookie_age()) - RENEWED_AFTER
        if stored is not None and stored.expire_date - timezone.now() < lasts:
            self.modified = True  # Django stores it with the answer, unless that is a 500
        return stored
