"""Personal data of participants are erased, in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from events.rules.api_objects import managed_participant
from foundation.api.base import IsAdmin
from scoring.erasing.erasing import erase_participant


class ParticipantPersonalData(APIView):
    """What is known of a participant besides results."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="erase_participant",
        summary="Erase the personal data of a participant",
        description=(
            "For good, also in an archived event. Results, places and totals stay, those of an"
            " anonymous participant; nobody else's change. Again, it does nothing."
        ),
        tags=["Participants"],
        responses={204: None},
    )
    def delete(self, request, participant_pk):
        participant = managed_participant(request, participant_pk)
        erase_participant(participant=participant, by=request.user)
        return Response(status=204)
