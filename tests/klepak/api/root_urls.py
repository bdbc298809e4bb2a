"""Every address of the site with API_AT_ROOT."""

from klepak.api import at_root
from klepak.urls import handler400, handler403, handler404, handler500
from klepak.urls import urlpatterns as without

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*at_root.urlpatterns, *without]
