"""Photographed sheets in the API."""

from rest_framework.views import APIView


class ProcessImage(APIView):
    """POST /records/process-image"""
