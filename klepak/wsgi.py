"""The WSGI entry point: `gunicorn klepak.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
application = get_wsgi_application()
