"""The audit trail in the API."""

from rest_framework.views import APIView


class AuditLogs(APIView):
    """GET /admin/audit-logs"""
