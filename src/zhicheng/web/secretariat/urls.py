from django.urls import path

from . import draw, experts, home, lectures, meeting, pledge, results

app_name = "secretariat"
urlpatterns = [
    path("", home.home, name="home"),
    path("pledge", pledge.pledge, name="pledge"),
    path("results", results.results, name="results"),
    path("results/meetings/<str:number>", results.announce, name="announce"),
    path("results/lists/<str:number>/paper", results.results_paper, name="results_paper"),
    path("results/lists/<str:number>/objections", results.objections_paper, name="objections_paper"),
    path("results/<int:id>/reasons", results.give_reasons, name="give_reasons"),
    path("results/<int:id>/form/<str:kind>", results.form, name="final_form"),
    path("results/rechecks/<int:id>", results.answer_recheck, name="answer_recheck"),
    path("results/vetoes", results.veto, name="veto"),
    path("results/objections/<str:number>", results.handle_objection, name="handle_objection"),
    path("filings", home.file_committee, name="file_committee"),
    path("filings/<int:id>/enable", home.enable, name="enable"),
    path("committees/<int:id>", home.sitting, name="sitting"),
    path("committees/<int:id>/<str:deed>", home.sitting_deed, name="sitting_deed"),
    path("meetings/<str:number>", meeting.meeting, name="meeting"),
    path("meetings/<str:number>/key", meeting.key, name="key"),
    path("meetings/<str:number>/papers/<str:kind>", meeting.paper, name="paper"),
    path("meetings/<str:number>/kit", meeting.export_kit, name="export_kit"),
    path("meetings/<str:number>/kit/file", meeting.kit_file, name="kit_file"),
    path("meetings/<str:number>/<str:deed>", meeting.deed, name="deed"),
    path("lectures/<str:number>", lectures.lectures, name="lectures"),
    path("lectures/<str:number>/<str:deed>", lectures.deed, name="lecture_deed"),
    path("draws/<str:number>", draw.draw, name="draw"),
    path("draws/<str:number>/<str:deed>", draw.deed, name="draw_deed"),
    path("experts", experts.experts, name="experts"),
    path("experts/new", experts.nominate, name="nominate_outsider"),
    path("experts/<str:number>", experts.expert, name="expert"),
    path("nominations", experts.nominations, name="nominations"),
    path("nominations/<str:number>", experts.nomination, name="nomination"),
]
