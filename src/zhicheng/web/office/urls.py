from django.urls import path

from . import approvals, experts, green_channel, inbox, organisations, receipts, schedule, statistics, visit, years

app_name = "office"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("done", inbox.done, name="done"),
    path("visits/<str:number>", visit.visit, name="visit"),
    path("visits/<str:number>/verdict", visit.verdict, name="verdict"),
    path("visits/<str:number>/items", visit.add_item, name="add_item"),
    path("visits/<str:number>/items/<int:id>/remove", visit.remove_item, name="remove_item"),
    path("visits/<str:number>/send-back", visit.send_back, name="send_back"),
    path("visits/<str:number>/pass", visit.pass_on, name="pass_on"),
    path("visits/<str:number>/turn-down", visit.turn_down, name="turn_down"),
    path("visits/<str:number>/files/<str:digest>/<int:page>", visit.file_page, name="file_page"),
    path("letters/<str:number>/paper", visit.letter_paper, name="letter_paper"),
    path("units", organisations.organisations, name="organisations"),
    path("units/new", organisations.create, name="create_organisation"),
    path("units/<int:id>", organisations.organisation, name="organisation"),
    path("units/<int:id>/decide", organisations.decide, name="decide_organisation"),
    path("units/<int:id>/seat", organisations.give_administrator, name="give_administrator"),
    path("units/<int:id>/able", organisations.able, name="able_organisation"),
    path("proofs/<int:id>/<int:page>", organisations.proof_page, name="proof_page"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/<int:id>", approvals.decide, name="decide_approval"),
    path("green-channel", green_channel.green_channels, name="green_channels"),
    path("experts", experts.experts, name="experts"),
    path("experts/<str:number>", experts.nomination, name="nomination"),
    path("statistics", statistics.statistics, name="statistics"),
    path("paper", receipts.receipts, name="receipts"),
    path("schedule", schedule.schedule, name="schedule"),
    path("schedule/plan", schedule.plan, name="plan"),
    path("schedule/propose", schedule.propose, name="propose_change"),
    path("schedule/approvals/<int:id>", schedule.put_in_force, name="put_in_force"),
    path("years", years.years, name="years"),
    path("years/open", years.open_year, name="open_year"),
    path("years/close", years.close_year, name="close_year"),
]
