"""Participants in the API."""

from rest_framework.views import APIView


class ParticipantDetail(APIView):
    """PATCH, DELETE /participants/{id}"""


class ParticipantMove(APIView):
    """POST /participants/{id}/move"""
