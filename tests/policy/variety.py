"""Dossiers of every sort: a worked example with some places changed, rows added and files lost, as somebody chooses."""

import copy
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

Choose = Callable[[Sequence[Any]], Any]  # one of some values: hypothesis, or any other chooser
DAYS = [date(2023, 10, 20) + timedelta(days=d) for d in (-9000, -4400, -2190, -1830, -1400, -366, -183, -30, 0, 1, 90)]
DAYS += [date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31)]
DAY = "a day"
VALUES: dict[str, Any] = {
    "year": (2022, 2023),
    "changed_series": (True, False),
    "application.kind": ("评审", "考核认定"),
    "application.manner": ("正常", "破格", "绿色通道", "委托"),
    "application.committee": (
        "teacher-senior", "rural-teacher-senior", "teacher-intermediate", "engineering-intermediate", "nobody",
    ),
    "application.series": ("primary-secondary-teacher", "engineering", "agriculture", "health", "accounting"),
    "application.specialty": ("junior-maths", "junior-english", "primary-maths"),
    "application.practised": ("junior-maths", "junior-english"),
    "application.level": ("assistant", "intermediate", "associate-senior", "full-senior"),
    "application.title": ("二级教师", "一级教师", "高级教师", "正高级教师", "工程师", "农艺师"),
    "basics.sex": ("1", "2"),
    "basics.id_type": ("居民身份证", "港澳居民居住证", "外国人永久居留身份证", "护照"),
    "basics.id_number": ("411002198001011235", "411002198001011234", "41100219800230123X", "H12345678", "12"),
    "basics.id_expires_on": DAY,
    "basics.origin": ("中国", "中国香港", "外国"),
    "basics.born_on": (date(1963, 6, 1), date(1963, 12, 31), date(1964, 1, 1), date(1968, 9, 9), date(1980, 1, 1)),
    "basics.began_work_on": DAY,
    "basics.identity": ("事业单位专业技术人员", "企业专业技术人员", "公务员", "参公人员", "工人"),
    "basics.tenure": ("在编", "人事代理", "其他"),
    "basics.employed_on": DAY,
    "basics.retired": (True, False),
    "basics.extended": (True, False),
    "basics.contract": (None,),
    "basics.contract.kind": ("聘用合同", "劳动合同"),
    "basics.contract.begins_on": DAY,
    "basics.contract.ends_on": DAY,
    "basics.contract.counterparty": ("许昌市建安区示例中学", "另一单位", " "),
    "basics.green_channel": (
        None, {"document_number": "许才〔2023〕1号", "authority": "许昌市人力资源和社会保障局",
               "approved_on": date(2023, 5, 1), "basis": "高层次人才"},
    ),
    "employer.nature": ("事业单位", "民营企业", "民营医疗机构", "社会组织"),
    "employer.region": ("411003", "411081", "410100", "411000"),
    "employer.locality": ("城区", "乡村", ""),
    "employer.registered_in_city": (True, False),
    "employer.appraises": (True, False),
    "title": (None,),
    "title.series": ("primary-secondary-teacher", "engineering"),
    "title.level": ("assistant", "intermediate", "associate-senior"),
    "title.name": ("一级教师", "二级教师", "助理工程师"),
    "title.obtained_on": DAY,
    "title.obtained_by": ("评审", "资格对应", "考核认定"),
    "title.appointed_on": DAY,
    "title.appointed_until": DAY,
    "title.appointed_by": ("", "另一单位"),
    "title.qualification": ("", "一级建造师", "中级会计专业技术资格", "经济师"),
    "title.province": ("", "41", "11"),
    "title.confirmation": ("", "豫职确〔2022〕1号"),
    "studies": ([],),
    "studies.s1.begins_on": DAY,
    "studies.s1.ends_on": DAY,
    "studies.s1.schooling": ("11", "14", "21", "31", "41", "81"),
    "studies.s1.degree": ("", "404", "3", "201", "1"),
    "jobs": ([],),
    "jobs.j1.begins_on": DAY,
    "jobs.j1.ends_on": DAY,
    "jobs.j1.kind": ("工作", "借调", "支教", "脱产学习", "待业"),
    "jobs.j1.note": ("", "在家照顾病人", "病"),
    "achievements": ([],),
    "achievements.a1.content": ("", "市级优质课一等奖，许教〔2021〕45号", "一等奖"),
    "achievements.a1.document_number": ("", "许教〔2021〕45号"),
    "achievements.a1.identifier": ("", "CN41-1234"),
    "achievements.a1.obtained_on": DAY,
    "pledge.signed_at": (None,),
    "pledge.secrecy_declared_at": (None,),
    "pledge.files_opened_at": (None,),
    "unit.recommended_on": DAY,
    "unit.written_proof": (True, False),
    "unit.appraisals": ([], [{"year": 2022, "grade": "不合格"}], [{"year": 2021, "grade": "基本合格"}]),
    "unit.entrustment": tuple(
        {"number": "示代评〔2023〕1号", "issuer": "示例市人力资源和社会保障局",
         "body_kind": "外市市级人力资源社会保障部门", "region": "410900", "committee": "teacher-senior",
         "series": "primary-secondary-teacher", "level": "associate-senior", "title": "高级教师",
         "issued_on": date(2023, 9, 1), "valid_until": date(2023, 12, 31), "state": state}
        for state in ("待审核", "同意", "不同意")
    ),
    "unit.green_channel_on_file": (
        {"document_number": "许才〔2023〕1号", "authority": "许昌市人力资源和社会保障局",
         "approved_on": date(2023, 5, 1), "basis": "高层次人才"},
        {"document_number": "许才〔2023〕2号", "authority": "别处", "approved_on": date(2023, 5, 1), "basis": "其他"},
    ),
}  # fmt: skip


def _put(said: Any, path: str, value: Any) -> None:
    *above, last = path.split(".")
    for part in above:
        if isinstance(said, list):
            said = next((r for r in said if r["key"] == part), None)
        else:
            said = said.setdefault(part, {})
        if said is None:
            return
    if value is None:
        said.pop(last, None)
    else:
        said[last] = copy.deepcopy(value)


def _row(section: str, key: str, choose: Choose) -> dict[str, Any]:
    begins, ends = choose(DAYS), choose([None, *DAYS])
    until = {"ends_on": ends} if ends else {}
    match section:
        case "jobs":
            note = choose(["", "随军两年"])
            return {"key": key, "begins_on": begins, **until, "employer": f"单位{key}", "note": note}
        case "studies":
            return {
                "key": key, "begins_on": begins, "ends_on": ends or begins, "school": f"院校{key}", "major": "教育",
                "schooling": choose(["11", "14", "21", "31"]), "degree": choose(["", "3", "404"]), "mode": "全日制",
            }  # fmt: skip
        case "achievements":
            return {
                "key": key, "kind": "荣誉", "name": f"业绩{key}", "obtained_on": begins,
                "content": choose(["", "许教〔2021〕45号", "一等奖"]), "identifier": choose(["", "CN41"]),
            }  # fmt: skip
    appointed = {"appointed_on": begins} if choose([True, False]) else {}
    return {
        "key": key, "series": "vocational-school-teacher", "specialty": "vocational-school-teacher-culture",
        "level": choose(["assistant", "intermediate"]), "name": f"讲师{key}", "obtained_on": begins, **appointed,
        **({"appointed_until": ends} if ends else {}),
    }  # fmt: skip


PROOFS = {
    "studies": ("schooling_certificate", "degree_certificate"),
    "achievements": ("achievement_proof",),
    "other_titles": ("other_title_certificate", "other_appointment_letter", "other_appointment_roster"),
    "jobs": (),
}


def changed(base: dict[str, Any], choose: Choose) -> dict[str, Any]:
    """A copy of a dossier file with up to six places, four rows and three files different. It may be unreadable."""
    said = copy.deepcopy(base)
    for _ in range(choose(range(7))):
        path = choose(list(VALUES))
        _put(said, path, choose(DAYS) if VALUES[path] == DAY else choose(VALUES[path]))
    for number in range(choose(range(5))):
        section = choose(list(PROOFS))
        rows = said.setdefault(section, [])
        rows.insert(choose(range(len(rows) + 1)), _row(section, f"n{number}", choose))
        slots = [slot for slot in PROOFS[section] if choose([True, True, False])]
        said["files"] += [{"slot": slot, "row": f"n{number}", "digest": "sha256:aa"} for slot in slots]
        if section == "other_titles":
            said["changed_series"] = choose([True, True, False])
    for _ in range(choose(range(4))):
        said["files"].pop(choose(range(len(said["files"])))) if said["files"] else None
    if choose([True, False, False]):
        said.setdefault("unit", {})["bars"] = [
            {"ground": choose(["弄虚作假", "记过", "警告"]), "begins_on": choose(DAYS), "ends_on": choose(DAYS),
             "document_number": "许纪〔2022〕3号"}
        ]  # fmt: skip
    keys = {section: {r["key"] for r in said.get(section, [])} for section in PROOFS}
    of = {slot: section for section, names in PROOFS.items() for slot in names}
    said["files"] = [f for f in said["files"] if f["slot"] not in of or f.get("row") in keys[of[f["slot"]]]]
    return said
