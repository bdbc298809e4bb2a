"""The API behind the links of mails: invitations accepted, passwords reset."""

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.auth import AnonymousView, Unauthorized
from accounts.api.serializers import NewPasswordField, TokensSerializer
from accounts.models import User
from accounts.models.fields import is_username
from accounts.people import invitations
from accounts.sign_in import password_resets, tokens
from accounts.sign_in.authentication import EXPIRED
from accounts.sign_in.forms import NO_MAILBOX
from foundation.api.base import ErrorSerializer, read_body, read_query

IF_IT_EXISTS = "If that email exists, a reset link has been sent."
LONGEST_TOKEN = 200


class LinkTokenField(serializers.CharField):
    """The token of a mailed link."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_TOKEN, help_text="From the link in the mail.", **kwargs)


class InvitationTokenQuery(serializers.Serializer):
    token = LinkTokenField()


class InvitedSerializer(serializers.Serializer):
    """Who is invited, as what."""

    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=User.Role.choices)


class AcceptInvitationSerializer(serializers.Serializer):
    token = LinkTokenField()
    full_name = serializers.CharField(max_length=255)
    password = NewPasswordField()


class ForgotPasswordSerializer(serializers.Serializer):
    """Whose password is forgotten. A user name gets a sentence that says whom to ask."""

    email = serializers.EmailField(max_length=254)

    def to_internal_value(self, data):
        typed = data.get("email") if isinstance(data, Mapping) else None
        if isinstance(typed, str) and is_username(typed):
            raise serializers.ValidationError({"email": [NO_MAILBOX]})
        return super().to_internal_value(data)


class ResetPasswordSerializer(serializers.Serializer):
    token = LinkTokenField()
    new_password = NewPasswordField()


class SentenceSerializer(serializers.Serializer):
    """A sentence to show to the person as it is."""

    detail = serializers.CharField()


def sentence(text: str) -> OpenApiResponse:
    example = OpenApiExample("Done", {"detail": text})
    return OpenApiResponse(SentenceSerializer, examples=[example])


def dead(*sentences: str) -> OpenApiResponse:
    """The link cannot be used, and why."""
    examples = [OpenApiExample(text, {"detail": text}) for text in sentences]
    return OpenApiResponse(ErrorSerializer, description="A dead link.", examples=examples)


DEAD_INVITATION = dead("Invalid or already used invitation token", "Invitation token has expired")
DEAD_RESET = dead("Invalid or already used reset token", "Reset token has expired")
RESET_DONE = "Your new password is set. Sign in with it."


class ValidateInvitation(AnonymousView):
    """Describes the invitation that a mailed link belongs to."""

    @extend_schema(
        operation_id="validate_invitation",
        summary="Who is invited by this link, as what",
        tags=["Accounts"],
        parameters=[InvitationTokenQuery],
        responses={200: InvitedSerializer, 400: DEAD_INVITATION},
        examples=[
            OpenApiExample(
                "Invited", {"email": "eva@example.org", "role": "EVALUATOR"}, response_only=True
            )
        ],
    )
    def get(self, request):
        """The invitation stays as it is."""
        invitation = invitations.find(read_query(InvitationTokenQuery, request)["token"])
        return Response(InvitedSerializer(invitation).data)


class AcceptInvitation(AnonymousView):
    """Turns an invitation into an account."""

    @extend_schema(
        operation_id="accept_invitation",
        summary="Accept an invitation",
        tags=["Accounts"],
        request=AcceptInvitationSerializer,
        responses={200: TokensSerializer, 400: DEAD_INVITATION},
        examples=[
            OpenApiExample(
                "Eva",
                {
                    "token": "Zx3…",
                    "full_name": "Eva Měřičová",
                    "password": "Vydra-Hora-4071",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request):
        """Makes the account and signs it in. 409 where the address got one in the meantime."""
        user = invitations.accept(**read_body(AcceptInvitationSerializer, request))
        try:
            return Response(TokensSerializer(tokens.issue(user)).data)
        except tokens.TokenRefused:  # deleted in this very moment
            raise Unauthorized(EXPIRED) from None


class ForgotPassword(AnonymousView):
    """Mails a link for setting a new password."""

    @extend_schema(
        operation_id="forgot_password",
        summary="Ask for a link to a new password",
        tags=["Accounts"],
        request=ForgotPasswordSerializer,
        responses={200: sentence(IF_IT_EXISTS)},
    )
    def post(self, request):
        """The answer is the same for every address, and so is the time it takes."""
        email = read_body(ForgotPasswordSerializer, request)["email"]
        password_resets.ask(email=email, language=request.LANGUAGE_CODE)
        return Response({"detail": IF_IT_EXISTS})


class ResetPassword(AnonymousView):
    """Sets a new password by a mailed link."""

    @extend_schema(
        operation_id="reset_password",
        summary="Set a new password by a mailed link",
        tags=["Accounts"],
        request=ResetPasswordSerializer,
        responses={200: sentence(RESET_DONE), 400: DEAD_RESET},
    )
    def post(self, request):
        """Ends all sessions and tokens of the account. A password that does not fit the rule
        leaves the link good.
        """
        password_resets.reset(**read_body(ResetPasswordSerializer, request))
        return Response({"detail": RESET_DONE})
