"""The audit trail in the API."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import AuditLog
from foundation.api.base import IdField, IsAdmin, MomentField, PageQuery, read_query
from foundation.api.paging import page
from foundation.text.database_text import LARGEST_ID


class AuditLogsQuery(PageQuery):
    """Which rows of the trail."""

    default_limit = 50
    largest_limit = 1000

    action = serializers.CharField(max_length=50, required=False)
    user_id = IdField(required=False, help_text="Who did it.")
    resource_type = serializers.CharField(
        max_length=50, required=False, help_text="What kind of thing it was done to: `event`."
    )
    resource_id = IdField(required=False)
    event_id = IdField(required=False, help_text="Of the event and all its parts.")
    since = MomentField(required=False, help_text="Rows from then on.")


FILTERS = {
    "action": "action",
    "user_id": "actor_id",
    "resource_type": "resource_type",
    "resource_id": "resource_id",
    "event_id": "event_id",
    "since": "created_at__gte",
}
"""Name in the address -> the lookup it stands for."""
IDS = ("user_id", "resource_id", "event_id")


class AuditLogSerializer(serializers.ModelSerializer):
    """Who did what to what, when, and what that changed."""

    user_id = serializers.IntegerField(
        source="actor_id", allow_null=True, help_text="Null: nobody signed in, or deleted since."
    )
    user_name = serializers.SerializerMethodField()
    changes = serializers.DictField(
        child=serializers.ListField(), help_text="Field to [old value, new value]."
    )
    ip = serializers.SerializerMethodField(help_text="For super admins; null for organisers.")

    class Meta:
        model = AuditLog
        fields = [
            "id",
            "user_id",
            "user_name",
            "action",
            "resource_type",
            "resource_id",
            "organisation_id",
            "event_id",
            "detail",
            "changes",
            "ip",
            "created_at",
        ]
        read_only_fields = fields

    def get_user_name(self, log) -> str | None:
        return log.actor.full_name if log.actor else None

    def get_ip(self, log) -> str | None:
        return log.ip if self.context["request"].user.is_super_admin else None


class AuditLogPageSerializer(serializers.Serializer):
    """A part of the trail."""

    total = serializers.IntegerField(help_text="How many there are in all.")
    skip = serializers.IntegerField()
    limit = serializers.IntegerField()
    items = AuditLogSerializer(many=True)


class AuditLogs(APIView):
    """Lists the rows of the audit trail that the caller may see, page by page."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="audit_logs_list",
        summary="Read the audit trail",
        description=(
            "What was done, newest first. A super admin gets everything, an organiser what"
            " happened in their organisations."
        ),
        parameters=[AuditLogsQuery],
        responses=AuditLogPageSerializer,
        examples=[
            OpenApiExample(
                "One row",
                {
                    "total": 1,
                    "skip": 0,
                    "limit": 50,
                    "items": [
                        {
                            "id": 7,
                            "user_id": 1,
                            "user_name": "Jana Nováková",
                            "action": "CHANGE_ROLE",
                            "resource_type": "user",
                            "resource_id": 2,
                            "organisation_id": 1,
                            "event_id": None,
                            "detail": "User “Petr Dlouhý” was changed: role EVALUATOR → ADMIN",
                            "changes": {"role": ["EVALUATOR", "ADMIN"]},
                            "ip": None,
                            "created_at": "2026-07-01T08:30:00+02:00",
                        }
                    ],
                },
                response_only=True,
            )
        ],
        tags=["Administration"],
    )
    def get(self, request):
        query = read_query(AuditLogsQuery, request)
        wanted = {lookup: query[name] for name, lookup in FILTERS.items() if name in query}
        logs = AuditLog.objects.visible_to(request.user)
        is_there = all(query.get(name, 0) <= LARGEST_ID for name in IDS)
        logs = logs.filter(**wanted) if is_there else logs.none()
        answer = {
            "total": logs.count(),
            "skip": query["skip"],
            "limit": query["limit"],
            "items": page(logs.select_related("actor").order_by("-created_at", "-pk"), query),
        }
        return Response(AuditLogPageSerializer(answer, context={"request": request}).data)
