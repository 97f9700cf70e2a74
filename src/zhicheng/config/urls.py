from django.urls import include, path

urlpatterns = [
    path("", include("zhicheng.web.public.urls")),
    path("my/", include("zhicheng.web.applicant.urls")),
    path("unit/", include("zhicheng.web.employer.urls")),
    path("office/", include("zhicheng.web.office.urls")),
    path("secretariat/", include("zhicheng.web.secretariat.urls")),
    path("expert/", include("zhicheng.web.expert.urls")),
    path("supervisor/", include("zhicheng.web.supervisor.urls")),
]
handler400 = "zhicheng.web.shared.refusals.unreadable"
handler404 = "zhicheng.web.shared.refusals.absent"
handler500 = "zhicheng.web.shared.refusals.broken"
