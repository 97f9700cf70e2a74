from django.urls import path

from . import draw, integrity, live, pledge

app_name = "supervisor"
urlpatterns = [
    path("", live.live, name="live"),
    path("pledge", pledge.pledge, name="pledge"),
    path("draws", draw.draws, name="draws"),
    path("draws/<str:number>", draw.draw, name="draw"),
    path("draws/<str:number>/<str:deed>", draw.deed, name="draw_deed"),
    path("integrity", integrity.integrity, name="integrity"),
    path("integrity/vetoes", integrity.veto, name="veto"),
    path("integrity/<int:id>/extract", integrity.extract, name="extract"),
    path("integrity/measures", integrity.supervise, name="supervise"),
    path("integrity/measures/<int:id>/lift", integrity.lift, name="lift"),
    path("meetings/<str:number>", live.meeting, name="meeting"),
    path("meetings/<str:number>/lectures", live.lectures, name="lectures"),
    path("meetings/<str:number>/key", live.key, name="key"),
    path("meetings/<str:number>/papers/<str:kind>", live.paper, name="paper"),
    path("meetings/<str:number>/confirm", live.confirm, name="confirm"),
]
