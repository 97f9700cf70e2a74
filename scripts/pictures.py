"""Take the pictures of docs/pictures from a running demo: python scripts/pictures.py ADDRESS FOLDER [REHEARSAL].

REHEARSAL is the folder into which a rehearsal printed its committees' papers (outputs 9 to 19).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ADDRESS, FOLDER = sys.argv[1], Path(sys.argv[2])
SIZES = {"wide": (1366, 768), "phone": (375, 812)}
COLOURS = 128
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
Way = Callable[[Page], Any]


def first(selector: str) -> Way:
    """Follow the first link of a list."""
    return lambda page: page.goto(ADDRESS + str(page.locator(selector).first.get_attribute("href")))


def section(name: str) -> Way:
    """The first dossier of the inbox, at one of its sections."""

    def go(page: Page) -> None:
        links = page.locator("main tbody a")
        for href in [links.nth(n).get_attribute("href") for n in range(links.count())]:
            page.goto(f"{ADDRESS}{href}?section={name}")
            if "/visits/" in page.url:
                return

    return go


TESTED = {
    "region": "411003", "nature": "事业单位", "locality": "乡村", "sex": "2", "born_on": "1993-03-05",
    "title": "primary-secondary-teacher/intermediate/一级教师", "specialty": "primary-maths", "practised": "same",
    "identity": "事业单位专业技术人员", "tenure": "在编", "employed_on": "2016-09-01",
    "contract": "聘用合同", "contract_begins_on": "2022-09-01", "contract_ends_on": "2025-08-31",
    "schooling": "21", "degree": "4", "degree_certificate": "yes",
    "held": "primary-secondary-teacher/assistant/二级教师", "appointed_on": "2020-03-01",
}  # fmt: skip


def answered(page: Page) -> None:
    """Fill in the self-test and ask."""
    for name, value in TESTED.items():
        control = page.locator(f"main [name={name}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    page.locator("main form button").click()


PICTURES: tuple[tuple[str, str, str, Way | None, bool], ...] = (
    # name, who (part of the cast's words), address, further steps, whole page
    ("home", "", "/", None, True),
    ("notice", "", "/notice", None, False),
    ("schedule", "", "/schedule", None, False),
    ("guide", "", "/guide", None, False),
    ("self-test", "", "/self-test", None, False),
    ("self-test-answer", "", "/self-test", answered, True),
    ("log-in", "", "/log-in", None, False),
    ("publicity", "", "/results", None, False),
    ("certificate-check", "", "/verify/certificate", None, False),
    ("applicant-start", "还没有开始申报", "/my/", None, False),
    ("applicant-home", "审核中：市职改办", "/my/", None, True),
    ("applicant-returned", "退回待补正", "/my/", None, False),
    ("applicant-letter", "退回待补正", "/my/", first("main a:has-text('看告知书')"), True),
    ("applicant-section", "填写中", "/my/section/title", None, True),
    ("applicant-committee", "填写中", "/my/section/application", None, True),
    ("applicant-check", "填写中", "/my/check", None, True),
    ("applicant-materials", "填写中", "/my/materials", None, True),
    ("applicant-accepted", "评委会已受理", "/my/", None, False),
    ("applicant-earlier", "上年度的证书已撤销", "/my/result", None, True),
    ("unit-integrity", "已有推荐", "/unit/integrity", None, False),
    ("unit-organisation", "单位管理员（审核不通过）", "/unit/", None, True),
    ("unit-people", "毓秀镇初级中学 单位管理员", "/unit/people", None, False),
    ("unit-add-person", "毓秀镇初级中学 单位管理员", "/unit/people/new", None, True),
    ("unit-inbox", "毓秀镇初级中学 经办人", "/unit/inbox", None, False),
    ("unit-visit", "毓秀镇初级中学 经办人", "/unit/inbox", section("title"), False),
    ("unit-files", "毓秀镇初级中学 经办人", "/unit/inbox", section("unit_files"), False),
    ("unit-publicity", "毓秀镇初级中学 经办人", "/unit/publicity", None, False),
    ("unit-all", "已有推荐", "/unit/all", None, False),
    ("office-inbox", "市职改办 审核岗", "/office/", None, False),
    ("office-visit", "市职改办 审核岗", "/office/", section("title"), False),
    ("office-outcomes", "市职改办 审核岗", "/office/results", None, True),
    ("office-integrity", "市职改办 审核岗", "/office/integrity", None, True),
    ("office-done", "市职改办 审核岗", "/office/done", None, False),
    ("office-statistics", "市职改办 审核岗", "/office/statistics", None, False),
    ("office-units", "建安区教育局 帐号管理岗", "/office/units", None, False),
    ("office-approvals", "有待批准", "/office/approvals", None, False),
    ("office-entrustment", "市职改办 审核岗", "/office/entrustment", None, True),
    ("office-letter-in", "市职改办 审核岗", "/office/entrustment", first("main a[href*='/entrustment/in/']"), True),
    ("office-letter-out", "市职改办 审核岗", "/office/entrustment", first("main a:has-text('委函')"), True),
    ("office-draft-letter", "市职改办 审核岗", "/office/entrustment/out/new", None, True),
    ("office-enter-letter", "市职改办 帐号管理岗", "/office/entrustment/in/new", None, True),
    ("office-census", "市职改办 审核岗", "/office/census", None, True),
    ("unit-entrustment", "示例学院 经办人", "/unit/entrustment", None, False),
    ("verify-letter", "", "/verify/letter", None, False),
    ("draws", "", "/draws", None, False),
    ("draw", "", "/draws", first("main a[href*='/draws/2023']"), True),
    ("secretariat", "正在抽取专家", "/secretariat/", None, True),
    ("secretariat-draw", "正在抽取专家", "/secretariat/draws/2023-teacher-senior-1", None, True),
    ("secretariat-experts", "正在抽取专家", "/secretariat/experts", None, False),
    ("secretariat-results", "正在抽取专家", "/secretariat/results", None, True),
    ("supervisor", "抽取和开箱的另一方", "/supervisor/", None, True),
    ("supervisor-draw", "抽取和开箱的另一方", "/supervisor/draws/2023-teacher-senior-1", None, True),
    ("supervisor-integrity", "抽取和开箱的另一方", "/supervisor/integrity", None, True),
    ("expert-home", "主任委员", "/expert/", None, False),
    ("office-green-channel", "市职改办 帐号管理岗", "/office/green-channel", None, True),
)
PAPERS = (
    ("form", "评委会已受理", "/my/print/a4", (1, 2, 3)),
    ("form-a3", "评委会已受理", "/my/print/a3", (1, 2)),
    ("acceptance", "评委会已受理", "/my/print/acceptance", (1,)),
    ("refusal", "不予受理", "/my/print/refusal", (1,)),
    ("preview", "填写中", "/my/preview/form", (1,)),
    ("recommendation", "已有推荐", "/unit/recommendation-report", (1,)),
)
OUTPUTS = {  # of a committee, by the words in their file names
    "评审工作方案": "plan", "专家抽取记录": "draw", "评审专家邀请函": "invitation", "商请支持评审工作的函": "leave",
    "保密承诺书": "pledges", "签到表": "sign-in", "回避表": "recusals", "评议意见表": "opinions",
    "表决票（空白）": "ballot", "计票表": "tally", "监票记录": "scrutiny", "评审会议纪要": "minutes",
    "评审结果报告": "results", "结果公示": "publicity", "异议处理报告": "objections", "职称确认文件": "confirmation",
    "职称证书": "certificate", "诚信档案摘录": "integrity",
}  # fmt: skip
MEASURES = "18"  # output 18 is named by the measure that it documents


def keep(content: bytes | Image.Image, name: str) -> None:
    """A picture of few colours, so that a repository can carry it."""
    made = content if isinstance(content, Image.Image) else Image.open(io.BytesIO(content))
    made.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(f"{ADDRESS}/health", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    cast = [p for g in json.loads((Path(os.environ["ZHICHENG_VAR"]) / "cast.json").read_text()) for p in g["people"]]
    where = next((w for n in CHROMIUMS if (w := shutil.which(n))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=["--no-sandbox", "--lang=zh-CN"])
        for size, (width, height) in SIZES.items():
            pages: dict[str, Page] = {}
            for name, who, path, way, whole in PICTURES:
                page = enter(browser, pages, cast, who, width, height)
                page.goto(ADDRESS + path)
                if way is not None:
                    way(page)
                page.wait_for_load_state("networkidle")
                keep(page.screenshot(full_page=whole), f"{name}-{size}")
                print(f"{name}-{size}")
            if size == "wide":
                for name, who, path, wanted in PAPERS:
                    page = enter(browser, pages, cast, who, width, height)
                    answer = page.request.get(ADDRESS + path)
                    if not answer.ok:
                        sys.exit(f"{path}: {answer.status}")
                    paper(answer.body(), name, wanted)
        browser.close()
    if len(sys.argv) > 3:
        outputs(Path(sys.argv[3]))


def enter(browser: Any, pages: dict[str, Page], cast: Any, who: str, width: int, height: int) -> Page:
    """A page on which the one whose words contain ``who`` has entered."""
    if who not in pages:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
        if who:
            person = next(p for p in cast if who in p["what"])
            page.goto(ADDRESS)
            page.locator(f"form:has([value='{person['account']}-{person['seat']}']) button").first.click()
            page.wait_for_load_state()
        pages[who] = page
    return pages[who]


def paper(content: bytes, name: str, wanted: tuple[int, ...]) -> None:
    document = pypdfium2.PdfDocument(content)
    for number in wanted:
        if number <= len(document):
            keep(document[number - 1].render(scale=1.1).to_pil(), f"paper-{name}-{number}")
            print(f"paper-{name}-{number}")


def outputs(rehearsal: Path) -> None:
    """The first page of each kind of paper of the committee that has the most of them."""
    committee = max(rehearsal.iterdir(), key=lambda folder: len(list(folder.glob("*.pdf"))))  # the one with a sanction
    taken = set()
    for path in sorted(committee.glob("*.pdf")):
        number, words, *_ = path.stem.split("-")
        name = f"{number}-{'measure' if number == MEASURES else OUTPUTS[words]}"
        if name not in taken:
            taken.add(name)
            paper(path.read_bytes(), name, (1,))


main()
