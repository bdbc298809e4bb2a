"""Events in the API."""

from rest_framework.views import APIView


class Events(APIView):
    """GET /events"""


class EventManual(APIView):
    """POST /events/manual"""


class EventDetail(APIView):
    """GET, PATCH, DELETE /events/{id}"""
