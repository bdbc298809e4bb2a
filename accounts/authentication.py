"""How the API knows who calls."""

from rest_framework import authentication


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session, with CSRF; who is not signed in gets a 401, not a 403."""

    def authenticate_header(self, request):
        return "Session"
