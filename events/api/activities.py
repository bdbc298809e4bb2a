"""Activities in the API."""

from rest_framework.views import APIView


class EventActivities(APIView):
    """GET /events/{id}/activities"""


class Activities(APIView):
    """POST /activities"""


class ActivityDetail(APIView):
    """PATCH, DELETE /activities/{id}"""
