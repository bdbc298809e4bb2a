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
    """The schema: JSON, or YAML for whoever accepts `application/yaml` or asks `?format=yaml`."""

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
    """Pages to try the API out. Their script comes from our own server."""

    url_name = "api:schema"


@method_decorator(csp_update(REDOC_NEEDS), name="dispatch")
class Redoc(SpectacularRedocView):
    """The API's documentation as one page to read."""

    url_name = "api:schema"


@require_safe
def api_index(request):
    """Redirects from the API's root to its documentation."""
    return redirect("api:docs")
