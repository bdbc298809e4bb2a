"""Who may score, in the API: the pool of an event, the groups, team logins."""

from rest_framework.views import APIView


class EventEvaluators(APIView):
    """GET, POST /events/{id}/evaluators"""


class EventEvaluatorDetail(APIView):
    """DELETE /events/{id}/evaluators/{user_id}"""


class BootstrapEvaluators(APIView):
    """POST /events/{id}/bootstrap-evaluators"""


class GroupEvaluators(APIView):
    """GET, POST /groups/{id}/evaluators"""


class GroupEvaluatorDetail(APIView):
    """DELETE /groups/{id}/evaluators/{user_id}"""
