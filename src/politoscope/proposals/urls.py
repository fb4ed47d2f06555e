from django.urls import path

from politoscope.proposals.views import curation, life, pages, together

app_name = "proposals"
urlpatterns = [
    path("<slug:edition>/proposals/", pages.proposals, name="list"),
    path("<slug:edition>/proposals/new/", life.new, name="new"),
    path("<slug:edition>/proposals/mine/", pages.mine, name="mine"),
    path("<slug:edition>/proposals/wish/", life.wish, name="wish"),
    path("<slug:edition>/proposals/quick/", life.quick, name="quick"),
    path("<slug:edition>/proposals/similar/", curation.similar, name="similar"),
    path("<slug:edition>/proposals/digest/off/<str:token>/", curation.digest_off, name="digest_off"),
    path("<slug:edition>/organise/proposals/", curation.overview, name="overview"),
    path("<slug:edition>/organise/proposals/synonyms/", curation.synonyms, name="synonyms"),
    path("<slug:edition>/organise/proposals/digest/<int:number>/", curation.digest, name="digest"),
    path("<slug:edition>/proposals/<int:number>/", pages.proposal, name="detail"),
    path("<slug:edition>/proposals/<int:number>/edit/", life.edit, name="edit"),
    path("<slug:edition>/proposals/<int:number>/submit/", life.submit, name="submit"),
    path("<slug:edition>/proposals/<int:number>/held/", life.held, name="held"),
    path("<slug:edition>/proposals/<int:number>/withdraw/", life.withdraw, name="withdraw"),
    path("<slug:edition>/proposals/<int:number>/adopt/", life.adopt, name="adopt"),
    path("<slug:edition>/proposals/<int:number>/cohosts/invite/", together.invite, name="cohost_invite"),
    path("<slug:edition>/proposals/<int:number>/cohosts/accept/", together.accept, name="cohost_accept"),
    path("<slug:edition>/proposals/<int:number>/cohosts/leave/", together.leave, name="cohost_leave"),
    path("<slug:edition>/proposals/<int:number>/comments/", together.comment, name="comment"),
    path("<slug:edition>/proposals/<int:number>/comments/<uuid:comment>/hide/", together.hide, name="comment_hide"),
]
