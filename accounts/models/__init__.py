"""Who: accounts, the organisations they work for, ways in, and the trail of what they did."""

from accounts.models.files import File, FileQuerySet, Upload
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
    "File",
    "FileQuerySet",
    "InvitationToken",
    "LowerCaseEmailField",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "PasswordReset",
    "SignInCode",
    "Upload",
    "User",
    "UserManager",
    "UserQuerySet",
]
