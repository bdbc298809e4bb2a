"""Groups in the API."""

from rest_framework.views import APIView


class EventGroups(APIView):
    """POST /events/{id}/groups"""


class MyGroups(APIView):
    """GET /groups/my-groups"""


class GroupDetail(APIView):
    """PATCH, DELETE /groups/{id}"""


class GroupParticipants(APIView):
    """POST /groups/{id}/participants"""
