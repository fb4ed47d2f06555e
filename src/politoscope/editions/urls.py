from django.urls import path

from politoscope.editions.views import organise
from politoscope.editions.views.parts import part_urls

app_name = "editions"
urlpatterns = [
    path("organise/new/", organise.create, name="create"),
    path("<slug:edition>/organise/", organise.overview, name="overview"),
    path("<slug:edition>/organise/edition/", organise.change, name="change"),
    path("<slug:edition>/organise/phases/", organise.phases, name="phases"),
    path("<slug:edition>/organise/team/", organise.team, name="team"),
    path("<slug:edition>/organise/team/<int:grant>/revoke/", organise.revoke, name="revoke"),
    *part_urls(),
]
