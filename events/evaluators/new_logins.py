"""Team logins: an account for each group or activity that nobody can score yet, for their cards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, MaxLengthValidator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Membership, User
from accounts.sign_in import sign_in_codes
from accounts.sign_in.passwords import speakable_password
from accounts.trail import audit
from events.models import (
    Activity,
    ActivityEvaluator,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
)
from events.rules.locks import changeable_event
from foundation.text.spoken_codes import random_code

RANDOM_LENGTH = 4
LONGEST_GROUP = 20
"""As much of a group's name comes into its user name: that is typed on phones."""
LONGEST_EVENT = 40
LONGEST_DOMAIN = 200
MOST_AT_ONCE = 500
"""Logins made by one call: hashing that many passwords takes a minute or two."""


@dataclass(frozen=True, slots=True)
class BootstrapLogin:
    """A team's account with its password in clear: the only place where it ever is.

    group: the one they score, None where they only have stations. activities: of their stations.
    token: of the code that signs in once; "" where none was asked for.
    """

    group: Group | None
    user: User
    password: str = field(repr=False)
    token: str = field(default="", repr=False)
    activities: tuple[Activity, ...] = ()

    @property
    def place(self) -> Group | Activity:
        """The group, else the first station."""
        return self.group or self.activities[0]

    @property
    def scope(self) -> str:
        """The names of what they score."""
        return str(self.group) if self.group else self.station_names

    @property
    def station_names(self) -> str:
        return ", ".join(str(activity) for activity in self.activities)


@dataclass(frozen=True, slots=True)
class BootstrapSummary:
    """created: in the order of the groups. skipped_groups: names of those with an evaluator, and
    of those past the first MOST_AT_ONCE, which the next call serves.
    """

    created: list[BootstrapLogin]
    skipped_groups: list[str]


def bootstrap_evaluators(
    *, event: Event, by: User | None, with_codes: bool = False
) -> BootstrapSummary:
    """Create an active login for every group of the event that has no active evaluator.

    The account is named after the group, belongs to the event's organisation and its pool, and
    scores the group. It signs in by a short user name, and by an address that is no mailbox, for
    clients of the first backend know nothing else. Called again it skips the groups it served
    before. Passwords are hashed before the transaction begins, for that takes seconds and would
    hold up everybody's writes; the event's row is locked then, so that of two callers the second
    one skips.
    with_codes: whether each login gets a code that signs in once, for its card.
    Raises ValidationError where the event is gone or TEAM_LOGIN_DOMAIN is no domain.
    """
    logins = _bootstrap(event, groups_lacking, by, with_codes)
    created = {login.group.pk for login in logins}
    return BootstrapSummary(
        logins, list(event.groups.exclude(pk__in=created).values_list("name", flat=True))
    )


def bootstrap_stations(
    *, event: Event, by: User | None, with_codes: bool = False
) -> list[BootstrapLogin]:
    """Create an active login for every activity of the event at which nobody who may sign in has a
    station. Otherwise as `bootstrap_evaluators`; at most MOST_AT_ONCE.
    """
    return _bootstrap(event, stations_lacking, by, with_codes)


def _bootstrap(
    event: Event, lacking: Callable[[Event], QuerySet], by: User | None, with_codes: bool
) -> list[BootstrapLogin]:
    """Logins for the groups or activities that are lacking, now and once the event is locked."""
    planned = _plan_logins(event, lacking(event)[:MOST_AT_ONCE])
    with transaction.atomic():
        changeable_event(event.pk)
        still = set(lacking(event).values_list("pk", flat=True))
        logins = [login for login in planned if login.place.pk in still]
        _write(event, logins)
        if with_codes:
            logins = give_codes(logins, by)
        for login in logins:
            audit.log(
                actor=by,
                action="BOOTSTRAP_EVALUATOR",
                target=login.user,
                organisation=event.organisation,
                event_id=event.pk,
                detail=audit.Sentence(
                    gettext_noop("Login %(email)s created for %(group)s in %(event)s"),
                    {"email": login.user.login, "group": login.scope, "event": event},
                ),
            )
    return logins


def give_codes(logins: list[BootstrapLogin], by: User | None) -> list[BootstrapLogin]:
    """The logins, each with a new code; those they had before end with it."""
    tokens = sign_in_codes.issue_all(users=[login.user for login in logins], by=by)
    return [replace(login, token=tokens[login.user.pk]) for login in logins]


def groups_lacking(event: Event):
    """Groups that no active evaluator is assigned to."""
    active = GroupEvaluator.objects.filter(event_evaluator__user__is_active=True)
    return event.groups.exclude(pk__in=active.values("group_id"))


def stations_lacking(event: Event):
    """Activities at which nobody who may sign in has a station."""
    return event.activities.without_station()


def _plan_logins(event: Event, places: Iterable[Group | Activity]) -> list[BootstrapLogin]:
    """A login for each group or activity, their users not saved yet."""
    domain = login_domain(event.name)
    taken = _names_taken(domain)
    logins = []
    for place in places:
        is_station = isinstance(place, Activity)
        begin = _slug(place.name, LONGEST_GROUP, "station" if is_station else "group")
        name = _free_name(begin, taken)
        taken.add(name)
        user = User(username=name, email=f"{name}@{domain}", full_name=place.name, is_team=True)
        password = password_for(user)
        user.password = make_password(password)
        group, activities = (None, (place,)) if is_station else (place, ())
        logins.append(BootstrapLogin(group, user, password, activities=activities))
    return logins


def login_domain(event_name: str) -> str:
    """The domain of the logins' addresses: TEAM_LOGIN_DOMAIN, else a reserved one.

    Raises ValidationError where the setting is no domain, before anything is made of it.
    """
    domain = settings.TEAM_LOGIN_DOMAIN.strip().lower()
    if not domain:
        return f"{_slug(event_name, LONGEST_EVENT, 'event')}.invalid"  # RFC 2606
    try:
        DomainNameValidator(accept_idna=False)(domain)
        MaxLengthValidator(LONGEST_DOMAIN)(domain)
    except ValidationError as error:
        raise ValidationError(_("The setting TEAM_LOGIN_DOMAIN is not a domain name.")) from error
    return domain


def password_for(user: User) -> str:
    """A speakable password that passes our own rules; about one in 5000 is too like the address."""
    while True:
        password = speakable_password()
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


def _names_taken(domain: str) -> set[str]:
    """User names that somebody has, and what stands before the domain in somebody's address."""
    found = User.objects.filter(Q(username__isnull=False) | Q(email__endswith=f"@{domain}"))
    return {
        name
        for username, email in found.values_list("username", "email")
        for name in (username, email.partition("@")[0])
    }


def _free_name(begin: str, taken: set[str]) -> str:
    """The group's name and four characters, such as "bobri-4f2k"."""
    while True:
        if (name := f"{begin}-{random_code(RANDOM_LENGTH)}") not in taken:
            return name


def _slug(text: str, longest: int, otherwise: str) -> str:
    """Letters without accents, digits and dashes, as user names and addresses have them:
    "7.B Šípů" -> "7b-sipu".
    """
    return slugify(text).replace("_", "-")[:longest].strip("-") or otherwise


def _write(event: Event, logins: list[BootstrapLogin]) -> None:
    users = User.objects.bulk_create([login.user for login in logins])
    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=event.organisation_id) for user in users
    )
    members = EventEvaluator.objects.bulk_create(
        EventEvaluator(event=event, user=user) for user in users
    )
    pairs = list(zip(members, logins, strict=True))
    GroupEvaluator.objects.bulk_create(
        GroupEvaluator(event_evaluator=member, group=login.group)
        for member, login in pairs
        if login.group
    )
    ActivityEvaluator.objects.bulk_create(
        ActivityEvaluator(event_evaluator=member, activity=activity)
        for member, login in pairs
        for activity in login.activities
    )
