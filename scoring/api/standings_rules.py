"""The rules of an event's standings in the API: read, tried out, changed."""

from dataclasses import replace

from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from events.models import Event
from events.rules.api_objects import managed_event
from foundation.api.base import ErrorSerializer, IsAdmin, read_body, read_query
from scoring.api.rules_serializers import (
    EXAMPLE,
    ChangedRulesSerializer,
    DryRunQuery,
    DryRunSerializer,
    StandingsRulesSerializer,
)
from scoring.points.differences import MovedGroup, MovedPerson, Stand
from scoring.points.exact import decimal_text
from scoring.points.rules import ActivityRules, StandingsRules
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import (
    PLACES,
    PLACES_AS_SENT,
    current_version,
    facts_of,
    number_of,
    read_rules,
    rules_dict,
    rules_in,
    rules_of,
)
from scoring.standings.what_if import WhatIf, what_if
from scoring.standings_rules.preview import doubts_about


class EventStandingsRules(APIView):
    """By which rules results become standings. For the event's organisers."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="standings_rules_read",
        summary="The rules of an event's standings",
        description="All of the event's activities are there, in their order.",
        tags=["Results"],
        responses=StandingsRulesSerializer,
        examples=[OpenApiExample("Points by places", EXAMPLE, response_only=True)],
    )
    def get(self, request, event_pk):
        return Response(_answer(managed_event(request, event_pk)))

    @extend_schema(
        operation_id="standings_rules_change",
        summary="Change the rules of an event's standings, or try them out",
        description=(
            "The whole of the rules, with the version that was read: 409 where it is not in force"
            " any more. Rules that cannot be added up, or by which somebody would gain by staying"
            " away, are a 422. Every change is a version, and can be undone on the pages.\n\n"
            "With `dry_run` nothing is changed, and the answer is what would change in the"
            " standings of now. Lots are drawn with the first version: in a dry run before it,"
            " whom only a lot would split stay tied."
        ),
        tags=["Results"],
        parameters=[DryRunQuery],
        request=ChangedRulesSerializer,
        responses={
            200: PolymorphicProxySerializer(
                component_name="StandingsRulesAnswer",
                serializers=[StandingsRulesSerializer, DryRunSerializer],
                resource_type_field_name=None,
            ),
            400: ErrorSerializer,
            409: ErrorSerializer,
        },
        examples=[OpenApiExample("Points by places", EXAMPLE, request_only=True)],
    )
    def put(self, request, event_pk):
        event = managed_event(request, event_pk)
        is_dry = read_query(DryRunQuery, request).get("dry_run", False)
        sent = read_body(ChangedRulesSerializer, request)
        change = {
            "event": event,
            "rules": _read(sent, event),
            "places": PLACES.get(sent.get("places")),
            "version": sent["version"],
        }
        if is_dry or sent.get("dry_run"):
            tried = what_if(**change)  # which refuses what cannot be doubted about
            hardly_meant = doubts_about(change["rules"], facts_of(event))
            return Response(_dry_run(tried, sent["version"], hardly_meant))
        apply_rules(**change, reason=sent.get("reason", ""), by=request.user)
        event.refresh_from_db()
        return Response(_answer(event))


def _read(sent: dict, event: Event) -> StandingsRules:
    """The rules as they were sent; behind them the activities that are left out, which give
    nothing. What people decided about ties stays.
    """
    rules, stored = read_rules(sent), rules_of(event)
    named = {each.activity_id for each in rules.activities}
    others = (each.activity_id for each in stored.activities if each.activity_id not in named)
    return replace(
        rules,
        activities=(*rules.activities, *map(ActivityRules, others)),
        decisions=stored.decisions,
    )


def _answer(event: Event) -> dict:
    version = current_version(event)
    return {
        "places": PLACES_AS_SENT[event.places],
        **rules_dict(rules_in(version, event)),
        "version": number_of(version),
    }


def _dry_run(tried: WhatIf, version: int, hardly_meant: list[str]) -> dict:
    found = tried.differences
    return {
        "version": version,
        "doubts": hardly_meant,
        "differences": {
            "overall": [
                {
                    "gender": board.gender,
                    "age_category_name": board.category,
                    "rows": list(map(_moved_person, board.rows)),
                }
                for board in found.overall
            ],
            "groups": list(map(_moved_group, found.groups)),
        },
    }


def _moved_person(row: MovedPerson) -> dict:
    return {
        "participant_id": row.person.participant_id,
        "display_name": row.person.name,
        "group_name": row.person.group,
        "before": _stand(row.before),
        "after": _stand(row.after),
    }


def _moved_group(row: MovedGroup) -> dict:
    return {
        "group_id": row.group_id,
        "group_name": row.name,
        "before": _stand(row.before),
        "after": _stand(row.after),
    }


def _stand(stand: Stand | None) -> dict | None:
    if stand is None:
        return None
    total = None if stand.total is None else decimal_text(stand.total)
    return {"rank": stand.place, "total": total}
