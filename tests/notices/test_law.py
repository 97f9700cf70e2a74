"""The committed notices load, quote truly, and leave no clause unclaimed."""

import tomllib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from zhicheng.policy.load import load
from zhicheng.policy.loading.text import read_clauses, stripped, text_digest
from zhicheng.policy.notice import Notice
from zhicheng.policy.places import SECTIONS, UNIT_FILES

NOTICES = Path(__file__).parents[2] / "notices"
FOLDER = NOTICES / "2023-xuchang"
TEXT = (FOLDER / "text.md").read_text(encoding="utf-8")
CHINA = timezone(timedelta(hours=8))

# What the code asks for by name; a notice without one of these cannot be judged by.
ASKED_FOR = [
    "employer_in_city",
    "months_with_employer",
    "contract_signed",
    "person_admitted",
    "not_a_civil_servant",
    "not_retired",
    "not_reaching_retirement",
    "retirement_ages",
    "account_made_by_manager",
    "unit_verified_first",
    "unit_told_once",
    "social_card_confirmed",
    "green_channel_approved",
    "tenure_of_unestablished",
    "initial_password",
    "handed_in_in_time",
    "corrected_in_time",
    "not_changed_by_reviewers",
    "no_return_after_pass",
    "no_return_on_request",
    "secrecy_declared",
    "confirmed_before_hand_in",
    "printed_after_all_passed",
    "liable_reviewer",
    "recommended_by_unit",
    "told_once",
    "all_at_once",
    "deemed_abandoned",
    "correction_time",
    "achievements_count",
    "years_in_post",
    "office_in_time",
    "committee_fits",
    "committee_open",
    "series_online",
    "appointment_proved",
    "appointment_roster",
    "same_specialty",
    "change_of_series_declared",
    "studies_run_first_to_highest",
    "master_needs_degree",
    "work_is_continuous",
    "contract_uploaded",
    "document_number_named",
    "appraisals_complete",
    "written_proof",
    "legible",
    "original_in_colour",
    "originals_compared",
    "unit_publicity",
    "own_dossier",
    "two_people",
    "everything_uploaded",
    "pledge_signed",
    "no_bar",
    "title_step_by_step",
    "qualifies",
    "file_kinds",
]


@pytest.fixture(scope="module")
def notice() -> Notice:
    loaded = load(FOLDER)
    assert isinstance(loaded, Notice), "\n".join(map(str, loaded))
    return loaded


def test_the_text_is_the_notice_word_for_word():
    identity = tomllib.loads((FOLDER / "notice.toml").read_text(encoding="utf-8"))
    assert text_digest(TEXT) == identity["text_digest"]


def test_changing_one_character_of_the_text_changes_its_digest():
    assert text_digest(TEXT.replace("满6个月", "满5个月")) != text_digest(TEXT)
    assert text_digest(TEXT.replace("\n\n", "\n")) == text_digest(TEXT)


def test_no_word_is_lost_or_doubled_between_the_clauses(notice):
    words = "".join(stripped(c.text) for c in notice.clauses.values())
    assert words == stripped("\n".join(line for line in TEXT.splitlines() if not line.startswith("#")))


def test_every_quotation_stands_under_its_clause(notice):
    sources = [
        *(r.source for r in notice.rules.values()),
        *(s.source for s in notice.stations),
        *(m.source for m in notice.materials),
        *(c.source for c in notice.committees.values()),
        *(d.source for d in notice.defects.values()),
    ]
    for source in sources:
        assert bool(source.says) != bool(source.ours), source
        if source.says:
            below = [c.text for id, c in notice.clauses.items() if id.startswith(source.clause)]
            assert stripped(source.says) in stripped("".join(below)), source
        else:
            assert source.sureness in ("确定", "较确定", "不确定"), source


@pytest.mark.parametrize("folder", ["2023-xuchang", "2022-xuchang-synthetic"])
def test_every_clause_is_claimed(folder):
    notice = load(NOTICES / folder)
    claimed = {
        *(r.source.clause for r in notice.rules.values()),
        *(s.source.clause for s in notice.stations),
        *(m.source.clause for m in notice.materials),
        *(c.source.clause for c in notice.committees.values()),
        *(d.source.clause for d in notice.defects.values()),
        *(p.clause for p in notice.for_people),
    }
    assert set(notice.clauses) - claimed - {"附件"} == set()


@pytest.mark.parametrize("folder", ["2023-xuchang", "2022-xuchang-synthetic"])
def test_every_rule_that_the_code_asks_for_is_there(folder):
    notice = load(NOTICES / folder)
    assert [id for id in ASKED_FOR if id not in notice.rules] == []
    assert all(r.title and r.mend for r in notice.rules.values())


def test_the_two_senior_committees_are_open_and_divide_the_schools_between_them(notice):
    open_seniors = {c.id: c for c in notice.committees.values() if c.is_open and c.level == "associate-senior"}
    assert {c.name for c in open_seniors.values()} == {
        "许昌市中小学教师副高级职称评审委员会",
        "许昌市农村中小学教师副高级职称评审委员会",
    }
    assert open_seniors["teacher-senior"].localities == ("城区",)
    assert open_seniors["rural-teacher-senior"].localities == ("镇区", "乡村")


def test_a_deadline_day_ends_at_midnight_of_the_next(notice):
    committee = notice.committees["teacher-senior"]
    assert committee.opens_at == datetime(2023, 10, 16, 9, tzinfo=CHINA)
    assert dict(committee.windows) == {
        "personal": datetime(2023, 11, 1, tzinfo=CHINA),
        "unit": datetime(2023, 11, 11, tzinfo=CHINA),
        "department": datetime(2023, 11, 18, tzinfo=CHINA),
        "county": datetime(2023, 11, 25, tzinfo=CHINA),
        "city": datetime(2023, 12, 2, tzinfo=CHINA),
        "acceptance": datetime(2023, 12, 9, tzinfo=CHINA),
    }


def test_the_calendar_says_that_it_is_an_example(notice):
    assert notice.calendar_note == "示例安排，以附件为准"
    assert all(c.is_example for c in notice.committees.values())


def test_the_entrusted_series_and_the_other_seniors_are_closed_with_words(notice):
    closed = [c for c in notice.committees.values() if not c.is_open]
    assert sum(c.status == "委托" for c in closed) == 8
    assert all("暂不进行网上申报" in c.status_words for c in closed if c.status == "委托")
    assert all("另行通知" in c.status_words for c in closed)
    assert set(notice.rule("series_online")["series"]) == {s for c in closed if c.status == "委托" for s in c.series}


def test_at_least_six_intermediate_committees_are_open(notice):
    assert sum(c.is_open and c.level == "intermediate" for c in notice.committees.values()) >= 6


def test_the_catalogue_of_reasons_covers_every_section(notice):
    assert len(notice.defects) >= 25
    assert {d.section for d in notice.defects.values()} == {*SECTIONS, UNIT_FILES}


def test_the_stations_stand_in_the_order_of_the_notice(notice):
    assert [s.id for s in notice.stations] == [
        "unit_handler", "unit_publicity", "unit_principal", "department", "county_office", "city_office",
        "committee_acceptance",
    ]  # fmt: skip


def test_the_codes_hold_what_the_standards_hold(notice):
    assert len(notice.codes["ethnicity"]) == 58
    assert len(notice.codes["series"]) == 28  # 27 national ones and 群众文化
    assert notice.name_of("schooling", "14") == "硕士研究生毕业"
    assert notice.name_of("degree", "3") == "硕士"
    assert notice.name_of("specialty", "junior-maths") == "初中数学"
    assert notice.name_of("committee", "teacher-senior") == "许昌市中小学教师副高级职称评审委员会"
    assert set(notice.codes["specialty"]) == set(notice.codes["specialty_series"])
    assert set(notice.codes["specialty_series"].values()) <= set(notice.codes["series"])


def test_every_specialty_of_a_teacher_has_a_stage(notice):
    teachers = {s for s, series in notice.codes["specialty_series"].items() if series == "primary-secondary-teacher"}
    assert teachers == set(notice.codes["stage"])


def test_the_texts_are_ours_and_carry_a_version(notice):
    for name in ("applicant_pledge", "employer_pledge", "reviewer_liability", "secrecy_declaration", "files_opened"):
        version = notice.texts[f"{name}.version"]
        assert notice.texts[name] == notice.texts[f"{name}@{version}"] != ""


def test_the_same_folder_gives_the_same_hash_and_another_folder_another(notice):
    assert load(FOLDER).hash == notice.hash
    assert load(NOTICES / "2022-xuchang-synthetic").hash != notice.hash


def test_the_synthetic_year_says_so_and_is_over():
    notice = load(NOTICES / "2022-xuchang-synthetic")
    assert (notice.year, notice.is_synthetic) == (2022, True)
    assert "合成" in notice.clauses["首"].text
    assert all(c.windows["acceptance"].year == 2022 for c in notice.committees.values())


def test_a_loaded_notice_cannot_be_changed(notice):
    with pytest.raises(TypeError):
        notice.rules["years_in_post"] = None
    with pytest.raises(TypeError):
        notice.rule("person_admitted")["id_types_by_group"]["内地"] = ()


def test_headings_of_clauses_keep_the_words_in_the_text():
    clauses = read_clauses("## 一\n\n一、范围\n\n### 一(一)\n\n（一）工作满6个月。\n", "text.md", complaints := [])
    assert complaints == []
    assert clauses["一"].text == "一、范围"
    assert clauses["一"].heading == "一、范围"
    assert clauses["一(一)"].text == "（一）工作满6个月。"
