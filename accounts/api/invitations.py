"""Invitations in the API."""

from rest_framework.views import APIView


class Invitations(APIView):
    """GET, POST /admin/invitations"""


class InvitationDetail(APIView):
    """DELETE /admin/invitations/{id}"""


class InvitationResend(APIView):
    """POST /admin/invitations/{id}/resend"""
