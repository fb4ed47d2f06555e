from django.urls import path

from politoscope.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.overview, name="overview"),
    path("demo/role/<slug:key>/", views.step_into, name="step_into"),
    path("demo/leave/", views.leave, name="leave"),
    path("demo/phase/", views.next_phase, name="next_phase"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/files/<int:pk>/", views.attachment, name="attachment"),
]
