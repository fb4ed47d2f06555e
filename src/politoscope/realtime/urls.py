from django.urls import path

from politoscope.realtime import views

app_name = "realtime"
urlpatterns = [
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("<slug:edition>/events/", views.events, name="events"),
    path("<slug:edition>/versions/", views.versions, name="versions"),
]
