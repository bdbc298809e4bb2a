"""Age categories in the API."""

from rest_framework.views import APIView


class AgeCategories(APIView):
    """GET, POST /events/{id}/age-categories"""


class AgeCategoryDetail(APIView):
    """PATCH, DELETE /events/{id}/age-categories/{cid}"""
