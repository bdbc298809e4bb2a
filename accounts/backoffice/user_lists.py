"""Accounts in files. Whoever has none yet is invited by mail: nobody gets one without asking."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from accounts.backoffice.list_pages import Exchange
from accounts.backoffice.lists import Cell, ExchangeResource, Fate, column
from accounts.models import InvitationToken, Membership, Organisation, User
from accounts.people import invitations, users
from foundation.text.names import tidy

MOST_INVITATIONS = 100
"""One import mails as many, while the person waits."""
DETAILS = ("full_name", "username", "language")
NO_NAME_YET = gettext_lazy(
    "No account has this address, and whoever is invited has no user name. Leave the cell empty."
)
TRUE = {"true", "1", "yes", "ano"}
FALSE = {"false", "0", "no", "ne"}


class UserResource(ExchangeResource):
    """The e-mail address finds the account, else the user name does. Passwords and what they are
    made of never come along.

    An address without an account gets an invitation with the role and the organisation; the name is
    then what the person types. Organisations are added, none is taken away.
    """

    audit_noun = "USERS"
    explanation = gettext_lazy(
        "The email finds the account, or the username where there is no email. Who has none yet "
        "gets an invitation by mail, with the role "
        "and the organisation of the row. Organisations are added, none is taken away; write "
        "their short names with semicolons between them."
    )
    column_of = {"organisations": "organisation"}

    email = column("email", "email")
    username = column("username", "username")
    full_name = column("full_name", "full_name")
    role = column("role", "role")
    is_active = column("is_active", "is_active")
    language = column("language", "language")
    organisation = column("organisation")
    created_at = column("created_at", "created_at", given=False)

    class Meta:
        model = User

    def for_export(self, queryset):
        """With the organisations that whoever exports manages; the others are none of theirs."""
        mine = Organisation.objects.manageable_by(self.user)
        memberships = Membership.objects.filter(organisation__in=mine).select_related(
            "organisation"
        )
        return queryset.prefetch_related(
            Prefetch("memberships", memberships.order_by("organisation__slug"), to_attr="shown")
        )

    def dehydrate_organisation(self, obj) -> str:
        """Short names, which no two organisations share."""
        return "; ".join(membership.organisation.slug for membership in obj.shown)

    def open(self):
        people = self.for_export(User.objects.order_by("pk"))
        self.by_login = {user.email: user for user in people}
        self.by_login |= {user.username: user for user in people if user.username}
        self.organisations = defaultdict(list)
        for organisation in Organisation.objects.order_by("pk"):
            self.organisations[organisation.slug.casefold()] = [organisation]
        for organisation in Organisation.objects.order_by("pk"):
            same = self.organisations[organisation.name.casefold()]
            if organisation not in same:
                same.append(organisation)
        self.invited = {
            invitation.email
            for invitation in InvitationToken.objects.open()
            if not invitation.is_expired()
        }
        self.mails = 0

    def find(self, row):
        email = row.get("email", "").strip().lower()
        username = row.get("username", "").strip().lower()
        if not email and username in self.by_login:
            return self.by_login[username]
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError({"email": error.messages}) from error
        return self.by_login.get(email)

    def take(self, row):
        """Invitations are no accounts: they are told by themselves."""
        if self.find(row) is not None:
            return super().take(row)
        email = row["email"].strip().lower()
        if email in self.seen:
            raise ValidationError(_("An earlier row is about the same one. Leave one of them out."))
        self.seen.add(email)
        if row.get("username", "").strip():
            raise ValidationError({"username": NO_NAME_YET})
        cells = [Cell("", row.get(name, "")) for name in self.given]
        if email in self.invited:
            return Fate(RowResult.IMPORT_TYPE_SKIP, cells, [_("Has an invitation already.")])
        self._invite(email, self.read(row, None))
        note = _("Gets an invitation by e-mail; the name is what the person types.")
        return Fate(RowResult.IMPORT_TYPE_NEW, cells, [note])

    def read(self, row, current) -> dict[str, Any]:
        fields, errors = {}, {}
        if row.get("full_name", "").strip():
            fields["full_name"] = tidy(row["full_name"])
        if row.get("username", "").strip():
            fields["username"] = row["username"].strip().lower()
        for name, choices in [
            ("role", {each.casefold(): each for each in User.Role.values}),
            ("language", {"": "", **{each: each for each, _name in settings.LANGUAGES}}),
            ("is_active", dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)),
        ]:
            typed = row.get(name, "").strip().casefold()
            if typed in choices and (typed or name in row):
                fields[name] = choices[typed]
            elif typed:
                known = ", ".join(
                    str(each) for each in dict.fromkeys(choices.values()) if each != ""
                )
                errors[name] = _("“%(text)s” is none of: %(choices)s") % {
                    "text": typed[:30],
                    "choices": known if name != "is_active" else "true, false",
                }
        try:
            fields["organisations"] = self._named(row.get("organisation", ""))
        except ValidationError as error:
            errors["organisation"] = error.messages
        if errors:
            raise ValidationError(errors)
        return fields

    def differs(self, current, fields):
        organisations = {membership.organisation for membership in current.shown}
        given = {name: value for name, value in fields.items() if name != "organisations"}
        return super().differs(current, given) or not organisations.issuperset(
            fields["organisations"]
        )

    def write(self, current, fields):
        access = {name: fields[name] for name in ("role", "is_active") if name in fields}
        details = {name: fields[name] for name in DETAILS if name in fields}
        mine = {membership.organisation_id for membership in current.shown}
        missing = [each for each in fields["organisations"] if each.pk not in mine]
        changed = {name: value for name, value in access.items() if getattr(current, name) != value}
        if any(getattr(current, name) != value for name, value in details.items()):
            users.change_details(user=current, fields=details, by=self.user)
        for organisation in missing:
            users.change_access(user=current, by=self.user, organisation=organisation)
        if changed:
            users.change_access(user=current, by=self.user, **changed)
        return self.for_export(User.objects.filter(pk=current.pk)).get()

    def _invite(self, email: str, fields: dict[str, Any]) -> None:
        if len(fields["organisations"]) > 1:
            raise ValidationError(
                {"organisation": _("An invitation is to one organisation. Add the others later.")}
            )
        self.mails += 1
        if self.mails > MOST_INVITATIONS:
            raise ValidationError(
                _("One import invites at most %(count)d people. Split the file.")
                % {"count": MOST_INVITATIONS}
            )
        try:
            invitations.invite(
                email=email,
                role=fields.get("role", User.Role.EVALUATOR),
                organisation=next(iter(fields["organisations"]), None),
                by=self.user,
                language=fields.get("language", ""),
            )
        except PermissionDenied as error:
            raise ValidationError({"role": str(error)}) from error

    def _named(self, text: str) -> list[Organisation]:
        """By short names, or by full names that only one has; between semicolons."""
        found = []
        for name in filter(None, (part.strip() for part in text.split(";"))):
            same = self.organisations.get(name.casefold(), [])
            if len(same) != 1:
                raise ValidationError(
                    _("“%(name)s” is no organisation’s short name.") % {"name": name[:50]}
                )
            found += [each for each in same if each not in found]
        return found


class UserExchange(Exchange):
    """Organisers export the people they see; super admins import."""

    resource_class = UserResource
    max_rows = 1_000
