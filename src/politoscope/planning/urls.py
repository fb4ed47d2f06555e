from django.urls import path

from politoscope.planning.views import board, calendars, history, publication, reading, repairs

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
    path("<slug:edition>/organise/plan/sessions/<str:code>/advice/", board.cell_advice, name="advice"),
    path("<slug:edition>/organise/plan/undo/", board.undo, name="undo"),
    path("<slug:edition>/organise/plan/redo/", board.redo, name="redo"),
    path("<slug:edition>/organise/plan/history/", history.history, name="history"),
    path("<slug:edition>/organise/plan/history/<int:version>/restore/", history.restore, name="restore"),
    path("<slug:edition>/organise/plan/sessions/<str:code>/repairs/", repairs.session_repairs, name="session_repairs"),
    path(
        "<slug:edition>/organise/plan/sessions/<str:code>/repairs/<slug:repair>/",
        repairs.repair,
        name="session_repair",
    ),
    path("<slug:edition>/organise/plan/repairs/", repairs.repairs, name="repairs"),
    path("<slug:edition>/organise/plan/repairs/<slug:repair>/", repairs.repair, name="repair"),
    path("<slug:edition>/organise/plan/publish/", publication.publish, name="publish"),
]
