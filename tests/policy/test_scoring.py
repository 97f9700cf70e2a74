"""讲课答辩 by hand-made numbers: means, extremes, rooms made comparable, alarms."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import scoring

D = Decimal


def room(*means, judges=3):
    return {f"c{n}": [D(m)] * judges for n, m in enumerate(means)}


def test_a_rooms_mean_leaves_out_one_highest_and_one_lowest_of_seven(notice):
    rule = notice.rule("lecture_defence")
    assert scoring.room_mean([D(60), D(80), D(80), D(80), D(80), D(80), D(100)], rule) == 80
    assert scoring.room_mean([D(60), D(80), D(100)], rule) == 80
    assert scoring.room_mean([D(0), D(80), D(100)], rule) == 60
    with pytest.raises(ValueError):
        scoring.room_mean([], rule)


def test_a_strict_room_and_a_lenient_one_are_made_comparable(notice):
    """Means 70 and 90, of all candidates 80: factors 80/70 and 80/90."""
    strict = {f"s{n}": [D(m)] * 3 for n, m in enumerate((60, 65, 70, 75, 80))}
    lenient = {f"l{n}": [D(m)] * 3 for n, m in enumerate((80, 85, 90, 95, 100))}
    said = scoring.scored({"1": strict, "2": lenient}, notice)
    assert [said[f"s{n}"].final for n in range(5)] == [D("68.57"), D("74.29"), D("80.00"), D("85.71"), D("91.43")]
    assert [said[f"l{n}"].final for n in range(5)] == [D("71.11"), D("75.56"), D("80.00"), D("84.44"), D("88.89")]
    assert (said["s0"].mean, said["s4"].grade, said["l4"].grade) == (D("60.00"), "优秀", "合格")


def test_a_room_too_small_for_a_mean_is_left_as_it_is(notice):
    said = scoring.scored({"1": {"only": [D(50)] * 3}, "2": room(*[80] * 9)}, notice)
    assert (said["only"].final, said["only"].grade) == (D("50.00"), "不合格")


def test_nobody_gets_more_than_full_marks(notice):
    said = scoring.scored({"1": {f"s{n}": [D(m)] * 3 for n, m in enumerate((40, 40, 40, 40, 99))},
                           "2": room(*[95] * 50)}, notice)  # fmt: skip
    assert said["s4"].final == D("100.00")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 100), min_size=5, max_size=12), st.lists(st.integers(1, 100), min_size=5, max_size=12))
def test_the_order_within_a_room_is_kept_and_the_rooms_means_meet(notice, one, two):
    rooms = {"1": {f"a{n}": [D(m)] for n, m in enumerate(one)}, "2": {f"b{n}": [D(m)] for n, m in enumerate(two)}}
    said = scoring.scored(rooms, notice, full=1_000_000)
    for letter, means in (("a", one), ("b", two)):
        finals = [said[f"{letter}{n}"].final for n in range(len(means))]
        order = sorted(range(len(means)), key=lambda n: means[n])
        assert [finals[n] for n in order] == sorted(finals)
    means_of = [
        Fraction(sum(said[f"{x}{n}"].final for n in range(len(m)))) / len(m) for x, m in (("a", one), ("b", two))
    ]
    assert abs(means_of[0] - means_of[1]) <= Fraction(1, 100)


@settings(deadline=None, max_examples=50)
@given(st.fractions(0, 100))
def test_rounding_is_half_up_on_the_exact_number(notice, value):
    got = Fraction(scoring._rounded(value, notice.rule("lecture_defence")))
    assert -Fraction(1, 200) < got - value <= Fraction(1, 200)


def test_judges_far_apart_raise_an_alarm_for_a_person(notice):
    said = scoring.scored({"1": {"apart": [D(60), D(90), D(90)], "near": [D(80), D(82), D(84)]}}, notice)
    assert said["apart"].alarms == ("评委分数最大相差30.00分，超过20分", "评委分数的方差200.00，超过60")
    assert said["near"].alarms == ()


@pytest.mark.parametrize(
    ("group", "parts", "says"),
    [
        ("教师", {"讲课": D(65), "答辩": D(25)}, []),
        ("教育管理人员", {"讲课": D(30), "答辩": D(70)}, []),
        ("教师", {"讲课": D(71), "答辩": D(-1)}, ["讲课71分，应在0至70分之间", "答辩-1分，应在0至30分之间"]),
        (
            "教师",
            {"讲课": D("NaN"), "答辩": D("Infinity")},
            ["讲课NaN分，应在0至70分之间", "答辩Infinity分，应在0至30分之间"],
        ),
        ("教师", {"讲课": D("60.125"), "答辩": D("20.5")}, ["讲课60.125分，最多2位小数"]),
        ("教师", {"讲课": D(60)}, ["没有答辩的分数"]),
        ("教师", {"讲课": D(60), "答辩": D(20), "板书": D(5)}, ["没有“板书”这一部分"]),
        ("医生", {}, ["没有“医生”的评分办法，可用的为教师、教育管理人员"]),
    ],
)
def test_a_judges_marks_are_within_the_parts(group, parts, says, notice):
    assert [r.what for r in scoring.marks_faults(group, parts, notice)] == says


def test_the_arithmetic_of_a_room_is_told_without_saying_whose_score_it_is(notice):
    rule = notice.rule("lecture_defence")
    assert scoring.mean_words([D(82), D(80)], rule) == "评委评分80、82，平均81.00分"
    seven = [D(80), D(100), D(80), D(80), D(60), D(80), D(83)]
    assert (
        scoring.mean_words(seven, rule) == "评委评分60、80、80、80、80、83、100，去掉最低分60和最高分100，平均80.60分"
    )


def test_a_room_with_two_judges_is_no_room(notice):
    assert [r.what for r in scoring.judges_enough("第1考场", 2, notice)] == ["第1考场可以评分的评委2人，应不少于3人"]
    assert scoring.judges_enough("第1考场", 3, notice) == ()


def test_the_parts_of_each_group_make_a_hundred(notice):
    assert [scoring.full_marks(g, notice) for g in ("教师", "教育管理人员")] == [100, 100]
