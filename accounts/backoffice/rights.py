"""Who may do what with people and organisations."""

from django.http import HttpRequest

from accounts.models import Organisation


def has_several_organisations(request: HttpRequest) -> bool:
    """Whether organisations are anything to the user: a single club never sees the word.

    Asked once for each request, however many rows and columns depend on it.
    """
    if not hasattr(request, "_has_several_organisations"):
        found = Organisation.objects.manageable_by(request.user).values_list("pk")[:2]
        request._has_several_organisations = len(found) > 1
    return request._has_several_organisations
