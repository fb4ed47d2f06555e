from django.urls import path

from politoscope.realtime import views

app_name = "realtime"
urlpatterns = [
    path("<slug:edition>/events/", views.events, name="events"),
    path("<slug:edition>/versions/", views.versions, name="versions"),
]
