"""Draw the gallery: every component and every layout with made-up content, as plain files.

``python tests/web/gallery.py FOLDER [--large]`` writes ``home.html`` … beside the stylesheet; open them with file://.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "zhicheng" / "web"
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from jinja2 import FileSystemLoader, StrictUndefined  # noqa: E402

if not settings.configured and __name__ == "__main__":
    settings.configure(LANGUAGE_CODE="zh-hans")
    django.setup()

from django import forms  # noqa: E402

from zhicheng.policy.finding import Finding, Refusal, Remedy, Says, Source  # noqa: E402
from zhicheng.web.shared import jinja  # noqa: E402
from zhicheng.web.shared.charts import Bar, FunnelStep  # noqa: E402
from zhicheng.web.shared.rail import Rail, RailStation  # noqa: E402

ZONE = ZoneInfo("Asia/Shanghai")
PAGES = ("components", "home", "applicant", "section", "visit", "inbox", "form", "letter", "list", "confirm", "ballot")
NAMES = [
    "填报",
    "单位经办",
    "单位公示",
    "单位推荐",
    "主管部门",
    "县职改办",
    "市职改办",
    "评委会｜受理",
    "评审",
    "公示",
    "发证",
]


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2023, month, day, hour, minute, second, tzinfo=ZONE)


def stations(
    current: int, lines: dict[int, tuple[str, ...]], state: str = "now", **returned: int
) -> tuple[RailStation, ...]:
    made = []
    for i, name in enumerate(NAMES):
        mine = state if i == current else "done" if i < current else "ahead"
        made.append(RailStation(f"s{i}", name, state=mine, lines=lines.get(i, ()), returns=returned.get(f"s{i}", 0)))  # type: ignore[arg-type]
    return tuple(made)


AHEAD = {
    1: ("新元中学", "11月10日前"),
    2: ("新元中学", "满 5 个工作日"),
    3: ("新元中学", "11月10日前"),
    4: ("建安区教育局", "11月17日前"),
    5: ("建安区职改办", "11月24日前"),
    6: ("市人社局", "12月1日前"),
    7: ("市教育局", "12月8日前"),
    8: ("评委会", "12月底前"),
    9: ("市人社局", "一个月"),
    10: ("市人社局",),
}
MY_RAIL = Rail(stations(0, AHEAD), "您本人", at(10, 16), 4, at(11, 1), since_verb="开始", due_verb="提交")
_back = list(stations(0, {1: ("10月24日",)}))
_back[1] = RailStation("s1", "单位经办", state="returned", lines=("10月24日",), returns=2)
RETURNED = Rail(
    tuple(_back), "您本人", at(10, 24), 1, at(10, 31), since_verb="退回", waits_note="，补正 2 处", due_verb="再次提交"
)
DONE = {0: ("本人", "10月13日"), 1: ("经办人", "10月13日"), 2: ("无异议", "10月20日满"), 3: ("负责人", "10月23日")}
OVERDUE = Rail(
    stations(4, DONE | {i: AHEAD[i][1:] for i in range(5, 10)}, "overdue"),
    "建安区教育局 审核岗",
    at(10, 23),
    6,
    at(10, 31),
    overdue_by=1,
)
ENDED = Rail(stations(3, DONE | {3: ("视为放弃", "11月10日")}, "ended"))
FINISHED = Rail(tuple(RailStation(f"s{i}", n, state="done") for i, n in enumerate(NAMES)))
VISIT_RAIL = Rail(stations(6, {}, s5=2), "市职改办 审核岗", at(10, 26), 1, at(11, 3))
YEAR_RAIL = Rail(
    tuple(
        RailStation(str(i), n, state=s, lines=w)
        for i, (n, s, w) in enumerate(
            (
                ("通知印发", "done", ("10月13日",)),
                ("个人申报", "now", ("10月16日 09:00 至 10月31日 24:00", "今天 10月20日，还有 11 天")),
                ("单位审核推荐", "ahead", ("11月10日前",)),
                ("主管部门审核", "ahead", ("11月17日前",)),
                ("县区职改办", "ahead", ("11月24日前",)),
                ("市职改办", "ahead", ("12月1日前",)),
                ("评委会受理", "ahead", ("12月8日前",)),
                ("召开评审会", "ahead", ("12月31日前",)),
                ("结果公示", "ahead", ("一个月",)),
                ("发证", "ahead", ()),
            )
        )
    )
)


def thin(size: int, now: int, *returned: int) -> Rail:
    return Rail(
        tuple(
            RailStation(
                str(i), NAMES[i], state="now" if i == now else "done" if i < now else "ahead", returns=i in returned
            )
            for i in range(size)
        )
    )


INBOX = [
    Row(
        id=i,
        name=n,
        unit=u,
        title=t,
        field=f,
        rail=thin(*r),
        arrived=a,
        used=w,
        due=d,
        left=x,
        over=o,
        hint=h,
        current=n == "顾明哲",
    )
    for i, (n, u, t, f, r, a, w, d, x, o, h) in enumerate(
        (
            ("任书瑶", "许昌市第一建筑设计院", "工程师", "建筑工程", (10, 5), "10-17", 8, "10月24日", None, 3, ""),
            (
                "贾天佑",
                "长葛市水利勘测队",
                "工程师",
                "水利工程",
                (11, 6, 4),
                "10-18",
                7,
                "10月25日",
                None,
                2,
                "补正后再来",
            ),
            ("史怀远", "禹州市颍河水利工程处", "工程师", "水利工程", (11, 6), "10-20", 5, "10月27日", 0, 0, ""),
            (
                "方知夏",
                "许昌莲城市政工程公司",
                "工程师",
                "市政工程",
                (10, 5, 1),
                "10-20",
                5,
                "10月27日",
                0,
                0,
                "补正后再来",
            ),
            ("石兰心", "鄢陵县花都路小学", "一级教师", "小学数学", (11, 6), "10-24", 3, "10月31日", 2, 0, "绿色通道"),
            (
                "邓子昂",
                "襄城县颍桥镇中心学校",
                "高级教师",
                "初中物理",
                (11, 6, 1, 4),
                "10-24",
                3,
                "10月31日",
                2,
                0,
                "改动 3 处",
            ),
            (
                "郝静姝",
                "许昌清禾农业科技有限公司",
                "农艺师",
                "园艺",
                (9, 4),
                "10-25",
                2,
                "11月1日",
                3,
                0,
                "需人工判断 1",
            ),
            ("冉 龚", "建安区新元中学", "高级教师", "初中英语", (11, 6), "10-25", 2, "11月1日", 3, 0, ""),
            (
                "顾明哲",
                "魏都区许由路中学",
                "高级教师",
                "初中语文",
                (11, 6, 5),
                "10-26",
                1,
                "11月2日",
                4,
                0,
                "改动 1 处",
            ),
            ("马文静", "平顶山市叶舞集团", "工程师", "机械工程", (7, 2), "10-26", 1, "11月2日", 4, 0, "委托代评"),
        )
    )
]


def finding(
    title: str, says: Says, facts: str, clause: str, words: str, mend: str, *places: str, **more: Any
) -> Finding:
    return Finding("example", title, says, facts, Source("", clause, words), mend, places=places, **more)


DEGREE = finding(
    "缺硕士学位证书",
    Says.UNMET,
    "硕士研究生 1 段，应传证书 2 件，已传 1 件，缺 1 件。",
    "二（五）4",
    "硕士研究生如未上传硕士学位证书则不能按照“硕士研究生毕业并获硕士学位”条件申报职称。",
    "上传学位证书原件的彩色扫描件。没有取得学位的，“学位”选“无”，改按大学本科条件核算："
    "2017-09-01 起聘任，截至 2023-12-31 满 6 年，要求 5 年，符合。",
    "studies.2.files.degree",
)
LETTER = (
    finding(
        "聘书聘期不足",
        Says.UNMET,
        "聘书聘期 2017-09-01 至 2020-08-31；可核聘任 3 年，要求 5 年，差 2 年",
        "二（五）2",
        "“聘书扫描件”须体现出单位盖章和符合规定的聘任年限",
        "补传 2020-09-01 起的续聘聘书，原件彩色扫描",
        "title.files.letter",
    ),
    finding(
        "花名册未见人社部门盖章",
        Says.UNMET,
        "“聘任花名册”第 1 页没有找到印章。",
        "二（五）2",
        "“聘任花名册”须有人社部门盖章",
        "上传盖章后的花名册原件彩色扫描件。",
        "title.files.roster",
    ),
)
THREE = (
    finding(
        "聘任年限不足",
        Says.UNMET,
        "聘任起始 2019-01-01；截至 2023-12-31 满 4 年，要求 5 年，差 1 年。",
        "二（四）",
        "聘任年限的计算截止到当年12月底",
        "2024年度可以申报。",
        "title.appointed_on",
        remedy=Remedy.FINAL,
    ),
    finding(
        "疑似复印件",
        Says.ASK,
        "“聘书”第 1 页几乎没有彩色，印章处为灰色。",
        "二（五）8",
        "复印件无效",
        "换成原件的彩色扫描件；确是原件的，写明情况，由单位经办人核对。",
        "title.files.letter",
    ),
    finding(
        "满 6 个月",
        Says.MET,
        "2017-09-01 起在建安区新元中学工作，至 2023-10-20 满 6 年 1 个月，要求 6 个月。",
        "一（一）",
        "在我市各类企事业单位工作满6个月",
        "",
        "jobs.4",
    ),
)
CHECKS = (
    finding("专业一致", Says.MET, "现从事专业与申报专业一致：初中语文", "", "", ""),
    finding("聘任年限", Says.MET, "按填报 2017-09-01 起聘，至 2023-12-31 满 6 年，要求 5 年", "", "", ""),
)
REFUSALS = (
    Refusal("a", "应传 2 件，已传 1 件，缺 1 件", place="studies.2.files.degree"),
    Refusal("b", "空档 2 个月，请说明", place="jobs.2"),
    Refusal(
        "c",
        "没有填写，不予认可",
        Source("通知", "二（五）6", "无文号的不予认可"),
        "填写证书上的文号。",
        "achievements.3.number",
    ),
    Refusal("d", "没有填写，不予认可", place="achievements.5.number"),
)
PLACES = {
    "studies.2.files.degree": "硕士研究生 › 学位证书",
    "title.files.letter": "现任职称 › 聘书扫描件",
    "title.files.roster": "现任职称 › 聘任花名册",
    "title.appointed_on": "现任职称 › 聘任起始",
    "jobs.4": "工作经历 › 现单位",
    "jobs.2": "工作经历 › 2012年7月",
    "achievements.3.number": "业绩 › 第 3 项 文号",
    "achievements.5.number": "业绩 › 第 5 项 文号",
}
SECTIONS = (
    ("申报评委会", "met"),
    ("基本信息", "met"),
    ("现任职称", "met"),
    ("其他职称", "met"),
    ("学习经历", "unmet"),
    ("工作经历", "ask"),
    ("业绩", "half"),
    ("诚信承诺", "blank"),
)


class StudyForm(forms.Form):
    began = forms.CharField(label="入学年月", initial="2012-09")
    ended = forms.CharField(label="毕业年月", initial="2015-06")
    school = forms.CharField(label="院校", initial="豫州师范大学")
    field = forms.CharField(label="专业", initial="课程与教学论")
    schooling = forms.ChoiceField(label="学历", choices=[("14", "硕士研究生毕业")])
    degree = forms.ChoiceField(label="学位", choices=[("3", "教育学硕士")])
    manner = forms.ChoiceField(label="学习形式", choices=[("2", "在职"), ("1", "全日制")])
    number = forms.CharField(label="证书编号", initial="104751201502000316")


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名")
    id_number = forms.CharField(label="身份证号", help_text="登录名就是身份证号，18 位。")
    kind = forms.ChoiceField(
        label="人员性质", choices=[("1", "在编在岗"), ("2", "聘用"), ("3", "劳务派遣")], widget=forms.RadioSelect
    )
    joined_on = forms.DateField(label="来本单位", widget=forms.DateInput(attrs={"type": "date"}))
    paper = forms.FileField(label="聘用合同", required=False)
    subjects = forms.MultipleChoiceField(
        label="任教学科", choices=[("1", "语文"), ("2", "数学")], widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_told = forms.BooleanField(label="已告知本人初始密码的领取办法")


def context(large: bool = False) -> dict[str, Any]:
    """Everything that the gallery's pages read. All made up."""
    person = PersonForm({"name": "陆知微", "id_number": "4110021985", "kind": "1"})
    person.add_error("id_number", "身份证号应为 18 位，已填 10 位，缺 8 位")
    office = (("待办", "#", 46), ("已办", "#"), ("下级单位", "#"), ("绿色通道", "#"), ("统计", "#"))
    mine = (("我的申报", "#"), ("材料清单", "#"), ("我的业绩库", "#"), ("消息", "#"), ("帮助", "#"))
    return {
        "large": large,
        "large_href": "#",
        "log_out_href": "#",
        "csrf_input": "",
        "public_tabs": tuple((n, "#") for n in ("首页", "通知公告", "办事指南", "公示公告", "证书查验", "统计")),
        "office_tabs": office,
        "mine_tabs": mine,
        "rails": (("填报", MY_RAIL), ("退回补正", RETURNED), ("超期", OVERDUE), ("终止", ENDED), ("已发证", FINISHED)),
        "my_rail": MY_RAIL,
        "visit_rail": VISIT_RAIL,
        "year_rail": YEAR_RAIL,
        "inbox": INBOX,
        "three": THREE,
        "visit_findings": LETTER,
        "met_findings": CHECKS,
        "degree_missing": DEGREE,
        "refusals": REFUSALS,
        "href_of": lambda place: "#" + jinja.place_id(place),
        "name_of_place": lambda place: PLACES.get(place, place),
        "clause_href": lambda source: "#" if source.clause else "",
        "viewer_href": lambda **view: "?" + "&".join(f"{k}={v}" for k, v in view.items()),
        "page_href": lambda page: f"?page={page}",
        "fake_page": "paper.svg",
        "saved_at": at(10, 20, 14, 3, 22),
        "study_form": StudyForm(),
        "person_form": person,
        "graduation_file": Row(
            name="硕士毕业证书.jpg", pixels="2480×1754", bytes=1_887_437, uploaded="14:01", thumb="paper.svg", href="#"
        ),
        "my_sections": SECTIONS,
        "visit_sections": (
            ("申报评委会", "met", 0, 0),
            ("基本信息", "met", 0, 0),
            ("现任职称", "unmet", 1, 2),
            ("其他职称", "met", 0, 0),
            ("学习经历", "met", 0, 0),
            ("工作经历", "met", 0, 0),
            ("业绩", "met", 1, 0),
            ("单位附件", "met", 0, 0),
        ),
        "funnel_steps": tuple(
            FunnelStep(n, c, n == "市职改办")
            for n, c in zip(
                ["填报", "单位经办", "单位公示", "单位推荐", "主管部门", "县职改办", "市职改办", "评委会受理"],
                (1286, 1102, 1048, 1013, 962, 611, 318, 272),
                strict=True,
            )
        ),
        "bar_rows": (
            Bar("魏都区", 312),
            Bar("建安区", 268, True),
            Bar("长葛市", 240),
            Bar("禹州市", 301),
            Bar("鄢陵县", 0),
        ),
        "rulings": (
            Row(
                station="单位经办", word="通过", at=at(10, 17, 15, 20), who="魏都区许由路中学 经办人", words="", href=""
            ),
            Row(
                station="县职改办",
                word="退回补正",
                at=at(10, 23, 9, 5),
                who="魏都区职改办 审核岗",
                words="2 处",
                href="#",
            ),
            Row(station="市职改办", word="办理中", at=at(10, 26, 10, 0), who="市职改办 审核岗", words="", href=""),
        ),
        "committees": (
            ("许昌市中小学教师副高级职称评审委员会", "副高级", "市教育局", "10月31日", "11月10日", "12月1日", 11),
            ("许昌市农村中小学教师副高级职称评审委员会", "副高级", "市教育局", "10月31日", "11月10日", "12月1日", 11),
            ("许昌市中小学教师中级职称评审委员会", "中级", "市教育局", "11月3日", "11月13日", "12月1日", 14),
            ("许昌市农业系列中级职称评审委员会", "中级", "市农业农村局", "11月3日", "11月13日", "12月1日", 14),
        ),
        "news": (
            ("委托评审系列统计摸底今日 24:00 截止", "10-20"),
            ("关于“人员性质”填写口径的说明", "10-18"),
            ("2023年度职称申报系统开放，初始密码请询问用人单位", "10-16"),
        ),
        "publicity": (
            ("2023年度“绿色通道”审批人员名单", "10月13日至10月20日", "今日 24:00 结束"),
            ("农村大龄教师考核认定一级教师人员名单", "10月17日至10月24日", "还有 2 个工作日"),
        ),
        "guides": (
            "单位账号由谁创建、怎样审核",
            "申报人第一次登录怎样做",
            "证书怎样拍照、怎样算清晰",
            "聘任年限怎样计算",
        ),
        "phones": (
            ("市职改办", "政策、时间安排、委托评审", "0374-000 2101"),
            ("市教育局", "中小学教师副高级、中级", "0374-000 2202"),
            ("系统使用", "登录、上传、打印", "0374-000 2666"),
        ),
        "units": (
            ("魏都区许由路中学", "事业单位", 118, 9, "已核验"),
            ("长葛市水利勘测队", "事业单位", 64, 3, "待核验"),
            ("许昌清禾农业科技有限公司", "民营企业", 1286, 41, "已退回"),
        ),
        "ballot": tuple(
            zip(
                ["孟祥林", "崔可心", "鲁一鸣", "焦文博", "古丽娜尔·艾山", "尚德胜", "卢思远", "段雪梅"],
                ("同意", "同意", "不同意", "同意", "同意", "弃权", "", ""),
                strict=True,
            )
        ),
    }


def render(page: str, large: bool = False) -> str:
    """One page of the gallery as a document; static addresses are relative to the folder it is written to."""
    made = jinja.environment(loader=FileSystemLoader(WEB / "templates"), undefined=StrictUndefined)
    made.globals.update(static=lambda path: path.split("/")[-1], url=lambda *a, **k: "#", url_if=lambda *a, **k: "#")
    given = context(large) | {"notice": None}
    mine = page in ("applicant", "section", "letter")
    given["tabs"] = given["mine_tabs"] if mine else given["office_tabs"]
    given["seat"] = ("苏婉宁",) if mine else ("2023年度", "许昌市职改办", "审核岗", "韩立群")
    if not mine:
        given["large_href"] = "" if page in ("visit", "inbox") else "#"
    return made.get_template(f"gallery/{page}.html").render(**given)


def write(folder: Path, large: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for asset in (WEB / "static" / "zhicheng").iterdir():
        shutil.copy(asset, folder / asset.name)
    shutil.copy(Path(__file__).with_name("paper.svg"), folder / "paper.svg")
    for page in PAGES:
        (folder / f"{page}.html").write_text(render(page, large), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), "--large" in sys.argv)
