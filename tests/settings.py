"""The project's settings, as a test needs them: its own folder, no manifest of static files, no slow passwords."""

import os
import tempfile

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("SECRET_KEY", "for-tests-alone-" * 4)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="weeknotes-tests-"))
os.environ.setdefault("CACHE_URL", "locmemcache://")

from weeknotes.settings import *  # noqa: E402,F403
from weeknotes.settings import DATABASES, STORAGES  # noqa: E402

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"].setdefault("TEST", {})
