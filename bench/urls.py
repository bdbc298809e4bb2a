"""The product's addresses, and one that gives ready bytes: the floor of a request."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import path

from klepak.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ready = {"body": b""}
"""What the floor answers with; set before it is measured."""


@login_not_required
def floor(request):
    if "If-None-Match" in request.headers:
        return HttpResponseNotModified()
    return HttpResponse(ready["body"], content_type="application/json")


urlpatterns = [path("api/floor", floor), *urlpatterns]
