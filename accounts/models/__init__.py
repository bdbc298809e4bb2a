"""Who: accounts, the organisations they work for, ways in, and the trail of what they did."""

from accounts.models.invitations import InvitationToken, PasswordReset, SignInCode
from accounts.models.people import (
    LowerCaseEmailField,
    Membership,
    Organisation,
    OrganisationQuerySet,
    User,
    UserManager,
    UserQuerySet,
)
from accounts.models.trail import AuditLog, AuditLogQuerySet

__all__ = [
    "AuditLog",
    "AuditLogQuerySet",
    "InvitationToken",
    "LowerCaseEmailField",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "PasswordReset",
    "SignInCode",
    "User",
    "UserManager",
    "UserQuerySet",
]
