"""Shapes that several calls about accounts share."""

from rest_framework import serializers

from accounts.models import User


class TypedField(serializers.CharField):
    """What somebody signs in with: whatever it is, it is right or wrong, never malformed."""

    def run_validators(self, value):
        pass


class UserSerializer(serializers.ModelSerializer):
    """An account."""

    class Meta:
        model = User
        fields = ["id", "email", "full_name", "role", "is_active", "created_at"]
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
