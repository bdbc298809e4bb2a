import atexit

from django.apps import AppConfig
from django.conf import settings


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self):
        """Steps have names once their modules are imported; a web process works by itself."""
        from foundation.backup import schedule  # noqa: F401  names its step
        from foundation.files import collecting  # noqa: F401  names its steps
        from foundation.jobs import expiry, queue, runner  # noqa: F401  expiry: names its steps

        if settings.JOBS == "embedded":
            queue.listeners.append(runner.embedded.wake)
            atexit.register(runner.embedded.stop)
