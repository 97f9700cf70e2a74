from django.urls import path

from . import demo, draws, home, log_in, notice, results, self_test, verify_letter, verify_page

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("notice", notice.notice, name="notice"),
    path("schedule", notice.schedule, name="schedule"),
    path("guide", notice.guide, name="guides"),
    path("self-test", self_test.self_test, name="self_test"),
    path("draws", draws.draws, name="draws"),
    path("draws/<str:number>", draws.draw, name="draw"),
    path("draws/<str:number>/<str:seal>.json", draws.draw_file, name="draw_file"),
    path("verify/page", verify_page.verify_page, name="verify_page"),
    path("verify/letter", verify_letter.verify_letter, name="verify_letter"),
    path("results", results.publicity, name="publicity"),
    path("results/objections", results.objection_status, name="objection_status"),
    path("results/<str:number>", results.publication, name="publication"),
    path("results/<str:number>/object", results.object_box, name="object_box"),
    path("verify/certificate", results.verify_certificate, name="verify_certificate"),
    path("verify/certificate/<str:token>", results.verify_token, name="verify_token"),
    path("log-in", log_in.log_in, name="log_in"),
    path("log-out", log_in.log_out, name="log_out"),
    path("enter", log_in.enter, name="enter"),
    path("seat", log_in.choose_seat, name="choose_seat"),
    path("password", log_in.change_password, name="change_password"),
    path("reading-mode", home.reading_mode, name="reading_mode"),
    path("health", home.health, name="health"),
    path("demo/enter", demo.enter_as, name="enter_as"),
    path("demo/clock", demo.move_clock, name="move_clock"),
]
