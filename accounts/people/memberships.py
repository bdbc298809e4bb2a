"""Who belongs to which organisation, and who of its organisers owns it: the first one does."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from accounts.trail import audit


@transaction.atomic
def add_member(
    *,
    user: User,
    organisation: Organisation,
    by: User | None,
    role: str | None = None,
) -> Membership:
    """Add the user to the organisation. role: None is as `first_role` has it.

    Raises ValidationError for an unknown role, and with the code "conflict" for a member.
    """
    role = role or first_role(user, organisation)
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    membership, is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if not is_new:
        raise ValidationError(_("This user already belongs to the organisation."), code="conflict")
    _log("CREATE_MEMBERSHIP", membership, by)
    return membership


def first_role(user: User, organisation: Organisation) -> str:
    """As what the user joins the organisation: its first organiser owns it."""
    is_first = user.role == User.Role.ADMIN and not _other_organisers(user, organisation).exists()
    return Membership.Role.OWNER if is_first else Membership.Role.MEMBER


def own_where_first(*, user: User, by: User | None) -> None:
    """Whoever has become an organiser owns those organisations in which they are the first."""
    mine = user.memberships.filter(role=Membership.Role.MEMBER).select_related("organisation")
    for membership in mine.order_by("pk") if user.role == User.Role.ADMIN else ():
        if first_role(user, membership.organisation) == Membership.Role.OWNER:
            change_role(membership=membership, role=Membership.Role.OWNER, by=by)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User | None) -> Membership:
    """Give the member another role; the same one changes nothing.

    Raises ValidationError for an unknown role, and (code "conflict") where they are no member now.
    """
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    stored = Membership.objects.select_for_update().order_by("pk").filter(pk=membership.pk).first()
    if stored is None:
        raise ValidationError(
            _("This user does not belong to the organisation any more."), code="conflict"
        )
    audit.save_changes(stored, {"role": role}, action="UPDATE_MEMBERSHIP", by=by)
    return stored


@transaction.atomic
def remove_member(*, user: User, organisation: Organisation, by: User | None) -> None:
    """Remove the user from the organisation; nothing happens where they are no member."""
    membership = organisation.memberships.filter(user=user).first()
    if membership is not None:
        _log("DELETE_MEMBERSHIP", membership, by)
        membership.delete()


def is_homeless(user: User) -> bool:
    """Whether the user may sign in and belongs nowhere; super admins belong above."""
    belongs = user.role == User.Role.SUPER_ADMIN or user.memberships.exists()
    return user.is_active and not belongs


def join_single(*, user: User, by: User | None) -> None:
    """Whoever may sign in and belongs nowhere joins the organisation, where there is just one."""
    if is_homeless(user) and (single := Organisation.objects.single()) is not None:
        add_member(user=user, organisation=single, by=by)


def settle(*, user: User, by: User | None) -> None:
    """Whoever may sign in belongs somewhere from now on, by the only organisation there is.

    Among several a super admin says which, or somebody whom one club has let go would find
    themselves in another's events: then it raises ValidationError for the field `organisation`.
    """
    join_single(user=user, by=by)
    if is_homeless(user):
        raise ValidationError({"organisation": _("Say into which organisation.")})


def _other_organisers(user: User, organisation: Organisation):
    organisers = organisation.memberships.filter(user__role=User.Role.ADMIN)
    return organisers.exclude(user=user.pk)


def _log(action: str, membership: Membership, by: User | None) -> None:
    audit.log(actor=by, action=action, target=membership)
