"""The WSGI entry point: `gunicorn klepak.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
application = get_wsgi_application()

from foundation.jobs import queue  # noqa: E402  its models need the application

queue.ring()  # what an earlier process left behind is taken up, even if nothing new comes
