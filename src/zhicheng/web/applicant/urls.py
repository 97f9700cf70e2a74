from django.urls import path

from . import attach, hand_in, home, letter, pledge, print_form, result, section

app_name = "applicant"
urlpatterns = [
    path("", home.home, name="home"),
    path("open", home.open_dossier, name="open"),
    path("section/pledge", pledge.pledge, name="pledge"),
    path("section/<slug:name>", section.section, name="section"),
    path("section/<slug:name>/save", section.autosave, name="autosave"),
    path("section/<slug:name>/rows", section.add_row, name="add_row"),
    path("section/<slug:name>/rows/<slug:key>", section.save_row, name="save_row"),
    path("section/<slug:name>/rows/<slug:key>/remove", section.remove_row, name="remove_row"),
    path("files", attach.attach, name="attach"),
    path("files/<int:id>", attach.see, name="file"),
    path("files/<int:id>/pages/<int:page>", attach.page, name="file_page"),
    path("files/<int:id>/download", attach.download, name="file_download"),
    path("files/<int:id>/remove", attach.remove, name="detach"),
    path("materials", home.materials, name="materials"),
    path("check", hand_in.check, name="check"),
    path("preview", print_form.preview, name="preview"),
    path("preview/form", print_form.preview_form, name="preview_form"),
    path("hand-in", hand_in.hand_in, name="hand_in"),
    path("letters/<str:number>", letter.letter, name="letter"),
    path("letters/<str:number>/paper", letter.paper, name="letter_paper"),
    path("result", result.result, name="result"),
    path("result/recheck", result.ask_recheck, name="ask_recheck"),
    path("result/certificates/<str:number>", result.certificate, name="certificate"),
    path("integrity/<int:id>/pleas", result.plead, name="plead"),
    path("integrity/<int:id>/extract", result.extract, name="extract"),
    path("integrity/measures/<int:id>", result.measure_paper, name="measure_paper"),
    path("print/<slug:kind>", print_form.print_form, name="print"),
]
