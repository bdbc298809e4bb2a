"""Who may invite whom into an organisation, and whom to ask where one may not."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User

Role = User.Role


def check_may_invite(role: str, organisation: Organisation | None, by: User | None) -> None:
    """Raises PermissionDenied, with a sentence, where `by` may not give such an invitation.

    Evaluators are invited by any organiser of the organisation, organisers by those who own it and
    by super admins, and these by nobody but the server: `by` is None.
    """
    if by is None:
        return
    if role == Role.SUPER_ADMIN:
        raise PermissionDenied(_("Super admins are invited on the server, by nobody's click."))
    if not by.is_admin:
        raise PermissionDenied(_("Only organisers may invite."))
    if role == Role.ADMIN and not invites_organisers(by, organisation):
        raise PermissionDenied(
            _("Organisers are invited by those who own the organisation. Ask %(people)s.")
            % {"people": named(whom_to_ask(by, organisation))}
        )


def invites_organisers(user: User, organisation: Organisation | None) -> bool:
    """Whether the user may invite organisers into the organisation."""
    if user.is_super_admin or organisation is None:
        return user.is_super_admin
    return Organisation.objects.owned_by(user).filter(pk=organisation.pk).exists()


def whom_to_ask(user: User, organisation: Organisation | None = None) -> list[User]:
    """Who may invite organisers where the user may not: the owners of the organisation, by default
    of all of theirs; the super admins where nobody owns it.
    """
    theirs = Organisation.objects.visible_to(user)
    theirs = theirs.filter(pk=organisation.pk) if organisation else theirs
    owning = Membership.objects.filter(organisation__in=theirs, role=Membership.Role.OWNER)
    people = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("full_name", "pk")
    owners = people.filter(role=Role.ADMIN, pk__in=owning.values("user_id"))
    return list(owners) or list(people.filter(role=Role.SUPER_ADMIN))


def named(people: list[User]) -> str:
    """“Jana Nováková (jana@example.org)”, for a sentence."""
    return ", ".join(f"{person} ({person.email})" for person in people) or _("a super admin")
