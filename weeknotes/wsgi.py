"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from weeknotes import rounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weeknotes.settings")
application = get_wsgi_application()
# What is loaded now stays for good. Python would look through all of it for garbage, again and again, in the midst of
# answers that read thousands of rows.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
rounds.start()
