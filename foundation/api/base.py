"""What the API's views of all apps have in common."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from foundation.text.database_text import LARGEST_ID

Thing = TypeVar("Thing", bound=models.Model)


class IsAdmin(IsAuthenticated):
    """An organiser or a super admin; of what, the querysets say."""

    message = "Admin access required"

    def has_permission(self, request, view) -> bool:
        return super().has_permission(request, view) and request.user.is_admin


class AdminsWrite(IsAdmin):
    """Whoever is signed in reads, organisers write."""

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return IsAuthenticated.has_permission(self, request, view)
        return super().has_permission(request, view)


class IsSuperAdmin(IsAuthenticated):
    message = "Super admin access required"

    def has_permission(self, request, view) -> bool:
        return super().has_permission(request, view) and request.user.is_super_admin


class ErrorSerializer(serializers.Serializer):
    """How the API says no."""

    detail = serializers.CharField(help_text="A sentence to show to the person as it is.")


class FieldErrorsSerializer(ErrorSerializer):
    """How the API says no to fields that do not fit."""

    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Field, with a dotted path where it is nested, to what is wrong with it.",
    )


class AlternativesSerializer(serializers.Serializer):
    """Some fields of which one has to be given. Where none is, all of them are named, together
    with whatever else is missing; a blank or a null is none.
    """

    one_of: tuple[str, ...] = ()

    def to_internal_value(self, data):
        errors, values = {}, {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            errors = error.detail
        if isinstance(data, Mapping) and not any(_is_given(data.get(name)) for name in self.one_of):
            required = {
                name: [self.fields[name].error_messages["required"]] for name in self.one_of
            }
            errors = {**required, **errors}
        if errors:
            raise serializers.ValidationError(errors)
        return values


def _is_given(value) -> bool:
    return value is not None and bool(str(value).strip())


class IdField(serializers.IntegerField):
    """The id of something. One that no database could have given is nobody's, not malformed."""

    def __init__(self, **kwargs):
        super().__init__(min_value=1, **kwargs)


class MomentField(serializers.DateTimeField):
    """A time by somebody's clock. The framework fails at the ends of the calendar, where a time
    has no counterpart in our zone, and databases take no year before their own first one.
    """

    default_error_messages = {"overflow": "Give a time between the years 1900 and 2200."}

    def to_internal_value(self, value):
        try:
            moment = super().to_internal_value(value)
        except OverflowError:
            self.fail("overflow")
        return moment if 1900 <= moment.year < 2200 else self.fail("overflow")


def find(queryset: models.QuerySet[Thing], pk: int, sentence: str) -> Thing:
    """The one with this id in a queryset of what the caller may see; 404 with `sentence`."""
    thing = queryset.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if thing is None:
        raise NotFound(sentence)
    return thing


def require(allowed: bool, sentence: str = IsAdmin.message) -> None:
    """403 unless allowed, for somebody who may see the thing but not do this with it."""
    if not allowed:
        raise PermissionDenied(sentence)


class PageQuery(serializers.Serializer):
    """?skip=0&limit=…: which part of a long list."""

    default_limit = 200
    largest_limit = 500

    skip = serializers.IntegerField(min_value=0, max_value=10**9, required=False, default=0)

    def get_fields(self):
        limit = serializers.IntegerField(
            min_value=1,
            max_value=self.largest_limit,
            required=False,
            default=self.default_limit,
        )
        return {**super().get_fields(), "limit": limit}


def read_query(serializer: type[serializers.Serializer], request) -> dict:
    """The query of the address, checked; 422 where it does not fit."""
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.validated_data


def read_body(serializer: type[serializers.Serializer], request, *, partial: bool = False) -> dict:
    """The body of the call, checked; 422 where it does not fit. partial: fields may be missing."""
    body = serializer(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    return body.validated_data
