"""CSV files in the API."""

from rest_framework.views import APIView


class PreviewCsv(APIView):
    """POST /events/preview-csv"""


class ImportCsv(APIView):
    """POST /events/import"""
