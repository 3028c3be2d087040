"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from weeknotes import rounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weeknotes.settings")
application = get_wsgi_application()
rounds.start()
