"""The shapes of files in the API."""

from rest_framework import serializers

from accounts.files.links import address_of
from accounts.models import File
from foundation.api.base import MomentField
from foundation.files.purposes import Purpose

PURPOSES = [*map(str, Purpose)]
SORTED_BY = {
    "uploaded_at": "created_at",
    "created_at": "created_at",
    "filename": "name",
    "name": "name",
    "file_size": "size",
    "size": "size",
}


class NewFileSerializer(serializers.Serializer):
    """A file in one piece; longer ones, and bad networks, take /uploads/resumable."""

    file = serializers.FileField(max_length=10_000)
    purpose = serializers.ChoiceField(
        PURPOSES, required=False, help_text="Without it what the file is decides."
    )
    is_public = serializers.BooleanField(
        required=False, default=False, help_text="Whether anybody may download it."
    )


class FileSerializer(serializers.ModelSerializer):
    """A file. Nobody gets its bytes unless it is READY."""

    filename = serializers.CharField(source="name")
    content_type = serializers.CharField(help_text="What is in it; empty until that is known.")
    file_size = serializers.IntegerField(source="size", help_text="In bytes.")
    uploaded_at = serializers.DateTimeField(source="created_at")
    sha256 = serializers.CharField(source="stored_id", allow_null=True)
    purpose = serializers.CharField()
    state = serializers.CharField(help_text="CHECKING, READY, REFUSED or GONE.")
    url = serializers.SerializerMethodField(help_text="Where its bytes are.")
    job_id = serializers.SerializerMethodField(help_text="What checks it beside the request.")

    class Meta:
        model = File
        fields = """
            id filename content_type file_size uploaded_at sha256 purpose state refusal is_public
            width height duration_ms url job_id
        """.split()
        read_only_fields = fields

    def get_url(self, file: File) -> str:
        return address_of(file)

    def get_job_id(self, file: File) -> int | None:
        return getattr(self.context.get("job"), "pk", None)


class FilePatchSerializer(serializers.Serializer):
    """What changes about a file. `filename` is an older word for `name`."""

    name = serializers.CharField(max_length=255, required=False)
    filename = serializers.CharField(max_length=255, required=False)
    is_public = serializers.BooleanField(required=False)


class FilesQuery(serializers.Serializer):
    """Which files, and in which order: the newest first unless something else is said."""

    q = serializers.CharField(max_length=200, required=False, help_text="A part of the name.")
    purpose = serializers.ChoiceField(PURPOSES, required=False)
    mine = serializers.BooleanField(
        required=False, default=False, help_text="Only the caller's own."
    )
    created_after = MomentField(required=False)
    created_before = MomentField(required=False)
    sort = serializers.ChoiceField([*SORTED_BY], required=False, default="uploaded_at")
    order = serializers.ChoiceField(["asc", "desc"], required=False, default="desc")
    page = serializers.IntegerField(min_value=1, max_value=10**7, required=False, default=1)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)


class FilesPageSerializer(serializers.Serializer):
    """A page of files."""

    total = serializers.IntegerField(help_text="How many there are in all.")
    page = serializers.IntegerField()
    limit = serializers.IntegerField()
    total_pages = serializers.IntegerField()
    results = FileSerializer(many=True)


class FileIdsSerializer(serializers.Serializer):
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)


class UndeletedSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    detail = serializers.CharField()


class DeletedFilesSerializer(serializers.Serializer):
    """Each file on its own: some may be deleted while others are not there."""

    deleted = serializers.ListField(child=serializers.UUIDField())
    failed = UndeletedSerializer(many=True)


class FileLinkSerializer(serializers.Serializer):
    """An address by which anybody gets the file, without signing in."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()
