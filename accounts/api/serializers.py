"""Shapes that several calls about accounts share."""

from django.contrib.auth.password_validation import validate_password
from rest_framework import serializers

from accounts.models import User
from accounts.sign_in import passwords


class TypedField(serializers.CharField):
    """What somebody signs in with: whatever it is, it is right or wrong, never malformed."""

    def run_validators(self, value):
        pass


class NewPasswordField(serializers.CharField):
    """A password to be, by the rule; whether it is too like the account, the service looks."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=passwords.LONGEST_PASSWORD,
            trim_whitespace=False,
            help_text=passwords.RULE,
            **kwargs,
        )
        self.validators.append(_check_rule)


def _check_rule(password: str) -> None:
    if len(password) <= passwords.LONGEST_PASSWORD:  # else that is said already
        validate_password(password)


class UserSerializer(serializers.ModelSerializer):
    """An account."""

    username = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Signs in beside the address; null for most people, short for team logins.",
    )

    class Meta:
        model = User
        fields = ["id", "email", "username", "full_name", "role", "is_active", "created_at"]
        read_only_fields = fields


class TokensSerializer(serializers.Serializer):
    """What a sign-in gives."""

    access_token = serializers.CharField(
        source="access", help_text="Send it along as `Authorization: Bearer <access token>`."
    )
    token_type = serializers.CharField(help_text="Always `bearer`.")
    refresh_token = serializers.CharField(
        source="refresh", help_text="Good for one use: for the next pair, at /auth/refresh."
    )
    expires_in = serializers.IntegerField(help_text="Seconds until the access token expires.")
