"""Ways into an account by a link, mailed or printed. The links themselves are never stored."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.fields import LowerCaseEmailField
from accounts.models.people import OfOrganisationQuerySet, Organisation, User


class InvitationQuerySet(OfOrganisationQuerySet):
    def visible_to(self, user):
        """Invitations into the organisations the user manages; a super admin sees all."""
        return self.manageable_by(user)

    def open(self):
        """Neither used nor revoked; whether expired is another question."""
        return self.filter(used_at=None, revoked_at=None)

    def unexpired(self, at=None):
        return self.filter(expires_at__gt=at or timezone.now())

    def with_status(self, status: str, at=None):
        """Those whose `status` is this one; none for what is no status."""
        at = at or timezone.now()
        if status == InvitationToken.Status.ACCEPTED:
            return self.exclude(used_at=None)
        if status == InvitationToken.Status.REVOKED:
            return self.filter(used_at=None).exclude(revoked_at=None)
        if status == InvitationToken.Status.PENDING:
            return self.open().unexpired(at)
        if status == InvitationToken.Status.EXPIRED:
            return self.open().filter(expires_at__lte=at)
        return self.none()


class InvitationToken(models.Model):
    """Somebody was asked to make an account with this role. `token_hash` is SHA-256, hexadecimal.

    Resending gives it a new token and a new expiry. One address has at most one open invitation.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        ACCEPTED = "accepted", _("accepted")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")

    email = LowerCaseEmailField(_("e-mail address"), max_length=254)
    role = models.CharField(
        _("role"), max_length=20, choices=User.Role.choices, default=User.Role.EVALUATOR
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    language = models.CharField(_("language"), max_length=5, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(used_at=None, revoked_at=None),
                name="invitation_one_open_per_email",
                violation_error_code="conflict",
                violation_error_message=_("This address has been invited already."),
            )
        ]

    def __str__(self):
        return self.email

    @property
    def used(self) -> bool:
        return self.used_at is not None

    def is_expired(self, at=None) -> bool:
        return self.expires_at <= (at or timezone.now())

    @property
    def status(self) -> str:
        if self.used_at:
            return self.Status.ACCEPTED
        if self.revoked_at:
            return self.Status.REVOKED
        return self.Status.EXPIRED if self.is_expired() else self.Status.PENDING


class PasswordReset(models.Model):
    """Somebody asked for a new password. `token_hash` is SHA-256, hexadecimal; good for one use.

    An account has at most one that is neither used nor expired.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="password_resets",
        verbose_name=_("user"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("password reset")
        verbose_name_plural = _("password resets")

    def __str__(self):
        return f"{self.user} – {self.created_at:%Y-%m-%d %H:%M}"

    def is_expired(self, at=None) -> bool:
        return self.expires_at <= (at or timezone.now())


class SignInCode(models.Model):
    """The code on a printed card, by which a team signs in once. `token_hash` is SHA-256.

    An account has at most one that can be used: a new card ends the old one.
    """

    class Status(models.TextChoices):
        READY = "ready", _("can be used")
        USED = "used", _("used")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="sign_in_codes",
        verbose_name=_("user"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, revoked_at=None),
                name="signincode_one_open_per_user",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.created_at:%Y-%m-%d %H:%M}"

    def status_at(self, at: datetime | None = None) -> str:
        if self.used_at:
            return self.Status.USED
        if self.revoked_at:
            return self.Status.REVOKED
        is_over = self.expires_at <= (at or timezone.now())
        return self.Status.EXPIRED if is_over else self.Status.READY
