"""Kinds of application: which there are, for which levels, on which route, with which materials (S2.0-01)."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from zhicheng.policy import judge, materials
from zhicheng.policy.finding import Says
from zhicheng.policy.route import route_for


def asking(facts, **application):
    d = facts.dossier
    return replace(facts, dossier=replace(d, application=replace(d.application, **application)))


def test_every_pair_of_the_codes_is_offered_by_the_notice_or_refused_with_what_is_offered(facts_of, notice):
    offered = {(k.kind, k.manner): k for k in notice.kinds}
    for kind in notice.codes["application_kind"]:
        for manner in notice.codes["manner"]:
            found = judge.kind_offered(asking(facts_of("young_teacher"), kind=kind, manner=manner), notice)
            assert found.says is (Says.MET if (kind, manner) in offered else Says.UNMET)
            if (kind, manner) in offered:
                assert found.numbers["kind"] == offered[kind, manner].id
            else:
                assert "可用的为评审（正常）、" in found.facts


def test_entrusted_review_is_for_the_intermediate_level_only(facts_of, notice):
    found = judge.kind_offered(asking(facts_of("teacher"), manner="委托"), notice)
    assert found.says is Says.UNMET
    assert "限中级；您申报副高级" in found.facts


def test_whether_the_committee_votes_is_the_notices_word(facts_of, notice):
    asked = asking(facts_of("young_teacher"), kind="考核认定", manner="考核认定")
    assert judge.kind_offered(asked, notice).facts.endswith("经评委会表决")
    unvoted = replace(notice, kinds=tuple(replace(k, voted=False) for k in notice.kinds))
    assert judge.kind_offered(asked, unvoted).facts.endswith("不经评委会表决")


@pytest.mark.parametrize(
    ("application", "slot"),
    [({"manner": "破格"}, "exceptional_proof"), ({"kind": "考核认定", "manner": "考核认定"}, "recognition_proof")],
)
def test_a_manner_asks_for_its_own_proof(application, slot, facts_of, notice):
    plain = {d.material.id for d in materials.demanded(facts_of("young_teacher"), notice)}
    asked = {d.material.id for d in materials.demanded(asking(facts_of("young_teacher"), **application), notice)}
    assert asked - plain == {slot}


def test_a_station_may_stand_on_the_route_of_some_manners_only(facts_of, notice):
    extra = replace(
        notice.stations[-2],
        id="entrusted_check",
        when=MappingProxyType({"application.manner": ("委托",)}),
    )
    wider = replace(notice, stations=(*notice.stations[:-1], extra, notice.stations[-1]))
    d = facts_of("young_teacher").dossier
    assert "entrusted_check" not in route_for(wider, d.employer, d.application).ids
    entrusted = replace(d.application, manner="委托")
    assert route_for(wider, d.employer, entrusted).ids[-2:] == ("entrusted_check", "committee_acceptance")
