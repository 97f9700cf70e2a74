"""The whole way of a committee, and every reason why it cannot go on."""

from __future__ import annotations

from zhicheng.committee import facts, queries
from zhicheng.ops import audit

from .conftest import ABSTAIN, AYE, DEC_15, NO, listed
from build import moment


def test_a_committee_files_plans_meets_votes_and_reports(town):
    hall = listed(town)
    hall.assembled(DEC_15, absent=(10,), kept={4: (1,)})
    hall.opened(moment(12, 15, 11))
    for n, expert in enumerate(hall.experts[:10]):
        hall.vote(expert, AYE if n < 8 else NO if n == 8 else ABSTAIN, moment(12, 15, 11, n))
    ballot = hall.counted(moment(12, 15, 12))
    first, second = queries.tallies(ballot)
    assert (first.attending, first.recused, first.issued, first.returned) == (10, 1, 9, 9)
    assert (first.ayes, first.noes, first.abstentions, first.base, first.needed) == (7, 1, 1, 10, 7)
    assert (second.ayes, second.noes, second.abstentions, second.needed) == (8, 1, 1, 7)
    hall.announced(moment(12, 15, 13))
    hall.reported(moment(12, 20))
    assert [r.words for r in facts.results(ballot, hall.notice)] == ["通过", "通过"]
    assert queries.result_filing_of(hall.the_meeting()).is_late is False
    assert audit.broken() == ()
