"""Every address of the site. Short, readable, and they stay."""

from django.conf import settings
from django.urls import include, path

from politoscope.planning.api import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("politoscope.voting.urls")),  # first: a whole room asks for the ballot at once
    path("", include("politoscope.ui.urls")),
    path("", include("politoscope.realtime.urls")),
    path("", include("politoscope.people.urls")),
    path("", include("politoscope.editions.urls")),
    path("", include("politoscope.editions.office")),
    path("", include("politoscope.notices.urls")),
    path("", include("politoscope.registration.urls")),
    path("", include("politoscope.proposals.urls")),
    path("", include("politoscope.planning.urls")),
    path("", include("politoscope.home.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("", include("politoscope.demo.urls")))

handler403 = "politoscope.ui.views.forbidden"
handler404 = "politoscope.ui.views.not_found"
handler500 = "politoscope.ui.views.server_error"
