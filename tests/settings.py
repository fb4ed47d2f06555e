"""Settings of the tests: the product's own, with a key, a host and a database that the test run made.

``DATABASE_URL`` chooses the database; without it the tests run on SQLite.
"""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-" + "0123456789" * 5)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("SITE_ORIGIN", "http://testserver")
os.environ.setdefault("MAIL_URL", "demo:")
os.environ.setdefault("WORKER_IN_SERVER", "0")
os.environ.setdefault("STAFF_NEEDS_SECOND_FACTOR", "0")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the tests
os.environ.setdefault("POLITOSCOPE_DATA", tempfile.mkdtemp(prefix="politoscope-tests-"))

from politoscope.settings import *  # noqa: F403
from politoscope.settings import DATA_DIR, DATABASES, INSTALLED_APPS, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
INSTALLED_APPS = [*INSTALLED_APPS, "politoscope.demo"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # a file, as in real life: threads race on it like processes
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
