"""Signing in and out by the API, and the ways to an account of one's own."""

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.serializers import (
    NewPasswordField,
    TokensSerializer,
    TypedField,
    UserSerializer,
)
from accounts.models import Membership, User
from accounts.people.registration import register
from accounts.sign_in import attempts, tokens
from accounts.sign_in.authentication import EXPIRED
from foundation.api.base import AlternativesSerializer, ErrorSerializer, read_body

TAGS = ["Accounts"]


class Unauthorized(APIException):
    """401 from a call that asks for no token, where REST framework would make it a 403."""

    status_code = 401
    auth_header = 'Bearer realm="api"'


class SignInLocked(APIException):
    """429 with the seconds until the account can be tried again from there."""

    status_code = 429
    default_detail = (
        "Signing in to this account from here failed too often. Wait 15 minutes and try again,"
        " or ask your organiser for the password."
    )

    def __init__(self, seconds: int):
        super().__init__()
        self.wait = seconds


class AnonymousView(APIView):
    """For who is not signed in yet: what an old client may still send as its token is ignored."""

    authentication_classes = []
    permission_classes = [AllowAny]


class RegisterSerializer(serializers.Serializer):
    """A new account."""

    email = serializers.EmailField(max_length=254)
    password = NewPasswordField()
    full_name = serializers.CharField(max_length=255)
    language = serializers.ChoiceField(
        settings.LANGUAGES, required=False, default="", help_text="Of pages and mails."
    )


class Register(AnonymousView):
    """Makes an account for somebody who is not signed in."""

    @extend_schema(
        operation_id="register",
        summary="Make an account",
        description=(
            "An organiser's account that waits until a super admin lets it in; on a server where"
            " registration is open, an evaluator's that can sign in at once and sees nothing until"
            " somebody puts it into an event. 403 where registration is closed, 409 where the"
            " address has an account."
        ),
        request=RegisterSerializer,
        responses={201: UserSerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample(
                "An organiser",
                {
                    "email": "jana@example.org",
                    "password": "Vydra-Hora-Kolo-4071",
                    "full_name": "Jana Nováková",
                },
                request_only=True,
            )
        ],
        tags=TAGS,
    )
    def post(self, request):
        user = register(**read_body(RegisterSerializer, request))
        return Response(UserSerializer(user).data, status=201)


class LoginSerializer(AlternativesSerializer):
    """Who signs in: by `email` or by `username`; either field takes both."""

    one_of = ("email", "username")

    email = TypedField(
        required=False, allow_blank=True, help_text="In any case. A user name works here too."
    )
    username = TypedField(
        required=False,
        allow_blank=True,
        help_text="Where there is no `email`: a user name, or the address.",
    )
    password = TypedField(trim_whitespace=False)

    def validate(self, attrs):
        return {"login": attrs.get("email") or attrs["username"], "password": attrs["password"]}


class Login(AnonymousView):
    """Checks an address or a user name and a password, and issues a pair of tokens."""

    parser_classes = [*api_settings.DEFAULT_PARSER_CLASSES, FormParser, MultiPartParser]

    @extend_schema(
        operation_id="login",
        summary="Sign in",
        description=(
            "As JSON or as a form. 401 for a wrong name, address or password, 403 for an account"
            " that waits for approval or was switched off, 429 after ten failures with one account,"
            " however it is named, from one address; `Retry-After` says for how long."
        ),
        request=LoginSerializer,
        responses=TokensSerializer,
        examples=[
            OpenApiExample(
                "By address and password",
                {"email": "jana@example.org", "password": "Vydra-Hora-Kolo-4071"},
                request_only=True,
            ),
            OpenApiExample(
                "By user name",
                {"username": "bobri-4f2k", "password": "Vydra-Hora-Kolo-4071"},
                request_only=True,
            ),
            OpenApiExample(
                "Signed in",
                {
                    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x",
                    "token_type": "bearer",
                    "refresh_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.y",
                    "expires_in": 1800,
                },
                response_only=True,
                status_codes=["200"],
            ),
        ],
        tags=TAGS,
    )
    def post(self, request):
        body = read_body(LoginSerializer, request)
        try:
            user = attempts.identify(request, **body)
            pair = tokens.issue(user)
        except (attempts.WrongCredentials, tokens.TokenRefused):
            raise Unauthorized("Invalid email or password") from None
        except attempts.NotActive:
            raise PermissionDenied("Account not yet approved") from None
        except attempts.Locked as lock:
            raise SignInLocked(lock.seconds) from None
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        return Response(TokensSerializer(pair).data)


class RefreshTokenSerializer(serializers.Serializer):
    """A refresh token, as a sign-in or the last renewal gave it."""

    refresh_token = TypedField()


class Refresh(AnonymousView):
    """Exchanges a refresh token for a new pair of tokens."""

    @extend_schema(
        operation_id="refresh",
        summary="Renew the tokens",
        description=(
            "The next pair for a refresh token, which is used up by this. One that comes a second"
            " time was copied by somebody: then all tokens of that sign-in end. 401 where it is"
            " used up, expired, malformed, or its account was changed."
        ),
        request=RefreshTokenSerializer,
        responses=TokensSerializer,
        tags=TAGS,
    )
    def post(self, request):
        body = read_body(RefreshTokenSerializer, request)
        try:
            pair = tokens.renew(body["refresh_token"])
        except tokens.TokenRefused:
            raise Unauthorized(EXPIRED) from None
        return Response(TokensSerializer(pair).data)


class NotYours(APIException):
    status_code = 400
    default_detail = "This is not a refresh token of yours. Send the one you were given last."


class Logout(APIView):
    """Ends one sign-in: its refresh tokens are revoked."""

    @extend_schema(
        operation_id="logout",
        summary="Sign out",
        description=(
            "Ends the sign-in that the refresh token belongs to; where it has ended already,"
            " nothing happens. The access token lives on until it expires: forget it."
        ),
        request=RefreshTokenSerializer,
        responses={
            204: OpenApiResponse(description="Signed out."),
            400: OpenApiResponse(ErrorSerializer, description="Not a refresh token of yours."),
        },
        tags=TAGS,
    )
    def post(self, request):
        body = read_body(RefreshTokenSerializer, request)
        try:
            tokens.revoke(body["refresh_token"], user=request.user)
        except tokens.TokenRefused:
            raise NotYours from None
        return Response(status=204)


class MyOrganisationSerializer(serializers.ModelSerializer):
    """An organisation one belongs to, and as what."""

    id = serializers.IntegerField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Membership
        fields = ["id", "name", "role"]
        read_only_fields = fields


class MeSerializer(UserSerializer):
    """One's own account."""

    language = serializers.ChoiceField(
        settings.LANGUAGES,
        allow_blank=True,
        read_only=True,
        help_text="Empty: as the browser asks.",
    )
    organisations = MyOrganisationSerializer(many=True, source="memberships")

    class Meta:
        model = User
        fields = [*UserSerializer.Meta.fields, "language", "organisations"]
        read_only_fields = fields


class Me(APIView):
    """Describes the account that is signed in."""

    @extend_schema(operation_id="me", summary="Who am I?", responses=MeSerializer, tags=TAGS)
    def get(self, request):
        memberships = Membership.objects.select_related("organisation")
        prefetch_related_objects([request.user], Prefetch("memberships", memberships))
        return Response(MeSerializer(request.user).data)
