"""The WSGI entry point: `gunicorn klepak.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every page is loaded before anybody asks for one

from foundation.jobs import queue  # noqa: E402  its models need the application

queue.ring()  # what an earlier process left behind is taken up, even if nothing new comes
