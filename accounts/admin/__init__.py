"""People and the trail on the admin site: super admins decide, organisers look and invite."""

from accounts.admin.audit import AuditLogAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.organisations import OrganisationAdmin
from accounts.admin.users import UserAdmin

__all__ = ["AuditLogAdmin", "InvitationAdmin", "OrganisationAdmin", "UserAdmin"]
