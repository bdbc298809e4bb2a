"""Organisations and their members in the API."""

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.users import NOT_FOUND
from accounts.models import Membership, Organisation, User
from accounts.people import memberships
from foundation.api.base import (
    AlternativesSerializer,
    ErrorSerializer,
    IdField,
    IsSuperAdmin,
    PageQuery,
    find,
    read_body,
    read_query,
    require,
)
from foundation.api.paging import TOTAL_COUNT, listed

TAGS = ["Organisations"]


class OrganisationSerializer(serializers.ModelSerializer):
    """A school, club or camp. `role` is the caller's in it, null for a super admin from outside."""

    role = serializers.SerializerMethodField()

    class Meta:
        model = Organisation
        fields = ["id", "name", "slug", "role", "created_at"]
        read_only_fields = fields

    def get_role(self, organisation) -> str | None:
        return organisation.mine[0].role if organisation.mine else None


class Organisations(APIView):
    """Lists the organisations that the caller may see."""

    @extend_schema(
        operation_id="organisations_list",
        summary="List organisations",
        description="Those one belongs to; a super admin gets all. By name.",
        parameters=[PageQuery, TOTAL_COUNT],
        responses=OrganisationSerializer(many=True),
        tags=TAGS,
    )
    def get(self, request):
        query = read_query(PageQuery, request)
        mine = Membership.objects.filter(user=request.user)
        found = Organisation.objects.visible_to(request.user).order_by("sort_key", "pk")
        found = found.prefetch_related(Prefetch("memberships", mine, "mine"))
        return listed(found, query, OrganisationSerializer)


class MemberSerializer(serializers.ModelSerializer):
    """Somebody who belongs to an organisation. `role` is the account's, as everywhere."""

    user_id = serializers.IntegerField()
    email = serializers.CharField(source="user.email")
    username = serializers.CharField(source="user.username", allow_null=True)
    full_name = serializers.CharField(source="user.full_name")
    role = serializers.ChoiceField(User.Role.choices, source="user.role")
    is_active = serializers.BooleanField(source="user.is_active")
    membership_role = serializers.ChoiceField(Membership.Role.choices, source="role")

    class Meta:
        model = Membership
        fields = [
            "user_id",
            "email",
            "username",
            "full_name",
            "role",
            "is_active",
            "membership_role",
        ]
        read_only_fields = fields


class NewMemberSerializer(AlternativesSerializer):
    """Who joins: by `user_id` or by `email`."""

    one_of = ("user_id", "email")

    user_id = IdField(required=False)
    email = serializers.EmailField(max_length=254, required=False)
    role = serializers.ChoiceField(
        Membership.Role.choices,
        required=False,
        help_text="By default the organisation's first organiser is its OWNER, others are MEMBERs.",
    )

    def validate(self, attrs):
        if "user_id" in attrs and "email" in attrs:
            raise serializers.ValidationError("Send a user_id or an email.")
        return attrs


class Members(APIView):
    """The members of an organisation: its organisers list them, a super admin adds one."""

    def get_permissions(self):
        return [IsSuperAdmin()] if self.request.method == "POST" else super().get_permissions()

    @extend_schema(
        operation_id="members_list",
        summary="List the members of an organisation",
        description="For its organisers. By name.",
        parameters=[PageQuery, TOTAL_COUNT],
        responses=MemberSerializer(many=True),
        tags=TAGS,
    )
    def get(self, request, organisation_pk):
        organisation = _find(request.user, organisation_pk)
        require(request.user.is_admin)
        query = read_query(PageQuery, request)
        found = organisation.memberships.select_related("user").order_by("user__sort_key", "pk")
        return listed(found, query, MemberSerializer)

    @extend_schema(
        operation_id="members_add",
        summary="Add a member to an organisation",
        description="For super admins. 404 for a user who is not there, 409 for a member.",
        request=NewMemberSerializer,
        responses={201: MemberSerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample(
                "By address", {"email": "jana@example.org", "role": "OWNER"}, request_only=True
            )
        ],
        tags=TAGS,
    )
    def post(self, request, organisation_pk):
        organisation = _find(request.user, organisation_pk)
        body = read_body(NewMemberSerializer, request)
        membership = memberships.add_member(
            user=_user(**body),
            organisation=organisation,
            role=body.get("role"),
            by=request.user,
        )
        return Response(MemberSerializer(membership).data, status=201)


class MemberDetail(APIView):
    """One member of an organisation: a super admin removes them."""

    permission_classes = [IsSuperAdmin]

    @extend_schema(
        operation_id="members_remove",
        summary="Remove a member from an organisation",
        description="For super admins. The account stays, and what the person did stays theirs.",
        request=None,
        responses={204: OpenApiResponse(description="Removed.")},
        tags=TAGS,
    )
    def delete(self, request, organisation_pk, user_pk):
        organisation = _find(request.user, organisation_pk)
        members = User.objects.filter(memberships__organisation=organisation)
        member = find(members, user_pk, NOT_FOUND)
        memberships.remove_member(user=member, organisation=organisation, by=request.user)
        return Response(status=204)


def _find(user: User, pk: int) -> Organisation:
    return find(Organisation.objects.visible_to(user), pk, "Organisation not found")


def _user(*, user_id: int | None = None, email: str = "", **_rest) -> User:
    if user_id is not None:
        return find(User.objects.all(), user_id, NOT_FOUND)
    user = User.objects.filter(email=email).first()
    if user is None:
        raise NotFound(NOT_FOUND)
    return user
