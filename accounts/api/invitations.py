"""Invitations in the API."""

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import InvitationToken, Organisation, User
from accounts.people import invitations
from foundation.api.base import ErrorSerializer, IdField, IsAdmin, find, read_body, require
from foundation.mails import Delivery

NOT_FOUND = "Invitation not found"
ORGANISERS = "Only a super admin may invite organisers."
DONE_WITH = OpenApiResponse(ErrorSerializer, description="It has been accepted already.")
EXAMPLE = {
    "id": 7,
    "email": "eva@example.org",
    "role": "EVALUATOR",
    "used": False,
    "expires_at": "2026-07-08T09:30:00+02:00",
    "created_at": "2026-07-01T09:30:00+02:00",
    "organisation": 1,
    "status": "pending",
}


class InvitationWriteSerializer(serializers.Serializer):
    """Whom to invite."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(
        choices=User.Role.choices,
        default=User.Role.EVALUATOR,
        help_text="ADMIN only by a super admin, SUPER_ADMIN by nobody.",
    )
    organisation = IdField(
        required=False,
        allow_null=True,
        help_text="Where the account will belong. By default the caller's only one.",
    )
    language = serializers.ChoiceField(
        choices=settings.LANGUAGES,
        required=False,
        help_text="Of the mail. By default the caller's own, else English.",
    )


class InvitationSerializer(serializers.ModelSerializer):
    """An invitation; the link itself is only in the mail."""

    used = serializers.BooleanField(read_only=True)
    organisation = serializers.IntegerField(
        source="organisation_id", read_only=True, allow_null=True
    )
    status = serializers.ChoiceField(choices=InvitationToken.Status.choices, read_only=True)

    class Meta:
        model = InvitationToken
        fields = [*EXAMPLE]
        read_only_fields = fields


class InvitationSentSerializer(InvitationSerializer):
    """An invitation whose link has just been mailed, or should have been."""

    email_sent = serializers.SerializerMethodField(
        help_text="Whether a mail server took the mail. If not, resend it later, or from the pages"
        " of the organisers, which show the link then."
    )

    class Meta(InvitationSerializer.Meta):
        fields = [*EXAMPLE, "email_sent"]
        read_only_fields = fields

    def get_email_sent(self, invitation) -> bool:
        return self.context["email_sent"]


class Invitations(APIView):
    """The invitations that the caller may see; a new one is mailed at once."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="invitations_list",
        summary="Invitations that have not expired, newest first",
        tags=["Administration"],
        responses=InvitationSerializer(many=True),
        examples=[OpenApiExample("Pending", EXAMPLE, response_only=True)],
    )
    def get(self, request):
        """Accepted ones stay in the list until they would have expired, revoked ones do not."""
        shown = visible_to(request.user).unexpired()
        return Response(InvitationSerializer(shown, many=True).data)

    @extend_schema(
        operation_id="invitations_create",
        summary="Invite somebody by mail",
        tags=["Administration"],
        request=InvitationWriteSerializer,
        responses={201: InvitationSentSerializer},
        examples=[
            OpenApiExample("An evaluator", {"email": "eva@example.org"}, request_only=True),
            OpenApiExample("Invited", {**EXAMPLE, "email_sent": True}, response_only=True),
        ],
    )
    def post(self, request):
        """The invitation holds also when the mail could not be sent (`email_sent` says so).
        409 where the address has an account or a pending invitation.
        """
        fields = read_body(InvitationWriteSerializer, request)
        require_right(fields["role"], request.user)
        organisation = choose_organisation(request.user, fields.pop("organisation", None))
        sending = invitations.invite(**fields, organisation=organisation, by=request.user)
        return sent(sending, 201)


class InvitationDetail(APIView):
    """One invitation: revoked by whoever may see it."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="invitations_revoke",
        summary="Take an invitation back",
        tags=["Administration"],
        request=None,
        responses={204: None, 400: DONE_WITH},
    )
    def delete(self, request, invitation_pk):
        """Its link is dead from now on."""
        invitation = find(visible_to(request.user), invitation_pk, NOT_FOUND)
        invitations.revoke(invitation=invitation, by=request.user)
        return Response(status=204)


class InvitationResend(APIView):
    """Mails an invitation again with a new link."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="invitations_resend",
        summary="Mail an invitation again",
        tags=["Administration"],
        request=None,
        responses={200: InvitationSentSerializer, 400: DONE_WITH},
        examples=[
            OpenApiExample("Sent again", {**EXAMPLE, "email_sent": True}, response_only=True)
        ],
    )
    def post(self, request, invitation_pk):
        """With a new link, good as long as a new invitation's; the old link is dead."""
        invitation = find(visible_to(request.user), invitation_pk, NOT_FOUND)
        require_right(invitation.role, request.user)
        return sent(invitations.resend(invitation=invitation, by=request.user), 200)


def require_right(role: str, user: User) -> None:
    """The API's rule; on pages those who own an organisation invite organisers into it too."""
    require(role != User.Role.ADMIN or user.is_super_admin, ORGANISERS)


def visible_to(user: User):
    """Revoked ones are as if they had never been."""
    return InvitationToken.objects.visible_to(user).filter(revoked_at=None)


def choose_organisation(user: User, pk: int | None) -> Organisation:
    """The named one, if the user manages it; else their only one, or for a super admin of none the
    only one there is.
    """
    if pk is not None:
        return find(Organisation.objects.manageable_by(user), pk, "Organisation not found")
    only = Organisation.objects.only_of(user)
    if user.is_super_admin and not user.memberships.exists():
        only = Organisation.objects.single()
    if only is not None:
        return only
    raise ValidationError({"organisation": ["Say into which organisation."]})


def sent(sending: invitations.Sending, status: int) -> Response:
    context = {"email_sent": sending.delivery == Delivery.SENT}
    return Response(InvitationSentSerializer(sending.invitation, context=context).data, status)
