"""Results in the API."""

from rest_framework.views import APIView


class Records(APIView):
    """POST /records"""


class RecordsBulk(APIView):
    """POST /records/bulk"""


class RecordDetail(APIView):
    """DELETE /records/{id}"""


class ActivityRecords(APIView):
    """GET /activities/{id}/records"""
