"""Files in parts in the API: tus 1.0.0 with creation, creation-defer-length, expiration,
termination and checksum, as its protocol has them.
"""

import base64
import binascii
import hashlib
from uuid import UUID

from django.http import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, NotFound, UnsupportedMediaType
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.files.removing import end_upload
from accounts.files.resumable import LONGEST_PART, add_part, begin_upload, is_over
from accounts.models import Upload, User
from foundation.api.base import ErrorSerializer
from foundation.files.incoming import Spool, most_bytes
from foundation.files.purposes import Purpose

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length,expiration,termination,checksum"
ALGORITHMS = ["sha1", "sha256"]
BODY = "application/offset+octet-stream"
CHUNK = 64 * 1024
TAGS = ["Files"]
NOT_FOUND = "Upload not found"


class BadHeader(APIException):
    status_code = 400


class WrongVersion(APIException):
    status_code = 412
    default_detail = f"Speak tus {VERSION}, and say so: Tus-Resumable: {VERSION}."


class Over(APIException):
    status_code = 410
    default_detail = "The upload was not finished in time. Begin it anew."


class WrongChecksum(APIException):
    status_code = 460
    default_detail = "The bytes are not those that the checksum is of. Send them again."


def header(name: str, kind=str, *, example, required=False, **more) -> OpenApiParameter:
    shown = OpenApiExample(name, value=example)
    place = OpenApiParameter.HEADER
    return OpenApiParameter(name, kind, place, required=required, examples=[shown], **more)


SPOKEN = header("Tus-Resumable", example=VERSION, required=True, enum=[VERSION])
REFUSALS = {
    400: OpenApiResponse(ErrorSerializer, description="A header that cannot be read."),
    410: OpenApiResponse(ErrorSerializer, description="It had its time."),
    412: OpenApiResponse(ErrorSerializer, description="Another version of tus."),
}


class Resumable(APIView):
    """What all calls have in common: the version, on every answer."""

    @staticmethod
    def options_headers() -> dict[str, str]:
        """For whoever asks by OPTIONS what is spoken here."""
        return {
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(most_bytes(None)),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        }

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.headers.get("Tus-Resumable") != VERSION:
            raise WrongVersion

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == WrongVersion.status_code:
            response.headers["Tus-Version"] = VERSION
        return response


class ResumableUploads(Resumable):
    """Where uploads in parts begin."""

    @extend_schema(
        operation_id="resumable_create",
        summary="Begin an upload in parts",
        description=(
            "By tus. `Upload-Metadata` has `filename` and may have `purpose`, both in base64. The"
            " file will be at /uploads/{id} with the id of the upload."
        ),
        request=None,
        parameters=[
            SPOKEN,
            header("Upload-Length", int, example=12, description="In bytes."),
            header("Upload-Defer-Length", example="1", description="1: it is said later."),
            header("Upload-Metadata", example="filename emFwaXMudHh0"),
        ],
        responses={
            201: OpenApiResponse(description="`Location` says where its parts go."),
            400: REFUSALS[400],
            412: REFUSALS[412],
            413: OpenApiResponse(ErrorSerializer, description="Too long, or no room for it."),
            422: OpenApiResponse(ErrorSerializer, description="It is empty."),
        },
        tags=TAGS,
    )
    def post(self, request):
        named = metadata(request.headers.get("Upload-Metadata", ""))
        purpose = named.get("purpose", "")
        if purpose and purpose not in set(Purpose):
            raise BadHeader(f"purpose: choose one of {', '.join(Purpose)}.")
        upload = begin_upload(
            name=named.get("filename", ""),
            purpose=purpose,
            length=_length(request),
            by=request.user,
        )
        where = reverse("api:resumable-upload", args=[upload.pk])
        return Response(status=201, headers={"Location": where, **_state(upload)})


class ResumableUpload(Resumable):
    """One upload: how far it is, and its next part."""

    def head(self, request, upload_pk):
        upload = _find(request.user, upload_pk)
        headers = {"Cache-Control": "no-store", **_state(upload)}
        if upload.length is None:
            headers["Upload-Defer-Length"] = "1"
        else:
            headers["Upload-Length"] = str(upload.length)
        return Response(headers=headers)

    @extend_schema(
        operation_id="resumable_append",
        summary="Send the next part of an upload",
        description=(
            "At most 5 MiB, from `Upload-Offset` on. With the last one the file is checked, and is"
            " at /uploads/{id}."
        ),
        request={BODY: OpenApiTypes.BINARY},
        parameters=[
            SPOKEN,
            header("Upload-Offset", int, example=0, required=True),
            header("Upload-Length", int, example=12, description="Where it was deferred."),
            header("Upload-Checksum", example="", description="sha1 or sha256, and base64."),
        ],
        responses={
            204: OpenApiResponse(description="`Upload-Offset` says how much is there."),
            **REFUSALS,
            409: OpenApiResponse(ErrorSerializer, description="Other bytes follow."),
            460: OpenApiResponse(ErrorSerializer, description="Not the bytes of the checksum."),
        },
        tags=TAGS,
    )
    def patch(self, request, upload_pk):
        if request.content_type != BODY:
            raise UnsupportedMediaType(request.content_type)
        upload = _find(request.user, upload_pk)
        offset = _number(request, "Upload-Offset")
        if offset is None:
            raise BadHeader("Say by Upload-Offset where the bytes belong.")
        with Spool(LONGEST_PART) as spool:
            _receive(request, spool)
            upload = add_part(
                upload=upload, offset=offset, spool=spool, length=_number(request, "Upload-Length")
            )
        return Response(status=204, headers=_state(upload))

    @extend_schema(
        operation_id="resumable_cancel",
        summary="Cancel an upload",
        request=None,
        parameters=[SPOKEN],
        responses={204: OpenApiResponse(description="Cancelled."), **REFUSALS},
        tags=TAGS,
    )
    def delete(self, request, upload_pk):
        end_upload(upload=_find(request.user, upload_pk))
        return Response(status=204)


def metadata(text: str) -> dict[str, str]:
    """ "filename emFwaXM=,purpose UEhPVE8=" -> {"filename": "zapis", "purpose": "PHOTO"}.

    Raises BadHeader for what is no base64 of UTF-8.
    """
    found = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as error:  # a UnicodeDecodeError is one, too
            raise BadHeader("Upload-Metadata has values that are no base64 of UTF-8.") from error
    return found


def _receive(request, spool: Spool) -> None:
    """The body into the spool. What came before a network broke is kept, unless there is a
    checksum that it cannot be held against. Raises WrongChecksum and BadHeader.
    """
    algorithm, _space, expected = request.headers.get("Upload-Checksum", "").partition(" ")
    if algorithm and algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum: choose one of {', '.join(ALGORITHMS)}.")
    digest = hashlib.new(algorithm or ALGORITHMS[0], usedforsecurity=False)
    try:
        while piece := request.read(CHUNK):
            spool.write(piece)
            digest.update(piece)
    except UnreadablePostError:
        if algorithm:
            raise
    if algorithm and base64.b64encode(digest.digest()).decode() != expected:
        raise WrongChecksum


def _length(request) -> int | None:
    length = _number(request, "Upload-Length")
    is_deferred = request.headers.get("Upload-Defer-Length") == "1"
    if is_deferred == (length is not None):
        raise BadHeader("Say either Upload-Length, or Upload-Defer-Length: 1.")
    return length


def _number(request, name: str) -> int | None:
    text = request.headers.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 17):
        raise BadHeader(f"{name} is no whole number.")
    return int(text)


def _find(user: User, pk: UUID) -> Upload:
    upload = Upload.objects.filter(owner=user, pk=pk).first()
    if upload is None:
        raise NotFound(NOT_FOUND)
    if is_over(upload):
        raise Over
    return upload


def _state(upload: Upload) -> dict[str, str]:
    until = http_date(upload.expires_at.timestamp())
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": until}
