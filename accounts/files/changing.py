"""A file's name, and whether anybody may have it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import File, User
from accounts.trail import audit
from foundation.files.inspecting import named, safe_name


@transaction.atomic
def change_file(
    *, file: File, by: User, name: str | None = None, is_public: bool | None = None
) -> File:
    """Change what is given; returns the file as it is now.

    Raises ValidationError: for `name` where its ending says something else than the file is, and
    with the code "conflict" for a file that is gone.
    """
    current = File.objects.select_for_update().filter(pk=file.pk).order_by().first()
    if current is None:
        raise ValidationError(_("The file was deleted."), code="conflict")
    fields = {} if is_public is None else {"is_public": is_public}
    if name is not None:
        fields |= _fitting(current, name)
    audit.save_changes(current, fields, action="UPDATE_FILE", by=by)
    return current


def _fitting(file: File, name: str) -> dict[str, str]:
    """Of a text the ending says, too, which it is."""
    safe = safe_name(name)
    if not file.content_type:
        return {"name": safe}
    try:
        content_type, fitting = named(file.content_type, safe)
        return {"name": fitting, "content_type": content_type}
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from error
