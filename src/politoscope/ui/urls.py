from django.conf import settings
from django.urls import path

from politoscope.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("imprint/", views.imprint, name="imprint"),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.insert(0, path("styleguide/", views.styleguide, name="styleguide"))
