"""A stage for calls of the whole API: something of every kind, and what is needed to get at it."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from accounts.models import PasswordReset, User
from accounts.people import invitations
from accounts.sign_in import link_tokens, tokens
from diplomas.awards.rules import rules_of, token_of
from diplomas.awards.winners import Award
from diplomas.issued.issuing import issue
from diplomas.models import DiplomaTemplate
from events.models import EventEvaluator
from scoring.publishing.codes import code_of
from tests import make
from tests.scoring.sync.phones import frames_of, signed

PEOPLE = "Jméno;Oddíl;Věk\nJan Novák;Bobři;11\nEva Malá;Draci;12\n".encode()
NEW_PASSWORD = "Vydra-Hora-Kolo-4071"


@dataclass
class Stage:
    """known: name of a field or a parameter -> what is really there. special: the same for single
    calls, by "METHOD path". headers: actor -> what they send with every call.
    """

    known: dict[str, Any]
    special: dict[str, dict[str, Any]]
    headers: dict[str, dict[str, str]]
    answered: dict[str, set[int]] = field(default_factory=dict)

    def known_to(self, call: str) -> dict[str, Any]:
        return {**self.known, **self.special.get(call, {})}


def build(event, group, other_group, participant, activity, **people) -> Stage:
    """Around a small event; people: actor -> account."""
    make.station(people["evaluator"], activity)
    ids = {
        "event": event.pk,
        "group": group.pk,
        "participant": participant.pk,
        "activity": activity.pk,
        "user": people["evaluator"].pk,
        "organisation": event.organisation_id,
        "record": make.record(activity, participant, "12.5").pk,
        "category": make.age_category(event, 10, 12).pk,
        "template": DiplomaTemplate.objects.create(event=event, name="Zlatý").pk,
        "upload": str(make.upload(people["super_admin"]).pk),
        "file": str(make.file(people["evaluator"]).pk),
        "job": make.exported_file(event, people["admin"]).pk,
        "invitation": invite("new@example.org", event, people["admin"]).invitation.pk,
    }
    headers = {
        actor: {"Authorization": f"Bearer {tokens.issue(user).access}"}
        for actor, user in people.items()
    }
    published = make.published(event, by=people["admin"], standings=True)
    public = {"slug": published.slug, "code": code_of(published.code_key, participant.pk)}
    award = Award("ACTIVITY", participant.pk, activity.pk)
    numbers = {f"{kind}_{suffix}": pk for kind, pk in ids.items() for suffix in ("pk", "id")}
    return Stage(
        known={**numbers, **public},
        special={
            **needed(event, other_group, people["evaluator"], people["admin"]),
            "GET /api/events/{event_pk}/explain": {
                "participant": participant.pk,
                "activity": activity.pk,
            },
            "PUT /api/events/{event_pk}/publication": {"version": published.version},
            "GET /api/public/diplomas/{code}": {"code": printed(event, award)},
            "POST /api/events/{event_pk}/diplomas/batches": {"awards": [award.key]},
            "PUT /api/events/{event_pk}/award-rules": {
                "version": token_of(rules_of(event)),
                "rules": [],
            },
        },
        headers={**headers, "anonymous": {}},
    )


def printed(event, award: Award) -> str:
    """The code of its diploma."""
    issue(event=event, awards={award}, by=None)
    return event.diplomas.get().code


def needed(event, other_group, evaluator, admin) -> dict[str, dict[str, Any]]:
    """What single calls need to get through."""
    in_the_pool = make.user()
    EventEvaluator.objects.create(event=event, user=in_the_pool)
    member = make.user(User.Role.ADMIN, organisation=event.organisation)
    link = invite("invited@example.org", event, admin).link
    invitation = {"token": link.rpartition("=")[2], "password": NEW_PASSWORD}
    reset = {"token": reset_token(evaluator), "new_password": NEW_PASSWORD}
    signed_in = {"refresh_token": tokens.issue(evaluator).refresh}
    table = {"file": PEOPLE, "column_mapping": "{}"}
    handed_over = signed(evaluator, event, [{}])
    return {
        "DELETE /api/groups/{group_pk}": {"group_pk": other_group.pk},
        "POST /api/groups/{group_pk}/evaluators": {"user_id": in_the_pool.pk},
        "POST /api/activities/{activity_pk}/evaluators": {"user_id": in_the_pool.pk},
        "POST /api/events/{event_pk}/evaluators": named(make.user(username="vera-7h3m")),
        "POST /api/organisations/{organisation_pk}/members": named(make.user(username="nova-4f2k")),
        "DELETE /api/organisations/{organisation_pk}/members/{user_pk}": {"user_pk": member.pk},
        "POST /api/participants/{participant_pk}/move": {"group_id": other_group.pk},
        "POST /api/auth/login": {"email": evaluator.email, "password": make.PASSWORD},
        "POST /api/auth/refresh": signed_in,
        "POST /api/auth/logout": signed_in,
        "POST /api/auth/register": {"password": NEW_PASSWORD},
        "GET /api/auth/validate-invitation": invitation,
        "POST /api/auth/accept-invitation": invitation,
        "POST /api/auth/reset-password": reset,
        "POST /api/events/preview-csv": table,
        "POST /api/events/import": table,
        "POST /api/records/process-image": {"file": photo()},
        "POST /api/uploads": {"file": photo(), "purpose": "PHOTO"},
        "GET /api/records/sync/key": {"event": event.pk},
        "POST /api/records/sync/hand-over": {
            "file": handed_over,
            "frames": frames_of(handed_over),
        },
    }


def named(user: User) -> dict[str, Any]:
    """By whatever a call may name somebody."""
    return {"user_id": user.pk, "email": user.email, "username": user.username}


def invite(email: str, event, admin) -> invitations.Sending:
    return invitations.invite(
        email=email, role=User.Role.EVALUATOR, organisation=event.organisation, by=admin
    )


def reset_token(user: User) -> str:
    token = link_tokens.new_token()
    PasswordReset.objects.create(
        user=user,
        token_hash=link_tokens.hash_of(token),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    return token


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "JPEG")
    return file.getvalue()


def with_known(value: Any, known: dict[str, Any]) -> Any:
    """What was made up, replaced by what is there, where it is of the same type.

    In an address numbers are text.
    """
    if isinstance(value, dict):
        return {
            key: _known(part, known[key]) if key in known else with_known(part, known)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [with_known(part, known) for part in value]
    return value


def _known(made_up: Any, real: Any) -> Any:
    is_number = isinstance(made_up, str) and made_up.isdecimal()
    fits = type(made_up) is type(real) or (isinstance(real, int) and is_number)
    is_file = isinstance(real, bytes) and not isinstance(made_up, int | dict | list)
    return real if fits or is_file else made_up
