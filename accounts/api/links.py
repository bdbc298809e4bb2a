"""The API behind the links of mails: invitations accepted, passwords reset."""

from rest_framework.views import APIView


class ValidateInvitation(APIView):
    """GET /auth/validate-invitation"""


class AcceptInvitation(APIView):
    """POST /auth/accept-invitation"""


class ForgotPassword(APIView):
    """POST /auth/forgot-password"""


class ResetPassword(APIView):
    """POST /auth/reset-password"""
