from django.urls import path

from . import ballot, case, meetings, own, pledge, score

app_name = "expert"
urlpatterns = [
    path("pledge", pledge.pledge, name="pledge"),
    path("meetings", meetings.mine, name="meetings"),
    path("meetings/<str:number>", meetings.meeting, name="meeting"),
    path("meetings/<str:number>/recusals", meetings.declare, name="declare"),
    path("meetings/<str:number>/sign-in", meetings.sign_in, name="sign_in"),
    path("meetings/<str:number>/announce", meetings.announce, name="announce"),
    path("meetings/<str:number>/key", meetings.key, name="key"),
    path("meetings/<str:number>/ballot", ballot.ballot, name="ballot"),
    path("meetings/<str:number>/room", score.room, name="room"),
    path("meetings/<str:number>/room/<int:lot>", score.score, name="score"),
    path("meetings/<str:number>/cases/<int:ordinal>", case.case, name="case"),
    path("meetings/<str:number>/cases/<int:ordinal>/opinion", case.opinion, name="opinion"),
    path("meetings/<str:number>/cases/<int:ordinal>/recuse", case.recuse, name="recuse"),
    path("meetings/<str:number>/cases/<int:ordinal>/<str:digest>/<int:page>", case.file_page, name="file_page"),
    path("", own.home, name="home"),
    path("relations", own.declaration, name="declaration"),
    path("invitations/<str:number>", own.invitation, name="invitation"),
    path("invitations/<str:number>/papers/<str:kind>", own.paper, name="invitation_paper"),
]
