"""The addresses of a demo site: all of the product's, and those that exist in the demo only."""

from django.urls import include, path

from politoscope.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("", include("politoscope.demo.urls")), *urlpatterns]
