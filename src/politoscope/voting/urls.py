from django.urls import path

from politoscope.voting.views import ballot, hands, merging, public, rounds, shared

app_name = "voting"
urlpatterns = [
    path("<slug:edition>/vote/", ballot.vote, name="vote"),
    path("<slug:edition>/vote/status/", ballot.status, name="status"),
    path("<slug:edition>/vote/waiting/", ballot.waiting, name="waiting"),
    path("<slug:edition>/vote/<int:number>/cast/", ballot.cast, name="cast"),
    path("<slug:edition>/vote/result/", public.result, name="result"),
    path("<slug:edition>/vote/result/<int:number>.json", public.result_file, name="result_file"),
    path("<slug:edition>/vote/verify.py", public.verify_py, name="verify_py"),
    path("<slug:edition>/vote/verify.html", public.verify_html, name="verify_html"),
    path("<slug:edition>/vote/check/", public.check, name="check"),
    path("<slug:edition>/vote/kiosk/", shared.kiosk, name="kiosk"),
    path("<slug:edition>/proposals/<int:number>/merge/", merging.merge, name="merge"),
    path("<slug:edition>/proposals/merges/<uuid:merge>/agree/", merging.agree, name="merge_agree"),
    path("<slug:edition>/proposals/merges/<uuid:merge>/end/", merging.end, name="merge_end"),
    path("<slug:edition>/organise/vote/", rounds.rounds, name="rounds"),
    path("<slug:edition>/organise/vote/count/", rounds.count, name="count"),
    path("<slug:edition>/organise/vote/open/", rounds.start, name="open"),
    path("<slug:edition>/organise/vote/<int:number>/extend/", rounds.extend, name="extend"),
    path("<slug:edition>/organise/vote/<int:number>/announce/", rounds.announce, name="announce"),
    path("<slug:edition>/organise/vote/<int:number>/close/", rounds.close, name="close"),
    path("<slug:edition>/organise/vote/<int:number>/tally/", rounds.tally, name="tally"),
    path("<slug:edition>/organise/vote/<int:number>/counters.json", rounds.counters_file, name="counters_file"),
    path("<slug:edition>/organise/vote/<int:number>/accept/", rounds.accept, name="accept"),
    path("<slug:edition>/organise/vote/<int:number>/release/", rounds.release, name="release"),
    path("<slug:edition>/organise/vote/<int:number>/seats/", rounds.seats, name="seats"),
    path("<slug:edition>/organise/vote/<int:number>/decide/<int:proposal>/", rounds.decision, name="decide"),
    path("<slug:edition>/organise/vote/hands/", hands.hands, name="hands"),
    path("<slug:edition>/organise/vote/hands/<int:proposal>/", hands.hands_for, name="hands_for"),
    path("<slug:edition>/organise/vote/slips/", shared.slips, name="slips"),
    path("<slug:edition>/organise/vote/slips/<int:batch>/void/", shared.void, name="void_slips"),
]
