"""Users in the API: super admins decide, organisers look."""

from django.db.models import Q
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import UserSerializer
from accounts.models import Organisation, User
from accounts.people import users
from foundation.api.base import (
    IdField,
    IsAdmin,
    IsSuperAdmin,
    PageQuery,
    find,
    read_body,
    read_query,
)
from foundation.api.paging import TOTAL_COUNT, listed

TAGS = ["Administration"]
NOT_FOUND = "User not found"


class UsersQuery(PageQuery):
    """Which users."""

    role = serializers.ChoiceField(User.Role.choices, required=False)
    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)
    q = serializers.CharField(
        max_length=200,
        required=False,
        help_text="A part of the name, the address or the user name.",
    )


class Users(APIView):
    """Lists the accounts that the caller may see, page by page."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="users_list",
        summary="List users",
        description=(
            "A super admin gets everybody, an organiser the people of the same organisations; by"
            " name. `X-Total-Count` says how many there are in all."
        ),
        parameters=[UsersQuery, TOTAL_COUNT],
        responses=UserSerializer(many=True),
        tags=TAGS,
    )
    def get(self, request):
        query = read_query(UsersQuery, request)
        found = User.objects.visible_to(request.user).order_by("sort_key", "pk")
        if "role" in query:
            found = found.filter(role=query["role"])
        if query["is_active"] is not None:
            found = found.filter(is_active=query["is_active"])
        if "q" in query:
            part = query["q"]
            named = Q(full_name__icontains=part) | Q(email__icontains=part)
            found = found.filter(named | Q(username__icontains=part))
        return listed(found, query, UserSerializer)


class AccessSerializer(serializers.Serializer):
    """What changes about an account; at least `role` or `is_active`. `null` changes nothing."""

    role = serializers.ChoiceField(User.Role.choices, required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)
    organisation = IdField(
        required=False,
        allow_null=True,
        help_text=(
            "Id of an organisation that the user joins with this. Without it whoever may sign in"
            " and belongs to none joins the only one there is; where there are several, that is a"
            " 422 which asks for it."
        ),
    )

    def validate(self, attrs):
        if attrs.get("role") is None and attrs.get("is_active") is None:
            raise serializers.ValidationError("Send a role, is_active, or both.")
        return attrs


class UserDetail(APIView):
    """One account: a super admin changes its access or deletes it."""

    permission_classes = [IsSuperAdmin]

    @extend_schema(
        operation_id="users_change",
        summary="Change a user's role or let them in",
        description=(
            "Also approves an account that was registered: `is_active: true`. Changing `is_active`"
            " ends all sessions and tokens of the account. 403 for a super admin's account, and"
            " for making somebody one."
        ),
        request=AccessSerializer,
        responses=UserSerializer,
        examples=[OpenApiExample("Approve", {"is_active": True}, request_only=True)],
        tags=TAGS,
    )
    def patch(self, request, user_pk):
        user = find(User.objects.visible_to(request.user), user_pk, NOT_FOUND)
        users.refuse_super_admin(user)
        changes = read_body(AccessSerializer, request)
        if changes.get("organisation") is not None:
            changes["organisation"] = find(
                Organisation.objects.all(), changes["organisation"], "Organisation not found"
            )
        user = users.change_access(user=user, by=request.user, **changes)
        return Response(UserSerializer(user).data)

    @extend_schema(
        operation_id="users_delete",
        summary="Delete a user",
        description=(
            "Their results, events and audit rows stay, without a user. 403 for one's own account"
            " and for a super admin's."
        ),
        request=None,
        responses={204: OpenApiResponse(description="Deleted.")},
        tags=TAGS,
    )
    def delete(self, request, user_pk):
        user = find(User.objects.visible_to(request.user), user_pk, NOT_FOUND)
        users.delete_user(user=user, by=request.user)
        return Response(status=204)
