from django.urls import path

from politoscope.planning.views import board, calendars, publication, reading

app_name = "planning"
urlpatterns = [
    path("<slug:edition>/plan/", reading.plan, name="plan"),
    path("<slug:edition>/sessions/<int:number>/", reading.session_page, name="session"),
    path("<slug:edition>/schedule.ics", calendars.everything, name="calendar"),
    path("<slug:edition>/organise/plan/", board.board, name="board"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/move/", board.move, name="move"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/park/", board.park, name="park"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/unpark/", board.unpark, name="unpark"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/pin/", board.pin, name="pin"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/unpin/", board.unpin, name="unpin"),
    path("<slug:edition>/organise/plan/draft/", board.draft, name="draft"),
    path("<slug:edition>/organise/plan/publish/", publication.publish, name="publish"),
]
