"""Every address × every seat: a page is there for whoever may use it, and absent for everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver, reverse
from web.conftest import Town, client_for

from zhicheng.accounts import queries as accounts
from zhicheng.dossier import queries as dossiers
from zhicheng.stations import queries as stations
from zhicheng.stations.models import UnitPublicity

ALL = frozenset({"anonymous", "returned", "writing", "administrator", "handler", "principal", "other_administrator",
                 "other_handler", "department", "department_registrar", "county", "county_superior", "city",
                 "city_registrar", "city_superior", "committee", "college_handler", "college_principal", "secretary",
                 "expert", "supervisor"})  # fmt: skip
SIGNED_IN = ALL - {"anonymous"}
APPLICANTS = frozenset({"returned", "writing"})
ADMINISTRATORS = frozenset({"administrator", "other_administrator"})
HANDLERS = frozenset({"handler", "other_handler", "college_handler"})
CITY = frozenset({"city", "city_registrar", "city_superior"})
COLLEGE = frozenset({"college_handler", "college_principal"})
REVIEWERS = frozenset({"department", "county", "city", "committee"})
REGISTRARS = frozenset({"department_registrar", "city_registrar"})
SUPERIORS = frozenset({"county_superior", "city_superior"})
NOBODY: frozenset[str] = frozenset()
Row = tuple[str, dict[str, Any], str, frozenset[str]]


def addresses(town: Town) -> list[Row]:
    """Name, arguments, method, and for whom it is there."""
    returned, handler, principal = town.number("returned"), town.number("at_handler"), town.number("at_principal")
    department = town.number("at_department")
    dossier = town.walkers["returned"].dossier
    letter = stations.letters(dossier)[-1].number
    own_file = dossiers.attachments(dossier)[0].pk
    digest = dossiers.files_of(dossiers.latest(dossier))[0].digest
    unit = town.world.organisation("建安区示例中学")
    employment = accounts.employment_of(town.walkers["returned"].person).pk
    proof = accounts.proofs_of(unit)[0].pk
    posting = UnitPublicity.objects.filter(organisation=unit).first()
    photo = posting.photos.first().pk
    seat = next(s.pk for s in accounts.seats_in(unit) if s.role == "handler")
    mine = frozenset({"returned"})
    of_unit = frozenset({"administrator", "handler", "principal"})
    managers = frozenset({"department_registrar", "city_registrar"})
    at_department = {"number": department}
    secretary, expert, supervisor = frozenset({"secretary"}), frozenset({"expert"}), frozenset({"supervisor"})
    of_meeting = {"number": "2023-teacher-senior-1"}  # tests/committee/test_pages.py has doors where there is a meeting
    of_case = of_meeting | {"ordinal": 1}
    of_list = {"number": "2023-teacher-senior-1-GS"}  # tests/outcome/test_pages.py has doors where there is a list
    keepers = frozenset({"city", "city_superior"})
    return [
        ("public:home", {}, "get", ALL),
        ("public:notice", {}, "get", ALL),
        ("public:schedule", {}, "get", ALL),
        ("public:guides", {}, "get", ALL),
        ("public:self_test", {}, "get", ALL),
        ("public:self_test", {}, "post", ALL),
        ("public:verify_page", {}, "get", ALL),
        ("public:verify_letter", {}, "get", ALL),
        ("public:publicity", {}, "get", ALL),
        ("public:publication", of_list, "get", NOBODY),
        ("public:object_box", of_list, "post", NOBODY),
        ("public:objection_status", {}, "get", ALL),
        ("public:verify_certificate", {}, "get", ALL),
        ("public:verify_token", {"token": "ABCDEFGH"}, "get", ALL),
        ("public:log_in", {}, "get", ALL),
        ("public:health", {}, "get", ALL),
        ("public:reading_mode", {}, "get", ALL),
        ("public:move_clock", {}, "post", ALL),
        ("public:enter_as", {}, "post", NOBODY),
        ("public:enter", {}, "get", SIGNED_IN),
        ("public:choose_seat", {}, "get", SIGNED_IN),
        ("public:change_password", {}, "get", SIGNED_IN),
        ("applicant:home", {}, "get", APPLICANTS),
        ("applicant:open", {}, "post", APPLICANTS),
        ("applicant:section", {"name": "title"}, "get", APPLICANTS),
        ("applicant:pledge", {}, "get", APPLICANTS),
        ("applicant:autosave", {"name": "title"}, "post", APPLICANTS),
        ("applicant:add_row", {"name": "jobs"}, "post", APPLICANTS),
        ("applicant:save_row", {"name": "jobs", "key": "r1"}, "post", APPLICANTS),
        ("applicant:remove_row", {"name": "jobs", "key": "r9"}, "post", APPLICANTS),
        ("applicant:result", {}, "get", APPLICANTS),
        ("applicant:ask_recheck", {}, "post", APPLICANTS),
        ("applicant:certificate", {"number": "XZ2023"}, "get", NOBODY),
        ("applicant:plead", {"id": 1}, "post", NOBODY),
        ("applicant:measure_paper", {"id": 1}, "get", NOBODY),
        ("applicant:extract", {"id": 1}, "get", NOBODY),
        ("applicant:attach", {}, "post", NOBODY),  # without a place there is no such file
        ("applicant:file", {"id": own_file}, "get", mine),
        ("applicant:file_page", {"id": own_file, "page": 1}, "get", mine),
        ("applicant:file_download", {"id": own_file}, "get", mine),
        ("applicant:detach", {"id": own_file}, "post", mine),
        ("applicant:materials", {}, "get", APPLICANTS),
        ("applicant:check", {}, "get", APPLICANTS),
        ("applicant:preview", {}, "get", APPLICANTS),
        ("applicant:preview_form", {}, "get", APPLICANTS),
        ("applicant:hand_in", {}, "get", APPLICANTS),
        ("applicant:letter", {"number": letter}, "get", mine),
        ("applicant:letter_paper", {"number": letter}, "get", mine),
        ("applicant:print", {"kind": "a4"}, "get", NOBODY),  # not before every level has approved
        ("employer:organisation", {}, "get", ADMINISTRATORS),
        ("employer:complete", {}, "post", ADMINISTRATORS),
        ("employer:add_proof", {"kind": "licence"}, "post", ADMINISTRATORS),
        ("employer:remove_proof", {"id": proof}, "post", frozenset({"administrator"})),
        ("employer:proof_page", {"id": proof, "page": 1}, "get", frozenset({"administrator"})),
        ("employer:submit", {}, "post", ADMINISTRATORS),
        ("employer:unit_letter_paper", {"id": 1}, "get", NOBODY),  # it was verified: there is no such letter
        ("employer:people", {}, "get", ADMINISTRATORS),
        ("employer:add_person", {}, "get", ADMINISTRATORS),
        ("employer:person", {"id": employment}, "get", frozenset({"administrator"})),
        ("employer:seats", {}, "get", ADMINISTRATORS),
        ("employer:give_seat", {}, "post", NOBODY),  # without a role there is no such seat
        ("employer:integrity", {}, "get", ADMINISTRATORS | {"principal", "college_principal"}),
        ("employer:plead", {"id": 1}, "post", NOBODY),
        ("employer:extract", {"id": 1}, "get", NOBODY),
        ("employer:measure_paper", {"id": 1}, "get", NOBODY),
        ("employer:inbox", {}, "get", HANDLERS | {"principal", "college_principal"}),
        ("employer:all", {}, "get", of_unit | {"other_administrator", "other_handler"} | COLLEGE),
        ("employer:one", {"number": returned}, "get", of_unit),
        ("employer:report", {}, "get", of_unit),  # nobody is recommended at the other unit
        ("employer:visit", {"number": handler}, "get", frozenset({"handler"})),
        ("employer:visit", {"number": principal}, "get", frozenset({"handler", "principal"})),
        ("employer:verdict", {"number": handler}, "post", frozenset({"handler"})),
        ("employer:verdict", {"number": principal}, "post", frozenset({"principal"})),
        ("employer:add_item", {"number": handler}, "post", frozenset({"handler"})),
        ("employer:remove_item", {"number": handler, "id": 1}, "post", NOBODY),
        ("employer:compare", {"number": handler}, "post", frozenset({"handler"})),
        ("employer:add_unit_file", {"number": handler}, "post", frozenset({"handler"})),
        ("employer:remove_unit_file", {"number": handler, "id": 1}, "post", NOBODY),
        ("employer:file_page", {"number": returned, "digest": digest, "page": 1}, "get",
         frozenset({"handler", "principal"})),
        ("employer:send_back", {"number": handler}, "get", frozenset({"handler"})),
        ("employer:pass_on", {"number": handler}, "get", frozenset({"handler"})),
        ("employer:recommend", {"number": principal}, "get", frozenset({"principal"})),
        ("employer:recommend", {"number": handler}, "get", NOBODY),
        ("employer:turn_down", {"number": handler}, "get", frozenset({"handler"})),
        ("employer:publicities", {}, "get", HANDLERS),
        ("employer:publicity", {"id": posting.pk}, "get", frozenset({"handler"})),
        ("employer:add_photo", {"id": posting.pk}, "post", frozenset({"handler"})),
        ("employer:photo_page", {"id": posting.pk, "photo": photo}, "get", frozenset({"handler"})),
        ("employer:close_publicity", {"id": posting.pk}, "post", frozenset({"handler"})),
        ("employer:publicity_list", {"id": posting.pk}, "get", frozenset({"handler", "principal"})),
        ("office:inbox", {}, "get", REVIEWERS),
        ("office:done", {}, "get", REVIEWERS),
        ("office:visit", at_department, "get", frozenset({"department"})),
        ("office:visit", {"number": returned}, "get", frozenset({"department", "county"})),
        ("office:verdict", at_department, "post", frozenset({"department"})),
        ("office:add_item", at_department, "post", frozenset({"department"})),
        ("office:remove_item", at_department | {"id": 1}, "post", NOBODY),
        ("office:send_back", at_department, "get", frozenset({"department"})),
        ("office:pass_on", at_department, "get", frozenset({"department"})),
        ("office:turn_down", at_department, "get", frozenset({"department"})),
        ("office:file_page", {"number": returned, "digest": digest, "page": 1}, "get",
         frozenset({"department", "county"})),
        ("office:letter_paper", {"number": letter}, "get", frozenset({"county"})),
        ("office:organisations", {}, "get", REGISTRARS),
        ("office:create_organisation", {}, "get", REGISTRARS),
        ("office:organisation", {"id": unit.pk}, "get", managers),
        ("office:decide_organisation", {"id": unit.pk}, "post", managers),
        ("office:give_administrator", {"id": unit.pk}, "post", NOBODY),  # without a role there is no such seat
        ("office:proof_page", {"id": proof, "page": 1}, "get", managers),
        ("office:approvals", {}, "get", SUPERIORS),
        ("office:decide_approval", {"id": 1}, "post", NOBODY),
        ("office:green_channels", {}, "get", REGISTRARS),
        ("office:entrustment", {}, "get", CITY),
        ("office:enter_letter", {}, "get", frozenset({"city_registrar"})),
        ("office:letter_in", {"id": town.letter_in}, "get", CITY),
        ("office:check_letter", {"id": town.letter_in}, "post", frozenset({"city"})),
        ("office:letter_scan", {"id": town.letter_in, "page": 1}, "get", CITY),
        ("office:draft_letter", {}, "get", frozenset({"city"})),
        ("office:letter_out", {"id": town.letter_out}, "get", CITY),
        ("office:letter_out", {"id": town.letter_of_college}, "get", CITY),
        ("office:decide_letter", {"id": town.letter_out}, "post", frozenset({"city_superior"})),
        ("office:answer_letter", {"id": town.letter_out}, "post", frozenset({"city"})),
        ("office:letter_result", {"id": town.letter_out, "line": 1}, "get", frozenset({"city"})),
        ("office:letter_out_paper", {"id": town.letter_out}, "get", CITY),
        ("office:census", {}, "get", frozenset({"county", "city", "committee"})),  # 市教育局 is of the city
        ("office:census_export", {}, "get", frozenset({"city"})),
        ("employer:entrustment", {}, "get", COLLEGE),
        ("employer:draft_letter", {}, "get", frozenset({"college_handler"})),
        ("employer:letter_out", {"id": town.letter_of_college}, "get", COLLEGE),
        ("employer:letter_out", {"id": town.letter_out}, "get", NOBODY),
        ("employer:decide_letter", {"id": town.letter_of_college}, "post", frozenset({"college_principal"})),
        ("employer:answer_letter", {"id": town.letter_of_college}, "post", frozenset({"college_handler"})),
        ("employer:letter_out_paper", {"id": town.letter_of_college}, "get", COLLEGE),
        ("office:green_mark", {"id": employment}, "post", NOBODY),  # there is no mark on it
        ("office:quotas", {}, "get", REGISTRARS),
        ("office:quota", {"id": unit.pk}, "get", managers),
        ("office:statistics", {}, "get", REVIEWERS | SUPERIORS),
        ("office:receipts", {}, "get", frozenset({"committee"})),
        ("office:schedule", {}, "get", REVIEWERS | REGISTRARS | SUPERIORS),
        ("office:plan", {}, "post", REVIEWERS | SUPERIORS),
        ("office:propose_change", {}, "post", frozenset({"city", "city_registrar"})),
        ("office:put_in_force", {"id": 1}, "post", NOBODY),  # nothing was granted
        ("office:outcomes", {}, "get", keepers),
        ("office:accept_results", of_meeting, "post", NOBODY),
        ("office:propose_recognition", {"id": 1}, "post", NOBODY),
        ("office:recognise", {"id": 10_000}, "post", NOBODY),
        ("office:publish_recognition", {"id": 1}, "post", NOBODY),
        ("office:handle_objection", of_list, "post", NOBODY),
        ("office:publication", of_list, "get", NOBODY),
        ("office:results_paper", of_list, "get", NOBODY),
        ("office:objections_paper", of_list, "get", NOBODY),
        ("office:propose_confirmation", of_list, "post", NOBODY),
        ("office:confirm_titles", of_list, "post", NOBODY),
        ("office:issue_certificates", {"id": 1}, "post", NOBODY),
        ("office:confirmation_paper", {"id": 1}, "get", NOBODY),
        ("office:certificate", {"number": "XZ2023"}, "get", NOBODY),
        ("office:certificate_paper", {"number": "XZ2023"}, "get", NOBODY),
        ("office:certificate_deed", {"number": "XZ2023", "deed": "revoke"}, "post", NOBODY),
        ("office:integrity", {}, "get", keepers),
        ("office:propose_sanction", {}, "post", frozenset({"city"})),
        ("office:decide_sanction", {"id": 1}, "post", NOBODY),
        ("office:add_measure", {"id": 1}, "post", NOBODY),
        ("office:answer_plea", {"id": 1}, "post", NOBODY),
        ("office:measure_paper", {"id": 1}, "get", NOBODY),
        ("office:extract", {"id": 1}, "get", NOBODY),
        ("office:years", {}, "get", frozenset({"city_superior"})),
        ("office:open_year", {}, "post", NOBODY),  # without a folder there is no such notice
        ("office:close_year", {}, "post", frozenset({"city_superior"})),
        ("secretariat:home", {}, "get", secretary),
        ("secretariat:pledge", {}, "get", secretary),
        ("secretariat:results", {}, "get", secretary),
        ("secretariat:veto", {}, "post", secretary),
        ("secretariat:announce", of_meeting, "post", NOBODY),
        ("secretariat:give_reasons", {"id": 1}, "post", NOBODY),
        ("secretariat:answer_recheck", {"id": 1}, "post", NOBODY),
        ("secretariat:handle_objection", of_list, "post", NOBODY),
        ("secretariat:results_paper", of_list, "get", NOBODY),
        ("secretariat:objections_paper", of_list, "get", NOBODY),
        ("secretariat:file_committee", {}, "post", secretary),
        ("secretariat:enable", {"id": 1}, "post", NOBODY),
        ("secretariat:sitting", {"id": 1}, "get", NOBODY),
        ("secretariat:sitting_deed", {"id": 1, "deed": "plan"}, "post", NOBODY),
        ("secretariat:meeting", of_meeting, "get", NOBODY),
        ("secretariat:key", of_meeting, "post", NOBODY),
        ("secretariat:export_kit", of_meeting, "post", NOBODY),
        ("secretariat:kit_file", of_meeting, "get", NOBODY),
        ("secretariat:deed", of_meeting | {"deed": "freeze"}, "post", NOBODY),
        ("secretariat:paper", of_meeting | {"kind": "minutes"}, "get", NOBODY),
        ("secretariat:final_form", {"id": 1, "kind": "whole"}, "get", NOBODY),
        ("public:draws", {}, "get", ALL),
        ("public:draw", of_meeting, "get", NOBODY),  # nothing has been published
        ("public:draw_file", of_meeting | {"seal": "0" * 64}, "get", NOBODY),
        ("employer:experts", {}, "get", ADMINISTRATORS | HANDLERS | {"principal", "college_principal"}),
        ("employer:nominate_expert", {}, "get", ADMINISTRATORS | HANDLERS),
        ("employer:nomination", of_meeting, "get", NOBODY),
        ("employer:report_expert", of_meeting, "post", NOBODY),
        ("employer:leave_paper", {"id": 1}, "get", NOBODY),
        ("office:experts", {}, "get", REVIEWERS),
        ("office:nomination", of_meeting, "get", NOBODY),
        ("secretariat:experts", {}, "get", secretary),
        ("secretariat:nominate_outsider", {}, "get", secretary),
        ("secretariat:expert", of_meeting, "get", NOBODY),
        ("secretariat:nominations", {}, "get", secretary),
        ("secretariat:nomination", of_meeting, "get", NOBODY),
        ("secretariat:lectures", of_meeting, "get", NOBODY),
        ("secretariat:lecture_deed", of_meeting | {"deed": "draw"}, "post", NOBODY),
        ("secretariat:draw", of_meeting, "get", NOBODY),
        ("secretariat:draw_deed", of_meeting | {"deed": "open"}, "post", NOBODY),
        ("supervisor:draws", {}, "get", supervisor),
        ("supervisor:draw", of_meeting, "get", NOBODY),
        ("supervisor:draw_deed", of_meeting | {"deed": "commit"}, "post", NOBODY),
        ("expert:home", {}, "get", expert),
        ("expert:declaration", {}, "get", expert),
        ("expert:invitation", of_meeting, "get", NOBODY),
        ("expert:invitation_paper", of_meeting | {"kind": "invitation"}, "get", NOBODY),
        ("expert:pledge", {}, "get", expert),
        ("expert:meetings", {}, "get", expert),
        ("expert:meeting", of_meeting, "get", NOBODY),
        ("expert:declare", of_meeting, "post", NOBODY),
        ("expert:sign_in", of_meeting, "post", NOBODY),
        ("expert:announce", of_meeting, "post", NOBODY),
        ("expert:key", of_meeting, "post", NOBODY),
        ("expert:ballot", of_meeting, "get", NOBODY),
        ("expert:room", of_meeting, "get", NOBODY),
        ("expert:score", of_meeting | {"lot": 1}, "get", NOBODY),
        ("expert:case", of_case, "get", NOBODY),
        ("expert:opinion", of_case, "post", NOBODY),
        ("expert:recuse", of_case, "post", NOBODY),
        ("expert:file_page", of_case | {"digest": digest, "page": 1}, "get", NOBODY),
        ("supervisor:live", {}, "get", supervisor),
        ("supervisor:pledge", {}, "get", supervisor),
        ("supervisor:integrity", {}, "get", supervisor),
        ("supervisor:supervise", {}, "post", supervisor),
        ("supervisor:veto", {}, "post", supervisor),
        ("supervisor:extract", {"id": 1}, "get", NOBODY),
        ("supervisor:lift", {"id": 1}, "post", NOBODY),
        ("supervisor:meeting", of_meeting, "get", NOBODY),
        ("supervisor:lectures", of_meeting, "get", NOBODY),
        ("supervisor:key", of_meeting, "post", NOBODY),
        ("supervisor:paper", of_meeting | {"kind": "minutes"}, "get", NOBODY),
        ("supervisor:confirm", of_meeting, "post", NOBODY),
        # what changes the town comes last
        ("employer:release_person", {"id": employment}, "post", frozenset({"administrator"})),
        ("office:able_organisation", {"id": unit.pk}, "post", managers),
        ("employer:end_seat", {"id": seat}, "post", frozenset({"administrator"})),
        ("employer:reset_password", {"id": employment}, "post", frozenset({"administrator"})),
        ("public:log_out", {}, "post", SIGNED_IN),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("unlogged")
def test_every_address_is_there_for_whom_it_is_and_absent_for_everybody_else(town: Town, settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # five thousand pages, none about sessions
    actors, wrong = town.actors(), []
    clients = {name: client_for(actor) for name, actor in actors.items()}
    for name, arguments, method, allowed in addresses(town):
        address = reverse(name, kwargs=arguments)
        for who, client in clients.items():
            if name == "public:log_out":
                client = client_for(actors[who])
            answer = getattr(client, method)(address)
            is_there = answer.status_code != 404 and "/log-in" not in answer.headers.get("Location", "")
            if answer.status_code >= 500 or is_there != (who in allowed):
                wrong.append(f"{name} {arguments} {who}: {answer.status_code}")
    assert "\n".join(wrong) == ""


def test_every_address_of_the_product_stands_in_the_table(town: Town) -> None:
    there = {row[0] for row in addresses(town)}
    known = {
        f"{namespace}:{name}"
        for namespace, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
    assert known - there == set()


def test_what_is_forbidden_and_what_is_not_there_look_the_same(town: Town) -> None:
    letter = stations.letters(town.walkers["returned"].dossier)[-1].number
    stranger = client_for(town.walkers["writing"].actor)
    forbidden = stranger.get(reverse("applicant:letter", args=[letter]))
    absent = stranger.get(reverse("applicant:letter", args=["2023-000000-00000-G01"]))
    assert (forbidden.status_code, forbidden.content) == (absent.status_code, absent.content)
