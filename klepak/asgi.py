"""The ASGI entry point, for servers that want one."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
application = get_asgi_application()

from foundation.jobs import queue  # noqa: E402  its models need the application

queue.ring()  # what an earlier process left behind is taken up, even if nothing new comes
