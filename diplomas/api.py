"""Diploma templates in the API."""

from rest_framework.views import APIView


class Diplomas(APIView):
    """GET, POST /events/{id}/diplomas"""


class DiplomaDetail(APIView):
    """GET, PUT, DELETE /events/{id}/diplomas/{tid}"""
