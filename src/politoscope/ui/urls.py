from django.conf import settings
from django.urls import path

from politoscope.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("imprint/", views.imprint, name="imprint"),
    path("<slug:edition>/accessibility/", views.accessibility, name="edition_accessibility"),
    path("<slug:edition>/privacy/", views.privacy, name="edition_privacy"),
    path("<slug:edition>/imprint/", views.imprint, name="edition_imprint"),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.insert(0, path("styleguide/", views.styleguide, name="styleguide"))
