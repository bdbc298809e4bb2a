"""The API described: the schema, and two ways to read it, from our own static files."""

from functools import lru_cache

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)

REDOC_NEEDS = {
    "style-src": [
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",  # empty: filled by its script
        "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
    ],
    "worker-src": ["blob:"],  # its search
}
"""What the Content-Security-Policy must allow on that page besides."""


class Schema(SpectacularAPIView):
    """OpenAPI 3: JSON, or YAML for whoever accepts that (`application/yaml`, `?format=yaml`)."""

    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    ]

    @extend_schema(exclude=True)
    def get(self, request):
        renderer = type(request.accepted_renderer)
        return HttpResponse(written_schema(renderer), content_type=renderer.media_type)


@lru_cache
def written_schema(renderer: type) -> bytes:
    """The schema as the renderer writes it: once per process, for it takes a second."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return renderer().render(schema)


class SwaggerUi(SpectacularSwaggerSplitView):
    """To try out; its script comes from the same address."""

    url_name = "api:schema"


@method_decorator(csp_update(REDOC_NEEDS), name="dispatch")
class Redoc(SpectacularRedocView):
    """To read."""

    url_name = "api:schema"


@require_safe
def api_index(request):
    """Who types /api gets to read about it."""
    return redirect("api:docs")
