"""The HTML by which another site shows a public board in a frame."""

from html import escape
from urllib.parse import urljoin

from django.utils.translation import gettext as _

HEIGHT = 600
"""Of the frame, in CSS pixels; it scrolls by itself."""


def embed_code(address: str, event_name: str, query: str = "") -> str:
    """HTML as a text to copy, so a page escapes it. address: of the event's public page; query:
    which board, the first one without.
    """
    source = urljoin(address, f"embed/?{query}" if query else "embed/")
    title = _("Results – %(event)s") % {"event": event_name}
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}"'
        f' width="100%" height="{HEIGHT}" style="border:0" loading="lazy"></iframe>'
    )
