"""Whose page an answer is, for what keeps pages on a device."""

from foundation.api.paths import is_api

HEADER = "X-Klepak-Person"
NOBODY = "0"


class PersonHeaderMiddleware:
    """Names on every page the id of whoever is signed in: a device keeps pages of one person, and
    those of others are to be deleted from it. The person is known already, by the language.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not is_api(request.path_info) and not request.path_info.startswith("/health"):
            user = request.user
            response.headers[HEADER] = str(user.pk) if user.is_authenticated else NOBODY
        return response
