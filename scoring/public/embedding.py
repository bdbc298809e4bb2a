"""One public board alone, in a frame on a page of any site."""

from typing import ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest

from scoring.public.event_page import PublicPage
from scoring.public.versions import PublicVersions

WHICH = ("board", "gender", "category", "group")
"""The fields of a query that say which board is meant."""
NO_TAB = "none"
"""The key of no tab: those of activities are numbers."""


class EmbeddedPage(PublicPage):
    """The tables of one tab, and links that open outside of the frame.

    Nothing ever stands in for what is asked for: the frame is part of a page that speaks of just
    this board. Where that is not open, there is none, until it is.
    """

    is_embedded: ClassVar[bool] = True

    @classmethod
    def asked_for(cls, request: HttpRequest, versions: PublicVersions) -> "EmbeddedPage":
        page = super().asked_for(request, versions)
        asked = {name: request.GET.get(name, "") for name in WHICH}
        if page.is_asked_for(asked):
            return page
        return cls(versions, "", "", page.language, NO_TAB, page.asked_language)

    @property
    def name(self) -> str:
        return f"embedded-{super().name}"

    @property
    def key(self) -> str:
        return "" if self.asked_tab == NO_TAB else super().key

    template: ClassVar[str] = "scoring/public/_tables_part.html"
    """The tables alone."""

    def query_for(self, request: HttpRequest) -> str:
        """By which the same is asked for again: what is not open yet as well."""
        if self.key:
            return self.query
        asked = {name: request.GET.get(name, "") for name in (*WHICH, "lang")}
        return urlencode({name: value for name, value in asked.items() if value})
