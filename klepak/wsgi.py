"""The WSGI entry point: `gunicorn klepak.wsgi`."""

import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

gc.disable()  # loading makes no garbage, and looking for it takes a quarter of the start
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every page is loaded before anybody asks for one

from foundation.jobs import queue  # noqa: E402  its models need the application
from klepak.checks import check_files  # noqa: E402

for problem in check_files():  # rather no start than an upload that is lost
    raise ImproperlyConfigured(f"{problem.msg} {problem.hint}")

queue.ring()  # what an earlier process left behind is taken up, even if nothing new comes

gc.freeze()  # what is loaded stays for good: no request waits while it is looked through
gc.set_threshold(10_000, 20, 50)  # a request makes thousands of objects, which go with it
gc.enable()
