"""Accounts, and the organisations they work for."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.fields import (
    LONGEST_USERNAME,
    USERNAME,
    USERNAME_RULE,
    LowerCaseEmailField,
    UsernameField,
)
from foundation.models.fields import NameField, SortKeyField, with_keys

NO_MAILBOX = ".invalid"
"""How the addresses of team logins end that no mailbox can have (RFC 2606)."""


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Organisations the user belongs to; a super admin sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_super_admin:
            return self
        return self.filter(memberships__user=user)

    def manageable_by(self, user):
        """Organisations whose events the user may manage."""
        if not user.is_authenticated or not user.is_admin:
            return self.none()
        return self.visible_to(user)

    def owned_by(self, user):
        """Organisations into which the user may invite organisers."""
        if not user.is_authenticated or not user.is_admin:
            return self.none()
        if user.is_super_admin:
            return self
        return self.filter(memberships__user=user, memberships__role=Membership.Role.OWNER)

    def default(self):
        """The organisation used wherever none is named; made by the first migration."""
        return self.get_or_create(slug="default", defaults={"name": "Klepak Scores"})[0]

    def single(self) -> "Organisation | None":
        """The one of this installation, where it has just one; else None."""
        found = self[:2]
        if not found:
            return self.default()
        return found[0] if len(found) == 1 else None

    def only_of(self, user) -> "Organisation | None":
        """The user's organisation, if there is exactly one; else None."""
        organisations = self.filter(memberships__user=user)[:2]
        return organisations[0] if len(organisations) == 1 else None


class Organisation(models.Model):
    """A school, club or camp that holds events. A single club never needs to see the word."""

    name = NameField(_("name"), max_length=255)
    sort_key = SortKeyField()
    slug = models.SlugField(_("short name"), unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    quota_mib = models.PositiveIntegerField(
        _("room for files, in MiB"), default=10_240, editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """With another name its events get a new version: public pages name it."""
        if not self._state.adding and (update_fields is None or "name" in update_fields):
            self.events.exclude(organisation__name=self.name).touch()
        super().save(*args, update_fields=with_keys(type(self), update_fields), **kwargs)

    @property
    def is_default(self) -> bool:
        return self.slug == "default"


class OfOrganisationQuerySet(models.QuerySet):
    """What belongs to an organisation and is its organisers' business."""

    def manageable_by(self, user):
        """What is of the organisations that the user manages; a super admin: all there is."""
        if not user.is_authenticated or not user.is_admin:
            return self.none()
        if user.is_super_admin:
            return self
        return self.filter(organisation__in=Organisation.objects.manageable_by(user))


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself; for an admin also the people of the same organisations; a super admin: all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_super_admin:
            return self
        if not user.is_admin:
            return self.filter(pk=user.pk)
        organisations = Organisation.objects.manageable_by(user)
        colleagues = Membership.objects.filter(organisation__in=organisations)
        return self.filter(models.Q(pk=user.pk) | models.Q(pk__in=colleagues.values("user_id")))

    def waiting_for_approval(self):
        """People who registered and about whom nobody has decided yet.

        Letting somebody in or switching them off counts `access_version` up, whichever way it goes.
        """
        return self.filter(
            is_active=False, is_team=False, access_version=0, last_login__isnull=True
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, login):
        """The account with this address, or with this user name: no text can be both."""
        return self.get(**{"email" if "@" in login else "username": login})

    def create_user(self, email, password=None, **fields):
        """An account as given, an evaluator unless a role is named. The password is hashed."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=User.Role.SUPER_ADMIN, **fields)


class User(AbstractBaseUser):
    """A person's (or a team's) account. The role says what kind of account it is.

    Rights follow from the role and from memberships and assignments, so there are no permission
    tables to fall out of step with them.
    """

    class Role(models.TextChoices):
        SUPER_ADMIN = "SUPER_ADMIN", _("super admin")
        ADMIN = "ADMIN", _("organiser")
        EVALUATOR = "EVALUATOR", _("evaluator")

    email = LowerCaseEmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("An account with this e-mail address already exists.")},
    )
    username = UsernameField(
        _("user name"),
        max_length=LONGEST_USERNAME,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "Signs in beside the e-mail address: 3 to 50 letters without accents, digits, dots,"
            " dashes and underscores."
        ),
        error_messages={"unique": _("An account with this user name already exists.")},
    )
    full_name = NameField(_("full name"), max_length=255)
    sort_key = SortKeyField(sources=("full_name", "email"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.EVALUATOR)
    is_active = models.BooleanField(_("may sign in"), default=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        blank=True,
        choices=[("en", "English"), ("cs", "Čeština")],
        help_text=_("Empty: as the browser asks."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    is_team = models.BooleanField(
        _("team login"),
        default=False,
        editable=False,
        help_text=_("An account for the phone of a group, made with a printed card."),
    )
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    access_version = models.PositiveIntegerField(default=0, editable=False)
    """Counts up to end all sessions and tokens of the account; a new password does so by itself."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(  # with `unique`: one account however the address is typed
                condition=models.Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message=_("E-mail addresses are kept in lower case."),
            ),
            models.CheckConstraint(
                condition=models.Q(username__isnull=True) | models.Q(username__regex=USERNAME),
                name="user_username_rule",
                violation_error_message=USERNAME_RULE,
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["SUPER_ADMIN", "ADMIN", "EVALUATOR"]),
                name="user_role_known",
                violation_error_message=_("Choose one of the roles."),
            ),
        ]

    def __str__(self):
        return self.full_name or self.email

    def save(self, *args, update_fields=None, **kwargs):
        super().save(*args, update_fields=with_keys(type(self), update_fields), **kwargs)

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    @property
    def login(self) -> str:
        """What the account signs in with, as pages and cards show it."""
        return self.username or self.email

    @property
    def has_mailbox(self) -> bool:
        """Whether mails may go to its address: a team has none, whatever its address looks like."""
        return not (self.is_team or self.email.endswith(NO_MAILBOX))

    @property
    def is_super_admin(self) -> bool:
        return self.is_active and self.role == self.Role.SUPER_ADMIN

    @property
    def is_admin(self) -> bool:
        """Whether this account may manage events at all (which ones, `manageable_by` says)."""
        return self.is_active and self.role in {self.Role.ADMIN, self.Role.SUPER_ADMIN}

    @property
    def waits_for_approval(self) -> bool:
        """See `UserQuerySet.waiting_for_approval`."""
        is_decided = self.is_active or self.is_team or self.access_version or self.last_login
        return not is_decided

    def _get_session_auth_hash(self, secret=None) -> str:
        """The hash that ends sessions and tokens; besides the password it covers access_version."""
        tied_to = f"{self.access_version}:{self.password}"
        return salted_hmac("accounts.User", tied_to, secret=secret, algorithm="sha256").hexdigest()

    # The admin site asks by these names. Which objects, each ModelAdmin's queryset says.

    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_super_admin

    def has_perm(self, perm, obj=None) -> bool:
        return self.is_admin

    def has_module_perms(self, app_label) -> bool:
        return self.is_admin


class Membership(models.Model):
    """Ties a user to an organisation. An organiser who owns it invites other organisers."""

    class Role(models.TextChoices):
        OWNER = "OWNER", _("owner")
        MEMBER = "MEMBER", _("member")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)

    class Meta:
        ordering = ["organisation", "user"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="membership_once_per_user",
                violation_error_code="conflict",
                violation_error_message=_("This user already belongs to the organisation."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"
