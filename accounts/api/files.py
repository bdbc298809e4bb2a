"""Files in the API: in, out, and what is known of them."""

from math import ceil
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.file_shapes import (
    SORTED_BY,
    DeletedFilesSerializer,
    FileIdsSerializer,
    FileLinkSerializer,
    FilePatchSerializer,
    FileSerializer,
    FilesPageSerializer,
    FilesQuery,
    NewFileSerializer,
)
from accounts.files.changing import change_file
from accounts.files.links import is_link_to, make_link
from accounts.files.removing import delete_file
from accounts.files.taking_in import take_in
from accounts.models import File, User
from foundation.api.base import ErrorSerializer, read_body, read_query
from foundation.files.incoming import SpoolHandler, most_bytes
from foundation.files.sending import sent

TAGS = ["Files"]
NOT_FOUND = "File not found"
NOT_READY = {
    File.State.CHECKING: "The file is still being checked. Ask again in a few seconds.",
    File.State.REFUSED: "The file was refused, so nobody gets it.",
    File.State.GONE: "The file had its time and is gone.",
}
LINK_OVER = "This link is not right, or has had its time. Ask for another one."


class Uploads(APIView):
    """Files that the caller may see; a new one comes in one piece."""

    parser_classes = [MultiPartParser]

    def initialize_request(self, request, *args, **kwargs):
        """Before anybody reads the body: its file goes to the disk as it comes, and is hashed."""
        if request.method == "POST":
            self.handler = SpoolHandler(most_bytes(None))
            request.upload_handlers = [self.handler]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="uploads_list",
        summary="List files",
        description="One's own; an organiser gets those of the organisation too.",
        parameters=[FilesQuery],
        responses=FilesPageSerializer,
        tags=TAGS,
    )
    def get(self, request):
        query = read_query(FilesQuery, request)
        found = _chosen(request.user, query)
        total, limit = found.count(), query["limit"]
        start = (query["page"] - 1) * limit
        return Response(
            {
                "total": total,
                "page": query["page"],
                "limit": limit,
                "total_pages": ceil(total / limit),
                "results": FileSerializer(found[start : start + limit], many=True).data,
            }
        )

    @extend_schema(
        operation_id="uploads_create",
        summary="Upload a file",
        description=(
            "What the file is, its bytes decide; an ending that says something else is refused, a"
            " missing one added. Photos and pictures are turned upright and lose the place and the"
            " time they were taken; all else is kept byte for byte. Above 10 MiB, and while the"
            " scanner is away, it is checked beside the request: its `state` is CHECKING then."
        ),
        request={"multipart/form-data": NewFileSerializer},
        responses={
            201: FileSerializer,
            413: OpenApiResponse(ErrorSerializer, description="Too long, or no room for it."),
            415: OpenApiResponse(ErrorSerializer, description="Not a kind that is taken."),
        },
        tags=TAGS,
    )
    def post(self, request):
        try:
            sent_in = read_body(NewFileSerializer, request)
            upload = sent_in["file"]
            file, job = take_in(
                spool=upload.spool,
                name=upload.name,
                purpose=sent_in.get("purpose", ""),
                is_public=sent_in["is_public"],
                by=request.user,
            )
        finally:
            self.handler.close()
        return Response(FileSerializer(file, context={"job": job}).data, status=201)


class UploadDetail(APIView):
    """One file, without its bytes."""

    @extend_schema(
        operation_id="uploads_get", summary="A file", responses=FileSerializer, tags=TAGS
    )
    def get(self, request, file_pk):
        return Response(FileSerializer(_find(request.user, file_pk)).data)

    @extend_schema(
        operation_id="uploads_change",
        summary="Rename or publish a file",
        request=FilePatchSerializer,
        responses=FileSerializer,
        tags=TAGS,
    )
    def patch(self, request, file_pk):
        file = _find(request.user, file_pk)
        changes = read_body(FilePatchSerializer, request)
        older_name = changes.pop("filename", None)
        changes = {"name": older_name, **changes}
        return Response(FileSerializer(change_file(file=file, by=request.user, **changes)).data)

    @extend_schema(
        operation_id="uploads_delete",
        summary="Delete a file",
        request=None,
        responses={204: OpenApiResponse(description="Deleted.")},
        tags=TAGS,
    )
    def delete(self, request, file_pk):
        delete_file(file=_find(request.user, file_pk), by=request.user)
        return Response(status=204)


class UploadDownload(APIView):
    """The bytes of a file: for who may see it, for anybody if it is public or the link is right."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="uploads_download",
        summary="The bytes of a file",
        description=(
            "One range of at most 2 MiB at once; `ETag` is the SHA-256. Where files are in a bucket"
            " it redirects to a link that is signed for some minutes."
        ),
        parameters=[
            OpenApiParameter("inline", bool, description="Show it, where browsers can."),
            OpenApiParameter("signature", str, description="Of a link."),
        ],
        responses={
            (200, "*/*"): OpenApiTypes.BINARY,
            (206, "*/*"): OpenApiTypes.BINARY,
            302: OpenApiResponse(description="Where it is."),
            304: OpenApiResponse(description="As it was."),
            409: OpenApiResponse(ErrorSerializer, description="Not checked yet, or refused."),
            416: OpenApiResponse(ErrorSerializer, description="It ends before this range."),
        },
        tags=TAGS,
    )
    def get(self, request, file_pk) -> HttpResponseBase:
        file = _downloadable(request, file_pk)
        if file.state != File.State.READY:
            raise ValidationError(NOT_READY[file.state], code="conflict")
        return sent(
            request,
            file.stored_id,
            file.size,
            media_type=file.content_type,
            name=file.name,
            is_inline=request.query_params.get("inline") in {"1", "true"},
        )


class UploadLink(APIView):
    """A link to hand on."""

    @extend_schema(
        operation_id="uploads_link",
        summary="A link to a file for a while",
        description="Whoever has it gets the file without signing in.",
        request=None,
        responses={201: FileLinkSerializer},
        tags=TAGS,
    )
    def post(self, request, file_pk):
        file = _find(request.user, file_pk)
        if file.state != File.State.READY:
            raise ValidationError(NOT_READY[file.state], code="conflict")
        url, until = make_link(file)
        return Response({"url": url, "expires_at": until}, status=201)


class UploadsBulkDelete(APIView):
    """Many at once, each on its own."""

    @extend_schema(
        operation_id="uploads_bulk_delete",
        summary="Delete files",
        request=FileIdsSerializer,
        responses=DeletedFilesSerializer,
        tags=TAGS,
    )
    def post(self, request):
        ids = dict.fromkeys(read_body(FileIdsSerializer, request)["ids"])
        found = File.objects.manageable_by(request.user).in_bulk([*ids])
        for file in found.values():
            delete_file(file=file, by=request.user)
        missing = [{"id": pk, "detail": NOT_FOUND} for pk in ids if pk not in found]
        answer = {"deleted": [pk for pk in ids if pk in found], "failed": missing}
        return Response(DeletedFilesSerializer(answer).data)


def _chosen(user: User, query: dict):
    found = File.objects.visible_to(user)
    if query["mine"]:
        found = found.filter(owner=user)
    filters = {
        "q": "name__icontains",
        "purpose": "purpose",
        "created_after": "created_at__gte",
        "created_before": "created_at__lte",
    }
    found = found.filter(**{filters[name]: query[name] for name in filters if name in query})
    direction = "-" if query["order"] == "desc" else ""
    return found.order_by(f"{direction}{SORTED_BY[query['sort']]}", "pk")


def _find(user: User, pk: UUID) -> File:
    file = File.objects.visible_to(user).filter(pk=pk).first()
    if file is None:
        raise NotFound(NOT_FOUND)
    return file


def _downloadable(request, pk: UUID) -> File:
    signature = request.query_params.get("signature")
    if signature and not is_link_to(pk, signature):
        raise PermissionDenied(LINK_OVER)
    file = File.objects.filter(pk=pk).first()
    if file is not None and (signature or file.is_public):
        return file
    if not request.user.is_authenticated:
        raise NotAuthenticated
    return _find(request.user, pk)
