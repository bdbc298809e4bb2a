"""The organisation of a new event."""

from accounts.models import Organisation, User


def organisations_for_new_event(user: User) -> list[Organisation]:
    """Those the user may choose from, by id; a super admin of none has the default one.

    Empty for an organiser who belongs to none yet.
    """
    own = Organisation.objects.manageable_by(user).filter(memberships__user=user).order_by("pk")
    if found := list(own):
        return found
    return [Organisation.objects.default()] if user.is_super_admin else []
