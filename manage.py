#!/usr/bin/env python
"""Django's command line for Weeknotes."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weeknotes.settings")
    os.environ.setdefault("CHORES", "0")  # a command does what it was asked for, and `runserver` serves
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Weeknotes cannot start. {problem}")


if __name__ == "__main__":
    main()
