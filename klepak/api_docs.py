"""The API described: the schema, and two ways to read it, from our own static files."""

from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)


class Schema(SpectacularAPIView):
    """OpenAPI 3."""


class SwaggerUi(SpectacularSwaggerSplitView):
    url_name = "api:schema"


class Redoc(SpectacularRedocView):
    url_name = "api:schema"
