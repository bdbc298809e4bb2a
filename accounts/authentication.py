"""How the API knows who calls."""

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from accounts import tokens

EXPIRED = "Your sign-in has ended. Sign in again."


class TokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`; a token dies with the password and the account."""

    def authenticate(self, request):
        try:
            return super().authenticate(request)
        except (AuthenticationFailed, TokenError) as error:
            raise AuthenticationFailed(EXPIRED) from error

    def get_user(self, validated_token):
        user = super().get_user(validated_token)
        if not tokens.is_of(validated_token, user):
            raise AuthenticationFailed(EXPIRED)
        return user


class TokenScheme(SimpleJWTScheme):
    """What the schema says about it."""

    target_class = TokenAuthentication
    name = "bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session, with CSRF; who is not signed in gets a 401, not a 403."""

    def authenticate_header(self, request):
        return "Session"
