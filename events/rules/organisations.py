"""The organisation of a new event."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from events.models import Event


def organisations_for_new_event(user: User) -> list[Organisation]:
    """Those the user may choose from, by name; a super admin of none has the default one.

    Raises PermissionDenied for an organiser who belongs to none yet.
    """
    own = Organisation.objects.manageable_by(user).filter(memberships__user=user)
    if found := list(own.order_by("sort_key", "pk")):
        return found
    if not user.is_super_admin:
        raise PermissionDenied(_("You belong to no organisation yet. Ask a super admin."))
    return [Organisation.objects.default()]


def usual_organisation(user: User, own: Sequence[Organisation]) -> Organisation | None:
    """Where an event goes when nothing is said: the only one to choose from, or that of the last
    event the user made, if it is still theirs. own: as `organisations_for_new_event` gives them.
    """
    if len(own) == 1:
        return own[0]
    made = Event.objects.filter(created_by=user).order_by("-pk")
    last = made.values_list("organisation_id", flat=True).first()
    return next((each for each in own if each.pk == last), None)
