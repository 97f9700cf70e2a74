"""Study from the first to the highest, and work without a break (S2.5.4-01, S2.5.5-01)."""

from __future__ import annotations

from datetime import date

from .facts import Facts
from .finding import ASK, MET, UNMET, Finding
from .index import index_of
from .materials import missing, wanted_by
from .notice import Notice
from .places import place
from .spans import add_months, longer_than

ENOUGH_WORDS = 4  # characters below which a note explains nothing


def studies_run_first_to_highest(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """学习经历 runs in order, with each certificate; a graduate school without a college is for a person to see."""
    rule, studies = notice.rule("studies_run_first_to_highest"), facts.dossier.studies
    if not studies:
        return (rule.finding(UNMET, "学习经历0项，要求从第一学历填起", "studies.+"),)
    lie = index_of(facts).studies
    out = [
        rule.finding(
            UNMET,
            f"“{s.school}”毕业{s.ends_on}早于入学{s.begins_on}",
            place("studies", s.key, "ends_on"),
            place("studies", s.key, "begins_on"),
            mend="请改正入学或毕业年月。",
        )
        for s in lie.ended_before_begun
    ]
    out += [
        rule.finding(
            UNMET,
            f"“{earlier.school}”（{earlier.ends_on}毕业）排在“{later.school}”（{later.ends_on}毕业）之前",
            "studies",
            mend="请按毕业时间从第一学历排到最高学历。",
        )
        for earlier, later in lie.out_of_order
    ]
    out += [
        rule.finding(
            UNMET,
            f"“{next(s.school for s in studies if s.key == d.row)}”缺少“{d.material.name}”",
            d.place,
            mend=f"请上传{d.material.name}。",
            material=d.material.id,
            row=d.row,
        )
        for d in missing(facts, wanted_by(rule.id, notice))
    ]
    lowest, highest = lie.lowest, lie.highest
    if not out and lie.is_postgraduate:
        words = notice.name_of("schooling", lowest.schooling)
        return (
            rule.finding(
                ASK, f"只填了研究生学历（{words}），没有本科学历，请核对是否从第一学历填起", "studies.+", "studies"
            ),
        )
    return tuple(out) or (
        rule.finding(
            MET,
            f"学习经历{len(studies)}项，自“{lowest.school}”（{notice.name_of('schooling', lowest.schooling)}）"
            f"至“{highest.school}”（{notice.name_of('schooling', highest.schooling)}）",
            "studies",
        ),
    )


def work_is_continuous(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """工作经历 runs from the first day of work to now; gaps are explained, overlaps looked at (S2.5.5-01).

    A gap counts when it is longer than the notice's number of months. An explained gap (a row of an explaining
    kind, or a note on the row before or after it) is for a person to judge.
    """
    rule, jobs, day = notice.rule("work_is_continuous"), facts.dossier.jobs, facts.reference_day
    months, began = int(rule["gap_months"]), facts.dossier.basics.began_work_on
    explaining, beside = tuple(rule.params.get("explained_kinds", ())), tuple(rule.params.get("beside_kinds", ()))
    if not jobs:
        return (rule.finding(UNMET, f"工作经历0项，应自{began}填起", "jobs.+"),)
    work = index_of(facts).work
    out = [
        rule.finding(
            UNMET,
            f"“{j.employer}”止{j.ends_on}早于起{j.begins_on}",
            place("jobs", j.key, "ends_on"),
            place("jobs", j.key, "begins_on"),
            mend="请改正起止时间。",
        )
        for j in work.ended_before_begun
    ]
    first = work.jobs[0]
    if first.begins_on < began and add_months(first.begins_on, months) < began and first.kind not in explaining:
        out.append(
            rule.finding(
                UNMET,
                f"第一段工作经历始于{first.begins_on}，早于参加工作时间{began}",
                "basics.began_work_on",
                place("jobs", first.key, "begins_on"),
                mend="请核对参加工作时间和第一段工作经历。",
            )
        )
    out += [_gap_finding(gap, facts, notice) for gap in work.breaks if longer_than(gap, months)]
    out += [
        rule.finding(
            ASK,
            f"“{running.employer}”与“{job.employer}”在{job.begins_on}至{to}重叠（借调、支教等请在类型中注明）",
            place("jobs", job.key, "begins_on"),
            place("jobs", running.key, "ends_on"),
        )
        for running, job, to in index_of(facts).overlaps[beside]
    ]
    out += [
        rule.finding(
            ASK,
            f"{j.begins_on}至{j.ends_on or '今'}为“{j.kind}”，说明：{j.note or j.post or '未写'}",
            place("jobs", j.key),
        )
        for j in index_of(facts).jobs_of[explaining]
    ]
    return tuple(out) or (rule.finding(MET, f"工作经历{len(jobs)}项，自{began}至{day}连续", "jobs"),)


def _gap_finding(gap: tuple[date, date], facts: Facts, notice: Notice) -> Finding:
    rule, index = notice.rule("work_is_continuous"), index_of(facts)
    days = (gap[1] - gap[0]).days + 1
    before = [j for j in index.work.jobs if index.ended(j) < gap[0]][-1:]
    beside = before + [j for j in index.work.jobs if j.begins_on > gap[1]][:1]
    notes = [j.note.strip() for j in beside if len(j.note.strip()) >= ENOUGH_WORDS]
    reads = ("jobs.+", *(place("jobs", j.key) for j in beside), "basics.began_work_on")
    words = f"{gap[0]}至{gap[1]}中断{days}天，超过{rule['gap_months']}个月"
    if notes:
        return rule.finding(ASK, f"{words}；说明：{'；'.join(notes)}", *reads, days=days)
    return rule.finding(UNMET, f"{words}，没有说明", *reads, days=days)
