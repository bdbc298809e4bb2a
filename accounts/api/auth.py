"""Signing in and out by the API, and the ways to an account of one's own."""

from rest_framework.views import APIView


class Register(APIView):
    """POST /auth/register"""


class Login(APIView):
    """POST /auth/login"""


class Refresh(APIView):
    """POST /auth/refresh"""


class Logout(APIView):
    """POST /auth/logout"""


class Me(APIView):
    """GET /auth/me"""
