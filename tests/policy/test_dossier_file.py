import json
import tomllib
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zhicheng.policy.dossier_file import Fault, canonical, content, read_dossier, read_facts
from zhicheng.policy.facts import Achievement, Dossier, File, Job
from zhicheng.policy.schema import json_schema, place_words
from zhicheng.policy.telling import changes

BASES = ("teacher", "young_teacher", "private_engineer")


@pytest.mark.parametrize("name", BASES)
def test_a_dossier_read_from_its_own_content_is_the_same(facts_of, notice, name):
    dossier = facts_of(name).dossier
    again = read_dossier(content(dossier), notice=notice)
    assert content(again) == content(dossier)
    assert replace(again, files=()) == replace(dossier, files=())


@pytest.mark.parametrize("name", BASES)
def test_every_example_keeps_the_schema(file_of, notice, name):
    plain = json.loads(json.dumps(file_of(name), default=lambda d: d.isoformat()))
    Draft202012Validator.check_schema(json_schema(notice.codes))
    assert [e.message for e in Draft202012Validator(json_schema(notice.codes)).iter_errors(plain)] == []


def test_the_content_keeps_the_schema_too(facts_of, notice):
    said = content(facts_of().dossier)
    assert [e.message for e in Draft202012Validator(json_schema(notice.codes)).iter_errors(said)] == []


def test_the_schema_speaks_chinese_of_every_field(notice):
    schema = json_schema(notice.codes)
    tables = [schema, *schema["$defs"].values()]
    bare = [n for t in tables for n, p in t["properties"].items() if p["title"].isascii()]
    assert bare == []


def test_the_canonical_spelling_is_fixed():
    assert (
        canonical({"b": "e\u0301", "a": [date(2019, 12, 31), None, True]})
        == '{"a":["2019-12-31",null,true],"b":"é"}'.encode()
    )


def test_a_fraction_has_no_canonical_spelling():
    with pytest.raises(TypeError):
        canonical({"a": 0.5})


@pytest.mark.parametrize(
    ("given", "place", "words"),
    [
        (
            {"title.appointed_on": "2019年12月"},
            "title.appointed_on",
            "“聘任起”应为日期，如2019-12-31，实为“2019年12月”",
        ),
        ({"title.apointed_on": 1}, "title.apointed_on", "没有这个栏目，是不是“appointed_on”（聘任起）？"),
        ({"basics.sex": "男"}, "basics.sex", "“性别”没有代码“男”，应写代码“1”"),
        ({"basics.retired": "否"}, "basics.retired", "“已离退休”应为是或否，实为“否”"),
        ({"year": "2023"}, "year", "“年度”应为整数，实为“2023”"),
        ({"year": True}, "year", "“年度”应为整数，实为是/否值"),
        ({"jobs": "无"}, "jobs", "“工作经历”应为多行，实为“无”"),
        ({"title": []}, "title", "“现任职称”应为一组栏目，实为一组内容"),
        ({"pledge.signed_at": "2023-10-19T10:00:00"}, "pledge.signed_at", "“承诺时间”须注明时区，如+08:00"),
        ({"basics.name": ""}, "basics.name", "“姓名”不能为空"),
        ({"basics.name": "张\u0000"}, "basics.name", "“姓名”含有不可见的控制字符"),
        ({"jobs.j1.key": "j.1"}, "jobs.j.1", "行号“j.1”只能用字母、数字、下划线和连字符"),
        ({"schema": "zhicheng.dossier/9"}, "schema", "格式版本“zhicheng.dossier/9”不认识，应为“zhicheng.dossier/1”"),
        ({"unit.written_prof": True}, "unit.written_prof", "没有这个栏目，是不是“written_proof”？"),
    ],
)
def test_each_fault_is_one_clear_sentence_with_its_place(file_of, notice, given, place, words):
    assert read_facts(file_of("teacher", given), date(2023, 10, 20), notice=notice) == (Fault(place, words),)


def test_all_faults_come_at_once(file_of, notice):
    said = file_of("teacher", {"basics.sex": "男", "title.obtained_on": 7})
    del said["application"]["title"]
    said["jobs"].append(dict(said["jobs"][0]))
    faults = read_facts(said, date(2023, 10, 20), notice=notice)
    assert [f.place for f in faults] == ["application.title", "basics.sex", "title.obtained_on", "jobs.j1"]


def test_a_file_for_no_slot_or_no_row_is_named(file_of, notice):
    said = file_of("teacher")
    said["files"] += [{"slot": "foto", "digest": "x"}, {"slot": "achievement_proof", "row": "a7", "digest": "x"}]
    assert [f.place for f in read_dossier(said, notice=notice)] == ["files.11.slot", "files.12.row"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.dates(),
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=9), more, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["year", "application", "basics", "employer", "title", "jobs", "files", "unit", "schema"])


@given(st.dictionaries(keys, anything, max_size=9))
def test_no_file_whatever_breaks_the_parser(said):
    assert isinstance(read_facts(said, date(2023, 10, 20)), tuple)


# Changes between two contents

days = st.dates(date(2020, 1, 1), date(2020, 1, 3))
row_keys = st.sampled_from(["k1", "k2", "k3"])
jobs = st.lists(
    st.builds(Job, key=row_keys, begins_on=days, employer=st.sampled_from(["甲", "乙"])),
    max_size=3,
    unique_by=lambda j: j.key,
).map(tuple)
rows = st.lists(
    st.builds(Achievement, key=row_keys, kind=st.just("荣誉"), name=st.sampled_from(["一", "二"]), obtained_on=days),
    max_size=3,
    unique_by=lambda a: a.key,
).map(tuple)
files = st.lists(
    st.builds(
        File,
        slot=st.sampled_from(["photo", "achievement_proof", "contract"]),
        row=st.sampled_from(["", "k1", "k2"]),
        digest=st.sampled_from(["a", "b"]),
    ),
    max_size=4,
).map(tuple)


@st.composite
def dossiers(draw):
    return {
        "jobs": draw(jobs),
        "achievements": draw(rows),
        "files": draw(files),
        "changed_series": draw(st.booleans()),
        "title": draw(st.booleans()),
    }


def built(base: Dossier, said):
    title = base.title if said["title"] else None
    return content(replace(base, **{**said, "title": title}))


@given(dossiers(), dossiers())
def test_changes_are_empty_exactly_when_nothing_differs(facts_of, notice, a, b):
    base = facts_of().dossier
    before, after = built(base, a), built(base, b)
    assert (changes(before, after, notice) == ()) is (before == after)


@given(dossiers(), dossiers())
def test_a_change_seen_one_way_is_seen_the_other_way(facts_of, notice, a, b):
    base = facts_of().dossier
    before, after = built(base, a), built(base, b)
    plain = lambda found: {c.replace(".+.", ".") for c in found}  # noqa: E731
    assert plain(changes(before, after, notice)) == plain(changes(after, before, notice))


def test_rows_fields_and_files_are_told_apart(facts_of, notice):
    base = facts_of().dossier
    before = content(base)
    after = content(
        replace(
            base,
            basics=replace(base.basics, phone="13900000000", contract=replace(base.basics.contract, number="HT-2")),
            jobs=(*base.jobs, Job(key="j2", begins_on=date(2023, 1, 1), employer="乙")),
            achievements=tuple(a for a in base.achievements if a.key != "a1"),
            files=tuple(
                replace(f, digest="sha256:new") if f.slot == "photo" else f for f in base.files if f.row != "a1"
            ),
        )
    )
    assert changes(before, after, notice) == (
        "basics.phone",
        "basics.contract.number",
        "jobs.+.j2",
        "achievements.a1",
        "basics.files.photo",
    )


def test_a_place_has_a_name_in_chinese():
    assert [
        place_words(p) for p in ("title.appointed_on", "jobs.j1.begins_on", "achievements.+", "basics.contract.number")
    ] == [
        "现任职称 › 聘任起",
        "工作经历 › 第“j1”行 › 起",
        "业绩 › 新增一行",
        "基本信息 › 聘用合同或劳动合同 › 合同编号",
    ]


def test_an_instant_keeps_its_offset(file_of, notice):
    said = file_of("teacher", {"pledge.signed_at": datetime(2023, 10, 19, 10, tzinfo=ZoneInfo("Asia/Shanghai"))})
    assert content(read_dossier(said, notice=notice))["pledge"]["signed_at"] == "2023-10-19T10:00:00+08:00"


def test_a_toml_document_is_what_is_read():
    assert read_dossier(tomllib.loads("year = 2023"))[0] == Fault("application", "缺少“申报评委会”")
