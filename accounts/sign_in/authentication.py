"""Authentication of the API: by token, or by the site's session."""

from drf_spectacular import authentication as spectacular
from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from accounts.sign_in import tokens

EXPIRED = "Your sign-in has ended. Sign in again."
NOT_OUR_PAGE = "This page is too old. Load it again, then repeat what you did."


class TokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`; a token dies with the password and the account."""

    def authenticate(self, request):
        try:
            return super().authenticate(request)
        except (AuthenticationFailed, TokenError, *tokens.ODD_CLAIMS) as error:
            raise AuthenticationFailed(EXPIRED) from error

    def get_raw_token(self, header):
        """Accepts the scheme in any case: clients repeat the `token_type` they were given."""
        scheme, _space, rest = header.partition(b" ")
        return super().get_raw_token(b"Bearer " + rest if scheme.lower() == b"bearer" else header)

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

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(NOT_OUR_PAGE) from error


class SessionScheme(spectacular.SessionScheme):
    """What the schema says about it."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema):
        return {
            **super().get_security_definition(auto_schema),
            "description": "The site's own session. Writes need the X-CSRFToken header besides.",
        }
