"""May I do it? Rights that need no event."""

from accounts.models import Organisation, User


def can_manage_organisation(user: User, organisation: Organisation) -> bool:
    """Whether the user may hold and manage events of the organisation."""
    return Organisation.objects.manageable_by(user).filter(pk=organisation.pk).exists()
