from django.urls import path

from . import integrity, live, pledge

app_name = "supervisor"
urlpatterns = [
    path("", live.live, name="live"),
    path("pledge", pledge.pledge, name="pledge"),
    path("integrity", integrity.integrity, name="integrity"),
    path("integrity/vetoes", integrity.veto, name="veto"),
    path("integrity/measures", integrity.supervise, name="supervise"),
    path("integrity/measures/<int:id>/lift", integrity.lift, name="lift"),
    path("meetings/<str:number>", live.meeting, name="meeting"),
    path("meetings/<str:number>/key", live.key, name="key"),
    path("meetings/<str:number>/confirm", live.confirm, name="confirm"),
]
