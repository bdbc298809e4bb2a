"""Organisations and their members in the API."""

from rest_framework.views import APIView


class Organisations(APIView):
    """GET /organisations"""


class Members(APIView):
    """GET, POST /organisations/{id}/members"""


class MemberDetail(APIView):
    """DELETE /organisations/{id}/members/{user_id}"""
