"""The organisation of a new event."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Organisation, User


def organisations_for_new_event(user: User) -> list[Organisation]:
    """Those the user may choose from, by id; a super admin of none has the default one.

    Raises PermissionDenied for an organiser who belongs to none yet.
    """
    own = Organisation.objects.manageable_by(user).filter(memberships__user=user).order_by("pk")
    if found := list(own):
        return found
    if not user.is_super_admin:
        raise PermissionDenied(_("You belong to no organisation yet. Ask a super admin."))
    return [Organisation.objects.default()]
