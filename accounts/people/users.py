"""What super admins decide about accounts, the same on the admin site and in the API."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.people.memberships import add_member, own_where_first, settle
from accounts.trail import audit


@transaction.atomic
def change_access(
    *,
    user: User,
    by: User | None,
    role: str | None = None,
    is_active: bool | None = None,
    organisation: Organisation | None = None,
) -> User:
    """Change what is given, all or nothing; returns the account as it is now.

    organisation: one that the user joins with this, unless they belong to it. Whoever may sign in
    with a change of role or status and belongs nowhere joins the only organisation there is.
    Raises ValidationError for an unknown role or an account that is gone, and for `organisation`
    where it has to be named, for there are several; PermissionDenied for a super admin's account
    and where one would become a super admin's.
    """
    user = _locked(user, by)
    before = (user.role, user.is_active)
    if organisation is not None and not user.memberships.filter(organisation=organisation).exists():
        add_member(user=user, organisation=organisation, by=by)
    if role is not None:
        _set_role(user, role, by)
    if is_active is not None:
        _set_status(user, is_active, by)
    if before != (user.role, user.is_active):
        settle(user=user, by=by)
    return user


def change_role(*, user: User, role: str, by: User | None) -> User:
    """Make it another kind of account; the same role changes nothing. Otherwise `change_access`."""
    return change_access(user=user, role=role, by=by)


def change_status(*, user: User, is_active: bool, by: User | None) -> User:
    """Let the user in, or keep them out from now on. Otherwise `change_access`."""
    return change_access(user=user, is_active=is_active, by=by)


def _set_role(user: User, role: str, by: User | None) -> None:
    if role not in User.Role.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    if role == User.Role.SUPER_ADMIN:
        raise PermissionDenied(_("Super admins are only made on the server."))
    if user.is_team and role != User.Role.EVALUATOR:
        raise PermissionDenied(_("A team login is for scoring only: it stays an evaluator's."))
    audit.save_changes(user, {"role": role}, action="CHANGE_ROLE", by=by, also=["access_version"])
    own_where_first(user=user, by=by)


def _set_status(user: User, is_active: bool, by: User | None) -> None:
    """Either way ends all sessions and tokens, so that none comes back to life with the account."""
    if user.is_active != is_active:
        user.access_version += 1
    audit.save_changes(
        user, {"is_active": is_active}, action="CHANGE_STATUS", by=by, also=["access_version"]
    )


@transaction.atomic
def change_details(*, user: User, fields: Mapping[str, str], by: User | None) -> User:
    """Change the name, the user name or the language of the account; returns it as it is now.

    Raises ValidationError by field, and for an account that is gone; PermissionDenied for a super
    admin's.
    """
    user = _locked(user, by)
    changes = audit.assign(user, fields)
    if not changes:
        return user
    others = {field.name for field in User._meta.fields} - set(fields)
    user.clean_fields(exclude=others)
    user.validate_unique(exclude=others)
    user.save(update_fields=list(fields))
    audit.log(
        actor=by,
        action="UPDATE_USER",
        target=user,
        changes=changes,
    )
    return user


@transaction.atomic
def delete_user(*, user: User, by: User | None) -> None:
    """Delete the account. Results, events and the trail stay, with nobody to belong to; this
    row of the trail says whose account it was.

    Raises ValidationError for an account that is gone, PermissionDenied for one's own and for a
    super admin's.
    """
    if by is not None and user.pk == by.pk:
        raise PermissionDenied(_("You cannot delete your own account."))
    user = _locked(user, by)
    audit.log(
        actor=by,
        action="DELETE_USER",
        target=user,
        changes={name: [getattr(user, name), None] for name in ("role", "is_active")},
        note=f" ({user.email})",
    )
    user.delete()


def refuse_super_admin(user: User) -> None:
    """Raises PermissionDenied for a super admin's account: nobody takes it away by a click."""
    if user.role == User.Role.SUPER_ADMIN:
        raise PermissionDenied(_("A super admin's account cannot be changed here."))


def _locked(user: User, by: User | None) -> User:
    """The account as it is now; calls about one account take turns, token renewals too."""
    current = User.objects.select_for_update().filter(pk=user.pk).first()
    if current is None:
        raise ValidationError(_("This account was deleted."), code="conflict")
    if by is not None and not by.is_super_admin:
        raise PermissionDenied(_("Only a super admin may do this."))
    refuse_super_admin(current)
    return current
