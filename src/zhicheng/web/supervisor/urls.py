from django.urls import path

from . import draw, live, pledge

app_name = "supervisor"
urlpatterns = [
    path("", live.live, name="live"),
    path("pledge", pledge.pledge, name="pledge"),
    path("draws", draw.draws, name="draws"),
    path("draws/<str:number>", draw.draw, name="draw"),
    path("draws/<str:number>/<str:deed>", draw.deed, name="draw_deed"),
    path("meetings/<str:number>", live.meeting, name="meeting"),
    path("meetings/<str:number>/key", live.key, name="key"),
    path("meetings/<str:number>/confirm", live.confirm, name="confirm"),
]
