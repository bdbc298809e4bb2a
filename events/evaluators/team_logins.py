"""Team logins of an event: their cards, their codes, and whether they may sign in.

Organisers decide about the logins that were made for their events, and about nobody else's.
"""

from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import SignInCode, User
from accounts.people import team_accounts
from accounts.sign_in import sign_in_codes
from accounts.trail import audit
from events.evaluators.new_logins import MOST_AT_ONCE, BootstrapLogin, give_codes, password_for
from events.models import Activity, ActivityEvaluator, Event, EventEvaluator, Group
from events.rules.locks import changeable_event


def logins_of(event: Event):
    """Accounts of teams in the event's pool that belong to its organisation, as a query.

    Somebody else's, which a super admin may have put into the pool, is not among them.
    """
    return User.objects.filter(
        is_team=True,
        role=User.Role.EVALUATOR,
        event_evaluators__event=event,
        memberships__organisation=event.organisation_id,
    )


def newest_code(event: Event) -> int:
    """The id of the event's newest code, or 0: it differs once cards were made meanwhile."""
    codes = SignInCode.objects.filter(user__in=logins_of(event))
    return codes.order_by().aggregate(newest=Max("pk"))["newest"] or 0


def make_new_cards(
    *, event: Event, users: Collection[User], by: User | None, newest: int
) -> list[BootstrapLogin]:
    """A new password and a new code for each of these team logins, in the order of their groups,
    then of their stations.

    Old passwords, codes, sessions and tokens end. Those that are no team login of the event, are
    switched off or have neither are left out, as are those past the first MOST_AT_ONCE.
    Passwords are hashed before the transaction: see `bootstrap_evaluators`.
    newest: what `newest_code` was on the page that this was decided on.
    Raises ValidationError, code "conflict" where cards were made since: those would be dead.
    """
    _refuse_stale(event, newest)  # before seconds are spent on hashing, and once more below
    planned = _plan_cards(event, users)
    hashes = {card.user.pk: make_password(card.password) for card in planned}
    with transaction.atomic():
        changeable_event(event.pk)
        _refuse_stale(event, newest)
        still = logins_of(event).filter(pk__in=list(hashes)).values_list("pk", flat=True)
        changed = team_accounts.give_passwords({pk: hashes[pk] for pk in still})
        current = {team.pk: team for team in changed}
        cards = give_codes([card for card in planned if card.user.pk in current], by)
        for card in cards:
            _log_card(event, card, by)
    return cards


def _refuse_stale(event: Event, newest: int) -> None:
    if newest != newest_code(event):
        raise ValidationError(
            _("Cards were made since you opened this page. Look which, then choose again."),
            code="conflict",
        )


def revoke_codes(*, event: Event, users: Collection[User], by: User | None) -> int:
    """End the codes of these team logins that could be used; returns how many those were.

    Also of an archived event: a lost card is a lost card.
    """
    teams = _only_of(event, users)
    return sign_in_codes.revoke(
        users=teams, by=by, organisation=event.organisation, event_id=event.pk
    )


@transaction.atomic
def switch_logins(
    *, event: Event, users: Collection[User], is_active: bool, by: User | None
) -> int:
    """Let these team logins sign in, or not any more; returns how many that changed.

    Raises ValidationError where they would be let in to an event that is archived or gone.
    """
    if is_active:
        changeable_event(event.pk)
    teams = _only_of(event, users)
    return team_accounts.switch(
        users=teams,
        is_active=is_active,
        by=by,
        organisation=event.organisation,
        event_id=event.pk,
    )


def _only_of(event: Event, users: Collection[User]) -> list[User]:
    return list(logins_of(event).filter(pk__in=[user.pk for user in users]))


def _plan_cards(event: Event, users: Collection[User]) -> list[BootstrapLogin]:
    """The chosen logins that have a group or a station, each with a password that nobody has yet:
    those of groups by name, then those of stations in the order of the activities.
    """
    logins = logins_of(event).filter(pk__in=[user.pk for user in users], is_active=True)
    members = (
        EventEvaluator.objects.filter(event=event, user__in=logins)
        .select_related("user", "group_assignment__group")
        .prefetch_related(Prefetch("stations", ActivityEvaluator.objects.in_order()))
        .order_by("user__sort_key", "user_id")
    )
    chosen = []
    for member in members:
        assignment = getattr(member, "group_assignment", None)
        activities = tuple(station.activity for station in member.stations.all())
        if assignment or activities:
            chosen.append((assignment and assignment.group, member.user, activities))
    chosen.sort(key=_place_of_card)
    return [
        BootstrapLogin(group, user, password_for(user), activities=activities)
        for group, user, activities in chosen[:MOST_AT_ONCE]
    ]


def _place_of_card(chosen: tuple[Group | None, User, tuple[Activity, ...]]) -> tuple:
    group, _user, activities = chosen
    if group:
        return (0, group.sort_key, group.pk)
    return (1, activities[0].order, activities[0].pk)


def _log_card(event: Event, card: BootstrapLogin, by: User | None) -> None:
    audit.log(
        actor=by,
        action="NEW_TEAM_CARD",
        target=card.user,
        organisation=event.organisation,
        event_id=event.pk,
        detail=audit.Sentence(
            gettext_noop("A new card was made for %(team)s, who scores %(group)s in %(event)s"),
            {"team": card.user, "group": card.scope, "event": event},
        ),
    )
