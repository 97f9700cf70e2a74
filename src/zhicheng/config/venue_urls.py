"""What a room's own installation answers: the door, the ballot, the way back. The platform's addresses stand behind a
door that is always shut, so that shared templates can name them."""

from django.urls import path, re_path

from zhicheng.web.expert import ballot
from zhicheng.web.venue import entry

from . import urls

urlpatterns = [
    path("", entry.enter, name="venue_entry"),
    path("expert/meetings/<str:number>/ballot", ballot.ballot),
    path("expert/meetings/<str:number>", entry.leave),
    re_path("", entry.absent),
    *urls.urlpatterns,
]
handler400 = urls.handler400
handler404 = urls.handler404
handler500 = urls.handler500
