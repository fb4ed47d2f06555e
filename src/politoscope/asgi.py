"""The application as an ASGI server wants it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
application = get_asgi_application()
