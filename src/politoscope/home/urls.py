from django.urls import path

from politoscope.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("healthz", views.healthz, name="healthz"),
    path("<slug:edition>/", views.edition, name="edition"),
]
