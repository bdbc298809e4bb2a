#!/usr/bin/env python
"""Django's command line for Klepak Scores."""

import os
import sys


def main() -> None:
    """Run the command; settings that cannot be used stop it with their one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klepak.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
