"""Users in the API: super admins decide, organisers look."""

from rest_framework.views import APIView


class Users(APIView):
    """GET /admin/users"""


class UserDetail(APIView):
    """PATCH, DELETE /admin/users/{id}"""
