from django.urls import path

from . import live, pledge

app_name = "supervisor"
urlpatterns = [
    path("", live.live, name="live"),
    path("pledge", pledge.pledge, name="pledge"),
    path("meetings/<str:number>", live.meeting, name="meeting"),
    path("meetings/<str:number>/key", live.key, name="key"),
    path("meetings/<str:number>/confirm", live.confirm, name="confirm"),
]
