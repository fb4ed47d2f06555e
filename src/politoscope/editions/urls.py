from django.urls import path

from politoscope.editions.views import look, organise
from politoscope.editions.views.parts import part_urls

app_name = "editions"
urlpatterns = [
    path("organise/new/", organise.create, name="create"),
    path("<slug:edition>/organise/", organise.overview, name="overview"),
    path("<slug:edition>/organise/edition/", organise.change, name="change"),
    path("<slug:edition>/organise/phases/", organise.phases, name="phases"),
    path("<slug:edition>/organise/team/", organise.team, name="team"),
    path("<slug:edition>/organise/team/<int:grant>/revoke/", organise.revoke, name="revoke"),
    path("<slug:edition>/organise/look/", look.look, name="look"),
    path("<slug:edition>/organise/look/logos/new/", look.add_logo, name="logo_new"),
    path("<slug:edition>/organise/look/logos/<slug:digest>/remove/", look.remove_logo, name="logo_remove"),
    path("<slug:edition>/logos/<slug:digest>.png", look.logo, name="logo"),
    *part_urls(),
]
